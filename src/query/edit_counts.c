/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What becomes of the records on their way through a query's filters: for
 * saying which of them left none.
 */
#include "query/edit_int.h"

static struct str written(const struct draft *d, const struct stage *s)
{
    return str_slice(d->text, s->at.start, s->at.end);
}

static void take_test(struct draft *d, const struct expr *e,
                      struct query_filter *out)
{
    if (e->kind != EXPR_OP || e->op.op != OP_EQ ||
        e->op.a->kind != EXPR_FIELD || e->op.b->kind != EXPR_LITERAL)
        return;
    out->field = arena_copy(d->arena, e->op.a->field.name);
    out->value = value_keep(d->arena, e->op.b->literal);
}

uint32_t edit_list_filters(struct arena *a, struct str text,
                           struct query_filter *out, uint32_t cap)
{
    struct draft d;
    bool of_groups = false;
    uint32_t n = 0;

    if (!draft_open(&d, a, text, NULL))
        return 0;
    for (const struct stage *s = d.q->stages; s && n < cap; s = s->next) {
        of_groups = of_groups || stage_ends_filters(s);
        if (!stage_filters(s))
            continue;
        out[n] = (struct query_filter){.text = arena_copy(a, written(&d, s)),
                                       .of_groups = of_groups};
        take_test(&d, s->filter, &out[n++]);
    }
    draft_close(&d);
    return n;
}

static void add_stage(struct buf *b, struct str stage)
{
    if (b->n)
        buf_text(b, " | ");
    buf_add(b, stage);
}

/* A filter as a column that says whether a record is still there. */
static void add_mark(struct buf *b, const struct draft *d,
                     const struct stage *s, uint32_t n)
{
    struct span at = s->filter->at;

    add_stage(b, STR("fields case("));
    if (n > 1)
        buf_printf(b, "left%u = 1 and ", n - 1);
    buf_char(b, '(');
    buf_add(b, str_slice(d->text, at.start, at.end));
    buf_printf(b, "), 1, 0) as left%u", n);
}

bool edit_counts(struct arena *a, struct str text, struct str *out,
                 struct err *err)
{
    struct buf b = {0};
    struct draft d;
    uint32_t n = 0;

    if (!draft_open(&d, a, text, err))
        return false;
    for (const struct stage *s = d.q->stages; s && !stage_ends_filters(s);
         s = s->next) {
        if (stage_filters(s))
            add_mark(&b, &d, s, ++n);
        else if (stage_shapes(s))
            add_stage(&b, written(&d, s));
    }
    add_stage(&b, STR("stats count(*) as records"));
    for (uint32_t i = 1; i <= n; i++)
        buf_printf(&b, ", sum(left%u) as left_by_%u", i, i);
    *out = edit_take(a, &b);
    draft_close(&d);
    return true;
}

bool edit_before_filter(struct arena *a, struct str text, uint32_t n,
                        struct str *out, struct err *err)
{
    struct buf b = {0};
    struct draft d;

    if (!draft_open(&d, a, text, err))
        return false;
    for (const struct stage *s = d.q->stages; s && !stage_ends_filters(s);
         s = s->next) {
        if (stage_filters(s) && n-- == 0)
            break;
        if (stage_shapes(s))
            add_stage(&b, written(&d, s));
    }
    *out = edit_take(a, &b);
    draft_close(&d);
    return true;
}
