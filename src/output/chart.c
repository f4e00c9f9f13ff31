/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chart: for each row what it stands for (the group, else the columns
 * before the number), a bar, and the number. Bars are measured by the largest
 * number of the whole result; negative numbers have none.
 */
#include "output/writer_int.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

enum { CHUNK = 1024, BAR_CELLS = 40, EIGHTHS = 8, LABEL_MAX = 60 };

/* The first computed number: behind the keys of a group, else any. */
static bool find_bar(struct writing *w, struct err *err)
{
    for (uint32_t c = result_n_keys(w->result); c < w->n_columns; c++) {
        if (!writing_is_right(w, c, NULL))
            continue;
        w->bar = c;
        return true;
    }
    return err_set(err, ERR_USAGE,
                   "-o chart draws a number for each row: end the query with "
                   "a stats, as in `stats count(*) by bin(5m)`");
}

static bool find_longest(struct writing *w, struct err *err)
{
    uint64_t n_rows = result_n_rows(w->result);
    struct value *rows =
        mem_calloc((size_t)CHUNK * w->n_columns + 1, sizeof *rows);
    struct arena arena = {0};
    bool ok = true;

    for (uint64_t row = 0; ok && row < n_rows; row += CHUNK) {
        uint32_t n = n_rows - row < CHUNK ? (uint32_t)(n_rows - row) : CHUNK;

        arena_reset(&arena);
        ok = result_read(w->result, row, n, &arena, rows, err);
        for (uint32_t i = 0; ok && i < n; i++) {
            struct num number =
                value_num(rows[(size_t)i * w->n_columns + w->bar]);

            if (number.kind != NUM_NONE && num_double(number) > w->longest)
                w->longest = num_double(number);
        }
    }
    arena_done(&arena);
    free(rows);
    return ok;
}

static bool chart_prepare(struct writing *w, struct err *err)
{
    w->longest = 0;
    return find_bar(w, err) && find_longest(w, err);
}

/* What a row stands for, in w->cell. */
static void make_label(struct writing *w, const struct value *row,
                       struct buf *label)
{
    buf_reset(label);
    for (uint32_t c = 0; c < w->bar; c++) {
        writing_cell(w, row[c]);
        if (c)
            buf_text(label, "  ");
        buf_add(label, buf_str(&w->cell));
    }
}

static void chart_begin(struct writing *w, const struct value *rows, uint32_t n)
{
    struct buf label = {0};

    w->widths = mem_calloc(1, sizeof *w->widths);
    for (uint32_t i = 0; i < n; i++) {
        make_label(w, rows + (size_t)i * w->n_columns, &label);
        size_t width = utf8_width(buf_str(&label));
        if (width > w->widths[0])
            w->widths[0] = width < LABEL_MAX ? width : LABEL_MAX;
    }
    buf_done(&label);
}

static void put_bar(struct writing *w, double number)
{
    static const char *const parts[EIGHTHS] = {"",  "\u258f", "\u258e", "\u258d",
                                               "\u258c", "\u258b", "\u258a",
                                               "\u2589"};
    double share = w->longest > 0 && number > 0 ? number / w->longest : 0;
    long eighths = lround(share * BAR_CELLS * EIGHTHS);

    if (number > 0 && eighths == 0)
        eighths = 1;
    if (w->options->ascii) {
        for (long i = 0; i < (eighths + EIGHTHS - 1) / EIGHTHS; i++)
            buf_char(&w->out, '#');
        return;
    }
    for (long i = 0; i < eighths / EIGHTHS; i++)
        buf_text(&w->out, "\u2588");
    buf_text(&w->out, parts[eighths % EIGHTHS]);
}

static void chart_row(struct writing *w, const struct value *row)
{
    struct num number = value_num(row[w->bar]);
    struct buf label = {0};

    make_label(w, row, &label);
    buf_add(&w->out, buf_str(&label));
    for (size_t i = utf8_width(buf_str(&label)); i < w->widths[0]; i++)
        buf_char(&w->out, ' ');
    if (w->bar)
        buf_text(&w->out, "  ");
    if (number.kind != NUM_NONE) {
        put_bar(w, num_double(number));
        buf_char(&w->out, ' ');
    }
    writing_cell(w, row[w->bar]);
    buf_add(&w->out, buf_str(&w->cell));
    buf_char(&w->out, '\n');
    buf_done(&label);
}

static void chart_end(struct writing *w)
{
    (void)w;
}

const struct writer writer_chart = {"chart", chart_prepare, chart_begin,
                                    chart_row, chart_end};
