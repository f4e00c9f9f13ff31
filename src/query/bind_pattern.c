/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pattern, and diff or anomaly behind it. The texts are counted by their
 * shapes in subqueries, where many threads do it; what makes patterns of the
 * shapes is the transform. For diff there is a second subquery over the time
 * before; for anomaly the counts are by minute.
 */
#include "base/buf.h"
#include "query/bind_int.h"

static bool add_shapes(struct binder *b, struct transform *t, bool bins,
                       enum sub_window window, int64_t shift_ms)
{
    const struct stage *s = t->stage;
    struct buf text = {0};
    struct subquery *sub;

    buf_add(&text, bind_text_before(b, s));
    buf_printf(&text, "\nfields (%.*s\n) as @text",
               STR_ARG(bind_source(b, s->pattern->at)));
    sub = bind_shapes_subquery(b, buf_str(&text), bins, s->at);
    buf_done(&text);
    if (!sub)
        return false;
    sub->window = window;
    sub->shift_ms = shift_ms;
    t->subs = bind_grow(b, t->subs, t->n_subs, sizeof(*t->subs));
    t->subs[t->n_subs++] = sub;
    return true;
}

static bool add_diff(struct binder *b, struct transform *t, int64_t shift_ms)
{
    enum sub_window before = shift_ms ? SUB_WINDOW_SHIFTED : SUB_WINDOW_BEFORE;

    return add_shapes(b, t, false, SUB_WINDOW_NEW, shift_ms) &&
           add_shapes(b, t, false, before, shift_ms);
}

static void add_outs(struct binder *b, struct transform *t,
                     enum stage_kind behind)
{
    bind_transform_out(b, t, STR("@pattern"), RESULT_TEXT);
    if (behind == STAGE_DIFF) {
        bind_transform_out(b, t, STR("@eventCount"), RESULT_NUMBER);
        bind_transform_out(b, t, STR("@differenceCount"), RESULT_NUMBER);
        bind_transform_out(b, t, STR("@differenceDescription"), RESULT_TEXT);
    } else {
        bind_transform_out(b, t, STR("@ratio"), RESULT_NUMBER);
        bind_transform_out(b, t, STR("@sampleCount"), RESULT_NUMBER);
    }
    bind_transform_out(b, t, STR("@severityLabel"), RESULT_TEXT);
    if (behind == STAGE_ANOMALY) {
        bind_transform_out(b, t, STR("@anomalyScore"), RESULT_NUMBER);
        bind_transform_out(b, t, STR("@anomalyTime"), RESULT_TIME);
        bind_transform_out(b, t, STR("@anomalyCount"), RESULT_NUMBER);
        bind_transform_out(b, t, STR("@expectedCount"), RESULT_NUMBER);
    }
}

bool bind_pattern(struct binder *b, struct stage *s)
{
    struct transform *t = bind_transform(b, s);
    enum stage_kind behind = s->next ? s->next->kind : STAGE_COUNT;
    bool good;

    if (behind == STAGE_DIFF)
        good = add_diff(b, t, s->next->diff_ms);
    else
        good = add_shapes(b, t, behind == STAGE_ANOMALY, SUB_WINDOW_SAME, 0);
    /* Bound last: until then it is as it was written. */
    if (!good || !bind_expr(b, s->pattern) ||
        !bind_one_value(b, s->pattern, "`pattern`"))
        return false;
    t->alone = true;
    bind_transform_scope(b, t);
    add_outs(b, t, behind);
    return true;
}

bool bind_diff(struct binder *b, struct stage *s)
{
    if (b->last && b->last->kind == STAGE_PATTERN)
        return true;
    return err_set_at(b->err, ERR_QUERY, s->word_at,
                      "`%.*s` stands directly behind `pattern`",
                      STR_ARG(bind_source(b, s->word_at)));
}
