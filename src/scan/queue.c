/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue of segments. A packed file whose end was not seen yet is handed
 * out one number after the other; who finds no segment there comes back, and
 * by then the end is known.
 */
#include "scan/queue.h"

#include "base/mem.h"

#include <stdlib.h>

struct scan_queue {
    struct dataset *ds;
    pthread_mutex_t lock;
    uint32_t file;
    uint32_t next;      /* segment of that file */
    uint64_t bytes;     /* of the files before it */
    /* An order other than that of the input; NULL: none. */
    struct place *order;
    size_t n_order;
    size_t n_taken;
};

/* A segment, and when its newest record was. */
struct place {
    uint32_t file, segment;
    bool known;
    int64_t max_ms;
};

struct scan_queue *scan_queue_new(struct dataset *ds)
{
    struct scan_queue *q = mem_calloc(1, sizeof *q);

    q->ds = ds;
    pthread_mutex_init(&q->lock, NULL);
    return q;
}

void scan_queue_free(struct scan_queue *q)
{
    if (!q)
        return;
    pthread_mutex_destroy(&q->lock);
    free(q->order);
    free(q);
}

/* Those not known first, then newest first; else the last of the input. */
static int order_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->known != y->known)
        return x->known ? 1 : -1;
    if (x->known && x->max_ms != y->max_ms)
        return x->max_ms > y->max_ms ? -1 : 1;
    if (x->file != y->file)
        return x->file > y->file ? -1 : 1;
    return (x->segment < y->segment) - (x->segment > y->segment);
}

static struct place place_of(struct file *f, uint32_t file, uint32_t segment)
{
    struct place p = {.file = file, .segment = segment};

    pthread_mutex_lock(&f->lock);
    const struct segment *s = file_find(f, segment);
    if (s && s->facts.has_range) {
        p.known = true;
        p.max_ms = s->facts.max_ms;
    }
    pthread_mutex_unlock(&f->lock);
    return p;
}

/* Segments of all files; false when some were not seen yet. */
static bool count_segments(const struct dataset *ds, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < ds->n_files; i++) {
        bool final;

        *n += file_segments(ds->files[i], &final);
        if (!final)
            return false;
    }
    return true;
}

void scan_queue_newest_first(struct scan_queue *q)
{
    size_t n;

    if (!count_segments(q->ds, &n) || n == 0)
        return;
    q->order = mem_alloc(n * sizeof *q->order);
    for (uint32_t i = 0; i < q->ds->n_files; i++) {
        bool final;
        uint32_t k = file_segments(q->ds->files[i], &final);

        for (uint32_t segment = 0; segment < k && q->n_order < n; segment++)
            q->order[q->n_order++] =
                place_of(q->ds->files[i], i, segment);
    }
    qsort(q->order, q->n_order, sizeof *q->order, order_places);
}

static bool take_ordered(struct scan_queue *q, uint32_t *file,
                         uint32_t *segment)
{
    if (q->n_taken == q->n_order)
        return false;
    *file = q->order[q->n_taken].file;
    *segment = q->order[q->n_taken++].segment;
    return true;
}

bool queue_take(struct scan_queue *q, uint32_t *file, uint32_t *segment)
{
    bool found = false;

    pthread_mutex_lock(&q->lock);
    if (q->order)
        found = take_ordered(q, file, segment);
    while (!q->order && !found && q->file < q->ds->n_files) {
        struct file *f = q->ds->files[q->file];
        bool final;
        uint32_t n = file_segments(f, &final);

        if (q->next < n || !final) {
            *file = q->file;
            *segment = q->next++;
            found = true;
        } else {
            q->bytes += source_bytes(f->source);
            q->file++;
            q->next = 0;
        }
    }
    pthread_mutex_unlock(&q->lock);
    return found;
}

/* Bytes of f before its segment next, estimated when it is packed. */
static uint64_t bytes_before(struct file *f, uint32_t next)
{
    enum { USUAL_RATIO = 8 };
    uint64_t bytes = source_bytes(f->source);
    uint64_t text = (uint64_t)next * SOURCE_BLOCK_BYTES;
    bool final;
    uint32_t n = file_segments(f, &final);

    if (f->packed && final)
        text = n ? bytes * next / n : bytes;
    else if (f->packed)
        text /= USUAL_RATIO;
    return text < bytes ? text : bytes;
}

uint64_t scan_queue_bytes(const struct scan_queue *queue)
{
    struct scan_queue *q = (struct scan_queue *)(uintptr_t)queue;

    pthread_mutex_lock(&q->lock);
    uint64_t bytes = q->bytes;
    if (q->order)
        bytes = (uint64_t)((double)q->ds->bytes * (double)q->n_taken /
                           (double)q->n_order);
    else if (q->file < q->ds->n_files)
        bytes += bytes_before(q->ds->files[q->file], q->next);
    pthread_mutex_unlock(&q->lock);
    return bytes;
}
