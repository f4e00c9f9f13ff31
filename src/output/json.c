/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON and JSON Lines: objects with the column names as keys. */
#include "output/json.h"

#include "base/num.h"
#include "base/utf8.h"
#include "output/writer_int.h"

void json_string(struct buf *out, struct str s)
{
    buf_char(out, '"');
    for (size_t i = 0, len; i < s.n; i += len) {
        unsigned char c = (unsigned char)s.p[i];
        len = 1;
        if (c == '"' || c == '\\') {
            buf_char(out, '\\');
            buf_char(out, (char)c);
        } else if (c < 0x20 || c == 0x7f) {
            buf_printf(out, "\\u%04x", c);
        } else if (c < 0x80) {
            buf_char(out, (char)c);
        } else {
            char bytes[4];
            uint32_t cp = utf8_decode(str_slice(s, i, s.n), &len);
            buf_add(out, (struct str){bytes, utf8_encode(cp, bytes)});
        }
    }
    buf_char(out, '"');
}

static void json_number(struct buf *out, struct num n)
{
    char text[NUM_TEXT_MAX];
    size_t len = n.kind == NUM_INT ? num_format_int(n.i, text)
                                   : num_format_double(n.d, text);
    buf_add(out, (struct str){text, len});
}

void json_value(struct buf *out, struct value v, bool numbers)
{
    struct num n = {.kind = NUM_NONE};
    char scratch[VALUE_TEXT_MAX];
    switch (v.type) {
    case VALUE_NULL:
        buf_text(out, "null");
        return;
    case VALUE_LIST:
        buf_char(out, '[');
        for (uint32_t i = 0; i < v.n; i++) {
            if (i)
                buf_char(out, ',');
            json_value(out, v.list[i], numbers);
        }
        buf_char(out, ']');
        return;
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_TEXT:
        if (numbers)
            n = value_num(v);
        break;
    case VALUE_DOUBLE:
        n = value_num(v);
        break;
    case VALUE_TIME:
    case VALUE_IP4:
        break;
    }
    if (n.kind != NUM_NONE)
        json_number(out, n);
    else
        json_string(out, value_str(v, scratch));
}

/*
 * Log fields of a text type may hold canonical digits (an account id) and
 * stay strings; everything the query computed tells by its own type.
 */
static bool column_has_numbers(const struct result_column *c)
{
    return c->number_text || c->type == RESULT_NUMBER ||
           c->type == RESULT_BOOL || c->type == RESULT_ANY;
}

static bool value_is_number(const struct result_column *c, struct value v)
{
    if (c->type == RESULT_ANY && !c->number_text && v.type == VALUE_TEXT)
        return false;
    return column_has_numbers(c);
}

static void put_object(struct writing *w, const struct value *row)
{
    buf_char(&w->out, '{');
    for (uint32_t i = 0; i < w->n_columns; i++) {
        const struct result_column *c = result_column(w->result, i);
        if (i)
            buf_char(&w->out, ',');
        json_string(&w->out, c->name);
        buf_char(&w->out, ':');
        json_value(&w->out, row[i], value_is_number(c, row[i]));
    }
    buf_char(&w->out, '}');
}

static void json_begin(struct writing *w, const struct value *rows, uint32_t n)
{
    (void)rows;
    (void)n;
    buf_char(&w->out, '[');
}

static void json_row(struct writing *w, const struct value *row)
{
    buf_text(&w->out, w->rows ? ",\n" : "\n");
    put_object(w, row);
}

static void json_end(struct writing *w)
{
    buf_text(&w->out, w->rows ? "\n]\n" : "]\n");
}

static void jsonl_begin(struct writing *w, const struct value *rows,
                        uint32_t n)
{
    (void)w;
    (void)rows;
    (void)n;
}

static void jsonl_row(struct writing *w, const struct value *row)
{
    put_object(w, row);
    buf_char(&w->out, '\n');
}

static void jsonl_end(struct writing *w)
{
    (void)w;
}

const struct writer writer_json = {"json", json_begin, json_row, json_end};
const struct writer writer_jsonl = {"jsonl", jsonl_begin, jsonl_row,
                                    jsonl_end};
