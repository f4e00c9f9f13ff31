/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables, code and the timeline of a report, as Markdown. */
#include "tui/report.h"

#include "base/date.h"
#include "base/utf8.h"
#include "tui/page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { BAR_W = 20, READ_ROWS = 512 };

void report_escape(struct buf *out, struct str text)
{
    struct buf clean = {0};

    utf8_clean(&clean, text, SIZE_MAX);
    for (size_t i = 0; i < clean.n; i++) {
        if (strchr("\\`*_[]<>|#", clean.p[i]))
            buf_char(out, '\\');
        buf_char(out, clean.p[i]);
    }
    buf_done(&clean);
}

/* The longest run of backticks. */
static size_t longest_fence(struct str text)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < text.n; i++) {
        run = text.p[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* Ends of lines are no harm here. */
static void put_clean_lines(struct buf *out, struct str text)
{
    utf8_clean_lines(out, text);
    if (!str_ends(text, STR("\n")))
        buf_char(out, '\n');
}

void report_code(struct buf *out, const char *language, struct str text)
{
    size_t fence = longest_fence(text) + 1;
    struct buf ticks = {0};

    for (size_t i = 0; i < (fence < 3 ? 3 : fence); i++)
        buf_char(&ticks, '`');
    buf_printf(out, "%s%s\n", ticks.p, language);
    put_clean_lines(out, text);
    buf_printf(out, "%s\n", ticks.p);
    buf_done(&ticks);
}

/* --- Rows ---------------------------------------------------------------- */

static void put_cell(struct buf *out, struct value v)
{
    struct buf text = {0};

    value_append(&text, v);
    buf_text(out, " ");
    report_escape(out, buf_str(&text));
    buf_text(out, " |");
    buf_done(&text);
}

static void put_heading(struct buf *out, const struct result *r)
{
    uint32_t n = result_n_columns(r);

    buf_char(out, '|');
    for (uint32_t i = 0; i < n; i++)
        put_cell(out, value_text(result_column(r, i)->name));
    buf_text(out, "\n|");
    for (uint32_t i = 0; i < n; i++)
        buf_text(out, result_column(r, i)->type == RESULT_NUMBER ? " ---: |"
                                                                 : " --- |");
    buf_char(out, '\n');
}

bool report_rows(struct buf *out, struct result *r)
{
    uint32_t columns = result_n_columns(r);
    uint64_t all = result_n_rows(r);
    uint32_t n = all < REPORT_ROWS ? (uint32_t)all : REPORT_ROWS;
    struct arena a = {0};
    struct value *rows =
        arena_calloc(&a, (size_t)n * columns + 1, sizeof *rows);
    struct err err = {0};
    bool ok = n > 0 && result_read(r, 0, n, &a, rows, &err);

    if (ok)
        put_heading(out, r);
    for (uint32_t i = 0; ok && i < n; i++) {
        buf_char(out, '|');
        for (uint32_t c = 0; c < columns; c++)
            put_cell(out, rows[(size_t)i * columns + c]);
        buf_char(out, '\n');
    }
    arena_done(&a);
    return ok;
}

/* --- Timeline ------------------------------------------------------------ */

struct lanes {
    bool split;
    int64_t from_ms, width_ms;
    uint32_t n;
    uint64_t counts[LANE_COUNT][REPORT_BUCKETS + 1];
    uint64_t most[LANE_COUNT];
};

static void add_row(struct lanes *l, const struct value *v)
{
    char scratch[VALUE_TEXT_MAX];
    double amount = num_double(value_num(v[l->split ? 2 : 1]));
    struct str action = l->split ? value_str(v[1], scratch) : STR("ACCEPT");
    enum lane lane = str_eq(action, STR("REJECT")) ? LANE_REJECT : LANE_ACCEPT;
    int64_t bucket;

    /* A bucket of records without bytes has no sum of them. */
    if (v[0].type != VALUE_TIME || !(amount > 0) || v[0].i < l->from_ms ||
        (lane == LANE_ACCEPT && !str_eq(action, STR("ACCEPT"))))
        return;
    bucket = (v[0].i - l->from_ms) / l->width_ms;
    if (bucket >= (int64_t)l->n)
        return;
    l->counts[lane][bucket] += (uint64_t)amount;
    if (l->counts[lane][bucket] > l->most[lane])
        l->most[lane] = l->counts[lane][bucket];
}

static bool add_rows(struct lanes *l, struct result *r)
{
    uint32_t columns = l->split ? 3 : 2;
    struct value rows[READ_ROWS * 3];
    struct arena scratch = {0};
    struct err err = {0};
    bool ok = result_n_columns(r) == columns;

    for (uint64_t first = 0; ok && first < result_n_rows(r);
         first += READ_ROWS) {
        uint64_t left = result_n_rows(r) - first;
        uint32_t n = left < READ_ROWS ? (uint32_t)left : READ_ROWS;

        arena_reset(&scratch);
        ok = result_read(r, first, n, &scratch, rows, &err);
        for (uint32_t i = 0; ok && i < n; i++)
            add_row(l, rows + (size_t)i * columns);
    }
    arena_done(&scratch);
    return ok;
}

/* "  192 ||||||||||          ": each lane on its own scale. */
static void put_bar(struct buf *out, uint64_t count, uint64_t most, char bar)
{
    uint64_t cells = most ? (count * BAR_W + most / 2) / most : 0;

    if (count && !cells)
        cells = 1;
    buf_printf(out, "  %9" PRIu64 " ", count);
    for (uint64_t i = 0; i < BAR_W; i++)
        buf_char(out, i < cells ? bar : ' ');
}

static void put_lines(struct buf *out, const struct lanes *l)
{
    char time[DATE_TEXT_MAX];

    for (uint32_t i = 0; i < l->n; i++) {
        date_format(l->from_ms + (int64_t)i * l->width_ms, time);
        buf_printf(out, "%.19s", time);
        put_bar(out, l->counts[LANE_ACCEPT][i], l->most[LANE_ACCEPT], '|');
        if (l->split)
            put_bar(out, l->counts[LANE_REJECT][i], l->most[LANE_REJECT], '#');
        while (out->p[out->n - 1] == ' ')
            out->n--;
        buf_char(out, '\n');
    }
}

bool report_timeline(const struct step *step, const struct data_times *times,
                     bool split, struct buf *out)
{
    struct result *r = step->answers[PART_TIMELINE];
    struct lanes l = {.split = split};
    struct buf text = {0};
    char bin[RANGE_TEXT_MAX];
    int64_t from, to;

    if (!r || step->bucket_ms <= 0 ||
        !range_extent(step->window, times, &from, &to))
        return false;
    l.width_ms = bucket_over(from, to, REPORT_BUCKETS, step->bucket_ms);
    l.from_ms = bucket_floor(from, l.width_ms);
    l.n = (uint32_t)((to - l.from_ms) / l.width_ms) + 1;
    if (l.n > REPORT_BUCKETS + 1 || !add_rows(&l, r))
        return false;
    bucket_name(l.width_ms, bin);
    /* "bin(5m) flows", above the times and the lanes. */
    buf_printf(&text, "%s %.*s%*s%s\n", bin,
               STR_ARG(metric_name(step->timeline_metric)),
               23 - (int)strlen(bin) -
                   (int)metric_name(step->timeline_metric).n,
               "", l.split ? "ACCEPT                          REJECT" : "all");
    put_lines(&text, &l);
    report_code(out, "text", buf_str(&text));
    buf_done(&text);
    return true;
}

/* --- Marks --------------------------------------------------------------- */

static void put_mark(struct buf *out, const struct mark *mark)
{
    char time[DATE_TEXT_MAX] = "", name[MARK_NAME_MAX];

    if (mark->time_ms != MARK_NO_TIME)
        date_format(mark->time_ms, time);
    mark_name(mark, name);
    buf_printf(out, "| %s | %.19s | ", name, time);
    report_escape(out, str_of(mark->note));
    buf_text(out, " | ");
    report_escape(out, str_of(mark->line));
    buf_text(out, " | ");
    report_escape(out, str_of(mark->path));
    buf_printf(out, ", byte %" PRIu64 " |\n", mark->offset);
}

void report_marks(struct buf *out, const struct marks *marks)
{
    struct arena a = {0};
    const struct mark **list = arena_calloc(&a, marks->n + 1, sizeof *list);

    marks_by_time(marks, list);
    buf_text(out, "| mark | time (UTC) | note | record | where |\n"
                  "| --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < marks->n; i++)
        put_mark(out, list[i]);
    arena_done(&a);
}
