/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run_writer.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * Of the records that wait for a part: a write of so many costs little more
 * than the copy, and all parts together fit into the second-level cache.
 */
enum { RUN_BYTES = 8192 };

void run_writer_init(struct run_writer *w, struct group_runs runs[MAX_PARTS],
                     pthread_mutex_t *lock, const struct group_spec *spec,
                     uint32_t n_keys, struct spill *spill)
{
    *w = (struct run_writer){.runs = runs, .lock = lock, .spill = spill};
    w->stride = group_spec_stride(spec);
    w->most = (uint32_t)(RUN_BYTES / w->stride) + 1;
    w->room = mem_alloc(MAX_PARTS * w->most * w->stride);
    scatter_init(&w->scatter, n_keys, true);
}

void run_writer_done(struct run_writer *w)
{
    scatter_done(&w->scatter);
    free(w->room);
}

static char *room_of(const struct run_writer *w, uint32_t part)
{
    return w->room + part * w->most * w->stride;
}

/* What waits for a part becomes a run of it. */
static bool write_run(struct run_writer *w, uint32_t part, struct err *err)
{
    size_t bytes = w->n[part] * w->stride;
    struct group_run run = {.n = w->n[part]};

    run.at = spill_reserve(w->spill, bytes);
    if (!spill_write(w->spill, run.at, room_of(w, part), bytes, err))
        return false;
    w->n[part] = 0;
    pthread_mutex_lock(w->lock);
    group_runs_append(&w->runs[part], run);
    pthread_mutex_unlock(w->lock);
    return true;
}

/* The block's tuples of a part. */
static bool add_part(struct run_writer *w, const struct groups *g,
                     uint32_t part, struct err *err)
{
    const struct scatter *s = &w->scatter;
    bool done = true;

    for (uint32_t at = s->starts[part]; done && at < s->starts[part + 1];
         at++) {
        memcpy(room_of(w, part) + w->n[part] * w->stride,
               table_record(&g->table, s->sorted_rows[at]), w->stride);
        if (++w->n[part] == w->most)
            done = write_run(w, part, err);
    }
    return done;
}

bool run_writer_add(struct run_writer *w, const struct groups *g,
                    struct err *err)
{
    uint32_t at = 0;
    bool done = true;

    while (done && scatter_take(&w->scatter, &g->table, &at)) {
        scatter_run(&w->scatter, MAX_PARTS);
        for (uint32_t p = 0; done && p < MAX_PARTS; p++)
            done = add_part(w, g, p, err);
    }
    return done;
}

bool run_writer_flush(struct run_writer *w, struct err *err)
{
    bool done = true;

    for (uint32_t p = 0; done && p < MAX_PARTS; p++)
        done = w->n[p] == 0 || write_run(w, p, err);
    return done;
}
