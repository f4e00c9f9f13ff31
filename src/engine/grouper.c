/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread's share of a set of groups. Its own groups are looked up batch
 * by batch; with one key that is a small number or code, in an array instead
 * of the table. Once the set is shared the rows wait in a block.
 */
#include "engine/group_set.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * Numbers by cell, + 1: small integers (ports, protocols), then the first
 * texts of the dictionary (actions, interfaces). Zero: not known yet.
 */
enum { SMALL_CELLS = 65536 };

enum {
    /*
     * A page with fewer rows leaves so few for each part that going over
     * the parts costs more than it saves: more groups are kept then.
     */
    THIN_PAGE = MAX_PARTS * 64,
    THIN_FACTOR = 16,
    /* Where rows wait for large blocks sharing pays from fewer groups on. */
    BLOCK_SHARE = 8,
    /* So few are merged in no time. */
    FEW_GROUPS = 4096,
    /* Rounds over the parts before a thread sleeps: some 200 microseconds. */
    MAX_TRIES = 2000
};

struct direct {
    uint32_t ints[SMALL_CELLS];
    uint32_t texts[SMALL_CELLS];
    uint32_t at[BATCH_ROWS]; /* rows whose group is not known */
    cell cells[BATCH_ROWS];
    uint32_t numbers[BATCH_ROWS];
};

struct grouper_room *grouper_room_new(const struct group_set *set)
{
    struct grouper_room *room = mem_alloc(sizeof *room);

    scatter_init(&room->block, set->spec.width, set->reads_rows);
    room->numbers = mem_alloc(BATCH_ROWS * sizeof *room->numbers);
    room->hashes = mem_alloc(BATCH_ROWS * sizeof *room->hashes);
    room->tags = mem_alloc(BATCH_ROWS * sizeof *room->tags);
    return room;
}

void grouper_room_free(struct grouper_room *room)
{
    if (!room)
        return;
    scatter_done(&room->block);
    free(room->numbers);
    free(room->hashes);
    free(room->tags);
    free(room);
}

void grouper_init(struct grouper *g, struct group_set *set, uint32_t own_limit,
                  struct grouper_room *lent)
{
    *g = (struct grouper){.set = set, .own_limit = own_limit, .lent = lent};
    groups_init(&g->own, &set->spec, set->pool);
    g->room = lent ? lent : grouper_room_new(set);
}

static void forget_own(struct grouper *g)
{
    groups_done(&g->own);
    free(g->direct);
    g->direct = NULL;
}

void grouper_done(struct grouper *g)
{
    if (!g->set)
        return;
    forget_own(g);
    if (!g->lent)
        grouper_room_free(g->room);
    fitting_done(&g->fitting);
    *g = (struct grouper){0};
}

size_t grouper_bytes(const struct grouper *g)
{
    return (g->shared ? 0 : groups_bytes(&g->own)) + g->shared_bytes;
}

/* Its own groups. */

static void number_by_table(struct grouper *g, cell *const *columns, uint32_t n,
                            uint32_t *numbers)
{
    struct table_keys keys = {columns, 0, g->room->tags};

    table_hash(columns, g->own.spec->width, n, g->room->hashes);
    for (uint32_t i = 0; i < n; i++)
        g->room->tags[i] = (uint32_t)g->room->hashes[i];
    table_add(&g->own.table, keys, n, numbers);
}

/* Where the number of a small cell stands; NULL for others. */
static inline uint32_t *direct_place(struct direct *d, cell c)
{
    uint64_t payload = cell_payload(c);

    if (payload >= SMALL_CELLS)
        return NULL;
    if (cell_kind_of(c) == CELL_INT)
        return &d->ints[payload];
    return cell_kind_of(c) == CELL_TEXT ? &d->texts[payload] : NULL;
}

/* Rows that direct knows; the others are put aside in it. How many. */
static uint32_t number_known(struct direct *d, const cell *cells, uint32_t n,
                             uint32_t *numbers)
{
    uint32_t missed = 0;

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t *place = direct_place(d, cells[i]);
        uint32_t number = place ? *place : 0;

        numbers[i] = number - 1;
        d->at[missed] = i;
        d->cells[missed] = cells[i];
        missed += number == 0;
    }
    return missed;
}

static void number_direct(struct grouper *g, const cell *cells, uint32_t n)
{
    struct direct *d = g->direct;
    uint32_t missed = number_known(d, cells, n, g->room->numbers);
    cell *columns[1] = {d->cells};

    number_by_table(g, columns, missed, d->numbers);
    for (uint32_t i = 0; i < missed; i++) {
        uint32_t *place = direct_place(d, d->cells[i]);

        g->room->numbers[d->at[i]] = d->numbers[i];
        if (place)
            *place = d->numbers[i] + 1;
    }
}

/* Do small integers and texts stand here, not addresses and some texts? */
static bool are_small(const cell *cells, uint32_t n)
{
    uint32_t step = n / 8 + 1;
    bool small = n > 0;

    for (uint32_t i = 0; small && i < n; i += step) {
        enum cell_kind kind = cell_kind_of(cells[i]);

        small = kind == CELL_INT || kind == CELL_TEXT;
    }
    return small;
}

static void add_own(struct grouper *g, uint32_t n, struct batch *b)
{
    cell *const *columns = g->room->block.cells;

    g->page_rows += n;
    if (g->own.spec->width == 0) {
        memset(g->room->numbers, 0, n * sizeof *g->room->numbers);
    } else if (g->own.spec->width == 1 && !g->lent &&
               are_small(columns[0], n)) {
        if (!g->direct)
            g->direct = mem_calloc(1, sizeof *g->direct);
        number_direct(g, columns[0], n);
    } else {
        number_by_table(g, columns, n, g->room->numbers);
    }
    groups_fold_known(&g->own, g->room->numbers, n, b);
}

bool grouper_count(struct grouper *g, uint32_t n)
{
    const struct group_spec *spec = g->own.spec;

    if (g->shared || spec->width > 0 || spec->counted)
        return false;
    for (uint32_t i = 0; i < spec->n_aggs; i++) {
        if (aggregate_input(&spec->aggs[i]) != INPUT_COUNT)
            return false;
    }
    for (uint32_t i = 0; i < spec->n_aggs; i++)
        aggregation_count_up(g->own.aggs[i], 0, n);
    return true;
}

/* Going over all parts that the block has tuples for. */

struct parts_left {
    uint64_t left; /* bit p: part p is still to be done */
    uint32_t first;
};

_Static_assert(MAX_PARTS == 64, "a bit for each part");

static struct parts_left parts_of(const struct scatter *s, uint32_t first)
{
    struct parts_left parts = {.first = first};

    for (uint32_t p = 0; p < MAX_PARTS; p++) {
        if (scatter_count(s, p) > 0)
            parts.left |= UINT64_C(1) << p;
    }
    return parts;
}

/* Lock one of the parts that are left; MAX_PARTS when all are taken. */
static uint32_t try_parts(struct group_set *set, const struct parts_left *parts)
{
    for (uint32_t i = 0; i < MAX_PARTS; i++) {
        uint32_t p = (parts->first + i) % MAX_PARTS;

        if (parts->left >> p & 1 && pthread_mutex_trylock(&set->locks[p]) == 0)
            return p;
    }
    return MAX_PARTS;
}

/*
 * Lock a part that is left: a free one when there is one. Another thread is
 * done with a part in a moment, so it is not worth a sleep (see team.h).
 */
static uint32_t lock_next(struct group_set *set, struct parts_left *parts)
{
    uint32_t p = try_parts(set, parts);

    for (int tries = 0; p == MAX_PARTS && tries < MAX_TRIES; tries++)
        p = try_parts(set, parts);
    if (p == MAX_PARTS) {
        p = (uint32_t)__builtin_ctzll(parts->left);
        pthread_mutex_lock(&set->locks[p]);
    }
    parts->first = p + 1;
    parts->left &= ~(UINT64_C(1) << p);
    return p;
}

/* The block's share of a part, which is locked, waits there. */
static void put_off_part(struct grouper *g, uint32_t part)
{
    const struct scatter *s = &g->room->block;
    struct pending *to = &g->set->pending[part];
    uint32_t end = s->starts[part + 1];

    for (uint32_t at = s->starts[part]; at < end;) {
        at += pending_add(to, scatter_keys(s, at), end - at);
        if (to->n == to->cap)
            group_set_fold_pending(g->set, part);
    }
}

/* Fold the block's share of a part, which is locked, into it. */
static void fold_part(struct grouper *g, uint32_t part, struct batch *b)
{
    const struct scatter *s = &g->room->block;
    struct groups *to = &g->set->parts[part];

    for (uint32_t at = s->starts[part]; at < s->starts[part + 1];) {
        uint32_t n = s->starts[part + 1] - at;

        n = n < BATCH_ROWS ? n : BATCH_ROWS;
        batch_rows(b, s->sorted_rows + at, n);
        n = batch_fit(b, &g->fitting);
        groups_fold(to, scatter_keys(s, at), n, b, g->room->numbers);
        at += n;
    }
}

static void fold_block(struct grouper *g, struct batch *b)
{
    struct parts_left parts;

    if (g->room->block.n == 0)
        return;
    scatter_run(&g->room->block, MAX_PARTS);
    parts = parts_of(&g->room->block, g->first);
    while (parts.left) {
        uint32_t p = lock_next(g->set, &parts);
        size_t before = group_set_part_bytes(g->set, p);

        if (b)
            fold_part(g, p, b);
        else
            put_off_part(g, p);
        g->shared_bytes += group_set_part_bytes(g->set, p) - before;
        pthread_mutex_unlock(&g->set->locks[p]);
    }
    g->room->block.n = 0;
    /* Two threads in step would meet at every part. */
    g->first = (g->first + MAX_PARTS / 2 + 1) % MAX_PARTS;
}

void grouper_add(struct grouper *g, uint32_t n, struct batch *b)
{
    if (!g->shared) {
        add_own(g, n, b);
        return;
    }
    if (b)
        memcpy(g->room->block.rows + g->room->block.n, b->rows,
               n * sizeof *b->rows);
    g->room->block.n += n;
    if (g->lent || g->room->block.n + BATCH_ROWS > SCATTER_ROWS)
        fold_block(g, b);
}

/* From its own to the shared ones. */

static void merge_part(const struct groups *from, const struct scatter *s,
                       struct groups *to, uint32_t part)
{
    uint32_t numbers[BATCH_ROWS];

    for (uint32_t at = s->starts[part]; at < s->starts[part + 1];) {
        uint32_t n = s->starts[part + 1] - at;

        n = n < BATCH_ROWS ? n : BATCH_ROWS;
        groups_merge(to, from, scatter_keys(s, at), s->sorted_rows + at, n,
                     numbers);
        at += n;
    }
}

/* *grown: by how much memory. */
static bool merge_own(const struct grouper *g, struct group_set *to,
                      const atomic_bool *stop, size_t *grown)
{
    struct scatter s;
    uint32_t at = 0;
    bool stopped = false;

    scatter_init(&s, to->spec.width, true);
    while (!stopped && scatter_take(&s, &g->own.table, &at)) {
        scatter_run(&s, group_set_parts(to));
        struct parts_left parts = parts_of(&s, g->first);
        while (parts.left) {
            uint32_t p = lock_next(to, &parts);

            *grown -= group_set_part_bytes(to, p);
            merge_part(&g->own, &s, &to->parts[p], p);
            *grown += group_set_part_bytes(to, p);
            pthread_mutex_unlock(&to->locks[p]);
        }
        stopped = stop && atomic_load(stop);
    }
    scatter_done(&s);
    return !stopped;
}

bool grouper_merge(const struct grouper *g, struct group_set *to,
                   const atomic_bool *stop)
{
    size_t ignored = 0;

    return g->shared || merge_own(g, to, stop, &ignored);
}

/* All or nothing: what is half there would count twice. */
static void pour_own(struct grouper *g)
{
    group_set_split(g->set);
    merge_own(g, g->set, NULL, &g->shared_bytes);
    forget_own(g);
    g->shared = true;
}

void grouper_share(struct grouper *g)
{
    if (!g->shared)
        pour_own(g);
}

void grouper_flush(struct grouper *g, struct batch *b)
{
    size_t limit = g->own_limit;

    /* Without a batch, rows of several pages may wait until they are many. */
    if (b)
        fold_block(g, b);
    if (b && g->page_rows < THIN_PAGE)
        limit *= THIN_FACTOR;
    else if (!b && !g->direct && !g->lent)
        limit = limit / BLOCK_SHARE + 1; /* no keys are one group for ever */
    g->page_rows = 0;
    if (!g->shared && g->own.table.n > limit)
        pour_own(g);
}

void grouper_settle(struct grouper *g)
{
    fold_block(g, NULL);
}

void grouper_end(struct grouper *g)
{
    grouper_settle(g);
    if (!g->shared && g->own.table.n > FEW_GROUPS)
        pour_own(g);
}
