/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON and JSON Lines: objects with the column names as keys. */
#include "output/json.h"

#include "base/json_text.h"
#include "output/writer_int.h"
#include "query/value_json.h"

/* Values out of JSON have types; the items of other lists are texts. */
static void json_nested(struct buf *out, struct value v, bool numbers)
{
    if (numbers || v.type == VALUE_MAP) {
        value_add_json(out, v);
        return;
    }
    buf_char(out, '[');
    for (uint32_t i = 0; i < v.n; i++) {
        if (i)
            buf_char(out, ',');
        json_value(out, v.list[i], false);
    }
    buf_char(out, ']');
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
    case VALUE_MAP:
        json_nested(out, v, numbers);
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
        json_text_number(out, n);
    else
        json_text_string(out, value_str(v, scratch));
}

/*
 * Log fields of a text type may hold canonical digits (an account id) and
 * stay strings; everything the query computed tells by its own type.
 */
static bool column_has_numbers(const struct result_column *c)
{
    return c->number_text || c->type == RESULT_NUMBER ||
           c->type == RESULT_BOOL || c->type == RESULT_MAP ||
           c->type == RESULT_ANY;
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
        json_text_string(&w->out, c->name);
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

const struct writer writer_json = {"json", NULL, json_begin, json_row, json_end};
const struct writer writer_jsonl = {"jsonl", NULL, jsonl_begin, jsonl_row,
                                    jsonl_end};
