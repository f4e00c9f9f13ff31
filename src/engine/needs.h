/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What some expressions need of a relation: slots that are not computed but
 * read, each once, and the times of the rows.
 */
#ifndef ENGINE_NEEDS_H
#define ENGINE_NEEDS_H

#include "query/bind.h"

#include <stdbool.h>
#include <stdint.h>

struct needs {
    uint32_t *slots;
    uint32_t n;
    bool times;
    bool *seen; /* [slot]: looked at */
};

void needs_init(struct needs *needs, const struct scope *scope);
void needs_done(struct needs *needs);
void needs_slot(struct needs *needs, const struct scope *scope, uint32_t slot);
/* e may be NULL. */
void needs_expr(struct needs *needs, const struct scope *scope,
                const struct expr *e);

#endif
