/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stats: ends a scope and opens the next. Keys and the arguments of
 * aggregates belong to the old scope, the items around them to the new one,
 * whose first slots are the keys. Equal aggregates are computed once.
 */
#include "query/bind_int.h"

#include "base/buf.h"

static bool is_aggregate(const struct expr *e, enum function_id id)
{
    return e->kind == EXPR_CALL && e->call.fn->id == id;
}

/* --- Keys -------------------------------------------------------------- */

/* The log field that e is, through earlier groupings too. */
static field_id origin_field(const struct scope_build *scope,
                             const struct expr *e)
{
    if (e->kind != EXPR_FIELD)
        return FIELD_NONE;
    if (scope->s.slots[e->field.slot].kind == SLOT_FIELD)
        return scope->s.slots[e->field.slot].field;
    for (uint32_t i = 0; i < scope->n_names; i++)
        if (scope->names[i].slot == e->field.slot)
            return scope->names[i].field;
    return FIELD_NONE;
}

/* The name of an item: its alias, its field, or its text. */
static struct str item_name(struct binder *b, const struct item *item)
{
    if (item->alias.n)
        return item->alias;
    if (item->expr->kind == EXPR_FIELD)
        return item->expr->field.name;
    return bind_text_name(&b->q->arena, bind_source(b, item->at));
}

/* name, or name_2 and so on when a column has it already. */
static struct str unique_name(struct binder *b, struct str name)
{
    struct arena *a = &b->q->arena;
    struct name_index *repeats = &b->scope->repeats;
    struct str unique = name;

    if (!bind_find_name(b->scope, name))
        return name;
    uint32_t i = name_index_get(repeats, name);
    for (i = i == NAME_NONE ? 2 : i; bind_find_name(b->scope, unique); i++)
        unique = arena_printf(a, "%.*s_%u", STR_ARG(name), i);
    name_index_set(a, repeats, name, i);
    return unique;
}

/* A column of the new scope: a name, and shown. */
static void add_column(struct binder *b, const struct item *item,
                       struct bound_name column)
{
    if (item)
        column.key =
            bind_text_key(&b->q->arena, bind_source(b, item->expr->at));
    column.name = unique_name(b, column.name);
    bind_define(b, column);
    bind_set_column(b, &b->shown, column.name, column.slot);
}

static void add_key(struct binder *b, struct expr *key)
{
    struct scope *s = &b->scope->s;

    s->keys = bind_grow(b, s->keys, s->n_keys, sizeof(*s->keys));
    s->key_is_bin =
        bind_grow(b, s->key_is_bin, s->n_keys, sizeof *s->key_is_bin);
    s->key_is_bin[s->n_keys] = bind_is_bin(b, key);
    s->keys[s->n_keys++] = key;
}

static bool bind_keys(struct binder *b, struct stage *s)
{
    if (s->stats.has_offset) {
        b->bin_offset_ms = period_ms(s->stats.offset);
        if (b->bin_offset_ms == 0)
            return err_set_at(b->err, ERR_QUERY, s->at,
                              "`offset` takes a period of fixed length, at "
                              "most weeks");
    }
    for (uint32_t i = 0; i < s->stats.n_by; i++) {
        struct expr *key = s->stats.by[i].expr;

        if (!bind_expr(b, key) || !bind_one_value(b, key, "`by`"))
            return false;
        add_key(b, key);
    }
    b->bin_offset_ms = 0;
    return true;
}

/* The slots and columns of the new scope that are the old one's keys. */
static void open_keys(struct binder *b, const struct scope_build *old,
                      const struct item *items)
{
    struct scope_build *next = b->scope;

    for (uint32_t i = 0; i < old->s.n_keys; i++) {
        const struct expr *key = old->s.keys[i];
        struct slot slot = {.kind = SLOT_KEY, .name = item_name(b, &items[i])};
        struct slot_note note;
        bool named = items[i].alias.n != 0;

        /* Types are asked of the scope that the key was bound in. */
        b->scope = next->before;
        slot.type = bind_type(b, key);
        note = (struct slot_note){
            .numeric_field = bind_is_numeric_field(b, key),
            .is_bin = old->s.key_is_bin[i],
            .is_key = true,
            .bin = bind_bin_of(b, key),
        };
        b->scope = next;
        slot.index = i;
        add_column(b, &items[i],
                   (struct bound_name){
                       .name = slot.name,
                       .slot = bind_add_slot(b, slot, note),
                       .by_text = !named,
                       .field = named ? FIELD_NONE : origin_field(old, key),
                   });
    }
}

/* --- Aggregates -------------------------------------------------------- */

/* min, max and their like have the type of what they choose from. */
static enum result_type aggregate_type(const struct binder *b,
                                       const struct aggregate *agg)
{
    enum result_type type = agg->fn->result;

    if (type != RESULT_ANY)
        return type;
    type = bind_type(b, agg->arg);
    if (type == RESULT_TIME && agg->time_as_ms)
        return RESULT_NUMBER;
    if (agg->fn->id != FUNCTION_MIN && agg->fn->id != FUNCTION_MAX)
        return type;
    return type == RESULT_NUMBER || type == RESULT_TIME ? type
           : type == RESULT_BOOL                        ? RESULT_NUMBER
                                                        : RESULT_ANY;
}

static bool is_condition(const struct expr *e)
{
    return e->kind == EXPR_LIKE || e->kind == EXPR_IN ||
           (e->kind == EXPR_OP &&
            (e->op.op <= OP_GE || (e->op.op >= OP_AND && e->op.op <= OP_NOT)));
}

static bool set_percentile(struct binder *b, const struct expr *e,
                           struct aggregate *agg)
{
    const struct expr *p = e->call.args[1];
    struct num n = p->kind == EXPR_LITERAL ? value_num(p->literal)
                                           : (struct num){.kind = NUM_NONE};

    agg->p = n.kind == NUM_INT ? (double)n.i : n.d;
    if (n.kind == NUM_NONE || agg->p < 0 || agg->p > 100)
        return err_set_at(b->err, ERR_QUERY, p->at,
                          "`pct` takes a percentile from 0 to 100");
    return true;
}

/* Aggregates that ask for the time of a row. */
static bool needs_time(enum function_id id)
{
    return id == FUNCTION_EARLIEST || id == FUNCTION_LATEST ||
           id == FUNCTION_RATE;
}

/* The aggregate of a call; names of the same thing become one. */
static bool make_aggregate(struct binder *b, struct expr *e,
                           struct aggregate *agg)
{
    enum function_id id = e->call.fn->id;
    struct expr *arg = e->call.n ? e->call.args[0] : NULL;

    *agg = (struct aggregate){
        .fn = e->call.fn,
        .time_as_ms = b->q->strict && id != FUNCTION_SORTS_FIRST &&
                      id != FUNCTION_SORTS_LAST,
    };
    if (needs_time(id) && b->scope->before)
        return err_set_at(b->err, ERR_QUERY, e->at,
                          "`%s` needs @timestamp, which `stats` does not keep",
                          e->call.fn->name);
    if (arg && arg->kind != EXPR_STAR) {
        if (!bind_expr(b, arg) || !bind_one_value(b, arg, "an aggregate"))
            return false;
        agg->arg = arg;
        agg->of_times = bind_type(b, arg) == RESULT_TIME;
    }
    if (id == FUNCTION_SUM && is_condition(arg) &&
        !bind_lenient(b, arg->at,
                      "the sum of a condition counts the rows "
                      "where it is true"))
        return false;
    if (id == FUNCTION_COUNT_OVER_TIME)
        agg->fn = function_at(FUNCTION_COUNT_ROWS);
    if (id == FUNCTION_SUM_OVER_TIME)
        agg->fn = function_at(FUNCTION_SUM);
    if (id == FUNCTION_MEDIAN) {
        agg->fn = function_at(FUNCTION_PCT);
        agg->p = 50;
    }
    if (id == FUNCTION_RATE)
        agg->period = e->call.args[1]->period;
    return id != FUNCTION_PCT || set_percentile(b, e, agg);
}

/* What two aggregates that are the same have in common. */
static struct str aggregate_key(struct binder *b, const struct aggregate *agg)
{
    struct buf key = {0};
    struct str out;

    buf_printf(&key, "%d %a %lld %d %d ", (int)agg->fn->id, agg->p,
               (long long)agg->period.n, (int)agg->period.unit, !agg->arg);
    if (agg->arg)
        buf_add(&key, bind_text_name(&b->q->arena,
                                     bind_source(b, agg->arg->at)));
    out = arena_copy(&b->q->arena, buf_str(&key));
    buf_done(&key);
    return out;
}

/* Number in scope->s.aggs; added unless an equal one is there. */
static uint32_t add_aggregate(struct binder *b, struct aggregate agg)
{
    struct scope_build *scope = b->scope;
    uint32_t n = scope->s.n_aggs;
    struct str key = aggregate_key(b, &agg);
    uint32_t same = name_index_get(&scope->by_aggregate, key);

    if (same != NAME_NONE)
        return same;
    name_index_set(&b->q->arena, &scope->by_aggregate, key, n);
    scope->s.aggs = bind_grow(b, scope->s.aggs, n, sizeof agg);
    scope->s.aggs[n] = agg;
    scope->s.n_aggs++;
    return n;
}

/* The slot of an aggregate in the new scope; they come in their order. */
static uint32_t aggregate_slot(struct binder *b, struct slot slot,
                               struct slot_note note)
{
    struct scope_build *scope = b->scope;
    uint32_t n = scope->n_agg_slots;

    if (slot.index < n)
        return scope->agg_slots[slot.index];
    scope->agg_slots =
        bind_grow(b, scope->agg_slots, n, sizeof *scope->agg_slots);
    scope->agg_slots[n] = bind_add_slot(b, slot, note);
    scope->n_agg_slots++;
    return scope->agg_slots[n];
}

/* An aggregate outside a stats list; it may be meant for one of its columns. */
static bool aggregate_outside(struct binder *b, const struct expr *e)
{
    return !bind_tell_alias(b, e) &&
           err_set_at(b->err, ERR_QUERY, e->at,
                      "`%s` is an aggregate and stands only in the list of "
                      "`stats`",
                      e->call.fn->name);
}

bool bind_aggregate(struct binder *b, struct expr *e)
{
    struct scope_build *next = b->scope;
    struct slot slot = {.kind = SLOT_AGG};
    struct slot_note note = {0};
    struct aggregate agg;
    bool good;

    if (b->in_aggregate)
        return err_set_at(b->err, ERR_QUERY, e->at,
                          "an aggregate cannot stand inside another");
    if (!b->grouped)
        return aggregate_outside(b, e);
    if (e->call.fn->id == FUNCTION_TOPK)
        return err_set_at(b->err, ERR_QUERY, e->at,
                          "`topk` stands alone, without `by` or other "
                          "aggregates");
    b->scope = b->grouped;
    b->in_aggregate = true;
    good = make_aggregate(b, e, &agg);
    if (good) {
        slot.name = bind_text_name(&b->q->arena, bind_source(b, e->at));
        slot.type = aggregate_type(b, &agg);
        slot.index = add_aggregate(b, agg);
        /* What chooses a value of a field keeps what the field is. */
        note.numeric_field = agg.fn->result == RESULT_ANY && agg.arg &&
                             bind_is_numeric_field(b, agg.arg);
    }
    b->in_aggregate = false;
    b->scope = next;
    if (good)
        e->call.slot = aggregate_slot(b, slot, note);
    return good;
}

/* --- Items ------------------------------------------------------------- */

static bool bind_item(struct binder *b, struct item *item)
{
    struct bound_name column = {.by_text = item->alias.n == 0,
                                .field = FIELD_NONE};
    struct expr *e = item->expr;
    bool alone = e->kind == EXPR_CALL && e->call.fn->kind == FUNCTION_AGGREGATE;

    if (alone)
        column.fn = e->call.fn;
    /* Bound first: a name of a key is shown already. */
    if (alone ? !bind_aggregate(b, e) : !bind_expr(b, e))
        return false;
    if (e->kind == EXPR_FIELD && !item->alias.n)
        return true;
    column.name = item_name(b, item);
    column.slot = alone ? e->call.slot : bind_slot_of(b, e, column.name);
    add_column(b, item, column);
    return true;
}

static void start_scope(struct binder *b, struct stage *s)
{
    b->scope->s.grouped = true;
    bind_open_scope(b, s);
    b->shown = (struct columns){0};
    b->has_display = false;
}

/* --- topk: count by value, the k largest ------------------------------- */

static struct expr *name_expr(struct binder *b, struct str name, uint32_t slot,
                              struct span at)
{
    struct expr *e = arena_calloc(&b->q->arena, 1, sizeof *e);

    e->kind = EXPR_FIELD;
    e->at = at;
    e->field.name = name;
    e->field.slot = slot;
    return e;
}

/* isPresent(arg), since topk does not count what is missing. */
static struct expr *present_expr(struct binder *b, struct expr *arg)
{
    struct expr *e = arena_calloc(&b->q->arena, 1, sizeof *e);

    e->kind = EXPR_CALL;
    e->at = arg->at;
    e->call.fn = function_at(FUNCTION_IS_PRESENT);
    e->call.args = arena_calloc(&b->q->arena, 1, sizeof(*e->call.args));
    e->call.args[0] = arg;
    e->call.n = 1;
    return e;
}

/* Sort by the count, keep k; the order of groups settles ties. */
static void add_topk_ops(struct binder *b, const struct stage *s, uint32_t slot,
                         uint64_t k)
{
    struct sort_key *key = arena_calloc(&b->q->arena, 1, sizeof *key);
    struct row_op *op;

    key->expr = name_expr(b, STR("count"), slot, s->at);
    key->desc = true;
    op = bind_add_op(b, ROW_SORT, s->at);
    op->keys = key;
    op->n_keys = 1;
    bind_add_op(b, ROW_LIMIT, s->at)->limit = k;
}

static bool bind_topk(struct binder *b, struct stage *s)
{
    enum { K_MAX = 10000 };
    struct item key = s->stats.aggs[0];
    const struct expr *call = key.expr, *k = call->call.args[0];
    struct slot slot = {
        .kind = SLOT_AGG, .name = STR("count"), .type = RESULT_NUMBER};
    struct aggregate count = {.fn = function_at(FUNCTION_COUNT_ROWS)};
    struct scope_build *old = b->scope;
    uint32_t n;

    if (k->kind != EXPR_LITERAL || k->literal.type != VALUE_INT ||
        k->literal.i < 1 || k->literal.i > K_MAX)
        return err_set_at(b->err, ERR_QUERY, k->at,
                          "`topk` takes a whole number from 1 to %d first",
                          (int)K_MAX);
    key.expr = call->call.args[1];
    key.at = key.expr->at;
    if (!bind_expr(b, key.expr) || !bind_one_value(b, key.expr, "`topk`"))
        return false;
    add_key(b, key.expr);
    bind_add_op(b, ROW_FILTER, s->at)->expr = present_expr(b, key.expr);
    slot.index = add_aggregate(b, count);
    start_scope(b, s);
    open_keys(b, old, &key);
    n = bind_add_slot(b, slot, (struct slot_note){0});
    add_column(b, NULL,
               (struct bound_name){.name = slot.name,
                                   .slot = n,
                                   .fn = call->call.fn,
                                   .field = FIELD_NONE});
    add_topk_ops(b, s, n, (uint64_t)k->literal.i);
    return true;
}

bool bind_stats(struct binder *b, struct stage *s)
{
    struct scope_build *old = b->scope;

    if (s->stats.n_aggs == 1 && s->stats.n_by == 0 &&
        is_aggregate(s->stats.aggs[0].expr, FUNCTION_TOPK))
        return bind_topk(b, s);
    if (!bind_keys(b, s))
        return false;
    start_scope(b, s);
    open_keys(b, old, s->stats.by);
    b->grouped = old;
    for (uint32_t i = 0; i < s->stats.n_aggs; i++)
        if (!bind_item(b, &s->stats.aggs[i]))
            return false;
    b->grouped = NULL;
    return true;
}
