/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the unit tests share: cmocka with the headers it wants first, and
 * checks for tables of cases, whose failure message names the case.
 */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define N_ELEMENTS(array) (sizeof(array) / sizeof *(array))

/* got is the text want; name says which case it is. */
#define check_text(name, got, want)                                            \
    check_text_at(name, got, want, __FILE__, __LINE__)
/* got and want are equal integers. */
#define check_int(name, got, want)                                             \
    check_int_at(name, (intmax_t)(got), (intmax_t)(want), __FILE__, __LINE__)

static inline void check_text_at(const char *name, struct str got,
                                 const char *want, const char *file, int line)
{
    if (str_eq(got, str_of(want)))
        return;
    print_error("case \"%s\": got \"%.*s\", expected \"%s\"\n", name,
                STR_ARG(got), want);
    _fail(file, line);
}

static inline void check_int_at(const char *name, intmax_t got, intmax_t want,
                                const char *file, int line)
{
    if (got == want)
        return;
    print_error("case \"%s\": got %jd, expected %jd\n", name, got, want);
    _fail(file, line);
}

#endif
