/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The segments of one file, and which layout is in force in each. */
#include "scan/dataset_int.h"

#include "base/mem.h"
#include "base/team.h"
#include "source/s3_key.h"

#include <stdlib.h>
#include <string.h>

struct file *file_new(struct source *source)
{
    struct file *f = mem_calloc(1, sizeof *f);
    struct s3_key key;

    f->source = source;
    f->path = source_path(source);
    f->packed = source_kind(source) == SOURCE_PACKED;
    f->parquet = source_parquet(source);
    f->n_mapped = source_mapped(source);
    if (s3_key_parse(str_of(f->path), &key)) {
        f->account = key.account;
        f->region = key.region;
    }
    team_lock_init(&f->lock);
    return f;
}

struct str file_named_value(const struct file *f, field_id field)
{
    return field == FIELD_ACCOUNT_ID ? f->account
           : field == FIELD_REGION   ? f->region
                                     : (struct str){NULL, 0};
}

/* Segments that a chunk has room for; the first one grows. */
static uint32_t chunk_room(const struct file *f, uint32_t chunk)
{
    return chunk ? SEGMENTS_PER_CHUNK : f->n_first;
}

void file_free(struct file *f)
{
    for (uint32_t i = 0; i < f->n_chunks; i++) {
        for (uint32_t k = 0; f->chunks[i] && k < chunk_room(f, i); k++)
            free(f->chunks[i][k].bad);
        free(f->chunks[i]);
    }
    free(f->chunks);
    free(f->changes);
    arena_done(&f->arena);
    pthread_mutex_destroy(&f->lock);
    source_close(f->source);
    free(f);
}

uint32_t file_segments(struct file *f, bool *final)
{
    pthread_mutex_lock(&f->lock);
    uint32_t n = f->n_segments;
    *final = f->final;
    pthread_mutex_unlock(&f->lock);
    return n;
}

static void note_final(struct dataset *ds, struct file *f)
{
    if (!f->final)
        atomic_fetch_sub(&ds->n_unended, 1);
    f->final = true;
}

void file_settle(struct file *f)
{
    pthread_mutex_lock(&f->lock);
    f->settled = true;
    pthread_mutex_unlock(&f->lock);
}

/* With the lock held: are all lines that are there of segment i counted? */
static void note_whole(struct dataset *ds, struct file *f, uint32_t i)
{
    struct segment *s = file_find(f, i);
    bool open;
    bool whole = s && s->counted &&
                 s->counted_to >= source_extent(f->source, i, &open);

    if (!s || whole == s->whole)
        return;
    s->whole = whole;
    /* Unsigned, so that one less counts back. */
    atomic_fetch_add(&ds->n_read, whole ? 1 : UINT64_MAX);
}

void file_update(struct dataset *ds, struct file *f)
{
    bool final, open;
    uint32_t n = source_blocks(f->source, &final);

    pthread_mutex_lock(&f->lock);
    uint32_t last = f->n_segments - 1;
    if (f->n_segments && source_extent(f->source, last, &open)) {
        note_whole(ds, f, last);
        f->settled = false;
    }
    if (n > f->n_segments) {
        atomic_fetch_add(&ds->n_segments, n - f->n_segments);
        f->n_segments = n;
    }
    if (final)
        note_final(ds, f);
    pthread_mutex_unlock(&f->lock);
}

void file_ended(struct dataset *ds, struct file *f, uint32_t i)
{
    pthread_mutex_lock(&f->lock);
    if (i >= f->n_segments)
        note_final(ds, f);
    pthread_mutex_unlock(&f->lock);
}

/* From here on, static functions are called with the file's lock held. */

struct segment *file_find(struct file *f, uint32_t i)
{
    uint32_t chunk = i / SEGMENTS_PER_CHUNK;

    if (chunk >= f->n_chunks || !f->chunks[chunk] ||
        i % SEGMENTS_PER_CHUNK >= chunk_room(f, chunk))
        return NULL;
    return &f->chunks[chunk][i % SEGMENTS_PER_CHUNK];
}

/* Most of many files are small: the first chunk begins with one segment. */
static void grow_first(struct file *f, uint32_t i)
{
    uint32_t n = f->n_first ? f->n_first : 1;

    while (n <= i)
        n *= 4;
    if (n <= f->n_first)
        return;
    f->chunks[0] = mem_realloc(f->chunks[0], n * sizeof(struct segment));
    memset(f->chunks[0] + f->n_first, 0,
           (n - f->n_first) * sizeof(struct segment));
    f->n_first = n;
}

static struct segment *find_or_make(struct file *f, uint32_t i)
{
    uint32_t chunk = i / SEGMENTS_PER_CHUNK;

    if (chunk >= f->n_chunks) {
        uint32_t n = chunk + 1 > f->n_chunks * 2 ? chunk + 1 : f->n_chunks * 2;

        f->chunks = mem_realloc(f->chunks, n * sizeof *f->chunks);
        for (; f->n_chunks < n; f->n_chunks++)
            f->chunks[f->n_chunks] = NULL;
    }
    if (chunk == 0)
        grow_first(f, i);
    else if (!f->chunks[chunk])
        f->chunks[chunk] =
            mem_calloc(SEGMENTS_PER_CHUNK, sizeof(struct segment));
    return &f->chunks[chunk][i % SEGMENTS_PER_CHUNK];
}

/* Number of changes in segments before i. */
static size_t changes_before(const struct file *f, uint32_t i)
{
    size_t low = 0;
    size_t high = f->n_changes;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (f->changes[middle].segment < i)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct layout *layout_at(const struct file *f, uint32_t i)
{
    size_t n = changes_before(f, i);

    return n ? f->changes[n - 1].layout : f->start;
}

/* It has more than it had: what was made of it is not found any more. */
static void outgrow(struct segment *s)
{
    s->facts = (struct segment_facts){.epoch = s->facts.epoch + 1,
                                      .renewals = s->facts.renewals};
    s->opened = false;
}

struct segment_facts file_open(struct file *f, uint32_t i)
{
    bool open;

    pthread_mutex_lock(&f->lock);
    struct segment *s = find_or_make(f, i);
    uint64_t extent = source_extent(f->source, i, &open);
    if (s->opened && s->facts.extent != extent)
        outgrow(s);
    if (!s->opened) {
        s->opened = true;
        s->facts.extent = extent;
        s->facts.start = layout_at(f, i);
    }
    struct segment_facts facts = s->facts;
    facts.open = open && !f->settled;
    pthread_mutex_unlock(&f->lock);
    return facts;
}

static uint64_t count_bad(const struct segment *s)
{
    uint64_t n = 0;

    for (unsigned k = 0; s->bad && k < BAD_KINDS; k++)
        n += s->bad->bad[k].count;
    return n;
}

/* What was counted of a segment is not any more. */
static void uncount(struct dataset *ds, struct segment *s)
{
    if (!s->counted)
        return;
    atomic_fetch_sub(&ds->n_read, s->whole);
    atomic_fetch_sub(&ds->rows, s->rows);
    atomic_fetch_sub(&ds->text_bytes, s->text_bytes);
    atomic_fetch_sub(&ds->bad_lines, count_bad(s));
    free(s->bad);
    *s = (struct segment){.facts = s->facts, .opened = s->opened};
}

/* The segment was read under a wrong layout: it is as new. */
static void renew(struct dataset *ds, struct segment *s)
{
    const struct segment_facts anew = {.epoch = s->facts.epoch + 1,
                                       .renewals = s->facts.renewals + 1};

    uncount(ds, s);
    *s = (struct segment){.facts = anew};
}

/* Room for a change at this place of the list. */
static void insert_change(struct file *f, size_t at)
{
    f->changes =
        mem_grow(f->changes, f->n_changes, &f->cap_changes, sizeof *f->changes);
    memmove(f->changes + at + 1, f->changes + at,
            (f->n_changes - at) * sizeof *f->changes);
    f->n_changes++;
}

/*
 * Segments after i, up to the next with a header, are under layout, by what
 * its bytes up to `to` say.
 */
static void change_layout(struct dataset *ds, struct file *f, uint32_t i,
                          uint64_t to, const struct layout *layout)
{
    size_t at = changes_before(f, i);
    const struct layout *before = layout_at(f, i + 1);
    bool known = at < f->n_changes && f->changes[at].segment == i;
    bool moved = false;

    if (known && f->changes[at].to >= to)
        return;
    if (!known)
        insert_change(f, at);
    f->changes[at] = (struct change){i, to, layout};
    uint32_t last =
        at + 1 < f->n_changes ? f->changes[at + 1].segment : f->n_segments;
    if (layout == before)
        return;
    for (uint32_t k = i + 1; k <= last; k++) {
        struct segment *s = file_find(f, k);

        if (s && s->opened) {
            renew(ds, s);
            moved = true;
        }
    }
    if (moved)
        atomic_fetch_add(&ds->generation, 1);
}

static struct segment_bad *copy_bad(const struct line_summary *found,
                                    struct str text)
{
    struct segment_bad *copy = NULL;

    for (unsigned k = 0; k < BAD_KINDS; k++) {
        const struct bad *bad = &found->bad[k];

        if (bad->count == 0)
            continue;
        if (!copy)
            copy = mem_calloc(1, sizeof *copy);
        copy->bad[k] = *bad;
        if (bad->text.n > BAD_TEXT_MAX)
            copy->bad[k].text.n = BAD_TEXT_MAX;
        memcpy(copy->text[k], text.p + bad->text.at, copy->bad[k].text.n);
    }
    return copy;
}

/* Bad lines of a part behind those of s, which has so many lines. */
static void add_bad(struct segment *s, struct segment_bad *more)
{
    for (unsigned k = 0; s->bad && more && k < BAD_KINDS; k++) {
        more->bad[k].line += s->lines;
        if (s->bad->bad[k].count == 0) {
            s->bad->bad[k] = more->bad[k];
            memcpy(s->bad->text[k], more->text[k], sizeof more->text[k]);
        } else {
            s->bad->bad[k].count += more->bad[k].count;
        }
    }
    for (unsigned k = 0; !s->bad && more && k < BAD_KINDS; k++)
        more->bad[k].line += s->lines;
    if (s->bad)
        free(more);
    else
        s->bad = more;
}

/*
 * Count the lines of a part of s, each once: of its beginning, or behind what
 * was counted. False when there is nothing to add.
 */
static bool count(struct dataset *ds, struct segment *s,
                  struct source_part part, struct str text,
                  const struct line_summary *found)
{
    bool goes_on = s->counted && part.from && part.from == s->counted_to;

    if (part.from ? !goes_on : s->counted && part.to <= s->counted_to)
        return false;
    if (!goes_on)
        uncount(ds, s);
    uint64_t bad = count_bad(s);
    add_bad(s, copy_bad(found, text));
    s->counted = true;
    s->counted_to = part.to;
    s->rows += found->rows;
    s->lines += found->lines;
    s->text_bytes += text.n;
    atomic_fetch_add(&ds->rows, found->rows);
    atomic_fetch_add(&ds->text_bytes, text.n);
    atomic_fetch_add(&ds->bad_lines, count_bad(s) - bad);
    return true;
}

static bool is_all(struct source_part part, const struct segment_facts *facts)
{
    return part.from == 0 && part.to == facts->extent;
}

void file_read(struct dataset *ds, struct file *f, uint32_t i,
               struct source_part part, struct str text,
               const struct line_summary *found, struct segment_facts *facts)
{
    facts->read = true;
    facts->regular = found->regular;
    facts->only = found->n_runs == 1 ? found->runs[0].layout : NULL;
    facts->rows = found->rows;

    pthread_mutex_lock(&f->lock);
    struct segment *s = find_or_make(f, i);
    bool counts = s->facts.renewals == facts->renewals &&
                  count(ds, s, part, text, found);
    if (s->facts.epoch == facts->epoch && !s->facts.read && !facts->open &&
        is_all(part, facts))
        s->facts = *facts;
    if (counts) {
        note_whole(ds, f, i);
        if (found->has_header)
            change_layout(ds, f, i, part.to, found->last_layout);
    }
    pthread_mutex_unlock(&f->lock);
    if (counts && found->has_header) {
        for (uint32_t k = 0; k < found->n_runs; k++)
            dataset_meet(ds, f, found->runs[k].layout);
        dataset_meet(ds, f, found->last_layout);
    }
}

void file_ranged(struct file *f, uint32_t i, const struct segment_facts *facts)
{
    pthread_mutex_lock(&f->lock);
    struct segment *s = file_find(f, i);
    if (s && s->facts.read && s->facts.epoch == facts->epoch) {
        s->facts.has_range = facts->has_range;
        s->facts.min_ms = facts->min_ms;
        s->facts.max_ms = facts->max_ms;
    }
    pthread_mutex_unlock(&f->lock);
}

const struct value_set *file_values(const struct segment_facts *facts,
                                    field_id field)
{
    const struct value_set *set = facts->values;

    while (set && set->field != field)
        set = set->next;
    return set;
}

/* Sets are never changed, since others hold copies of the facts. */
void file_valued(struct file *f, uint32_t i, const struct value_set *set,
                 struct segment_facts *facts)
{
    pthread_mutex_lock(&f->lock);
    struct segment *s = file_find(f, i);
    if (s && s->facts.read && s->facts.epoch == facts->epoch) {
        if (!file_values(&s->facts, set->field)) {
            struct value_set *kept = arena_alloc(&f->arena, sizeof *kept);

            *kept = *set;
            kept->next = s->facts.values;
            s->facts.values = kept;
        }
        facts->values = s->facts.values;
    }
    pthread_mutex_unlock(&f->lock);
}

bool file_lines_before(struct file *f, uint32_t i, uint64_t *out)
{
    bool known = true;

    *out = 0;
    pthread_mutex_lock(&f->lock);
    for (uint32_t k = 0; known && k < i; k++) {
        const struct segment *s = file_find(f, k);

        known = s && s->counted && s->whole;
        *out += known ? s->lines : 0;
    }
    pthread_mutex_unlock(&f->lock);
    return known;
}

void file_tell(struct dataset *ds, struct file *f, enum message_kind kind,
               const char *what)
{
    struct notes *notes = f->notes;

    if (!notes) {
        dataset_tell(ds, kind, f->path, what);
        return;
    }
    notes->p = mem_grow(notes->p, notes->n, &notes->cap, sizeof *notes->p);
    notes->p[notes->n++] = (struct note){kind, str_dup(str_of(what))};
}

void file_check_damage(struct dataset *ds, struct file *f)
{
    const char *damage = source_damage(f->source);

    if (!damage)
        return;
    pthread_mutex_lock(&f->lock);
    bool told = f->told_damage;
    f->told_damage = true;
    pthread_mutex_unlock(&f->lock);
    if (!told)
        file_tell(ds, f, MESSAGE_DAMAGED, damage);
}
