/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The set; what a thread does with it is in grouper.c. */
#include "engine/group_set.h"

#include "base/team.h"

static bool reads_rows(const struct group_spec *spec)
{
    bool reads = false;

    for (uint32_t i = 0; i < spec->n_aggs; i++)
        reads = reads || aggregate_input(&spec->aggs[i]) == INPUT_ROWS;
    return reads;
}

void group_set_init(struct group_set *set, const struct group_spec *spec,
                    struct pool *pool)
{
    set->spec = *spec;
    set->reads_rows = reads_rows(spec);
    set->pool = pool_retain(pool);
    set->pending_rows = PENDING_ROWS;
    team_lock_init(&set->lock);
    atomic_init(&set->split, false);
    for (uint32_t p = 0; p < MAX_PARTS; p++) {
        set->parts[p] = (struct groups){0};
        pending_init(&set->pending[p], spec->width, PENDING_ROWS, pool);
        team_lock_init(&set->locks[p]);
    }
    groups_init(&set->parts[0], &set->spec, set->pool);
}

void group_set_done(struct group_set *set)
{
    for (uint32_t p = 0; p < MAX_PARTS; p++) {
        groups_done(&set->parts[p]);
        pending_done(&set->pending[p]);
        pthread_mutex_destroy(&set->locks[p]);
    }
    pthread_mutex_destroy(&set->lock);
    pool_release(set->pool);
}

void group_set_limit_pending(struct group_set *set, uint64_t bytes)
{
    uint64_t rows = bytes / MAX_PARTS / pending_tuple_bytes(set->spec.width);

    if (rows < PENDING_MIN_ROWS)
        rows = PENDING_MIN_ROWS;
    if (rows < set->pending_rows)
        set->pending_rows = (uint32_t)rows;
    for (uint32_t p = 0; p < MAX_PARTS; p++)
        set->pending[p].cap = set->pending_rows;
}

uint32_t group_set_parts(const struct group_set *set)
{
    return atomic_load(&set->split) ? MAX_PARTS : 1;
}

uint64_t group_set_count(const struct group_set *set)
{
    uint64_t n = 0;

    for (uint32_t p = 0; p < group_set_parts(set); p++)
        n += set->parts[p].table.n;
    return n;
}

uint64_t group_set_count_now(struct group_set *set)
{
    uint64_t n = 0;

    for (uint32_t p = 0; p < group_set_parts(set); p++) {
        pthread_mutex_lock(&set->locks[p]);
        n += set->parts[p].table.n;
        pthread_mutex_unlock(&set->locks[p]);
    }
    return n;
}

void group_set_split(struct group_set *set)
{
    pthread_mutex_lock(&set->lock);
    for (uint32_t p = 1; p < MAX_PARTS && !atomic_load(&set->split); p++)
        groups_init(&set->parts[p], &set->spec, set->pool);
    atomic_store(&set->split, true);
    pthread_mutex_unlock(&set->lock);
}

void group_set_clear_part(struct group_set *set, uint32_t part)
{
    groups_done(&set->parts[part]);
    groups_init(&set->parts[part], &set->spec, set->pool);
    pending_done(&set->pending[part]);
    pending_init(&set->pending[part], set->spec.width, set->pending_rows,
                 set->pool);
}

size_t group_set_part_bytes(const struct group_set *set, uint32_t part)
{
    return groups_bytes(&set->parts[part]) + set->pending[part].bytes;
}

void group_set_fold_pending(struct group_set *set, uint32_t part)
{
    struct pending *waits = &set->pending[part];
    uint32_t numbers[BATCH_ROWS];

    for (uint32_t at = 0; at < waits->n;) {
        uint32_t n = waits->n - at;

        n = n < BATCH_ROWS ? n : BATCH_ROWS;
        groups_fold(&set->parts[part], pending_keys(waits, at), n, NULL,
                    numbers);
        at += n;
    }
    waits->n = 0;
}

size_t group_set_bytes(const struct group_set *set)
{
    size_t bytes = 0;

    for (uint32_t p = 0; p < group_set_parts(set); p++)
        bytes += group_set_part_bytes(set, p);
    return bytes;
}

bool group_set_copy(struct group_set *to, const struct group_set *from,
                    const atomic_bool *stop)
{
    uint32_t n = group_set_parts(from);

    for (uint32_t p = 0; p < n; p++) {
        if (atomic_load(stop))
            break;
        groups_done(&to->parts[p]);
        groups_copy(&to->parts[p], &from->parts[p], &to->spec, to->pool);
    }
    for (uint32_t p = 1; p < n; p++) {
        /* Cut short: the rest is empty, but there. */
        if (!to->parts[p].spec)
            groups_init(&to->parts[p], &to->spec, to->pool);
    }
    atomic_store(&to->split, n > 1);
    return !atomic_load(stop);
}
