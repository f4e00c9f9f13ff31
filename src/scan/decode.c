/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From texts to values: a loop per kind of column, each with a fast way for
 * the usual spelling (parse.h) and the exact one of base and flow behind it.
 * Packing the values is pack.c.
 */
#include "scan/decode.h"

#include "base/mem.h"
#include "base/num.h"
#include "flow/addr.h"
#include "scan/parse.h"

#include <stdlib.h>
#include <string.h>

void decoder_begin(struct decoder *b, enum field_type type, struct dict *dict,
                   struct str text)
{
    static const enum column_kind kinds[] = {
        [TYPE_TEXT] = COLUMN_DICT, [TYPE_IP] = COLUMN_IP4,
        [TYPE_PORT] = COLUMN_INT,  [TYPE_SMALL] = COLUMN_INT,
        [TYPE_INT] = COLUMN_INT,   [TYPE_TIME] = COLUMN_INT,
    };

    b->kind = kinds[type];
    b->text = text;
    b->n = 0;
    b->min = INT64_MAX;
    b->max = INT64_MIN;
    b->n_exc = 0;
    b->n_null = 0;
    text_table_begin(&b->table, dict);
}

void decoder_done(struct decoder *b)
{
    free(b->values.any);
    free(b->exc_rows);
    free(b->exc_texts);
    text_table_done(&b->table);
}

static void reserve(struct decoder *b, uint32_t more)
{
    if (b->cap - b->n >= more)
        return;
    b->cap = b->cap * 2 + more;
    b->values.any = mem_realloc(b->values.any, b->cap * sizeof(int64_t));
}

static void add_exception(struct decoder *b, uint32_t row, uint32_t text)
{
    if (b->n_exc == b->cap_exc) {
        b->cap_exc = b->cap_exc ? b->cap_exc * 2 : BATCH_ROWS;
        b->exc_rows =
            mem_realloc(b->exc_rows, b->cap_exc * sizeof *b->exc_rows);
        b->exc_texts =
            mem_realloc(b->exc_texts, b->cap_exc * sizeof *b->exc_texts);
    }
    b->exc_rows[b->n_exc] = row;
    b->exc_texts[b->n_exc++] = text;
}

/* May parse.h read around this place? */
static inline bool has_room(const struct decoder *b, uint32_t at)
{
    return at >= PARSE_BEFORE && (size_t)at + PARSE_AFTER <= b->text.n;
}

static inline struct str text_of(const struct decoder *b, struct slice s)
{
    return (struct str){b->text.p + s.at, s.n};
}

static void add_other(struct decoder *b, uint32_t row, struct str s)
{
    add_exception(b, row, text_table_number(&b->table, s, text_key(s)));
}

static void add_ints(struct decoder *b, const struct slice *slices, uint32_t n)
{
    int64_t *out = b->values.ints + b->n;
    int64_t min = b->min;
    int64_t max = b->max;

    for (uint32_t i = 0; i < n; i++) {
        struct str s = text_of(b, slices[i]);
        int64_t v;

        if (!(has_room(b, slices[i].at) &&
              parse_digits(s.p, slices[i].n, &v)) &&
            !(num_canonical_int(s, &v) && cell_int_fits(v))) {
            out[i] = 0;
            add_other(b, b->n + i, s);
            continue;
        }
        out[i] = v;
        min = v < min ? v : min;
        max = v > max ? v : max;
    }
    b->min = min;
    b->max = max;
}

static void add_addresses(struct decoder *b, const struct slice *slices,
                          uint32_t n)
{
    uint32_t *out = b->values.words + b->n;

    for (uint32_t i = 0; i < n; i++) {
        struct str s = text_of(b, slices[i]);

        if ((has_room(b, slices[i].at) &&
             parse_v4(s.p, slices[i].n, &out[i])) ||
            addr_parse_v4(s, &out[i]))
            continue;
        out[i] = 0;
        add_other(b, b->n + i, s);
    }
}

/* text_key, with one load where the text goes on far enough. */
static inline uint64_t key_of(const struct decoder *b, struct slice s)
{
    const char *p = b->text.p + s.at;

    if (s.n - 1 < 8 && has_room(b, s.at))
        return swar_load(p) & ~UINT64_C(0) >> (64 - s.n * 8);
    return text_key((struct str){p, s.n});
}

static void add_texts(struct decoder *b, const struct slice *slices,
                      uint32_t n)
{
    uint32_t *out = b->values.words + b->n;
    struct slice last = {0, 0};
    uint64_t last_key = 0;
    uint32_t number = 0;

    /* Neighbours are often equal: the table is asked when they are not. */
    for (uint32_t i = 0; i < n; i++) {
        struct slice s = slices[i];
        const char *p = b->text.p + s.at;
        bool same = false;
        uint64_t key = 0;

        if (s.n > 8 && s.n == last.n) {
            same = memcmp(p, b->text.p + last.at, s.n) == 0;
        } else if (s.n <= 8) {
            key = key_of(b, s);
            same = i > 0 && s.n == last.n && key == last_key;
        }
        if (!same) {
            if (s.n > 8)
                key = key_of(b, s);
            number = text_table_number(&b->table, text_of(b, s), key);
            last_key = key;
            last = s;
        }
        out[i] = number;
    }
}

static void add_nulls(struct decoder *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        add_exception(b, b->n + i, DECODER_NULL);
    b->n_null += n;
    memset(b->kind == COLUMN_INT ? (void *)(b->values.ints + b->n)
                                 : (void *)(b->values.words + b->n),
           0,
           n * (b->kind == COLUMN_INT ? sizeof *b->values.ints
                                      : sizeof *b->values.words));
}

void decoder_add(struct decoder *b, const struct slice *slices, uint32_t n)
{
    reserve(b, n);
    if (!slices)
        add_nulls(b, n);
    else if (b->kind == COLUMN_INT)
        add_ints(b, slices, n);
    else if (b->kind == COLUMN_IP4)
        add_addresses(b, slices, n);
    else
        add_texts(b, slices, n);
    b->n += n;
}
