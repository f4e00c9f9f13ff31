/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Narrowing a selection to the lines that hold a text, by a search of the
 * page's text as a whole. It pays while few lines hold it, which is known
 * from those that were searched; after too many it is given up.
 */
#ifndef ENGINE_SEEK_H
#define ENGINE_SEEK_H

#include "engine/literal.h"
#include "engine/relation.h"
#include "engine/selection.h"

struct seek {
    struct literal literal;
    uint64_t n_searched; /* lines */
    uint64_t n_found;
    uint32_t *rows; /* room */
    size_t cap;
};

void seek_init(struct seek *s, struct literal literal);
void seek_done(struct seek *s);
/* Is there a text, can r look for it, and was it rare so far? */
bool seek_pays(const struct seek *s, const struct relation *r);
/* Keep the rows of the open page whose lines hold the text. */
void seek_run(struct seek *s, struct relation *r, struct selection *sel);

#endif
