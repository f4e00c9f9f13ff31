/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text that a condition implies: where it is true of a record, the
 * record's line holds that text. The other way round says nothing.
 */
#ifndef ENGINE_LITERAL_H
#define ENGINE_LITERAL_H

#include "base/str.h"
#include "query/bind.h"

#include <stdbool.h>

struct literal {
    struct str text; /* empty when there is none; in the arena, or the query */
    bool of_line;    /* the condition is on the whole line, not on a field */
};

/* scope is that of the records. */
struct literal literal_of(struct arena *a, const struct scope *scope,
                          const struct expr *e);

#endif
