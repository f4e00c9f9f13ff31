/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hot loop of a first query. Separators are found a window of text at a
 * time (it stays in the first-level cache); a window begins with a line and
 * ends with the last newline in it.
 *
 * Where the window is calm and holds k newlines, and the n-th, 2n-th ... k*n-th
 * separators are newlines, n being the number of values of the layout, there
 * is no newline elsewhere: every line has n values. Then the places of the
 * separators are a table of k rows and n columns, from which the wanted
 * columns are taken, and nothing is asked about a line but whether its first
 * byte could begin a header (header.h). In any other window each line is
 * looked at by itself, and where that does not tell, word by word (words.h).
 */
#include "scan/lines.h"

#include "base/cpu.h"
#include "base/mem.h"
#include "scan/header_cache.h"
#include "scan/split.h"
#include "scan/words.h"
#include "source/record_lines.h"

#include <stdlib.h>
#include <string.h>

enum {
    WINDOW_BYTES = 8 << 10,
    /* Longer texts are one endless line; no log has any. */
    TEXT_MAX = 256 << 20
};

struct line_reader {
    split_fn *split;
    /* places[0] is the newline before the window, -1 at the start. */
    uint32_t places[1 + WINDOW_BYTES + SPLIT_SLACK];

    const struct line_request *request;
    struct line_summary *out;
    struct str text;

    const struct layout *layout;
    uint32_t n_values; /* of the layout */
    /* Wanted fields the layout has: their column, their number in wanted. */
    uint32_t n_present;
    uint32_t *columns;
    uint32_t *numbers;
    size_t cap_wanted;

    uint32_t batch_n;
    uint32_t line_at[BATCH_ROWS];
    struct slice *slices;        /* BATCH_ROWS for each wanted field */
    const struct slice **fields; /* as row_batch has them */

    struct run *runs;
    size_t n_runs;
    size_t cap_runs;
    struct words words; /* of a line looked at word by word */
    struct header_cache added;
};

struct line_reader *line_reader_new(void)
{
    struct line_reader *r = mem_calloc(1, sizeof *r);

    r->split = split_for(cpu_level());
    return r;
}

void line_reader_free(struct line_reader *r)
{
    if (!r)
        return;
    free(r->columns);
    free(r->numbers);
    free(r->slices);
    free(r->fields);
    free(r->runs);
    words_done(&r->words);
    header_cache_done(&r->added);
    free(r);
}

/* Batches and layouts. */

static void flush(struct line_reader *r)
{
    if (r->batch_n) {
        struct row_batch batch = {
            .n = r->batch_n, .line_at = r->line_at, .fields = r->fields};

        r->request->each(r->request->arg, &batch);
    }
    r->batch_n = 0;
}

static void reserve_wanted(struct line_reader *r, size_t n)
{
    if (n <= r->cap_wanted)
        return;
    r->cap_wanted = n;
    r->columns = mem_realloc(r->columns, n * sizeof *r->columns);
    r->numbers = mem_realloc(r->numbers, n * sizeof *r->numbers);
    r->fields = mem_realloc(r->fields, n * sizeof *r->fields);
    r->slices = mem_realloc(r->slices, n * BATCH_ROWS * sizeof *r->slices);
}

static void push_run(struct line_reader *r)
{
    struct run run = {r->layout, r->out->rows};

    if (r->n_runs && r->runs[r->n_runs - 1].first_row == run.first_row)
        r->n_runs--;
    r->runs = mem_grow(r->runs, r->n_runs, &r->cap_runs, sizeof *r->runs);
    r->runs[r->n_runs++] = run;
}

static void use_layout(struct line_reader *r, const struct layout *layout)
{
    const struct line_request *q = r->request;

    if (layout == r->layout)
        return;
    flush(r);
    r->layout = layout;
    r->n_values = layout->n;
    r->n_present = 0;
    for (uint32_t i = 0; i < q->n_wanted; i++) {
        int column = layout_place(layout, q->wanted[i]);

        r->fields[i] = column < 0 ? NULL : r->slices + (size_t)i * BATCH_ROWS;
        if (column < 0)
            continue;
        r->columns[r->n_present] = (uint32_t)column;
        r->numbers[r->n_present++] = i;
    }
    push_run(r);
}

/* n rows of the batch are filled. */
static void end_rows(struct line_reader *r, uint32_t n)
{
    r->batch_n += n;
    if (r->batch_n == BATCH_ROWS)
        flush(r);
}

/* Where the slices of the i-th present field go. */
static struct slice *slices_of(const struct line_reader *r, uint32_t i)
{
    return r->slices + (size_t)r->numbers[i] * BATCH_ROWS + r->batch_n;
}

/* Regular lines. */

/*
 * Fill n rows of the batch. Value c of row i stands between before[i *
 * n_values + c] and the separator after that.
 */
static void fill_rows(struct line_reader *r, const uint32_t *before, uint32_t n)
{
    size_t n_values = r->n_values;
    uint32_t *line_at = r->line_at + r->batch_n;

    for (uint32_t i = 0; i < n; i++)
        line_at[i] = before[i * n_values] + 1;
    for (uint32_t k = 0; k < r->n_present; k++) {
        const uint32_t *place = before + r->columns[k];
        struct slice *out = slices_of(r, k);

        for (uint32_t i = 0; i < n; i++, place += n_values)
            out[i] = (struct slice){place[0] + 1, place[1] - place[0] - 1};
    }
}

static void regular_lines(struct line_reader *r, const uint32_t *before,
                          uint32_t n)
{
    r->out->lines += n;
    r->out->rows += n;
    while (n && r->request->each) {
        uint32_t room = BATCH_ROWS - r->batch_n;
        uint32_t now = n < room ? n : room;

        fill_rows(r, before, now);
        end_rows(r, now);
        before += (size_t)now * r->n_values;
        n -= now;
    }
}

/* Are the lines of a calm window regular, and none of them a header? */
static bool all_regular(const struct line_reader *r, struct split_found found)
{
    size_t n_values = r->n_values;
    const char *text = r->text.p;
    bool regular = true;

    if (n_values == 0 || found.newlines * n_values > found.n)
        return false;
    for (uint32_t i = 0; i < found.newlines; i++) {
        const uint32_t *place = r->places + i * n_values;
        /* Of places[0], -1 at the start, the sum is right all the same. */
        char first = text[(uint32_t)(place[0] + 1)];

        regular &= !header_first_byte(first) & (text[place[n_values]] == '\n');
    }
    return regular;
}

/* Other lines. */

static void add_bad(struct line_reader *r, enum bad_kind kind, struct str line,
                    uint32_t values)
{
    struct bad *bad = &r->out->bad[kind];

    if (bad->count++ > 0)
        return;
    bad->line = r->out->lines;
    bad->values = values;
    bad->expected = r->n_values;
    bad->text =
        (struct slice){(uint32_t)(line.p - r->text.p), (uint32_t)line.n};
}

static void row_of_words(struct line_reader *r, uint32_t line_at)
{
    r->out->rows++;
    /* Words are not columns where the layout has none. */
    if (!r->words.plain || r->n_values == 0)
        r->out->regular = false;
    if (!r->request->each)
        return;
    r->line_at[r->batch_n] = line_at;
    for (uint32_t i = 0; i < r->n_present; i++)
        *slices_of(r, i) = r->words.at[r->columns[i]];
    end_rows(r, 1);
}

/* Take a line that is no header, whose words are known. */
static void line_of_words(struct line_reader *r, struct str line)
{
    uint32_t n = r->words.n;

    if (n == 0)
        return;
    if (r->words.has_nul)
        add_bad(r, BAD_NUL, line, n);
    else if (r->layout->no_records ||
             (n == 1 && str_starts(line, STR(RECORD_JUNK))))
        add_bad(r, BAD_JUNK, line, n);
    else if (r->n_values == 0 || n == r->n_values)
        row_of_words(r, (uint32_t)(line.p - r->text.p));
    else
        add_bad(r, n < r->n_values ? BAD_TOO_FEW : BAD_TOO_MANY, line, n);
}

/* The layout that a line states; NULL: it is no header. */
static const struct layout *stated_by(struct line_reader *r, struct str line)
{
    const struct header_rules *rules = r->request->rules;

    if (!line.n || !header_first_byte(line.p[0]))
        return NULL;
    return header_is_added(rules, line)
               ? header_cache_find(&r->added, rules, line)
               : header_find(rules, line, r->layout);
}

static bool take_header(struct line_reader *r, struct str line)
{
    const struct layout *stated = stated_by(r, line);

    if (!stated)
        return false;
    r->out->has_header = true;
    use_layout(r, stated);
    return true;
}

/* Lines have the numbers of those that were unwrapped. */
static void count_line(struct line_reader *r, struct str line)
{
    r->out->lines += !header_is_added(r->request->rules, line);
}

/* Any line, from start to its n separators and to its end. */
static void any_line(struct line_reader *r, uint32_t start,
                     const uint32_t *places, uint32_t n, uint32_t end)
{
    struct str line = str_slice(r->text, start, end);

    if (!take_header(r, line)) {
        words_begin(&r->words, r->text, start, r->n_values);
        words_add(&r->words, r->text, places, n);
        words_end(&r->words, end);
        line_of_words(r, line);
    }
    count_line(r, line);
}

/* A line that is longer than a window. */
static void long_line(struct line_reader *r, uint32_t start, uint32_t end)
{
    struct str line = str_slice(r->text, start, end);

    if (!take_header(r, line)) {
        words_begin(&r->words, r->text, start, r->n_values);
        for (uint32_t at = start; at < end; at += WINDOW_BYTES) {
            uint32_t n = end - at < WINDOW_BYTES ? end - at : WINDOW_BYTES;
            struct split_found found =
                r->split(r->text.p + at, n, at, r->places);

            words_add(&r->words, r->text, r->places, found.n);
        }
        words_end(&r->words, end);
        line_of_words(r, line);
    }
    count_line(r, line);
}

/* Could a line, which begins with no separator, be a header, have a BOM? */
static bool is_suspect(const struct line_reader *r, struct str line)
{
    return header_first_byte(line.p[0]) &&
           ((unsigned char)line.p[0] >= 0x80 ||
            header_filter_has(r->request->rules->filter, line));
}

/*
 * Single spaces alone between as many values as the layout has, whose places
 * follow before; what ends the last value may be anything.
 */
static bool has_single_spaces(const struct line_reader *r,
                              const uint32_t *before)
{
    uint32_t n = r->n_values;
    bool single = true;

    for (uint32_t i = 1; i < n; i++)
        single &= r->text.p[before[i]] == ' ';
    /* Of the first line it is 0 - UINT32_MAX, which is right all the same. */
    for (uint32_t i = 0; i < n; i++)
        single &= before[i + 1] - before[i] > 1;
    return single;
}

/*
 * Take the line with n separators after before, the newline being the last,
 * where counting them is enough; with a CR before the newline, too.
 */
static bool take_counted(struct line_reader *r, const uint32_t *before,
                         uint32_t n, bool calm)
{
    const char *text = r->text.p;
    uint32_t end = before[n];
    bool cr = r->n_values > 0 && n == r->n_values + 1 &&
              before[n - 1] == end - 1 && text[end - 1] == '\r';

    if (!cr && n != r->n_values)
        return false;
    if ((!calm && !has_single_spaces(r, before)) ||
        is_suspect(r, str_slice(r->text, before[0] + 1, end)))
        return false;
    if (cr)
        r->out->regular = false;
    regular_lines(r, before, 1);
    return true;
}

/*
 * The lines of a window one by one; returns where the last one ends. The text
 * may change under our hands (a file that is cut reads as zeros), so that the
 * newlines that were found need not be there any more.
 */
static uint32_t single_lines(struct line_reader *r, struct split_found found)
{
    const uint32_t *before = r->places;
    const uint32_t *last = r->places + found.n;

    for (uint32_t i = 0; i < found.newlines && before < last; i++) {
        const uint32_t *end = before + 1;

        while (end < last && r->text.p[*end] != '\n')
            end++;
        uint32_t n = (uint32_t)(end - before);
        if (!take_counted(r, before, n, found.calm))
            any_line(r, before[0] + 1, before + 1, n - 1, *end);
        before = end;
    }
    return *before;
}

/* The text. */

/* No newline is in the n bytes from at on; returns where the line ends. */
static uint32_t unfinished_line(struct line_reader *r, uint32_t at, uint32_t n,
                                struct split_found found)
{
    uint32_t end = (uint32_t)r->text.n;

    if (at + n == end) {
        any_line(r, at, r->places + 1, found.n, end);
        return end;
    }
    const char *newline = memchr(r->text.p + at + n, '\n', end - (at + n));
    if (newline)
        end = (uint32_t)(newline - r->text.p);
    long_line(r, at, end);
    return end;
}

/* Read the lines of the window that starts at at; returns where it ends. */
static uint32_t read_window(struct line_reader *r, uint32_t at)
{
    uint32_t left = (uint32_t)r->text.n - at;
    uint32_t n = left < WINDOW_BYTES ? left : WINDOW_BYTES;

    r->places[0] = at - 1;
    struct split_found found = r->split(r->text.p + at, n, at, r->places + 1);
    if (found.newlines == 0)
        return unfinished_line(r, at, n, found) + 1;
    if (!found.calm || !all_regular(r, found))
        return single_lines(r, found) + 1;
    regular_lines(r, r->places, found.newlines);
    return r->places[(size_t)found.newlines * r->n_values] + 1;
}

/* Where the first line begins that begins in the text. */
static size_t first_line(const struct line_request *q, struct str text)
{
    const char *newline =
        q->goes_on && text.n ? memchr(text.p, '\n', text.n) : NULL;

    return newline ? (size_t)(newline - text.p) + 1 : q->goes_on ? text.n : 0;
}

/* A text that ends in an endless line without that. */
static struct str cut_text(struct str text, bool is_cut)
{
    size_t n = text.n < TEXT_MAX ? text.n : TEXT_MAX;

    if (n == text.n && !is_cut)
        return text;
    const char *newline = n ? memrchr(text.p, '\n', n) : NULL;
    return str_slice(text, 0, newline ? (size_t)(newline - text.p) + 1 : 0);
}

/* What was cut off, if it begins there. */
static void note_too_long(struct line_reader *r, struct str text, size_t from)
{
    if (r->text.n == text.n || r->text.n < from)
        return;
    add_bad(r, BAD_TOO_LONG,
            str_slice(text, r->text.n, r->text.n + WINDOW_BYTES), 0);
    r->out->lines++;
}

static void begin(struct line_reader *r, struct str text,
                  const struct line_request *request, struct line_summary *out)
{
    *out = (struct line_summary){.regular = true};
    r->request = request;
    r->out = out;
    r->text = text;
    r->batch_n = 0;
    r->n_runs = 0;
    r->layout = NULL;
    reserve_wanted(r, request->n_wanted);
    use_layout(r, request->layout);
    r->text = cut_text(text, request->is_cut);
}

static void end(struct line_reader *r)
{
    flush(r);
    r->out->runs = r->runs;
    r->out->n_runs = (uint32_t)r->n_runs;
    r->out->last_layout = r->layout;
}

void line_reader_run(struct line_reader *r, struct str text,
                     const struct line_request *request,
                     struct line_summary *out)
{
    size_t from = first_line(request, text);

    begin(r, text, request, out);
    for (size_t at = from; at < r->text.n;)
        at = read_window(r, (uint32_t)at);
    note_too_long(r, text, from);
    end(r);
}

/* Read one line that starts at at. */
static void read_line(struct line_reader *r, uint32_t at)
{
    const char *start = r->text.p + at;
    const char *newline = memchr(start, '\n', r->text.n - at);
    uint32_t n =
        newline ? (uint32_t)(newline - start) + 1 : (uint32_t)r->text.n - at;
    struct split_found found;

    if (n > WINDOW_BYTES) {
        long_line(r, at, at + n - (newline ? 1 : 0));
        return;
    }
    r->places[0] = at - 1;
    found = r->split(start, n, at, r->places + 1);
    if (newline)
        single_lines(r, found);
    else
        any_line(r, at, r->places + 1, found.n, at + n);
}

void line_reader_run_some(struct line_reader *r, struct str text,
                          const struct line_request *request,
                          const uint32_t *line_at, const uint32_t *rows,
                          uint32_t n, struct line_summary *out)
{
    begin(r, text, request, out);
    for (uint32_t i = 0; i < n; i++) {
        if (line_at[rows[i]] < r->text.n)
            read_line(r, line_at[rows[i]]);
    }
    end(r);
}
