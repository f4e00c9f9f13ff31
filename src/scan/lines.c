/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hot loop of a first query. Separators are marked a window at a time
 * (it stays in the first-level cache), and their places written one after
 * the other: for a line, the places of its spaces, then of its newline. So
 * value k of a regular line lies between places k - 1 and k, whatever came
 * before, and a line is known to be one by counting.
 *
 * A line is suspect when its first byte could begin a header (header.h), and
 * irregular when a mark says so; both leave the fast way.
 */
#include "scan/lines.h"

#include "base/mem.h"
#include "scan/split.h"

#include <stdlib.h>
#include <string.h>

enum {
    WINDOW_BYTES = 8 << 10,
    WINDOW_WORDS = WINDOW_BYTES / 64,
    /*
     * Places kept at most, but for one word's more. A line with more values
     * than MANY_PLACES fits no layout: only their number counts then.
     */
    PLACES = 4096,
    MANY_PLACES = 2048,
    /* Longer texts are one endless line; no log has any. */
    TEXT_MAX = 256 << 20
};

struct line_reader {
    mark_fn *mark;
    uint64_t space[WINDOW_WORDS];
    uint64_t newline[WINDOW_WORDS];
    uint64_t odd[WINDOW_WORDS];

    const struct line_request *request;
    struct line_summary *out;
    struct str text;

    /*
     * places[first..n) are the separators met since the current line began;
     * places[first - 1] is the newline before it, -1 at the start.
     */
    uint32_t places[PLACES + 64 + 8];
    uint32_t first;
    uint32_t n;
    uint32_t dropped;  /* places of this line not kept */
    uint32_t odd_marks; /* of this line; 0: regular */
    uint64_t touching; /* 1 when the byte before the word is a separator */

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
    struct slice *words; /* of an irregular line */
    size_t cap_words;
};

/* Inlined into each version of the loop, whose instructions differ. */
#define HOT static inline __attribute__((always_inline))

struct line_reader *line_reader_new(void)
{
    struct line_reader *r = mem_calloc(1, sizeof *r);

    r->mark = mark_best();
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
    free(r->words);
    free(r);
}

/* Batches and layouts. */

static void flush(struct line_reader *r)
{
    if (r->batch_n && r->request->each) {
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

HOT void end_row(struct line_reader *r)
{
    r->out->rows++;
    if (++r->batch_n == BATCH_ROWS)
        flush(r);
}

/* A row whose separators stand in places[first..]. */
HOT void regular_row(struct line_reader *r)
{
    const uint32_t *before = r->places + r->first - 1;
    uint32_t row = r->batch_n;

    r->line_at[row] = before[0] + 1;
    for (uint32_t i = 0; i < r->n_present; i++) {
        uint32_t column = r->columns[i];
        uint32_t at = before[column] + 1;

        r->slices[(size_t)r->numbers[i] * BATCH_ROWS + row] =
            (struct slice){at, before[column + 1] - at};
    }
    end_row(r);
}

/* The same line but for a CR before its newline. */
static void regular_row_with_cr(struct line_reader *r)
{
    uint32_t *newline = &r->places[r->first + r->n_values - 1];

    r->out->regular = false;
    --*newline;
    regular_row(r);
    ++*newline;
}

/* Lines that leave the fast way. */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Split on runs of white space. Keeps the first words, as many as the layout
 * has columns, and returns how many there are.
 */
static uint32_t split_words(struct line_reader *r, struct str line)
{
    uint32_t n = 0;
    size_t i = 0;

    if (r->cap_words < r->n_values) {
        r->cap_words = r->n_values;
        r->words = mem_realloc(r->words, r->cap_words * sizeof *r->words);
    }
    for (;;) {
        while (i < line.n && is_blank(line.p[i]))
            i++;
        if (i == line.n)
            return n;
        size_t from = i;
        while (i < line.n && !is_blank(line.p[i]))
            i++;
        if (n < r->n_values)
            r->words[n] = (struct slice){
                (uint32_t)(line.p + from - r->text.p), (uint32_t)(i - from)};
        n++;
    }
}

static void add_bad(struct line_reader *r, enum bad_kind kind, struct str line,
                    uint32_t values)
{
    struct bad *bad = &r->out->bad[kind];

    if (bad->count++ > 0)
        return;
    bad->line = r->out->lines;
    bad->values = values;
    bad->expected = r->n_values;
    bad->text = (struct slice){(uint32_t)(line.p - r->text.p),
                               (uint32_t)line.n};
}

static void irregular_row(struct line_reader *r, uint32_t line_at)
{
    uint32_t row = r->batch_n;

    r->out->regular = false;
    r->line_at[row] = line_at;
    for (uint32_t i = 0; i < r->n_present; i++)
        r->slices[(size_t)r->numbers[i] * BATCH_ROWS + row] =
            r->words[r->columns[i]];
    end_row(r);
}

static void irregular_line(struct line_reader *r, struct str line)
{
    struct str rest = header_skip_bom(line);
    uint32_t n = split_words(r, rest);

    if (n == 0)
        return;
    if (memchr(line.p, '\0', line.n))
        add_bad(r, BAD_NUL, line, n);
    else if (r->n_values == 0 || n == r->n_values)
        irregular_row(r, (uint32_t)(line.p - r->text.p));
    else
        add_bad(r, n < r->n_values ? BAD_TOO_FEW : BAD_TOO_MANY, line, n);
}

static __attribute__((noinline)) void other_line(struct line_reader *r,
                                                 struct str line, uint32_t n)
{
    bool counted = n == r->n_values;
    /* The CR must be the one odd mark, and no space may stand before it. */
    bool with_cr = r->odd_marks == 1 && line.n > 1 &&
                   line.p[line.n - 1] == '\r' && line.p[line.n - 2] != ' ';

    if (line.n && header_first_byte(line.p[0])) {
        const struct layout *stated = header_find(r->request->rules, line);

        if (stated) {
            r->out->has_header = true;
            use_layout(r, stated);
            return;
        }
        /* A BOM would be taken for part of the value. */
        counted = counted && header_skip_bom(line).n == line.n;
    }
    if (counted && r->odd_marks == 0)
        regular_row(r);
    else if (counted && with_cr)
        regular_row_with_cr(r);
    else
        irregular_line(r, line);
}

/* The line that ends at places[end]. */
HOT void end_line(struct line_reader *r, uint32_t end)
{
    uint32_t start = r->places[r->first - 1] + 1;
    uint32_t n = end - r->first + 1 + r->dropped;
    const char *p = r->text.p + start;

    if (r->odd_marks == 0 && n == r->n_values && !header_first_byte(*p))
        regular_row(r);
    else
        other_line(r, (struct str){p, r->places[end] - start}, n);
    r->out->lines++;
    r->first = end + 1;
    r->dropped = 0;
    r->odd_marks = 0;
}

/* Masks to places. */

/* Keep places[first - 1..n) and make room for more. */
static void compact(struct line_reader *r)
{
    uint32_t from = r->first - 1;

    memmove(r->places, r->places + from, (r->n - from) * sizeof *r->places);
    r->n -= from;
    r->first = 1;
    if (r->n > MANY_PLACES) {
        r->dropped += r->n - MANY_PLACES;
        r->n = MANY_PLACES;
    }
}

/*
 * Write the places of the bits of mask, eight at a time whether there are as
 * many or not: a branch for each costs more.
 */
HOT void write_places(uint32_t *out, uint64_t mask, uint32_t base, uint32_t n)
{
    for (uint32_t done = 0; done < n; done += 8) {
        for (uint32_t i = 0; i < 8; i++) {
            /* The top bit keeps the count of zeros defined; cut by n. */
            out[done + i] =
                base + (uint32_t)__builtin_ctzll(mask | UINT64_C(1) << 63);
            mask &= mask - 1;
        }
    }
}

HOT void read_word(struct line_reader *r, uint32_t base, size_t i)
{
    uint64_t newline = r->newline[i];
    uint64_t separator = r->space[i] | newline;
    uint64_t odd = r->odd[i] | (separator & (separator << 1 | r->touching));
    uint32_t n_before = r->n;
    uint32_t n = (uint32_t)__builtin_popcountll(separator);

    r->touching = separator >> 63;
    write_places(r->places + n_before, separator, base, n);
    r->n += n;
    for (; newline; newline &= newline - 1) {
        uint64_t upto = newline ^ (newline - 1);

        if (odd) {
            r->odd_marks += (uint32_t)__builtin_popcountll(odd & upto);
            odd &= ~upto;
        }
        end_line(r, n_before - 1 +
                        (uint32_t)__builtin_popcountll(separator & upto));
    }
    if (odd)
        r->odd_marks += (uint32_t)__builtin_popcountll(odd);
    if (r->n > PLACES)
        compact(r);
}

HOT void read_words(struct line_reader *r, uint32_t base, size_t n)
{
    for (size_t i = 0; i < n; i++)
        read_word(r, base + (uint32_t)(i * 64), i);
}

static void read_words_portable(struct line_reader *r, uint32_t base, size_t n)
{
    read_words(r, base, n);
}

#if defined(__x86_64__) && defined(__GNUC__)
/* The same code, with one instruction for each count of bits. */
static __attribute__((target("popcnt,bmi"))) void
read_words_bmi(struct line_reader *r, uint32_t base, size_t n)
{
    read_words(r, base, n);
}
#endif

typedef void read_words_fn(struct line_reader *r, uint32_t base, size_t n);

static read_words_fn *read_words_best(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi"))
        return read_words_bmi;
#endif
    return read_words_portable;
}

/* Cut a text that ends in an endless line before it. */
static struct str cut_text(struct line_reader *r, struct str text)
{
    if (text.n <= TEXT_MAX)
        return text;
    const char *newline = memrchr(text.p, '\n', TEXT_MAX);
    size_t good = newline ? (size_t)(newline - text.p) + 1 : 0;
    add_bad(r, BAD_TOO_LONG, str_slice(text, good, good + WINDOW_BYTES), 0);
    return str_slice(text, 0, good);
}

static void begin(struct line_reader *r, struct str text,
                  const struct line_request *request, struct line_summary *out)
{
    *out = (struct line_summary){.regular = true};
    r->request = request;
    r->out = out;
    r->text = text;
    r->places[0] = UINT32_MAX;
    r->first = 1;
    r->n = 1;
    r->dropped = 0;
    r->odd_marks = 0;
    r->touching = 1;
    r->batch_n = 0;
    r->n_runs = 0;
    r->layout = NULL;
    reserve_wanted(r, request->n_wanted);
    use_layout(r, request->layout);
    r->text = cut_text(r, text);
}

void line_reader_run(struct line_reader *r, struct str text,
                     const struct line_request *request,
                     struct line_summary *out)
{
    const struct marks marks = {r->space, r->newline, r->odd};
    read_words_fn *read = read_words_best();

    begin(r, text, request, out);
    text = r->text;
    for (size_t at = 0; at < text.n; at += WINDOW_BYTES) {
        size_t n = text.n - at < WINDOW_BYTES ? text.n - at : WINDOW_BYTES;

        r->mark(text.p + at, n, &marks);
        read(r, (uint32_t)at, (n + 63) / 64);
    }
    if (text.n && text.p[text.n - 1] != '\n') {
        r->places[r->n++] = (uint32_t)text.n;
        /* A space at the end of the last line touches no newline. */
        r->odd_marks += text.p[text.n - 1] == ' ';
        end_line(r, r->n - 1);
    }
    flush(r);
    out->runs = r->runs;
    out->n_runs = (uint32_t)r->n_runs;
    out->last_layout = r->layout;
}
