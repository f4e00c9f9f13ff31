/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relevantfields and logcompare: the counts that are compared come from
 * subqueries made of the text before the command, two for each field: of the
 * rows in question and of those they are compared with. The engine runs all
 * of them in one pass for each time window.
 */
#include "query/bind_compare.h"

#include "base/buf.h"
#include "query/bind_int.h"
#include "query/edit_int.h"
#include "query/print.h"

struct compare_build {
    struct binder *b;
    struct stage *s;
    struct transform *t;
    struct str before; /* text of the stages before, with the last "|" */
    struct compare *out;
};

struct str bind_text_before(const struct binder *b, const struct stage *s)
{
    uint32_t start = b->q->stages->at.start;

    return str_slice(b->q->text, b->q->stages == s ? s->at.start : start,
                     s->at.start);
}

/* One more subquery: what is before, and this. */
static bool add_sub(struct compare_build *c, struct buf *stages,
                    enum sub_window window)
{
    struct binder *b = c->b;
    struct buf text = {0};
    struct subquery *sub;

    buf_add(&text, c->before);
    buf_char(&text, '\n');
    buf_add(&text, buf_str(stages));
    sub = bind_made_subquery(b, buf_str(&text), c->s->at);
    buf_done(&text);
    if (!sub)
        return false;
    sub->window = window;
    sub->shift_ms = period_ms(c->s->compare.shift);
    c->t->subs = bind_grow(b, c->t->subs, c->t->n_subs, sizeof(*c->t->subs));
    c->t->subs[c->t->n_subs++] = sub;
    return true;
}

/* Of the rows in question, then of the others; behind a filter for them. */
static bool add_both(struct compare_build *c, struct str stages)
{
    bool shifted = c->s->kind == STAGE_LOGCOMPARE;
    struct buf text = {0};
    bool good;

    if (!shifted) {
        struct str condition =
            bind_source(c->b, c->s->compare.condition->at);

        /* A comment may end the condition. */
        buf_printf(&text, "filter (%.*s\n) | ", STR_ARG(condition));
    }
    buf_add(&text, stages);
    good = add_sub(c, &text, shifted ? SUB_WINDOW_NEW : SUB_WINDOW_SAME);
    buf_reset(&text);
    buf_add(&text, stages);
    good = good &&
           add_sub(c, &text, shifted ? SUB_WINDOW_SHIFTED : SUB_WINDOW_SAME);
    buf_done(&text);
    return good;
}

static bool add_totals(struct compare_build *c)
{
    return add_both(c, STR("stats count(*) as `@n`"));
}

/*
 * How often each value occurs. Of values that are names the most frequent
 * ones are enough; numbers are cut into classes, which takes all of them.
 */
static bool add_field(struct compare_build *c, struct str name, bool number)
{
    struct compare_field *f;
    struct buf text = {0};
    bool good;

    c->out->fields = bind_grow(c->b, c->out->fields, c->out->n, sizeof *f);
    f = &c->out->fields[c->out->n++];
    *f = (struct compare_field){name, number};
    buf_text(&text, "stats count(*) as `@n` by ");
    print_name(&text, name);
    buf_text(&text, " as `@v`");
    if (!number)
        buf_printf(&text, " | sort `@n` desc | limit %d", (int)COMPARE_VALUES);
    good = add_both(c, buf_str(&text));
    buf_done(&text);
    return good;
}

/* --- Which fields ------------------------------------------------------ */

static bool is_number(const struct field *f)
{
    return f->type == TYPE_INT || f->type == TYPE_TIME;
}

static bool is_number_slot(const struct binder *b, uint32_t slot)
{
    const struct slot *s = &b->scope->s.slots[slot];

    if (s->kind == SLOT_FIELD)
        return is_number(fields_get(b->options->fields, s->field));
    return s->type == RESULT_NUMBER || s->type == RESULT_TIME;
}

static bool add_named(struct compare_build *c)
{
    for (uint32_t i = 0; i < c->s->compare.n; i++) {
        struct expr *e = c->s->compare.fields[i];

        if (!bind_expr(c->b, e) ||
            !add_field(c, e->field.name,
                       is_number_slot(c->b, e->field.slot)))
            return false;
    }
    return true;
}

static bool is_in_condition(const struct compare_build *c, struct str name)
{
    return c->s->compare.condition &&
           expr_names(c->s->compare.condition, name);
}

/*
 * A condition on the time, or two windows, make records differ in all their
 * times, which is no news.
 */
static bool is_about_time(const struct compare_build *c)
{
    return c->s->kind == STAGE_LOGCOMPARE ||
           is_in_condition(c, STR("start")) || is_in_condition(c, STR("end")) ||
           is_in_condition(c, STR("@timestamp")) ||
           is_in_condition(c, STR("startTime")) ||
           is_in_condition(c, STR("endTime"));
}

/* All columns that a stats left. */
static bool add_columns(struct compare_build *c)
{
    for (uint32_t i = 0; i < c->b->shown.n; i++) {
        const struct output_column *column = &c->b->shown.p[i];

        if (!is_in_condition(c, column->name) &&
            !add_field(c, column->name, is_number_slot(c->b, column->slot)))
            return false;
    }
    return true;
}

/* All fields that the loaded files have. */
static bool add_loaded(struct compare_build *c)
{
    const struct bind_options *o = c->b->options;

    for (size_t i = 0; i < o->n_loaded; i++) {
        const struct field *f = fields_get(o->fields, o->loaded[i]);
        struct str name = str_of(f->query_name);

        if (f->type == TYPE_TIME && is_about_time(c))
            continue;
        if (!is_in_condition(c, name) && !add_field(c, name, is_number(f)))
            return false;
    }
    return true;
}

/* --- The stages -------------------------------------------------------- */

static bool bind_compare(struct binder *b, struct stage *s)
{
    struct compare_build c = {.b = b, .s = s};
    bool good;

    c.t = bind_transform(b, s);
    c.t->alone = true;
    c.t->prep = c.out = arena_calloc(&b->q->arena, 1, sizeof *c.out);
    c.before = bind_text_before(b, s);
    if (!add_totals(&c))
        return false;
    if (s->compare.n)
        good = add_named(&c);
    else
        good = b->scope->before ? add_columns(&c) : add_loaded(&c);
    if (!good)
        return false;
    /* Bound last: until then its names are those that were written. */
    if (s->compare.condition && !bind_expr(b, s->compare.condition))
        return false;
    bind_transform_scope(b, c.t);
    bind_transform_out(b, c.t, STR("@fieldName"), RESULT_TEXT);
    bind_transform_out(b, c.t, STR("@relevanceScore"), RESULT_NUMBER);
    bind_transform_out(b, c.t, STR("@topRelevanceContributors"), RESULT_TEXT);
    bind_transform_out(b, c.t, STR("@conditionalMedian"), RESULT_NUMBER);
    bind_transform_out(b, c.t, STR("@baselineMedian"), RESULT_NUMBER);
    return true;
}

bool bind_relevantfields(struct binder *b, struct stage *s)
{
    return bind_compare(b, s);
}

bool bind_logcompare(struct binder *b, struct stage *s)
{
    if (period_ms(s->compare.shift) == 0)
        return err_set_at(b->err, ERR_QUERY, s->at,
                          "`timeshift` takes a period of fixed length, at "
                          "most weeks");
    return bind_compare(b, s);
}
