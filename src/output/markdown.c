/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Markdown table, for incident notes. What would end a cell (a bar, a line
 * break) or be more than text where it is shown (HTML, a link, code) is
 * escaped; numbers read as in the table for people.
 */
#include "output/writer_int.h"

#include <string.h>

static void put_cell(struct writing *w)
{
    static const char special[] = {'|', '\\', '<', '[', '`'};
    struct str s = buf_str(&w->cell);
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (!memchr(special, s.p[i], sizeof special))
            continue;
        buf_add(&w->out, str_slice(s, from, i));
        buf_char(&w->out, '\\');
        from = i;
    }
    buf_add(&w->out, str_slice(s, from, s.n));
}

static void md_begin(struct writing *w, const struct value *rows, uint32_t n)
{
    (void)rows, (void)n;
    for (uint32_t c = 0; c < w->n_columns; c++) {
        struct str name = result_column(w->result, c)->name;

        buf_text(&w->out, "| ");
        writing_cell(w, value_text(name));
        put_cell(w);
        buf_char(&w->out, ' ');
    }
    buf_text(&w->out, "|\n");
    for (uint32_t c = 0; c < w->n_columns; c++)
        buf_text(&w->out, writing_is_right(w, c, NULL) ? "| ---: " : "| --- ");
    buf_text(&w->out, "|\n");
}

static void md_row(struct writing *w, const struct value *row)
{
    for (uint32_t c = 0; c < w->n_columns; c++) {
        buf_text(&w->out, "| ");
        writing_cell(w, row[c]);
        put_cell(w);
        buf_char(&w->out, ' ');
    }
    buf_text(&w->out, "|\n");
}

static void md_end(struct writing *w)
{
    (void)w;
}

const struct writer writer_md = {"md", NULL, md_begin, md_row, md_end};
