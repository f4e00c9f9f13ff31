/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a search spares is decoding a field of all lines, which is fast where
 * it is done for all; so of a field it pays for few lines only. A condition
 * on the line itself has to look at it anyway, one by one.
 */
#include "engine/seek.h"

#include "base/mem.h"

#include <stdlib.h>

/* One line in so many, at most. */
enum { RARE_IN_FIELD = 64, RARE_IN_LINE = 2 };

void seek_init(struct seek *s, struct literal literal)
{
    *s = (struct seek){.literal = literal};
}

void seek_done(struct seek *s)
{
    free(s->rows);
}

bool seek_pays(const struct seek *s, const struct relation *r)
{
    uint64_t part = s->literal.of_line ? RARE_IN_LINE : RARE_IN_FIELD;

    return s->literal.text.n > 0 && r->ops->find &&
           s->n_found * part <= s->n_searched;
}

void seek_run(struct seek *s, struct relation *r, struct selection *sel)
{
    uint32_t n;

    if (sel->n_page > s->cap) {
        free(s->rows);
        s->cap = (size_t)sel->n_page * 2;
        s->rows = mem_alloc(s->cap * sizeof *s->rows);
    }
    n = r->ops->find(r, s->literal.text, s->rows);
    s->n_searched += sel->n_page;
    s->n_found += n;
    selection_keep_rows(sel, s->rows, n);
}
