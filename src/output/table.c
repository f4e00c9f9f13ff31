/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table for people: columns as wide as the first chunk of rows needs,
 * numbers to the right with at most four decimals, an estimate behind a ~.
 * A later value that is wider is written whole and pushes its own line.
 */
#include "output/writer_int.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <math.h>
#include <stdint.h>

/* Doubles at most this large have their decimals cut for reading. */
static const double ROUND_MAX = 1e15;

void writing_cell(struct writing *w, struct value v)
{
    buf_reset(&w->cell);
    if (value_is_estimate(v))
        buf_char(&w->cell, '~');
    if (v.type == VALUE_DOUBLE && fabs(v.d) < ROUND_MAX && fabs(v.d) >= 1e-4)
        v = value_double(round(v.d * 1e4) / 1e4);
    struct buf plain = {0};
    value_append(&plain, v);
    utf8_clean(&w->cell, buf_str(&plain), SIZE_MAX);
    buf_done(&plain);
}

bool writing_is_right(const struct writing *w, uint32_t column,
                      const struct value *v)
{
    const struct result_column *c = result_column(w->result, column);
    if (v && v->type == VALUE_TEXT && value_num(*v).kind == NUM_NONE)
        return c->number_text || c->type == RESULT_NUMBER;
    return c->number_text || c->type == RESULT_NUMBER ||
           c->type == RESULT_BOOL ||
           (c->type == RESULT_ANY && v &&
            (v->type == VALUE_INT || v->type == VALUE_DOUBLE));
}

static void put_padded(struct writing *w, uint32_t column, struct str text,
                       bool right)
{
    size_t width = utf8_width(text), want = w->widths[column];
    size_t pad = width < want ? want - width : 0;
    if (column)
        buf_text(&w->out, "  ");
    for (size_t i = 0; right && i < pad; i++)
        buf_char(&w->out, ' ');
    buf_add(&w->out, text);
    bool last = column + 1 == w->n_columns;
    for (size_t i = 0; !right && !last && i < pad; i++)
        buf_char(&w->out, ' ');
}

static void put_name(struct writing *w, uint32_t column)
{
    buf_reset(&w->cell);
    utf8_clean(&w->cell, result_column(w->result, column)->name, SIZE_MAX);
}

static void measure(struct writing *w, const struct value *rows, uint32_t n)
{
    w->widths = mem_calloc(w->n_columns + 1, sizeof *w->widths);
    for (uint32_t c = 0; c < w->n_columns; c++) {
        put_name(w, c);
        size_t widest = utf8_width(buf_str(&w->cell));
        for (uint32_t r = 0; r < n; r++) {
            writing_cell(w, rows[(size_t)r * w->n_columns + c]);
            size_t width = utf8_width(buf_str(&w->cell));
            widest = width > widest ? width : widest;
        }
        w->widths[c] = widest;
    }
}

static void table_begin(struct writing *w, const struct value *rows,
                        uint32_t n)
{
    measure(w, rows, n);
    for (uint32_t c = 0; c < w->n_columns; c++) {
        put_name(w, c);
        put_padded(w, c, buf_str(&w->cell), writing_is_right(w, c, NULL));
    }
    buf_char(&w->out, '\n');
    const char *rule = w->options->ascii ? "-" : "\xe2\x94\x80";
    for (uint32_t c = 0; c < w->n_columns; c++) {
        if (c)
            buf_text(&w->out, "  ");
        for (size_t i = 0; i < w->widths[c]; i++)
            buf_text(&w->out, rule);
    }
    buf_char(&w->out, '\n');
}

static void table_row(struct writing *w, const struct value *row)
{
    for (uint32_t c = 0; c < w->n_columns; c++) {
        writing_cell(w, row[c]);
        put_padded(w, c, buf_str(&w->cell), writing_is_right(w, c, &row[c]));
    }
    buf_char(&w->out, '\n');
}

static void table_end(struct writing *w)
{
    (void)w;
}

const struct writer writer_table = {"table", NULL, table_begin, table_row,
                                    table_end};
