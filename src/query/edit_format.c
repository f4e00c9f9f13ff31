/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A query with a stage on each line. Stages are printed anew, but not those
 * that have a comment inside; comments between stages keep their place: on
 * the line of the stage before, or on lines of their own.
 */
#include "query/edit_int.h"

#include "query/print.h"

/* What stands at at, without the pipe; only blanks, pipes and comments. */
static void add_gap(struct buf *out, struct str text, struct span at,
                    bool before_all)
{
    bool fresh = before_all; /* at the start of a line */

    for (uint32_t i = at.start; i < at.end; i++) {
        struct str rest = str_slice(text, i, at.end);

        if (rest.p[0] == '\n' && out->n > 0)
            fresh = true;
        if (rest.p[0] != '#')
            continue;
        struct str comment = str_slice(rest, 0, str_find(rest, STR("\n")));
        if (out->n > 0)
            buf_text(out, fresh ? "\n" : "  ");
        buf_add(out, str_trim(comment));
        /* The newline that ends it is looked at next. */
        i += (uint32_t)comment.n - 1;
    }
}

static void add_stage(struct buf *out, const struct draft *d,
                      const struct stage *s)
{
    struct str written = str_slice(d->text, s->at.start, s->at.end);

    if (out->n > 0)
        buf_char(out, '\n');
    if (s != d->q->stages)
        buf_text(out, "| ");
    if (str_find(written, STR("#")) < written.n)
        buf_add(out, written);
    else
        print_stage(out, s);
}

bool edit_format(struct arena *a, struct str text, struct edit *out,
                 struct err *err)
{
    struct buf b = {0};
    struct draft d;
    uint32_t end = 0;

    if (!draft_open(&d, a, text, err))
        return false;
    for (const struct stage *s = d.q->stages; s; s = s->next) {
        add_gap(&b, text, (struct span){end, s->at.start}, end == 0);
        add_stage(&b, &d, s);
        end = s->at.end;
    }
    add_gap(&b, text, (struct span){end, (uint32_t)text.n}, end == 0);
    struct str formatted = edit_take(a, &b);
    if (str_eq(formatted, text))
        return draft_finish(&d, out, STR("already a stage on each line"));
    if (draft_replace(&d, (struct span){0, (uint32_t)text.n}, formatted, err)) {
        d.inserted = (struct span){0, 0};
        return draft_finish(&d, out, STR("a stage on each line"));
    }
    draft_close(&d);
    return false;
}
