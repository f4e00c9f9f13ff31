/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a query would have to read, by what is known already. */
#include "scan/dataset_int.h"

/* Is each of its segments known to have no record in the range? */
static bool is_outside(struct file *f, int64_t from_ms, int64_t to_ms)
{
    bool final, outside = true;
    uint32_t n = file_segments(f, &final);

    if (!final || n == 0)
        return false;
    pthread_mutex_lock(&f->lock);
    for (uint32_t i = 0; outside && i < n; i++) {
        const struct segment *s = file_find(f, i);

        outside = s && s->facts.has_range &&
                  (s->facts.max_ms < from_ms || s->facts.min_ms > to_ms);
    }
    pthread_mutex_unlock(&f->lock);
    return outside;
}

struct dataset_estimate dataset_estimate(struct dataset *ds, const bool *only,
                                         size_t n_only, int64_t from_ms,
                                         int64_t to_ms)
{
    struct dataset_totals totals = dataset_totals(ds);
    struct dataset_estimate out = {0};

    for (size_t i = 0; i < ds->n_files; i++) {
        if ((only && (i >= n_only || !only[i])) || is_outside(ds->files[i], from_ms, to_ms))
            continue;
        out.files++;
        out.bytes += source_bytes(ds->files[i]->source);
    }
    out.rows_known = totals.complete && !only && from_ms == INT64_MIN &&
                     to_ms == INT64_MAX;
    out.rows = totals.rows;
    return out;
}
