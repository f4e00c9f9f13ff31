/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binding the queries within a query. */
#include "query/bind_int.h"
#include "query/shape.h"

/* What was found out about it belongs to the whole. */
static void take_notices(struct binder *b, struct subquery *sub)
{
    for (const struct notice *n = sub->query->notices; n; n = n->next) {
        bind_notice(b, n->at, "%.*s", STR_ARG(n->text));
        if (n->doubtful)
            query_doubt(b->q, n->at);
    }
    sub->query->notices = NULL;
    sub->query->n_notices = 0;
}

/* Parse the text and add a stage (or NULL), which make fills. */
typedef void made_stage_fn(struct query *q, bool bins);

static struct subquery *bind_made(struct binder *b, struct str text,
                                  made_stage_fn *make, bool bins,
                                  struct span at)
{
    struct err wrong = {0};
    struct query *q = query_parse(text, false, &wrong);
    struct bind_options options = *b->options;
    struct binder inner = {.options = &options, .err = &wrong, .quiet = true};
    struct subquery *sub;

    if (q) {
        if (make)
            make(q, bins);
        sub = subquery_add(b->q, q, at);
        inner.q = q;
        options.default_columns = NULL;
        if (bind_stages(&inner) && bind_finish(&inner, &sub->bound)) {
            q->notices = NULL;
            return sub;
        }
    }
    err_set_at(b->err, wrong.code, at, "%s", wrong.msg);
    return NULL;
}

struct subquery *bind_made_subquery(struct binder *b, struct str text,
                                    struct span at)
{
    return bind_made(b, text, NULL, false, at);
}

static struct expr *made_expr(struct query *q, enum expr_kind kind)
{
    struct expr *e = arena_calloc(&q->arena, 1, sizeof *e);

    e->kind = kind;
    return e;
}

static struct expr *made_call(struct query *q, const struct function *fn,
                              struct expr *arg)
{
    struct expr *e = made_expr(q, EXPR_CALL);

    e->call.fn = fn;
    e->call.args = arena_calloc(&q->arena, 1, sizeof(*e->call.args));
    e->call.args[0] = arg;
    e->call.n = 1;
    return e;
}

/* | stats count(*) as @n by shape(@text) as @shape [, bin(1m) as @minute] */
static void add_shapes_stage(struct query *q, bool bins)
{
    struct stage **tail = &q->stages;
    struct expr *field = made_expr(q, EXPR_FIELD);
    struct expr *period = made_expr(q, EXPR_PERIOD);
    struct stage *s;

    while (*tail)
        tail = &(*tail)->next;
    *tail = s = arena_calloc(&q->arena, 1, sizeof *s);
    s->kind = STAGE_STATS;
    field->field.name = STR("@text");
    period->period = (struct period){1, UNIT_MINUTE};
    s->stats.aggs = arena_calloc(&q->arena, 1, sizeof *s->stats.aggs);
    s->stats.n_aggs = 1;
    s->stats.aggs[0].expr = made_call(q, function_at(FUNCTION_COUNT_ROWS),
                                      made_expr(q, EXPR_STAR));
    s->stats.aggs[0].alias = STR("@n");
    s->stats.by = arena_calloc(&q->arena, 2, sizeof *s->stats.by);
    s->stats.n_by = bins ? 2 : 1;
    s->stats.by[0].expr = made_call(q, shape_function(), field);
    s->stats.by[0].alias = STR("@shape");
    s->stats.by[1].expr = made_call(q, function_at(FUNCTION_BIN), period);
    s->stats.by[1].alias = STR("@minute");
}

struct subquery *bind_shapes_subquery(struct binder *b, struct str text,
                                      bool bins, struct span at)
{
    return bind_made(b, text, add_shapes_stage, bins, at);
}

struct binder *bind_open_subquery(struct binder *b, struct subquery *sub)
{
    struct binder *inner =
        arena_calloc(&sub->query->arena, 1, sizeof *inner);
    struct bind_options *options =
        arena_calloc(&sub->query->arena, 1, sizeof *options);

    *options = *b->options;
    options->default_columns = NULL;
    *inner = (struct binder){
        .q = sub->query, .options = options, .err = b->err};
    return bind_stages(inner) ? inner : NULL;
}

bool bind_close_subquery(struct binder *b, struct subquery *sub,
                         struct binder *inner)
{
    if (!bind_finish(inner, &sub->bound))
        return false;
    take_notices(b, sub);
    return true;
}

bool bind_subquery(struct binder *b, struct subquery *sub)
{
    struct binder *inner = bind_open_subquery(b, sub);

    return inner && bind_close_subquery(b, sub, inner);
}

/* The name of the column that an item of fields makes. */
static struct str column_name(const struct binder *b, const struct item *item)
{
    if (item->alias.n)
        return item->alias;
    if (item->expr->kind == EXPR_FIELD)
        return item->expr->field.name;
    return bind_text_name(&b->q->arena, bind_source(b, item->at));
}

/*
 * "... | stats count(*) as n by srcAddr | fields srcAddr" shows both columns
 * (query-language.md 6.5) but means one, as the service's example has it: a
 * fields of one item that comes last decides.
 */
static void choose_column(const struct binder *b, struct subquery *sub)
{
    const struct stage *chooser = NULL;
    struct bound *bound = sub->bound;
    struct str name;

    for (const struct stage *s = sub->query->stages; s; s = s->next)
        if (s->kind == STAGE_FIELDS)
            chooser = s;
    if (!chooser || chooser->fields.n != 1)
        return;
    name = column_name(b, &chooser->fields.items[0]);
    for (uint32_t i = 0; i < bound->n_columns; i++) {
        if (!str_eq(bound->columns[i].name, name))
            continue;
        bound->columns += i;
        bound->n_columns = 1;
        return;
    }
}

bool bind_in_subquery(struct binder *b, struct subquery *sub)
{
    const struct bound *bound;

    if (!bind_subquery(b, sub))
        return false;
    bound = sub->bound;
    if (bound->default_columns)
        return err_set_at(b->err, ERR_QUERY, sub->at,
                          "a query in `in (...)` must choose its one column, "
                          "as in `| fields srcAddr`");
    choose_column(b, sub);
    if (bound->n_columns != 1)
        return err_set_at(b->err, ERR_QUERY, sub->at,
                          "a query in `in (...)` must give one column, this "
                          "one gives %u; end it with `| fields` or `| "
                          "display` and one name",
                          (unsigned)bound->n_columns);
    return true;
}
