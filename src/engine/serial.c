/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting is put off: rows carry the sort keys that are pending, newest sort
 * first, and are put in order where something depends on it. A limit that
 * follows sorts keeps the best rows only.
 */
#include "engine/serial.h"

#include "base/big.h"
#include "base/mem.h"
#include "engine/budget.h"
#include "engine/eval.h"
#include "engine/group_best.h"
#include "engine/group_rank.h"
#include "engine/keys.h"
#include "engine/relation_expand.h"
#include "engine/relation_group.h"
#include "engine/relation_made.h"
#include "engine/relation_scan.h"
#include "engine/stats_estimate.h"
#include "engine/stats_spill.h"
#include "engine/transform.h"
#include "engine/visit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * Of the memory: what a step takes before some goes to disk; what one array
 * takes, that has an item for each row; what it takes to go over rows; and
 * the values that a transform is given and makes.
 */
enum { SPILL_SHARE = 3, ARRAY_SHARE = 8, VISIT_SHARE = 8, ARENA_SHARE = 4 };

/* Rows gone over between two looks at the flag. */
enum { LOOK_ROWS = 1 << 18 };

struct run {
    struct serial *s;
    struct err *err;
    struct arena arena; /* of the pending keys */
    struct relation *rel;
    struct stats_set *set; /* of rel, when its rows are all groups and ids
                              are not made yet; or NULL */
    uint64_t *ids;
    uint64_t n;
    struct rank_key *pending; /* order by these, then as ids stand */
    uint32_t n_pending;
};

static const struct scope *scope_of(const struct run *r)
{
    return r->rel->scope;
}

/* Room for what there is one of for each row, on disk when that is much. */
static void *row_room(const struct run *r, uint64_t n, size_t each)
{
    uint64_t bytes = n * each;
    struct spill *spill =
        bytes > r->s->memory_bytes / ARRAY_SHARE ? r->s->spill : NULL;

    return big_alloc(spill, bytes, r->err);
}

/*
 * The ids of all groups, when they are put off until now. False with *err
 * when there is no room for them.
 */
static bool need_ids(struct run *r)
{
    if (!r->set)
        return true;
    const struct group_set *groups = &r->set->groups;
    uint64_t n = 0;

    r->ids = row_room(r, r->n, sizeof *r->ids);
    if (!r->ids)
        return false;
    for (uint32_t p = 0; p < group_set_parts(groups); p++) {
        for (uint32_t i = 0; i < groups->parts[p].table.n; i++)
            r->ids[n++] = group_id_make(p, i);
    }
    r->set = NULL;
    return true;
}

/* Stop when the job is cancelled or holds more than it may. */
static bool may_go_on(struct run *r, size_t bytes)
{
    if (atomic_load(r->s->cancel))
        return err_set(r->err, ERR_CANCELLED, "cancelled");
    if (bytes <= r->s->memory_bytes)
        return true;
    struct err failure = {0};
    if (r->s->spill)
        failure = spill_failure(r->s->spill);
    if (failure.code != ERR_NONE)
        return err_set(r->err, failure.code, "%s", failure.msg);
    return budget_exceeded(r->s->memory_bytes, r->err);
}

/* Something said no: the error is there, or it was cancelled. */
static bool went_wrong(struct run *r)
{
    return err_set(r->err, ERR_CANCELLED, "cancelled");
}

/* Visit all rows with a batch of their own. */
static bool visit(struct run *r, const struct needs *needs, visit_fn *fn,
                  void *arg)
{
    struct batch *b = mem_alloc(sizeof *b);

    batch_init(b, r->rel, r->s->env);
    bool done =
        need_ids(r) &&
        visit_rows_within(b, r->ids, r->n, needs, fn, arg, r->s->cancel,
                          &r->s->lost, r->s->memory_bytes / VISIT_SHARE);
    batch_done(b);
    free(b);
    big_cool(r->ids);
    return done || went_wrong(r);
}

/* Filter. */

struct filter_run {
    struct run *r;
    const struct expr *condition;
    uint8_t *truth; /* [position in ids] */
};

static bool filter_batch(void *arg, struct batch *b, const size_t *at)
{
    struct filter_run *f = arg;
    uint8_t truth[BATCH_ROWS];

    eval_truth(b, f->condition, truth);
    for (uint32_t i = 0; i < b->n; i++)
        f->truth[at[i]] = truth[i];
    return may_go_on(f->r, 0);
}

static bool run_filter(struct run *r, const struct expr *condition)
{
    struct filter_run f = {r, condition, row_room(r, r->n, 1)};
    struct needs needs;
    uint64_t kept = 0;

    if (!f.truth)
        return false;
    /* Of rows that are lost. */
    memset(f.truth, TRUTH_FALSE, r->n);
    needs_init(&needs, scope_of(r));
    needs_expr(&needs, scope_of(r), condition);
    bool done = visit(r, &needs, filter_batch, &f);
    for (uint64_t i = 0; done && i < r->n; i++) {
        r->ids[kept] = r->ids[i];
        kept += f.truth[i] == TRUTH_TRUE;
    }
    if (done)
        r->n = kept;
    needs_done(&needs);
    big_free(f.truth);
    return done;
}

/* Order. */

/*
 * The order of groups (query-language.md 10.1): time bins from the newest
 * down, then the other keys in their order.
 */
static void add_default_keys(struct run *r, const struct scope *grouped_by)
{
    struct rank_key *keys = arena_alloc(
        &r->arena, (r->n_pending + 2 * grouped_by->n_keys) * sizeof *keys);
    const struct scope *scope = scope_of(r);
    uint32_t n = r->n_pending;

    if (n)
        memcpy(keys, r->pending, n * sizeof *keys);
    for (int bins = 1; bins >= 0; bins--) {
        for (uint32_t i = 0; i < scope->n_slots; i++) {
            const struct slot *s = &scope->slots[i];

            if (s->kind == SLOT_KEY &&
                grouped_by->key_is_bin[s->index] == (bins == 1))
                keys[n++] = (struct rank_key){.slot = i, .desc = bins == 1};
        }
    }
    r->pending = keys;
    r->n_pending = n;
}

struct order_run {
    struct run *r;
    struct ranking *ranking;
};

static bool order_batch(void *arg, struct batch *b, const size_t *at)
{
    struct order_run *o = arg;

    ranking_add(o->ranking, b, at);
    if (o->r->s->spill && ranking_is_large(o->ranking, SPILL_SHARE))
        return ranking_spill(o->ranking, o->r->err);
    return may_go_on(o->r, ranking_bytes(o->ranking));
}

/* The rows of a ranking in order: ids, or places among the ids there are. */
static bool take_ranked(struct run *r, struct ranking *ranking)
{
    uint64_t *order, n;

    if (!r->s->spill &&
        !may_go_on(r, ranking_bytes(ranking) + ranking_take_bytes(ranking)))
        return false;
    order = ranking_take(ranking, r->s->threads, r->s->cancel, &n, r->err);
    if (!order)
        return false;
    for (uint64_t i = 0; r->ids && i < n; i++)
        order[i] = r->ids[order[i]];
    big_free(r->ids);
    r->ids = order;
    r->n = n;
    return true;
}

static struct rank_spec pending_order(const struct run *r, uint64_t limit)
{
    return (struct rank_spec){
        .keys = r->pending,
        .n_keys = r->n_pending,
        .base = RANK_ID,
        .limit = limit,
        .stop = r->s->cancel,
        .pool = r->s->pool,
        .spill = r->s->spill,
        .memory_bytes = r->s->memory_bytes,
    };
}

/* All groups, of which there are no ids yet. Their ids decide ties. */
static bool rank_groups(struct run *r, uint64_t limit)
{
    struct group_rank how = {
        .rel = r->rel,
        .set = r->set,
        .order = pending_order(r, limit),
        .env = r->s->env,
        .threads = r->s->threads,
        .stop = r->s->cancel,
        .max_bytes = r->s->memory_bytes,
    };
    struct ranking *ranking = group_rank(&how, r->err);
    bool done = ranking && take_ranked(r, ranking);

    ranking_free(ranking);
    if (done)
        r->set = NULL;
    return done;
}

/* Rows by their places among ids, which decide ties. */
static bool rank_rows(struct run *r, uint64_t limit)
{
    struct rank_spec order = pending_order(r, limit);
    struct order_run o = {r, ranking_new(&order)};
    struct needs needs;

    needs_init(&needs, scope_of(r));
    for (uint32_t i = 0; i < r->n_pending; i++) {
        if (r->pending[i].expr)
            needs_expr(&needs, scope_of(r), r->pending[i].expr);
        else
            needs_slot(&needs, scope_of(r), r->pending[i].slot);
    }
    bool done = visit(r, &needs, order_batch, &o) && take_ranked(r, o.ranking);
    ranking_free(o.ranking);
    needs_done(&needs);
    return done;
}

/* Put the rows in the order that is pending; keep limit of them (0: all). */
static bool rank(struct run *r, uint64_t limit)
{
    bool done = r->set ? rank_groups(r, limit) : rank_rows(r, limit);

    if (done)
        r->n_pending = 0;
    return done;
}

/*
 * Of all groups leave out those that cannot be among the first limit. False
 * when the order is not one that can be told from the groups, or too many
 * would be left; then nothing is done.
 */
static bool only_best(struct run *r, uint64_t limit)
{
    enum { MAX_SHARE = 8 }; /* of the groups; more is better just sorted */
    const struct rank_key *key = r->pending;

    int64_t slot = key->expr ? expr_slot(key->expr) : key->slot;
    if (!r->set || limit == 0 || limit > r->n / MAX_SHARE || slot < 0)
        return false;
    const struct slot *s =
        &scope_of(r)->slots[slot_base(scope_of(r), (uint32_t)slot)];
    if (s->kind != SLOT_KEY && s->kind != SLOT_AGG)
        return false;
    struct group_order order = {s->kind == SLOT_KEY, s->index, key->desc};
    group_id *best =
        group_best(r->set, order, limit, r->s->threads, r->s->cancel, &r->n);
    r->set = NULL;
    r->ids = best ? big_alloc(NULL, r->n * sizeof *best, r->err) : NULL;
    if (best && r->n)
        memcpy(r->ids, best, r->n * sizeof *best);
    free(best);
    return r->ids != NULL;
}

/* Put the rows in order; keep the first limit of them (0: all). */
static bool settle(struct run *r, uint64_t limit)
{
    if (r->n_pending > 0)
        only_best(r, limit);
    /* A search that was stopped has left no ids, and no set to make them. */
    if (!may_go_on(r, 0))
        return false;
    if (r->n_pending > 0 && !rank(r, limit))
        return false;
    if (!need_ids(r))
        return false;
    if (limit && r->n > limit)
        r->n = limit;
    return true;
}

static bool run_tail(struct run *r, uint64_t limit)
{
    if (!settle(r, 0))
        return false;
    if (r->n > limit) {
        memmove(r->ids, r->ids + (r->n - limit), limit * sizeof *r->ids);
        r->n = limit;
    }
    return true;
}

/* Dedup. */

struct dedup_run {
    struct run *r;
    const struct row_op *op;
    cell *cells;   /* [position * n_slots] */
    uint8_t *kept; /* [position] */
};

static bool dedup_batch(void *arg, struct batch *b, const size_t *at)
{
    struct dedup_run *d = arg;
    uint32_t n = d->op->n_slots;
    cell cells[BATCH_ROWS];

    for (uint32_t k = 0; k < n; k++) {
        key_slot_cells(b, d->op->slots[k], cells);
        for (uint32_t i = 0; i < b->n; i++)
            d->cells[at[i] * n + k] = cells[i];
    }
    return may_go_on(d->r, 0);
}

/* A row with a null is kept; of the others the first of each tuple. */
static bool first_of_its_kind(struct table *t, const cell *key)
{
    for (uint32_t k = 0; k < t->width; k++) {
        if (cell_kind_of(key[k]) == CELL_NULL)
            return true;
    }
    uint32_t before = t->n;
    table_add_one(t, key);
    return t->n > before;
}

/* Tuples are looked at a share at a time, so that those seen fit. */
static uint32_t dedup_shares(const struct dedup_run *d)
{
    const uint64_t factor = 4; /* of a table, by its tuples, at most */
    uint64_t bytes = d->r->n * d->op->n_slots * sizeof(cell) * factor;

    return (uint32_t)(bytes / (d->r->s->memory_bytes / SPILL_SHARE + 1)) + 1;
}

static bool dedup_share(struct dedup_run *d, uint32_t share, uint32_t n_shares)
{
    uint32_t width = d->op->n_slots;
    struct table seen;
    bool done = true;

    table_init(&seen, width, 0, d->r->s->pool);
    for (uint64_t i = 0; done && i < d->r->n; i++) {
        const cell *key = d->cells + i * width;

        if (n_shares == 1 || tuple_hash(key, width) % n_shares == share)
            d->kept[i] = first_of_its_kind(&seen, key);
        if (i % LOOK_ROWS == LOOK_ROWS - 1) {
            big_cool(d->cells);
            done = may_go_on(d->r, table_bytes(&seen));
        }
    }
    table_done(&seen);
    return done;
}

static bool dedup_rows(struct dedup_run *d)
{
    uint32_t n_shares = dedup_shares(d);
    struct needs needs;
    bool done;

    needs_init(&needs, scope_of(d->r));
    for (uint32_t k = 0; k < d->op->n_slots; k++)
        needs_slot(&needs, scope_of(d->r), d->op->slots[k]);
    done = visit(d->r, &needs, dedup_batch, d);
    for (uint32_t i = 0; done && i < n_shares; i++)
        done = dedup_share(d, i, n_shares);
    needs_done(&needs);
    return done;
}

static bool run_dedup(struct run *r, const struct row_op *op)
{
    struct dedup_run d = {.r = r, .op = op};
    uint64_t kept = 0;
    bool done = settle(r, 0);

    if (done) {
        d.cells = row_room(r, r->n, op->n_slots * sizeof *d.cells);
        d.kept = row_room(r, r->n, 1);
        done = d.cells && d.kept;
    }
    if (done) {
        /* Of rows that are lost. */
        memset(d.cells, 0, r->n * op->n_slots * sizeof *d.cells);
        done = dedup_rows(&d);
    }
    for (uint64_t i = 0; done && i < r->n; i++) {
        r->ids[kept] = r->ids[i];
        kept += d.kept[i];
    }
    if (done)
        r->n = kept;
    big_free(d.cells);
    big_free(d.kept);
    return done;
}

/* Expand. */

struct expand_run {
    struct run *r;
    const struct parse_spec *parse;
    struct matches matches; /* in the order of pages */
};

static bool expand_batch(void *arg, struct batch *b, const size_t *at)
{
    struct expand_run *x = arg;

    return matches_add(&x->matches, b, at, x->parse, x->r->err) &&
           may_go_on(x->r, x->matches.spill ? 0
                                            : x->matches.cap *
                                                  sizeof *x->matches.items);
}

/* Rows 0 to n - 1 of a new relation. */
static bool number_rows(struct run *r, uint64_t n)
{
    r->n = n;
    r->ids = row_room(r, n, sizeof *r->ids);
    for (uint64_t i = 0; r->ids && i < n; i++)
        r->ids[i] = i;
    return r->ids != NULL;
}

/*
 * Matches in the order of the rows they were found in, n of them in all; NULL
 * when there is no room, or it was stopped.
 */
static struct match *order_matches(struct run *r, const struct matches *m)
{
    const uint64_t none = UINT64_MAX;
    uint64_t *first = row_room(r, r->n, sizeof *first);
    struct match *ordered = row_room(r, m->n, sizeof *ordered);
    bool good = first && ordered;
    uint64_t n = 0;

    if (good)
        memset(first, 0xff, r->n * sizeof *first); /* of rows that are lost */
    for (uint64_t i = m->n; good && i > 0; i--)
        first[m->items[i - 1].place] = i - 1;
    for (uint64_t row = 0; good && row < r->n; row++) {
        for (uint64_t i = first[row];
             i != none && i < m->n && m->items[i].place == row; i++)
            ordered[n++] = m->items[i];
        if (row % LOOK_ROWS == LOOK_ROWS - 1)
            good = may_go_on(r, 0);
    }
    big_free(first);
    if (good)
        return ordered;
    big_free(ordered);
    return NULL;
}

static bool run_expand(struct run *r, const struct parse_spec *parse)
{
    struct expand_run x = {
        .r = r,
        .parse = parse,
        .matches = {.spill = r->s->spill,
                    .most_bytes = r->s->memory_bytes / ARRAY_SHARE}};
    struct match *ordered = NULL;
    struct needs needs;

    if (!settle(r, 0))
        return false;
    needs_init(&needs, scope_of(r));
    needs_expr(&needs, scope_of(r), parse->source);
    if (visit(r, &needs, expand_batch, &x))
        ordered = order_matches(r, &x.matches);
    needs_done(&needs);
    if (ordered) {
        r->rel = relation_expand_new(r->rel, parse, r->s->env, ordered);
        big_free(r->ids);
    }
    bool done = ordered && number_rows(r, x.matches.n);
    big_free(x.matches.items);
    return done;
}

/* Transforms. */

struct transform_run {
    struct run *r;
    const struct transform *t;
    struct value **in; /* [input][position in ids] */
    struct made_rows made;
    uint64_t cool_at; /* bytes on disk, then they need not be in memory */
};

static bool transform_batch(void *arg, struct batch *b, const size_t *at)
{
    struct transform_run *x = arg;

    for (uint32_t k = 0; k < x->t->n_in; k++) {
        const struct value *v = batch_slot(b, x->t->in[k]);

        for (uint32_t i = 0; i < b->n; i++)
            x->in[k][at[i]] = value_keep(&x->made.arena, v[i]);
    }
    if (x->made.arena.disk_bytes > x->cool_at) {
        arena_cool(&x->made.arena);
        x->cool_at =
            x->made.arena.disk_bytes + x->r->s->memory_bytes / ARENA_SHARE;
    }
    return may_go_on(x->r, x->made.arena.bytes);
}

static struct value **value_columns(struct arena *arena, uint32_t columns,
                                    uint64_t rows)
{
    struct value **all = arena_alloc(arena, columns * sizeof(*all));

    for (uint32_t i = 0; i < columns; i++)
        all[i] = arena_calloc(arena, rows, sizeof **all);
    return all;
}

static bool transform_inputs(struct run *r, struct transform_run *x)
{
    const struct transform *t = x->t;
    struct needs needs;

    /* Room for the values; what they point to is counted as it comes. */
    if (!settle(r, 0))
        return false;
    x->made.arena.spill = r->s->spill;
    x->made.arena.most_bytes = r->s->memory_bytes / ARENA_SHARE;
    if (!r->s->spill &&
        !may_go_on(r, r->n * (t->n_in + t->n_out) * sizeof(struct value)))
        return false;
    x->in = value_columns(&x->made.arena, t->n_in, r->n);
    needs_init(&needs, scope_of(r));
    for (uint32_t k = 0; k < t->n_in; k++)
        needs_slot(&needs, scope_of(r), t->in[k]);
    bool done = t->n_in == 0 || visit(r, &needs, transform_batch, x);
    needs_done(&needs);
    return done;
}

/* What the transform said of its rows, as rows of the base. */
static bool take_made(struct run *r, struct transform_run *x,
                      const struct transform_rows *rows, bool fresh)
{
    x->made.transform = x->t;
    x->made.n = rows->n_out;
    x->made.out = rows->out;
    x->made.base = rows->from;
    x->made.base_is_big = rows->from_is_big;
    if (!rows->from && !fresh) {
        x->made.base_is_big = true;
        x->made.base = r->ids;
    }
    for (uint64_t i = 0; rows->from && i < rows->n_out; i++) {
        if (rows->from[i] != TRANSFORM_NEW)
            rows->from[i] = r->ids[rows->from[i]];
    }
    if (x->made.base != r->ids)
        big_free(r->ids);
    return number_rows(r, rows->n_out);
}

_Static_assert(TRANSFORM_NEW == MADE_NEW, "both mean a row of its own");

/* next: the scope that begins with the rows it makes, or NULL. */
static bool run_transform(struct run *r, const struct transform *t,
                          const struct scope *next)
{
    struct transform_run x = {.r = r, .t = t};
    bool done = transform_inputs(r, &x);
    struct transform_rows rows = {
        .spec = t,
        .env = r->s->env,
        .ds = r->s->ds,
        .files = r->s->plan->files,
        .n_files = r->s->plan->n_files,
        .stop = r->s->cancel,
        .max_bytes = r->s->memory_bytes,
        .spill = r->s->spill,
        .n = r->n,
        .in = x.in,
        .arena = &x.made.arena,
    };

    if (done) {
        rows.n_out = r->n;
        rows.out = value_columns(rows.arena, t->n_out, r->n);
        done = transform_of(t->stage->kind)(&rows, r->err) &&
               may_go_on(r, rows.arena->bytes);
    }
    if (done && rows.n_out > UINT32_MAX)
        done = err_set(r->err, ERR_LIMIT, "more than %" PRIu32 " rows",
                       UINT32_MAX);
    arena_cool(&x.made.arena);
    if (!done) {
        if (rows.from_is_big)
            big_free(rows.from);
        else
            free(rows.from);
        arena_done(&x.made.arena);
        return false;
    }
    done = take_made(r, &x, &rows, next != NULL);
    struct dict *dict = r->rel->dict;

    if (next) {
        relation_free(r->rel);
        r->rel = NULL;
    }
    r->rel = relation_made_new(r->rel, next ? next : scope_of(r), dict,
                               &x.made);
    return done;
}

/* Scopes. */

static bool run_op(struct run *r, const struct row_op *op)
{
    switch (op->kind) {
    case ROW_FILTER:
        return run_filter(r, op->expr);
    case ROW_SORT:
        r->pending = plan_sort_keys(&r->arena, op, r->pending, &r->n_pending);
        return true;
    case ROW_LIMIT:
        return settle(r, op->limit);
    case ROW_LIMIT_ANY:
        if (!need_ids(r))
            return false;
        if (r->n > op->limit)
            r->n = op->limit;
        return true;
    case ROW_TAIL:
        return run_tail(r, op->limit);
    case ROW_DEDUP:
        return run_dedup(r, op);
    case ROW_EXPAND:
        return run_expand(r, op->parse);
    case ROW_TRANSFORM:
        return run_transform(r, op->transform, NULL);
    }
    return false;
}

struct group_run {
    struct run *r;
    struct stats *stats;
};

static bool group_batch(void *arg, struct batch *b, const size_t *at)
{
    struct group_run *g = arg;

    uint64_t most = g->r->s->memory_bytes;

    (void)at;
    stats_fold(g->stats, b);
    while (stats_relieve(g->stats, stats_bytes(g->stats), most))
        continue;
    if (!stats_set_may_spill(g->stats->set))
        return may_go_on(g->r, stats_bytes(g->stats));
    /* Whatever it shares must not wait for rows of other batches. */
    if (stats_set_has_spilled(g->stats->set))
        stats_flush(g->stats, b);
    if (stats_bytes(g->stats) > most / SPILL_SHARE &&
        !stats_spill(g->stats, g->r->err))
        return false;
    return may_go_on(g->r, stats_set_fixed_bytes(g->stats->set));
}

/* The groups become the relation of the next scope. */
static bool enter_groups(struct run *r, struct stats_set *set,
                         const struct scope *next)
{
    bool done = stats_set_finish(set, r->s->threads, r->s->cancel, r->err);
    estimates_enter(&r->s->estimates, set, next);
    struct relation *rows = r->rel;

    big_free(r->ids);
    r->n = group_set_count(&set->groups);
    r->ids = NULL;
    r->set = set;
    r->rel = relation_group_new(set, next);
    relation_free(rows);
    r->n_pending = 0;
    add_default_keys(r, set->scope);
    return done && may_go_on(r, 0);
}

static bool run_stats(struct run *r, const struct scope *scope)
{
    struct stats_set *set = stats_set_new(scope, r->rel->dict, r->s->pool);
    struct group_run g = {r, stats_new(set, UINT32_MAX)};
    struct needs needs;

    stats_set_allow_spill(set, r->s->spill, r->s->memory_bytes);
    needs_init(&needs, scope);
    for (uint32_t i = 0; i < scope->n_keys; i++)
        needs_expr(&needs, scope, scope->keys[i]);
    for (uint32_t i = 0; i < scope->n_aggs; i++)
        needs_expr(&needs, scope, scope->aggs[i].arg);
    needs.times = true;
    bool done = visit(r, &needs, group_batch, &g);
    stats_settle(g.stats);
    done = done && stats_merge(g.stats, set, r->s->cancel);
    needs_done(&needs);
    stats_free(g.stats);
    if (!done) {
        stats_set_free(set);
        return may_go_on(r, 0);
    }
    return enter_groups(r, set, scope + 1);
}

static bool run_scopes(struct run *r, uint32_t at, uint32_t op)
{
    const struct bound *b = r->s->plan->bound;

    for (; at < b->n_scopes; at++, op = 0) {
        const struct scope *scope = &b->scopes[at];

        for (; op < scope->n_ops; op++) {
            if (!run_op(r, &scope->ops[op]))
                return false;
        }
        if (scope->grouped && !run_stats(r, scope))
            return false;
        if (scope->reshaped && !run_transform(r, scope->reshaped, scope + 1))
            return false;
        if (scope->reshaped)
            estimates_reshape(&r->s->estimates, scope->reshaped, scope + 1);
    }
    return settle(r, r->s->plan->default_limit);
}

bool serial_run(struct serial *s, struct gathered *gathered, struct err *err)
{
    struct run r = {.s = s, .err = err};
    const struct plan *plan = s->plan;
    uint32_t scope = plan->next_scope, op = plan->next_op;
    bool done = true;

    if (gathered->set) {
        struct stats_set *set = gathered->set;

        gathered->set = NULL;
        done = enter_groups(&r, set, &plan->bound->scopes[1]);
        scope = 1;
        op = 0;
    } else if (plan->kind == PLAN_NONE) {
        r.rel = relation_made_new(NULL, &plan->bound->scopes[scope],
                                  dataset_dict(s->ds), &(struct made_rows){0});
    } else {
        r.rel = relation_scan_new(s->ds, &plan->bound->scopes[0], NULL);
        r.ids = gathered->ids;
        r.n = gathered->n_ids;
        gathered->ids = NULL;
        done = r.ids ? may_go_on(&r, r.n * sizeof *r.ids)
                     : take_ranked(&r, gathered->ranking);
    }
    done = done && run_scopes(&r, scope, op);
    arena_done(&r.arena);
    if (!done) {
        relation_free(r.rel);
        big_free(r.ids);
        return false;
    }
    s->rel = r.rel;
    s->ids = r.ids;
    s->n = r.n;
    return true;
}
