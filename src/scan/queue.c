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
    free(q);
}

bool queue_take(struct scan_queue *q, uint32_t *file, uint32_t *segment)
{
    bool found = false;

    pthread_mutex_lock(&q->lock);
    while (!found && q->file < q->ds->n_files) {
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
    if (q->file < q->ds->n_files)
        bytes += bytes_before(q->ds->files[q->file], q->next);
    pthread_mutex_unlock(&q->lock);
    return bytes;
}
