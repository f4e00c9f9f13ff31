/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV (RFC 4180: quotes where a value holds a comma, quote, CR or LF, quotes
 * doubled) and TSV (\t, \n, \r and \\ escaped), on request safe to be opened
 * by a spreadsheet.
 */
#include "output/writer_int.h"

#include "base/num.h"

#include <string.h>

static void put_csv(struct writing *w, struct str s)
{
    bool quote = false;
    for (size_t i = 0; i < s.n && !quote; i++)
        quote =
            s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!quote) {
        writing_text(w, s);
        return;
    }
    buf_char(&w->out, '"');
    for (struct str part; s.n;) {
        size_t q = str_find(s, STR("\""));
        part = str_slice(s, 0, q);
        writing_text(w, part);
        if (q < s.n)
            buf_text(&w->out, "\"\"");
        s = str_slice(s, q + (q < s.n), s.n);
    }
    buf_char(&w->out, '"');
}

static const char *tsv_escape(char c)
{
    switch (c) {
    case '\t':
        return "\\t";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

static void put_tsv(struct writing *w, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *escape = tsv_escape(s.p[i]);
        if (!escape)
            continue;
        writing_text(w, str_slice(s, from, i));
        buf_text(&w->out, escape);
        from = i + 1;
    }
    writing_text(w, str_slice(s, from, s.n));
}

/*
 * Spreadsheets take these for the beginning of a formula, which may run
 * programs or send what is in the sheet elsewhere (OWASP, "CSV Injection"). A
 * number is none, whatever its sign, nor is the log's sign for no value.
 */
static bool is_formula(struct str s)
{
    static const char begins[] = {'=', '+', '-', '@', '\t', '\r'};

    return s.n && memchr(begins, s.p[0], sizeof begins) &&
           !str_eq(s, STR("-")) && num_parse(s).kind == NUM_NONE;
}

static void put_value(struct writing *w, struct str s,
                      void (*put)(struct writing *, struct str))
{
    struct buf quoted = {0};

    if (!w->options->csv_safe || !is_formula(s)) {
        put(w, s);
        return;
    }
    buf_char(&quoted, '\'');
    buf_add(&quoted, s);
    put(w, buf_str(&quoted));
    buf_done(&quoted);
}

static void put_header(struct writing *w,
                       void (*put)(struct writing *, struct str), char sep)
{
    for (uint32_t i = 0; i < w->n_columns; i++) {
        if (i)
            buf_char(&w->out, sep);
        put_value(w, result_column(w->result, i)->name, put);
    }
    buf_char(&w->out, '\n');
}

static void put_row(struct writing *w, const struct value *row,
                    void (*put)(struct writing *, struct str), char sep)
{
    for (uint32_t i = 0; i < w->n_columns; i++) {
        if (i)
            buf_char(&w->out, sep);
        if (row[i].type == VALUE_TEXT) {
            put_value(w, (struct str){row[i].s, row[i].n}, put);
        } else {
            buf_reset(&w->cell);
            value_append(&w->cell, row[i]);
            put_value(w, buf_str(&w->cell), put);
        }
    }
    buf_char(&w->out, '\n');
}

static void csv_begin(struct writing *w, const struct value *rows, uint32_t n)
{
    (void)rows;
    (void)n;
    put_header(w, put_csv, ',');
}

/* A row of nothing is no blank line, which readers of CSV leave out. */
static void csv_row(struct writing *w, const struct value *row)
{
    size_t begin = w->out.n;

    put_row(w, row, put_csv, ',');
    if (w->out.n > begin + 1)
        return;
    w->out.n = begin;
    buf_text(&w->out, "\"\"\n");
}

static void tsv_begin(struct writing *w, const struct value *rows, uint32_t n)
{
    (void)rows;
    (void)n;
    put_header(w, put_tsv, '\t');
}

static void tsv_row(struct writing *w, const struct value *row)
{
    put_row(w, row, put_tsv, '\t');
}

static void nothing(struct writing *w)
{
    (void)w;
}

const struct writer writer_csv = {"csv", NULL, csv_begin, csv_row, nothing};
const struct writer writer_tsv = {"tsv", NULL, tsv_begin, tsv_row, nothing};
