/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread's way through segments. What is asked of the open segment is
 * looked for in the cache first; what is missing is made in one pass over
 * the text and put there. Everything given out is pinned until the segment
 * is closed.
 *
 * A mapped file can shrink while it is read. Then it is read again up to
 * the cut, so that lost rows are not counted. Once the number of rows was
 * told it holds: columns made from less text later are filled up with nulls,
 * from more are cut.
 */
#include "scan/scanner.h"

#include "base/mem.h"
#include "scan/cache.h"
#include "scan/decode.h"
#include "scan/queue.h"
#include "scan/text.h"

#include <stdlib.h>
#include <string.h>

/* Something of the open segment that is in use. */
struct pin {
    uint32_t what;             /* a field or CACHE_LINES */
    struct cache_entry *entry; /* NULL: the column of nulls */
};

struct scanner {
    struct dataset *ds;
    bool open;
    uint32_t file;
    uint32_t segment;
    struct segment_facts facts;
    struct segment_text text;
    uint64_t text_reads; /* segments whose text this scanner asked for */
    struct column nulls; /* the column of a field that no row has */
    struct pin *pins;
    size_t n_pins;
    size_t cap_pins;

    struct line_reader *reader;
    struct decoder *decoders; /* of the pass, one per missing field */
    size_t n_decoders;
    field_id *missing;
    uint32_t *line_at; /* of the pass, when lines are asked for */
    size_t cap_line_at;
};

struct scanner *scanner_new(struct dataset *ds)
{
    struct scanner *s = mem_calloc(1, sizeof *s);

    s->ds = ds;
    s->reader = line_reader_new();
    return s;
}

void scanner_free(struct scanner *s)
{
    if (!s)
        return;
    scanner_close(s);
    for (size_t i = 0; i < s->n_decoders; i++)
        decoder_done(&s->decoders[i]);
    free(s->decoders);
    free(s->missing);
    free(s->line_at);
    free(s->pins);
    line_reader_free(s->reader);
    free(s);
}

/* Opening and closing. */

static struct file *file_of(const struct scanner *s)
{
    return s->ds->files[s->file];
}

/* The text; false when there is none (any more). */
static bool get_text(struct scanner *s)
{
    if (s->text.held)
        return true;
    s->text_reads++;
    return segment_text_get(&s->text, s->ds, s->file, s->segment);
}

uint64_t scanner_text_reads(const struct scanner *s)
{
    return s->text_reads;
}

bool scanner_open(struct scanner *s, uint32_t file, uint32_t segment)
{
    bool final;

    scanner_close(s);
    if (file >= s->ds->n_files)
        return false;
    s->file = file;
    s->segment = segment;
    if (segment >= file_segments(file_of(s), &final) && (final || !get_text(s)))
        return false;
    s->facts = file_open(file_of(s), segment);
    s->open = true;
    return true;
}

void scanner_close(struct scanner *s)
{
    for (size_t i = 0; i < s->n_pins; i++) {
        if (s->pins[i].entry)
            cache_release(s->ds->cache, s->pins[i].entry);
    }
    s->n_pins = 0;
    segment_text_done(&s->text, s->ds, s->file);
    s->open = false;
}

enum scan_next scanner_next(struct scanner *s, struct scan_queue *q)
{
    uint32_t file;
    uint32_t segment;

    scanner_close(s);
    while (queue_take(q, &file, &segment)) {
        if (scanner_open(s, file, segment))
            return SCAN_NEXT_OK;
    }
    return SCAN_NEXT_END;
}

uint32_t scanner_file(const struct scanner *s)
{
    return s->file;
}

uint32_t scanner_segment(const struct scanner *s)
{
    return s->segment;
}

/* What is pinned. */

static const struct pin *find_pin(const struct scanner *s, uint32_t what)
{
    for (size_t i = 0; i < s->n_pins; i++) {
        if (s->pins[i].what == what)
            return &s->pins[i];
    }
    return NULL;
}

static struct cache_key key_of(const struct scanner *s, uint32_t what)
{
    return (struct cache_key){s->file, s->segment, s->facts.epoch, what};
}

static void add_pin(struct scanner *s, uint32_t what, struct cache_entry *e)
{
    s->pins = mem_grow(s->pins, s->n_pins, &s->cap_pins, sizeof *s->pins);
    s->pins[s->n_pins++] = (struct pin){what, e};
}

/* Pin it when it is known already; false when it has to be made. */
static bool find_or_pin(struct scanner *s, uint32_t what)
{
    if (find_pin(s, what))
        return true;
    if (s->facts.read && s->facts.only && what < CACHE_LINES &&
        layout_place(s->facts.only, (field_id)what) < 0) {
        add_pin(s, what, NULL);
        return true;
    }
    struct cache_entry *e = cache_get(s->ds->cache, key_of(s, what));
    if (e)
        add_pin(s, what, e);
    return e;
}

/* The pass over the text. */

struct pass {
    struct scanner *s;
    size_t n_fields;
    bool lines;
    uint32_t n_rows;   /* so far */
    uint32_t max_rows; /* those that were told */
};

static void keep_lines(struct pass *p, const uint32_t *line_at, uint32_t n)
{
    struct scanner *s = p->s;
    size_t end = (size_t)p->n_rows + n;

    if (end > s->cap_line_at) {
        s->cap_line_at = end * 2;
        s->line_at =
            mem_realloc(s->line_at, s->cap_line_at * sizeof *s->line_at);
    }
    memcpy(s->line_at + p->n_rows, line_at, n * sizeof *line_at);
}

static void on_batch(void *arg, const struct row_batch *batch)
{
    struct pass *p = arg;
    uint32_t left = p->max_rows - p->n_rows;
    uint32_t n = batch->n < left ? batch->n : left;

    if (n == 0)
        return;
    for (size_t i = 0; i < p->n_fields; i++)
        decoder_add(&p->s->decoders[i], batch->fields[i], n);
    if (p->lines)
        keep_lines(p, batch->line_at, n);
    p->n_rows += n;
}

static void begin_columns(struct scanner *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum field_type type = fields_get(s->ds->fields, s->missing[i])->type;

        decoder_begin(&s->decoders[i], type, s->ds->dict, s->text.text);
    }
}

/* Rows that the text has lost are null. */
static void fill_up(struct decoder *b, uint32_t n_rows)
{
    while (b->n < n_rows) {
        uint32_t left = n_rows - b->n;

        decoder_add(b, NULL, left < BATCH_ROWS ? left : BATCH_ROWS);
    }
}

static void note_range(struct scanner *s, const struct column *start)
{
    if (s->facts.has_range)
        return;
    s->facts.has_range =
        range_of_column(s->ds->dict, start, &s->facts.min_ms, &s->facts.max_ms);
    if (s->facts.has_range)
        file_ranged(file_of(s), s->segment, &s->facts);
}

static void finish_columns(struct scanner *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fill_up(&s->decoders[i], s->facts.rows);
        struct column *c = decoder_finish(&s->decoders[i]);
        if (s->missing[i] == FIELD_START)
            note_range(s, c);
        add_pin(s, s->missing[i],
                cache_put(s->ds->cache, key_of(s, s->missing[i]), c, c->bytes,
                          free));
    }
}

static void finish_lines(struct scanner *s, uint32_t n_rows)
{
    size_t bytes = ((size_t)s->facts.rows + 1) * sizeof *s->line_at;
    uint32_t *line_at = mem_alloc(bytes);

    if (n_rows)
        memcpy(line_at, s->line_at, n_rows * sizeof *line_at);
    /* Beyond any text: the line is lost. */
    for (uint32_t row = n_rows; row < s->facts.rows; row++)
        line_at[row] = UINT32_MAX;
    add_pin(
        s, CACHE_LINES,
        cache_put(s->ds->cache, key_of(s, CACHE_LINES), line_at, bytes, free));
}

/* The text is gone: as many nulls as rows were told, mostly none. */
static void pin_nulls(struct scanner *s, size_t n)
{
    s->facts.read = true;
    for (size_t i = 0; i < n; i++)
        add_pin(s, s->missing[i], NULL);
}

/* Make the columns of the first n missing fields, and the lines. */
static void run_pass(struct scanner *s, size_t n, bool lines)
{
    struct pass pass = {s, n, lines, 0, UINT32_MAX};
    struct line_summary found;

    if (!get_text(s)) {
        pin_nulls(s, n);
        return;
    }
    if (s->facts.read)
        pass.max_rows = s->facts.rows;
    const struct line_request request = {.rules = &file_of(s)->rules,
                                         .layout = s->facts.start,
                                         .wanted = s->missing,
                                         .n_wanted = n,
                                         .each = on_batch,
                                         .arg = &pass};
    do {
        pass.n_rows = 0;
        begin_columns(s, n);
        line_reader_run(s->reader, s->text.text, &request, &found);
    } while (segment_text_cut(&s->text, s->ds, s->file));
    if (!s->facts.read)
        file_read(s->ds, file_of(s), s->segment, s->text.text, &found,
                  &s->facts);
    finish_columns(s, n);
    if (lines)
        finish_lines(s, pass.n_rows);
}

static void reserve_decoders(struct scanner *s, size_t n)
{
    if (n <= s->n_decoders)
        return;
    s->missing = mem_realloc(s->missing, n * sizeof *s->missing);
    s->decoders = mem_realloc(s->decoders, n * sizeof *s->decoders);
    memset(s->decoders + s->n_decoders, 0,
           (n - s->n_decoders) * sizeof *s->decoders);
    s->n_decoders = n;
}

/* What the segment gives. */

uint32_t scanner_rows(struct scanner *s)
{
    if (!s->facts.read)
        run_pass(s, 0, false);
    return s->facts.rows;
}

static bool is_missing(const struct scanner *s, size_t n, field_id field)
{
    for (size_t i = 0; i < n; i++) {
        if (s->missing[i] == field)
            return true;
    }
    return false;
}

void scanner_want(struct scanner *s, const field_id *fields, size_t n)
{
    size_t n_missing = 0;

    reserve_decoders(s, n);
    for (size_t i = 0; i < n; i++) {
        if (!is_missing(s, n_missing, fields[i]) && !find_or_pin(s, fields[i]))
            s->missing[n_missing++] = fields[i];
    }
    if (n_missing)
        run_pass(s, n_missing, false);
}

void scanner_expect(struct scanner *s, const field_id *fields, size_t n)
{
    (void)s;
    (void)fields;
    (void)n;
}

void scanner_want_rows(struct scanner *s, const field_id *fields, size_t n,
                       const uint32_t *rows, uint32_t n_rows)
{
    (void)rows;
    if (n_rows > 0)
        scanner_want(s, fields, n);
}

const struct column *scanner_column(struct scanner *s, field_id field)
{
    const struct pin *pin = find_pin(s, field);

    if (!pin) {
        scanner_want(s, &field, 1);
        pin = find_pin(s, field);
    }
    if (pin->entry)
        return cache_value(pin->entry);
    s->nulls = (struct column){.kind = COLUMN_NULL, .n = s->facts.rows};
    return &s->nulls;
}

/* Where the line of a row starts in the text; beyond it when it is lost. */
static uint32_t line_start(struct scanner *s, uint32_t row)
{
    if (!find_or_pin(s, CACHE_LINES))
        run_pass(s, 0, true);
    const struct pin *pin = find_pin(s, CACHE_LINES);
    if (!pin || row >= s->facts.rows)
        return UINT32_MAX;
    const uint32_t *line_at = cache_value(pin->entry);
    return line_at[row];
}

struct str scanner_line(struct scanner *s, uint32_t row)
{
    uint32_t at = line_start(s, row);

    if (!get_text(s) || at >= s->text.text.n)
        return STR("");
    struct str rest = str_slice(s->text.text, at, s->text.text.n);
    const char *newline = memchr(rest.p, '\n', rest.n);
    if (newline)
        return str_slice(rest, 0, (size_t)(newline - rest.p));
    /* The file's last line, or one that was cut off just now. */
    if (!segment_text_cut(&s->text, s->ds, s->file))
        return rest;
    return STR("");
}

uint64_t scanner_line_offset(struct scanner *s, uint32_t row)
{
    uint32_t at = line_start(s, row);

    return get_text(s) ? s->text.offset + at : at;
}

const struct layout *scanner_regular_layout(struct scanner *s)
{
    scanner_rows(s);
    return s->facts.regular ? s->facts.only : NULL;
}

bool scanner_known_range(const struct scanner *s, int64_t *min_ms,
                         int64_t *max_ms)
{
    *min_ms = s->facts.min_ms;
    *max_ms = s->facts.max_ms;
    return s->facts.has_range;
}
