/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread's way through segments. What is asked of the open segment is
 * looked for in the cache first; what is missing is made in one pass over
 * the text (pass.c), or from places noted in an earlier one (lane.c), and put
 * into the cache where columns are kept. Everything given out is valid until
 * the segment is closed.
 */
#include "scan/scanner.h"

#include "base/mem.h"
#include "scan/parquet_scan.h"
#include "scan/scanner_int.h"

#include <stdlib.h>
#include <string.h>

struct scanner *scanner_new(struct dataset *ds)
{
    struct scanner *s = mem_calloc(1, sizeof *s);

    s->ds = ds;
    s->cpu = cpu_level();
    s->reader = line_reader_new();
    return s;
}

void scanner_free(struct scanner *s)
{
    if (!s)
        return;
    scanner_close(s);
    for (size_t i = 0; i < s->n_lanes; i++) {
        lane_close(s->lanes[i], s->ds->cache);
        lane_free(s->lanes[i]);
    }
    free(s->lanes);
    free(s->lines.own);
    free(s->served);
    free(s->fields);
    source_room_done(&s->room);
    line_reader_free(s->reader);
    free(s);
}

/* Opening and closing. */

bool scanner_get_text(struct scanner *s, enum text_use use)
{
    const struct file *f = s->ds->files[s->file];
    bool is_made = f->packed || f->parquet;
    bool grows = s->facts.extent > 0;
    bool to_room = grows || (is_made ? s->passing : use == TEXT_ALL);

    if (s->text.held)
        return true;
    scanner_count_read(s);
    return segment_text_get(&s->text, s->ds, s->file, s->segment,
                            grows ? &s->part : NULL,
                            to_room ? &s->room : NULL);
}

void scanner_count_read(struct scanner *s)
{
    s->text_reads++;
    atomic_fetch_add(&s->ds->text_reads, 1);
}

uint64_t scanner_text_reads(const struct scanner *s)
{
    return s->text_reads;
}

/* The rows before the part, and the layout that they end with. */
static void read_before(struct scanner *s)
{
    const struct source_part before = {0, s->part.from};
    struct file *f = s->ds->files[s->file];
    struct line_request request = {.rules = &f->rules,
                                   .layout = s->facts.start};
    struct line_summary found;
    struct source_text text;

    if (source_part_in(f->source, s->segment, before, &s->room, &text, NULL) !=
        SOURCE_READ_OK)
        return; /* then the part cannot be read, either */
    line_reader_run(s->reader, text.text, &request, &found);
    s->first_row = found.rows;
    s->facts.start = found.last_layout;
}

/*
 * What is read of a segment that grows: all that is there, or what was handed
 * out. What was known of all of it does not hold for a part.
 */
static void choose_part(struct scanner *s, const struct scan_unit *unit)
{
    s->part = facts_part(&s->facts);
    s->first_row = 0;
    if (unit->part.to < s->part.to)
        s->part.to = unit->part.to;
    s->part.from = s->facts.extent ? unit->part.from : 0;
    s->whole = s->part.from == 0 && s->part.to == s->facts.extent;
    s->keeps = s->ds->keep_columns && s->whole && !s->facts.open;
    if (s->whole && !s->facts.open)
        return;
    s->facts.read = s->facts.has_range = false;
    s->facts.values = NULL;
    if (s->part.from && unit->first_row == SCAN_NOT_KNOWN) {
        read_before(s);
    } else if (s->part.from) {
        s->first_row = unit->first_row;
        s->facts.start = unit->layout;
    }
}

static bool open_segment(struct scanner *s, const struct scan_unit *unit,
                         struct scan_queue *q)
{
    struct file *f = s->ds->files[unit->file];
    bool final;

    s->file = unit->file;
    s->segment = unit->segment;
    s->unit = *unit;
    s->queue = q;
    s->facts = (struct segment_facts){.extent = 0};
    if (s->segment >= file_segments(f, &final) &&
        (final || !scanner_get_text(s, TEXT_ALL)))
        return false;
    s->facts = file_open(f, s->segment);
    choose_part(s, unit);
    if (f->parquet && !s->facts.read)
        parquet_know(s->ds, f, s->segment, &s->facts);
    s->open = true;
    return true;
}

void scanner_open_once(struct scanner *s)
{
    s->once = true;
}

bool scanner_open(struct scanner *s, uint32_t file, uint32_t segment)
{
    scanner_close(s);
    s->passing = s->once && !s->ds->keep_columns;
    const struct scan_unit unit = queue_unit(file, segment);
    return file < s->ds->n_files && open_segment(s, &unit, NULL);
}

static void release(struct scanner *s, struct cache_entry **entry)
{
    if (*entry)
        cache_release(s->ds->cache, *entry);
    *entry = NULL;
}

void scanner_close(struct scanner *s)
{
    for (size_t i = 0; i < s->n_lanes; i++) {
        release(s, &s->lanes[i]->entry);
        s->lanes[i]->state = LANE_EMPTY;
    }
    release(s, &s->lines.entry);
    s->lines.known = false;
    segment_text_done(&s->text, s->ds, s->file);
    s->open = false;
}

void scanner_rest(struct scanner *s)
{
    scanner_close(s);
    for (size_t i = 0; i < s->n_lanes; i++)
        lane_rest(s->lanes[i], s->ds->cache);
    free(s->lines.own);
    s->lines.own = NULL;
    s->lines.cap = 0;
    source_room_done(&s->room);
}

enum scan_next scanner_next(struct scanner *s, struct scan_queue *q)
{
    struct scan_unit unit;

    scanner_close(s);
    s->passing = !s->ds->keep_columns;
    while (queue_take(q, s, &unit)) {
        if (open_segment(s, &unit, q))
            return SCAN_NEXT_OK;
    }
    return SCAN_NEXT_END;
}

bool scanner_is_text(const struct scanner *s)
{
    return !s->ds->files[s->file]->parquet;
}

uint32_t scanner_file(const struct scanner *s)
{
    return s->file;
}

uint32_t scanner_segment(const struct scanner *s)
{
    return s->segment;
}

uint32_t scanner_first_row(const struct scanner *s)
{
    return s->first_row;
}

bool scanner_is_current(const struct scanner *s)
{
    bool open;

    return !s->facts.extent ||
           source_extent(s->ds->files[s->file]->source, s->segment, &open) ==
               s->facts.extent;
}

/* Lanes. */

static struct lane *lane_of(struct scanner *s, field_id field)
{
    for (size_t i = 0; i < s->n_lanes; i++) {
        if (s->lanes[i]->field == field)
            return s->lanes[i];
    }
    s->lanes =
        mem_grow(s->lanes, s->n_lanes, &s->cap_lanes, sizeof(struct lane *));
    struct lane *lane = lane_new(field, fields_get(s->ds->fields, field)->type,
                                 s->ds->dict, s->cpu);
    s->lanes[s->n_lanes++] = lane;
    return lane;
}

struct cache_key scanner_key(const struct scanner *s, uint32_t what)
{
    return (struct cache_key){s->file, s->segment, s->facts.epoch, what};
}

static void note_range(struct scanner *s, const struct column *start)
{
    if (s->facts.has_range)
        return;
    s->facts.has_range =
        range_of_column(s->ds->dict, start, &s->facts.min_ms, &s->facts.max_ms);
    if (s->facts.has_range && s->whole)
        file_ranged(s->ds->files[s->file], s->segment, &s->facts);
}

/* For when the column is gone; where none is kept none is wanted again. */
static void note_values(struct scanner *s, const struct lane *lane)
{
    struct value_set set;

    if (file_values(&s->facts, lane->field) ||
        !value_set_of(lane->column, &set))
        return;
    set.field = lane->field;
    file_valued(s->ds->files[s->file], s->segment, &set, &s->facts);
}

/* Has no row of the segment the lane's field? */
static bool is_lacking(const struct scanner *s, const struct lane *lane)
{
    return s->facts.read && s->facts.only &&
           layout_place(s->facts.only, lane->field) < 0;
}

static struct str named_value(const struct scanner *s, const struct lane *lane)
{
    return file_named_value(s->ds->files[s->file], lane->field);
}

/* Each row has the value that the file's name says. */
static void decode_named(struct scanner *s, struct lane *lane)
{
    struct str value = named_value(s, lane);
    uint32_t n = s->facts.rows < BATCH_ROWS ? s->facts.rows : BATCH_ROWS;
    struct slice *slices = mem_alloc((n + 1) * sizeof *slices);

    for (uint32_t i = 0; i < n; i++)
        slices[i] = (struct slice){0, (uint32_t)value.n};
    decoder_begin(&lane->decoder, value);
    for (uint32_t row = 0; row < s->facts.rows; row += n)
        decoder_add(&lane->decoder, slices,
                    s->facts.rows - row < n ? s->facts.rows - row : n);
    free(slices);
}

void scanner_finish_lane(struct scanner *s, struct lane *lane)
{
    if (is_lacking(s, lane) && named_value(s, lane).n)
        decode_named(s, lane);
    if (s->keeps) {
        lane_keep(lane, s->ds->cache, scanner_key(s, lane->field));
        note_values(s, lane);
    } else {
        lane->column = decoder_column(&lane->decoder);
    }
    lane->state = LANE_READY;
    if (lane->field == FIELD_START)
        note_range(s, lane->column);
}

static void decode_noted(struct scanner *s, struct lane *lane)
{
    do
        lane_decode_all(lane, s->text.text, s->facts.rows);
    while (segment_text_cut(&s->text, s->ds, s->file));
    scanner_finish_lane(s, lane);
}

/* True when the lane has its column without a look at the whole text. */
static bool make_ready(struct scanner *s, struct lane *lane)
{
    bool lacking = lane->state == LANE_EMPTY && is_lacking(s, lane);

    if (lacking && !named_value(s, lane).n) {
        s->nulls = (struct column){.kind = COLUMN_NULL, .n = s->facts.rows};
        lane->column = &s->nulls;
        lane->state = LANE_READY;
    } else if (lane->state == LANE_EMPTY) {
        if (s->keeps)
            lane->entry = cache_get(s->ds->cache, scanner_key(s, lane->field));
        if (!lane->entry && !lacking)
            return false;
        if (!lane->entry) {
            scanner_finish_lane(s, lane);
            return true;
        }
        lane->column = cache_value(lane->entry);
        lane->state = LANE_READY;
    } else if (lane->state == LANE_PICKED) {
        return false;
    } else if (lane->state != LANE_READY) {
        decode_noted(s, lane);
    }
    return true;
}

static bool is_served(const struct scanner *s, const struct lane *lane)
{
    for (size_t i = 0; i < s->n_served; i++) {
        if (s->served[i] == lane)
            return true;
    }
    return false;
}

/* A pass for the lanes served, which also notes what is expected. */
static void run_pass(struct scanner *s, bool lines)
{
    for (size_t i = 0; scanner_is_text(s) && i < s->n_lanes; i++) {
        struct lane *lane = s->lanes[i];

        if (lane->expected && !is_served(s, lane) &&
            lane->state == LANE_EMPTY && !make_ready(s, lane))
            pass_serve(s, lane, true);
    }
    pass_run(s, lines);
}

/* Is it known where lines start, without a pass? */
static bool has_lines(struct scanner *s)
{
    struct line_starts *lines = &s->lines;

    if (lines->known)
        return true;
    if (s->keeps)
        lines->entry = cache_get(s->ds->cache, scanner_key(s, CACHE_LINES));
    if (lines->entry)
        lines->at = cache_value(lines->entry);
    lines->known = lines->entry != NULL;
    return lines->known;
}

/* What the segment gives. */

uint32_t scanner_rows(struct scanner *s)
{
    if (!s->facts.read)
        run_pass(s, false);
    return s->facts.rows;
}

/* Let the next pass decode those of the fields that are not ready. */
static void serve_all(struct scanner *s, const field_id *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct lane *lane = lane_of(s, fields[i]);

        if (!is_served(s, lane) && !make_ready(s, lane))
            pass_serve(s, lane, false);
    }
}

void scanner_want(struct scanner *s, const field_id *fields, size_t n)
{
    serve_all(s, fields, n);
    if (s->n_served)
        run_pass(s, false);
}

void scanner_want_lines(struct scanner *s, const field_id *fields, size_t n)
{
    serve_all(s, fields, n);
    bool lines = scanner_is_text(s) && !has_lines(s);
    if (s->n_served || lines)
        run_pass(s, lines);
}

void scanner_expect(struct scanner *s, const field_id *fields, size_t n)
{
    for (size_t i = 0; i < s->n_lanes; i++)
        s->lanes[i]->expected = false;
    for (size_t i = 0; i < n; i++)
        lane_of(s, fields[i])->expected = true;
}

/*
 * Find the places of those fields of which nothing is known yet, in the lines
 * of the rows or else everywhere.
 */
static void find_places(struct scanner *s, const field_id *fields, size_t n,
                        const uint32_t *rows, uint32_t n_rows)
{
    bool pick = pick_suits(s, n_rows);

    for (size_t i = 0; i < n; i++) {
        struct lane *lane = lane_of(s, fields[i]);
        bool picked = lane->state == LANE_PICKED;

        if ((picked || lane->state == LANE_EMPTY) && !is_served(s, lane) &&
            !make_ready(s, lane))
            pass_serve(s, lane, !picked);
    }
    if (s->n_served && pick)
        pick_run(s, rows, n_rows);
    else if (s->n_served)
        run_pass(s, false);
}

static void decode_rows(struct scanner *s, struct lane *lane,
                        const uint32_t *rows, uint32_t n_rows)
{
    if (lane->state == LANE_READY || lane->state == LANE_PICKED)
        return;
    lane_decode_rows(lane, s->text.text, s->facts.rows, rows, n_rows);
    /* Rare enough to do all again, from the text that is left. */
    if (segment_text_cut(&s->text, s->ds, s->file))
        decode_noted(s, lane);
}

void scanner_want_rows(struct scanner *s, const field_id *fields, size_t n,
                       const uint32_t *rows, uint32_t n_rows)
{
    if (n_rows == 0)
        return;
    bool whole = s->keeps || !scanner_is_text(s);
    if (!whole)
        find_places(s, fields, n, rows, n_rows);
    /* Of more than half of the rows all are decoded faster. */
    if (whole || n_rows > s->facts.rows / 2) {
        scanner_want(s, fields, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        decode_rows(s, lane_of(s, fields[i]), rows, n_rows);
}

const struct column *scanner_column(struct scanner *s, field_id field)
{
    struct lane *lane = lane_of(s, field);

    if (!lane_has_column(lane))
        scanner_want(s, &field, 1);
    return lane->column;
}

const struct column *scanner_peek(struct scanner *s, field_id field)
{
    struct lane *lane = lane_of(s, field);

    if (lane->state == LANE_EMPTY)
        make_ready(s, lane);
    return lane->state == LANE_READY ? lane->column : NULL;
}

bool scanner_values(struct scanner *s, field_id field, struct value_set *out)
{
    const struct column *c;
    const struct value_set *known;

    if (!s->keeps)
        return false;
    c = scanner_peek(s, field);
    if (c)
        return c->n_exc == 0 && value_set_of(c, out);
    known = file_values(&s->facts, field);
    if (known)
        *out = *known;
    return known;
}

bool scanner_get_lines(struct scanner *s)
{
    if (!has_lines(s))
        run_pass(s, true);
    return s->lines.known;
}

/* Where the line of a row starts in the text; beyond it when it is lost. */
static uint32_t line_start(struct scanner *s, uint32_t row)
{
    if (!scanner_get_lines(s) || row >= s->facts.rows)
        return UINT32_MAX;
    return s->lines.at[row];
}

/* A line as Windows ends it. */
static struct str without_return(struct str line)
{
    line.n -= line.n && line.p[line.n - 1] == '\r';
    return line;
}

/* The whole line of a row, with what an event has before the record. */
static struct str whole_line(struct scanner *s, uint32_t row)
{
    uint32_t at = line_start(s, row);

    if (!scanner_get_text(s, TEXT_LINES) || at >= s->text.text.n)
        return STR("");
    struct str rest = str_slice(s->text.text, at, s->text.text.n);
    const char *newline = memchr(rest.p, '\n', rest.n);
    if (newline)
        return without_return(str_slice(rest, 0, (size_t)(newline - rest.p)));
    /* The file's last line, or one that was cut off just now. */
    if (!segment_text_cut(&s->text, s->ds, s->file))
        return without_return(rest);
    return STR("");
}

/* In events the record is what stands behind the event's words. */
static struct str record_of(const struct scanner *s, struct str line)
{
    struct str rest = line, word;

    if (!s->ds->files[s->file]->rules.events)
        return line;
    for (int i = 0; i < LAYOUT_EVENT_WORDS; i++)
        layout_next_word(&rest, &word);
    return str_trim(rest);
}

struct str scanner_line(struct scanner *s, uint32_t row)
{
    return record_of(s, whole_line(s, row));
}

uint64_t scanner_line_offset(struct scanner *s, uint32_t row)
{
    if (!scanner_is_text(s))
        return parquet_piece(s->ds->files[s->file]->parquet, s->segment).row +
               row;
    uint32_t at = line_start(s, row);

    return scanner_get_text(s, TEXT_LINES) ? s->text.offset + at : at;
}

uint64_t scanner_line_number(struct scanner *s, uint32_t row)
{
    if (!scanner_is_text(s))
        return scanner_line_offset(s, row) + 1;
    uint32_t at = line_start(s, row);
    uint64_t n;

    if (!scanner_get_text(s, TEXT_LINES) || at >= s->text.text.n ||
        s->part.from ||
        !file_lines_before(s->ds->files[s->file], s->segment, &n))
        return 0;
    for (const char *p = s->text.text.p, *end = p + at;
         (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    return n + 1;
}

const struct layout *scanner_regular_layout(struct scanner *s)
{
    scanner_rows(s);
    if (s->ds->files[s->file]->rules.events)
        return NULL;
    return s->facts.regular ? s->facts.only : NULL;
}

bool scanner_known_range(const struct scanner *s, int64_t *min_ms,
                         int64_t *max_ms)
{
    *min_ms = s->facts.min_ms;
    *max_ms = s->facts.max_ms;
    return s->facts.has_range;
}
