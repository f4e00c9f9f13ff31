/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue of segments. A packed file whose end was not seen yet is handed
 * out one number after the other; who finds no segment there comes back, and
 * by then the end is known.
 *
 * A packed file is inflated by one thread at a time. So each taker gets one
 * of its own and stays with it: it inflates a block and reads it while it is
 * cached. Takers share a packed file only when there are more of them than
 * files left. Mapped files are shared by all.
 */
#include "scan/queue.h"

#include "base/mem.h"
#include "base/team.h"

#include <stdlib.h>

struct scan_queue {
    struct dataset *ds;
    pthread_mutex_t lock;
    bool in_order;
    uint32_t n_files; /* those that come later are for another queue */
    const bool *only; /* [file < n_only], or NULL: all */
    size_t n_only;
    uint32_t one_in;  /* segments or files; 1: all */
    uint32_t *next;   /* [file]: its next segment */
    uint32_t *end;    /* [file]: those from here on are left out, unless it
                         is compressed; or NULL: none are */
    struct scan_mark *from;   /* then [file]: what was handed out before */
    struct scan_marks *marks; /* and what will have been, borrowed */
    uint32_t file;    /* the first of which not all were handed out */
    uint32_t n_begun; /* none was of files from this one on */
    uint64_t bytes;   /* of the files before file */
    struct seat *seats;
    size_t n_seats, cap_seats;
    /* An order other than that of the input; NULL: none. */
    struct place *order;
    size_t n_order;
    size_t n_taken;
};

/* A taker, and the file it stays with; NO_FILE. */
struct seat {
    const void *taker;
    uint32_t file;
};

#define NO_FILE UINT32_MAX

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
    q->n_files = (uint32_t)ds->n_files;
    q->one_in = 1;
    q->next = mem_calloc(q->n_files, sizeof *q->next);
    team_lock_init(&q->lock);
    return q;
}

void scan_queue_free(struct scan_queue *q)
{
    if (!q)
        return;
    pthread_mutex_destroy(&q->lock);
    free(q->next);
    free(q->end);
    free(q->from);
    free(q->seats);
    free(q->order);
    free(q);
}

void scan_queue_only(struct scan_queue *q, const bool *only, size_t n)
{
    q->only = only;
    q->n_only = n;
}

void scan_queue_sample(struct scan_queue *q, uint32_t one_in)
{
    q->one_in = one_in ? one_in : 1;
}

/* From a segment that is handed out to the next one. */
static uint32_t step_of(const struct scan_queue *q, size_t file)
{
    struct file *f = q->ds->files[file];
    bool final;

    if (q->one_in == 1 || f->packed || file_segments(f, &final) < q->one_in)
        return 1;
    return q->one_in;
}

static bool is_left_out(const struct scan_queue *q, size_t file)
{
    if (q->only && (file >= q->n_only || !q->only[file]))
        return true;
    return q->one_in > 1 && file % q->one_in != 0 && step_of(q, file) == 1;
}

/* Segments of a file that the queue knows of; *final: there are no more. */
static uint32_t segments_of(const struct scan_queue *q, uint32_t file,
                            bool *final)
{
    uint32_t n = file_segments(q->ds->files[file], final);

    return q->end && q->end[file] < n ? q->end[file] : n;
}

/* Files that the marks do not know begin with nothing handed out. */
static void widen_marks(struct scan_marks *m, uint32_t n_files)
{
    if (m->n_files >= n_files)
        return;
    m->files = mem_realloc(m->files, n_files * sizeof *m->files);
    for (; m->n_files < n_files; m->n_files++)
        m->files[m->n_files] = (struct scan_mark){0};
}

/* All that there is of a file now; its last segment may get more. */
static struct scan_mark mark_now(struct file *f)
{
    bool final, open;
    uint32_t n = f->packed ? UINT32_MAX : file_segments(f, &final);
    uint64_t bytes = n ? source_extent(f->source, n - 1, &open) : 0;

    if (!bytes || !open)
        return (struct scan_mark){.segments = n};
    return (struct scan_mark){n - 1, SCAN_NOT_KNOWN, bytes, NULL};
}

bool scan_queue_since(struct scan_queue *q, struct scan_marks *marks)
{
    bool any = false;

    widen_marks(marks, q->n_files);
    q->marks = marks;
    q->end = mem_calloc(q->n_files, sizeof *q->end);
    q->from = mem_calloc(q->n_files, sizeof *q->from);
    for (uint32_t i = 0; i < q->n_files; i++) {
        struct scan_mark *to = &marks->files[i];
        struct scan_mark from = *to, now = mark_now(q->ds->files[i]);
        bool same = now.segments == from.segments && now.bytes == from.bytes;

        *to = same ? from : now;
        q->from[i] = from;
        q->next[i] = from.segments;
        q->end[i] = now.segments + (now.bytes && !same);
        any = any || q->next[i] < q->end[i];
    }
    return any;
}

struct scan_marks scan_marks_copy(const struct scan_marks *marks)
{
    struct scan_marks copy = {NULL, 0};

    widen_marks(&copy, (uint32_t)marks->n_files);
    for (size_t i = 0; i < copy.n_files; i++) {
        copy.files[i] = marks->files[i];
        copy.files[i].rows = SCAN_NOT_KNOWN;
    }
    return copy;
}

void scan_marks_done(struct scan_marks *marks)
{
    free(marks->files);
    *marks = (struct scan_marks){0};
}

void scan_queue_in_order(struct scan_queue *q)
{
    q->in_order = true;
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
static bool count_segments(const struct scan_queue *q, size_t *n)
{
    *n = 0;
    for (uint32_t i = 0; i < q->n_files; i++) {
        bool final;

        if (is_left_out(q, i))
            continue;
        uint32_t end = segments_of(q, i, &final);
        *n += end > q->next[i] ? end - q->next[i] : 0;
        if (!final)
            return false;
    }
    return true;
}

void scan_queue_newest_first(struct scan_queue *q)
{
    size_t n;

    if (!count_segments(q, &n) || n == 0)
        return;
    q->order = mem_alloc(n * sizeof *q->order);
    for (uint32_t i = 0; i < q->n_files; i++) {
        bool final;
        uint32_t k = is_left_out(q, i) ? 0 : segments_of(q, i, &final);
        uint32_t segment = q->next[i];

        uint32_t step = step_of(q, i);

        for (; segment < k && q->n_order < n; segment += step)
            q->order[q->n_order++] = place_of(q->ds->files[i], i, segment);
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

/* Were all its segments handed out? */
static bool is_done(const struct scan_queue *q, uint32_t file)
{
    bool final;
    uint32_t n = segments_of(q, file, &final);

    return is_left_out(q, file) || (final && q->next[file] >= n);
}

static struct seat *seat_of(struct scan_queue *q, const void *taker)
{
    for (size_t i = 0; i < q->n_seats; i++) {
        if (q->seats[i].taker == taker)
            return &q->seats[i];
    }
    q->seats = mem_grow(q->seats, q->n_seats, &q->cap_seats, sizeof *q->seats);
    q->seats[q->n_seats] = (struct seat){taker, NO_FILE};
    return &q->seats[q->n_seats++];
}

/* How many takers stay with a file; none with one that all share. */
static uint32_t count_takers(const struct scan_queue *q, uint32_t file)
{
    uint32_t n = 0;

    for (size_t i = 0; i < q->n_seats; i++)
        n += q->seats[i].file == file;
    return n;
}

/* The first file that fewest takers stay with, or NO_FILE: all are done. */
static uint32_t choose_file(const struct scan_queue *q)
{
    uint32_t best = NO_FILE;
    uint32_t fewest = UINT32_MAX;

    for (uint32_t i = q->file; fewest > 0 && i < q->n_files; i++) {
        uint32_t takers = is_done(q, i) ? UINT32_MAX : count_takers(q, i);

        if (takers < fewest) {
            fewest = takers;
            best = i;
        }
    }
    return best;
}

static void pass_done_files(struct scan_queue *q)
{
    while (q->file < q->n_files && is_done(q, q->file))
        q->bytes += source_bytes(q->ds->files[q->file++]->source);
}

/* In order of the input but for packed files, see above. */
static bool take_next(struct scan_queue *q, const void *taker, uint32_t *file,
                      uint32_t *segment)
{
    struct seat *seat = seat_of(q, taker);
    uint32_t i = seat->file;

    pass_done_files(q);
    if (i == NO_FILE || is_done(q, i)) {
        seat->file = NO_FILE;
        i = choose_file(q);
    }
    if (i == NO_FILE)
        return false;
    if (q->ds->files[i]->packed && !q->in_order)
        seat->file = i;
    if (i >= q->n_begun)
        q->n_begun = i + 1;
    *file = i;
    *segment = q->next[i];
    q->next[i] += step_of(q, i);
    return true;
}

struct scan_unit queue_unit(uint32_t file, uint32_t segment)
{
    return (struct scan_unit){
        .file = file, .segment = segment, .part = {0, UINT64_MAX}};
}

/* Of the first and the last segment since the marks a part may be enough. */
static void choose_part(const struct scan_queue *q, struct scan_unit *unit)
{
    const struct scan_mark *from = &q->from[unit->file];
    const struct scan_mark *to = &q->marks->files[unit->file];

    if (unit->segment == from->segments && from->bytes) {
        unit->part.from = from->bytes;
        unit->first_row = from->rows;
        unit->layout = from->layout;
    }
    if (unit->segment == to->segments && to->bytes)
        unit->part.to = to->bytes;
}

bool queue_take(struct scan_queue *q, const void *taker,
                struct scan_unit *unit)
{
    uint32_t file, segment;

    pthread_mutex_lock(&q->lock);
    bool found = q->order ? take_ordered(q, &file, &segment)
                          : take_next(q, taker, &file, &segment);
    if (found)
        *unit = queue_unit(file, segment);
    if (found && q->marks)
        choose_part(q, unit);
    pthread_mutex_unlock(&q->lock);
    return found;
}

void queue_note(struct scan_queue *q, const struct scan_unit *unit,
                uint32_t rows, const struct layout *layout)
{
    if (!q->marks)
        return;
    pthread_mutex_lock(&q->lock);
    struct scan_mark *to = &q->marks->files[unit->file];
    if (to->segments == unit->segment && to->bytes == unit->part.to) {
        to->rows = rows;
        to->layout = layout;
    }
    pthread_mutex_unlock(&q->lock);
}

/* Bytes of f before its segment next, estimated when it is packed. */
static uint64_t bytes_before(struct file *f, uint32_t next)
{
    enum { USUAL_RATIO = 8 };
    uint64_t bytes = source_bytes(f->source);
    uint64_t text = (uint64_t)next * SOURCE_BLOCK_BYTES;
    bool final;
    uint32_t n = file_segments(f, &final);

    if (f->parquet || (f->packed && final))
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
    for (uint32_t i = q->file; !q->order && i < q->n_begun; i++)
        bytes += bytes_before(q->ds->files[i], q->next[i]);
    pthread_mutex_unlock(&q->lock);
    return bytes;
}
