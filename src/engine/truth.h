/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three-valued and, or, not as tables (query-language.md 4.2). */
#ifndef ENGINE_TRUTH_H
#define ENGINE_TRUTH_H

#include "query/value.h"

static inline enum truth truth_not(enum truth t)
{
    static const uint8_t table[] = {
        [TRUTH_FALSE] = TRUTH_TRUE,
        [TRUTH_TRUE] = TRUTH_FALSE,
        [TRUTH_NULL] = TRUTH_NULL,
    };

    return (enum truth)table[t];
}

static inline enum truth truth_and(enum truth a, enum truth b)
{
    static const uint8_t table[3][3] = {
        [TRUTH_FALSE] = {TRUTH_FALSE, TRUTH_FALSE, TRUTH_FALSE},
        [TRUTH_TRUE] = {TRUTH_FALSE, TRUTH_TRUE, TRUTH_NULL},
        [TRUTH_NULL] = {TRUTH_FALSE, TRUTH_NULL, TRUTH_NULL},
    };

    return (enum truth)table[a][b];
}

static inline enum truth truth_or(enum truth a, enum truth b)
{
    static const uint8_t table[3][3] = {
        [TRUTH_FALSE] = {TRUTH_FALSE, TRUTH_TRUE, TRUTH_NULL},
        [TRUTH_TRUE] = {TRUTH_TRUE, TRUTH_TRUE, TRUTH_TRUE},
        [TRUTH_NULL] = {TRUTH_NULL, TRUTH_TRUE, TRUTH_NULL},
    };

    return (enum truth)table[a][b];
}

#endif
