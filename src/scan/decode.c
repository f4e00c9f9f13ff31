/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From texts to values, a batch at a time: the fast way for the usual
 * spellings (parse_batch.h), the exact one of base and flow for the others,
 * and what even that refuses is an exception. Packing the values is pack.c.
 */
#include "scan/decode.h"

#include "base/mem.h"
#include "base/num.h"
#include "flow/addr.h"

#include <stdlib.h>
#include <string.h>

void decoder_init(struct decoder *d, enum field_type type, struct dict *dict,
                  enum cpu_level level)
{
    static const enum column_kind kinds[] = {
        [TYPE_TEXT] = COLUMN_DICT, [TYPE_IP] = COLUMN_IP4,
        [TYPE_PORT] = COLUMN_INT,  [TYPE_SMALL] = COLUMN_INT,
        [TYPE_INT] = COLUMN_INT,   [TYPE_TIME] = COLUMN_INT,
    };

    d->kind = kinds[type];
    d->parsers = parsers_at(level);
    text_table_init(&d->table, dict);
}

void decoder_done(struct decoder *d)
{
    free(d->values.any);
    free(d->exc_rows);
    free(d->exc_texts);
    free(d->exceptions.bits);
    free(d->exceptions.rank);
    free(d->exceptions.cells);
    free(d->codes);
    free(d->numbers);
    text_table_done(&d->table);
}

void decoder_begin(struct decoder *d, struct str text)
{
    d->text = text;
    d->n = 0;
    d->wide = false;
    d->min = INT64_MAX;
    d->max = INT64_MIN;
    d->n_exc = 0;
    d->n_null = 0;
    text_table_begin(&d->table);
}

static void reserve(struct decoder *d, uint32_t more)
{
    if (d->cap - d->n >= more)
        return;
    d->cap = d->cap * 2 + more;
    d->values.any = mem_realloc(d->values.any, d->cap * sizeof(uint64_t));
}

void decoder_begin_rows(struct decoder *d, struct str text, uint32_t n_rows)
{
    decoder_begin(d, text);
    reserve(d, n_rows);
    d->n = n_rows;
    memset(d->values.words, 0, n_rows * sizeof *d->values.words);
}

static void add_exception(struct decoder *d, uint32_t row, uint32_t text)
{
    if (d->n_exc == d->cap_exc) {
        d->cap_exc = d->cap_exc ? d->cap_exc * 2 : BATCH_ROWS;
        d->exc_rows =
            mem_realloc(d->exc_rows, d->cap_exc * sizeof *d->exc_rows);
        d->exc_texts =
            mem_realloc(d->exc_texts, d->cap_exc * sizeof *d->exc_texts);
    }
    d->exc_rows[d->n_exc] = row;
    d->exc_texts[d->n_exc++] = text;
}

static inline struct str text_of(const struct decoder *d, struct slice s)
{
    return (struct str){d->text.p + s.at, s.n};
}

/* Rows of a batch: those from first on, or these. */
struct places {
    uint32_t first;
    const uint32_t *rows; /* or NULL */
};

static inline uint32_t row_of(struct places places, uint32_t i)
{
    return places.rows ? places.rows[i] : places.first + i;
}

static void add_other(struct decoder *d, uint32_t row, struct str s)
{
    add_exception(d, row, text_table_number(&d->table, s));
}

/* Numbers. */

static void widen(struct decoder *d)
{
    uint64_t zero = UINT64_C(0) - (uint64_t)DECODER_WIDE_BASE;

    if (d->wide)
        return;
    d->wide = true;
    /* Downwards: a value goes where only values behind it have been. */
    for (uint32_t row = d->n; row-- > 0;) {
        uint32_t word;

        memcpy(&word, &d->values.words[row], sizeof word);
        d->values.wide[row] = word + zero;
    }
}

/* values[i], of the type of out, to its row. */
#define PUT_VALUES(out, type, values, offset)                                  \
    do {                                                                       \
        if (places.rows) {                                                     \
            for (uint32_t i = 0; i < n; i++)                                   \
                (out)[places.rows[i]] = (type)((values)[i] + (offset));        \
        } else {                                                               \
            for (uint32_t i = 0; i < n; i++)                                   \
                (out)[places.first + i] = (type)((values)[i] + (offset));      \
        }                                                                      \
    } while (0)

static void put_ints(struct decoder *d, struct places places,
                     const uint64_t *values, uint32_t n)
{
    uint64_t offset = UINT64_C(0) - (uint64_t)DECODER_WIDE_BASE;

    if (d->min < 0 || d->max > (int64_t)UINT32_MAX)
        widen(d);
    if (d->wide)
        PUT_VALUES(d->values.wide, uint64_t, values, offset);
    else
        PUT_VALUES(d->values.words, uint32_t, values, 0);
}

static void take_range(struct decoder *d, int64_t min, int64_t max)
{
    if (min > max)
        return;
    d->min = min < d->min ? min : d->min;
    d->max = max > d->max ? max : d->max;
}

static void add_ints(struct decoder *d, struct places places,
                     const struct slice *slices, uint32_t n)
{
    struct number_batch got;

    d->parsers.numbers(d->text, slices, n, &got);
    take_range(d, got.min, got.max);
    for (uint32_t k = 0; k < got.odd.n; k++) {
        uint32_t i = got.odd.rows[k];
        struct str s = text_of(d, slices[i]);
        int64_t v;

        if (num_canonical_int(s, &v) && cell_int_fits(v)) {
            take_range(d, v, v);
            got.values[i] = (uint64_t)v;
        } else {
            add_other(d, row_of(places, i), s);
            got.values[i] = 0;
        }
    }
    put_ints(d, places, got.values, n);
}

/* Addresses. */

static void add_addresses(struct decoder *d, struct places places,
                          const struct slice *slices, uint32_t n)
{
    struct address_batch got;

    d->parsers.addresses(d->text, slices, n, &got);
    for (uint32_t k = 0; k < got.odd.n; k++) {
        uint32_t i = got.odd.rows[k];
        struct str s = text_of(d, slices[i]);

        if (addr_parse_v4(s, &got.values[i]))
            continue;
        got.values[i] = 0;
        add_other(d, row_of(places, i), s);
    }
    PUT_VALUES(d->values.words, uint32_t, got.values, 0);
}

/* Texts. */

static void add_texts(struct decoder *d, struct places places,
                      const struct slice *slices, uint32_t n)
{
    uint32_t numbers[BATCH_ROWS];

    text_table_numbers(&d->table, d->text, slices, n, numbers);
    PUT_VALUES(d->values.words, uint32_t, numbers, 0);
}

static void add_nulls(struct decoder *d, struct places places, uint32_t n)
{
    static const uint64_t zeros[BATCH_ROWS];

    for (uint32_t i = 0; i < n; i++)
        add_exception(d, row_of(places, i), DECODER_NULL);
    d->n_null += n;
    put_ints(d, places, zeros, n);
}

static void add(struct decoder *d, struct places places,
                const struct slice *slices, uint32_t n)
{
    if (!slices)
        add_nulls(d, places, n);
    else if (d->kind == COLUMN_INT)
        add_ints(d, places, slices, n);
    else if (d->kind == COLUMN_IP4)
        add_addresses(d, places, slices, n);
    else
        add_texts(d, places, slices, n);
}

void decoder_add(struct decoder *d, const struct slice *slices, uint32_t n)
{
    reserve(d, n);
    add(d, (struct places){d->n, NULL}, slices, n);
    d->n += n;
}

void decoder_put(struct decoder *d, const uint32_t *rows,
                 const struct slice *slices, uint32_t n)
{
    add(d, (struct places){0, rows}, slices, n);
}

/* Values that need no parsing any more. */

void decoder_set_text(struct decoder *d, struct str text)
{
    d->text = text;
}

static void add_number_text(struct decoder *d, uint32_t row, int64_t v)
{
    char room[NUM_TEXT_MAX];

    add_other(d, row, (struct str){room, num_format_int(v, room)});
}

void decoder_add_numbers(struct decoder *d, const int64_t *numbers,
                         const bool *null, uint32_t n)
{
    uint64_t values[BATCH_ROWS];
    int64_t min = INT64_MAX;
    int64_t max = INT64_MIN;

    reserve(d, n);
    for (uint32_t i = 0; i < n; i++) {
        bool odd = (null && null[i]) || !cell_int_fits(numbers[i]);

        values[i] = odd ? 0 : (uint64_t)numbers[i];
        min = !odd && numbers[i] < min ? numbers[i] : min;
        max = !odd && numbers[i] > max ? numbers[i] : max;
        if (odd && null && null[i])
            add_other(d, d->n + i, STR("-"));
        else if (odd)
            add_number_text(d, d->n + i, numbers[i]);
    }
    take_range(d, min, max);
    put_ints(d, (struct places){d->n, NULL}, values, n);
    d->n += n;
}

static void reserve_coded(struct decoder_coded *c, size_t n)
{
    if (n <= c->cap)
        return;
    c->cap = n;
    c->values = mem_realloc(c->values, n * sizeof *c->values);
    c->odd = mem_realloc(c->odd, n * sizeof *c->odd);
    c->numbers = mem_realloc(c->numbers, n * sizeof *c->numbers);
}

void decoder_coded_done(struct decoder_coded *c)
{
    free(c->values);
    free(c->odd);
    free(c->numbers);
    *c = (struct decoder_coded){.n = 0};
}

void decoder_coded_renew(struct decoder_coded *c)
{
    if (c->n < c->cap)
        memset(c->numbers, 0xff, ((size_t)c->n + 1) * sizeof *c->numbers);
}

/* Parse values from on to from + n - 1 by their texts. */
static void parse_coded_numbers(const struct decoder *d,
                                struct decoder_coded *c, uint32_t from,
                                uint32_t n)
{
    struct number_batch got;

    d->parsers.numbers(c->text, c->slices + from, n, &got);
    memcpy(c->values + from, got.values, n * sizeof *c->values);
    for (uint32_t k = 0; k < got.odd.n; k++) {
        uint32_t i = from + got.odd.rows[k];
        int64_t v;
        struct str s = {c->text.p + c->slices[i].at, c->slices[i].n};

        c->odd[i] = !num_canonical_int(s, &v) || !cell_int_fits(v);
        c->values[i] = c->odd[i] ? 0 : (uint64_t)v;
    }
}

static void parse_coded_addresses(const struct decoder *d,
                                  struct decoder_coded *c, uint32_t from,
                                  uint32_t n)
{
    struct address_batch got;

    d->parsers.addresses(c->text, c->slices + from, n, &got);
    for (uint32_t i = 0; i < n; i++)
        c->values[from + i] = got.values[i];
    for (uint32_t k = 0; k < got.odd.n; k++) {
        uint32_t i = from + got.odd.rows[k];
        uint32_t v;
        struct str s = {c->text.p + c->slices[i].at, c->slices[i].n};

        c->odd[i] = !addr_parse_v4(s, &v);
        c->values[i] = c->odd[i] ? 0 : v;
    }
}

static void parse_coded(const struct decoder *d, struct decoder_coded *c)
{
    for (uint32_t from = 0; from < c->n; from += BATCH_ROWS) {
        uint32_t n = c->n - from < BATCH_ROWS ? c->n - from : BATCH_ROWS;

        if (d->kind == COLUMN_INT)
            parse_coded_numbers(d, c, from, n);
        else
            parse_coded_addresses(d, c, from, n);
    }
}

bool decoder_coded_begin(struct decoder *d, struct decoder_coded *c, uint32_t n,
                         struct str text, const struct slice *slices,
                         const int64_t *ints)
{
    if (!slices && d->kind != COLUMN_INT)
        return false;
    reserve_coded(c, (size_t)n + 1);
    c->n = n;
    c->text = text;
    c->slices = slices;
    c->ints = ints;
    decoder_coded_renew(c);
    memset(c->odd, 0, n);
    if (!slices) {
        for (uint32_t i = 0; i < n; i++) {
            c->odd[i] = !cell_int_fits(ints[i]);
            c->values[i] = c->odd[i] ? 0 : (uint64_t)ints[i];
        }
    } else if (d->kind != COLUMN_DICT) {
        parse_coded(d, c);
    }
    c->any_odd = memchr(c->odd, 1, n) != NULL;
    c->odd[n] = true;
    c->values[n] = 0;
    return true;
}

/* The number of the text of a code. */
static uint32_t coded_number(struct decoder *d, struct decoder_coded *c,
                             uint32_t code)
{
    char room[NUM_TEXT_MAX];
    struct str s = STR("-");

    if (c->numbers[code] != UINT32_MAX)
        return c->numbers[code];
    if (code < c->n && c->slices)
        s = (struct str){c->text.p + c->slices[code].at, c->slices[code].n};
    else if (code < c->n)
        s = (struct str){room, num_format_int(c->ints[code], room)};
    c->numbers[code] = text_table_number(&d->table, s);
    return c->numbers[code];
}

static void add_coded_texts(struct decoder *d, struct decoder_coded *c,
                            const uint32_t *codes, uint32_t n)
{
    uint32_t *words = d->values.words + d->n;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t number = c->numbers[codes[i]];

        words[i] = number != UINT32_MAX ? number : coded_number(d, c, codes[i]);
    }
}

static void add_coded_odd(struct decoder *d, struct decoder_coded *c,
                          const uint32_t *codes, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (c->odd[codes[i]])
            add_exception(d, d->n + i, coded_number(d, c, codes[i]));
    }
}

static void add_coded_ints(struct decoder *d, struct decoder_coded *c,
                           const uint32_t *codes, bool odd, uint32_t n)
{
    uint64_t values[BATCH_ROWS];
    int64_t min = INT64_MAX;
    int64_t max = INT64_MIN;

    for (uint32_t i = 0; i < n; i++) {
        int64_t v = (int64_t)c->values[codes[i]];
        bool counts = !odd || !c->odd[codes[i]];

        values[i] = (uint64_t)v;
        min = counts && v < min ? v : min;
        max = counts && v > max ? v : max;
    }
    take_range(d, min, max);
    put_ints(d, (struct places){d->n, NULL}, values, n);
}

void decoder_add_coded(struct decoder *d, struct decoder_coded *c,
                       const uint32_t *codes, bool null, uint32_t n)
{
    bool odd = null || c->any_odd;

    reserve(d, n);
    if (d->kind == COLUMN_DICT) {
        add_coded_texts(d, c, codes, n);
    } else {
        if (odd)
            add_coded_odd(d, c, codes, n);
        if (d->kind == COLUMN_INT) {
            add_coded_ints(d, c, codes, odd, n);
        } else {
            for (uint32_t i = 0; i < n; i++)
                d->values.words[d->n + i] = (uint32_t)c->values[codes[i]];
        }
    }
    d->n += n;
}

/* The column over the decoder's own memory. */

static void reserve_exceptions(struct decoder *d)
{
    size_t words = ((size_t)d->n + 63) / 64;
    struct decoder_exceptions *e = &d->exceptions;

    if (words > d->cap_words) {
        d->cap_words = words;
        e->bits = mem_realloc(e->bits, words * sizeof *e->bits);
        e->rank = mem_realloc(e->rank, words * sizeof *e->rank);
    }
    if (d->n_exc > d->cap_cells) {
        d->cap_cells = d->cap_exc;
        e->cells = mem_realloc(e->cells, d->cap_cells * sizeof *e->cells);
    }
    memset(e->bits, 0, words * sizeof *e->bits);
}

const struct column *decoder_column(struct decoder *d)
{
    struct column *c = &d->column;

    if (d->kind == COLUMN_DICT && d->table.n == 0) {
        /* No row was put that has the field. */
        *c = (struct column){.kind = COLUMN_NULL, .n = d->n};
        return c;
    }
    *c = (struct column){.kind = d->kind, .n = d->n, .width = 4};
    c->data = d->values.any;
    if (d->kind == COLUMN_INT) {
        c->min = d->min;
        c->max = d->max;
        c->width = d->wide ? 8 : 4;
        c->base = d->wide ? DECODER_WIDE_BASE : 0;
    } else if (d->kind == COLUMN_DICT) {
        c->codes = d->table.codes;
        c->cells = d->table.cells;
        c->n_codes = d->table.n;
    }
    if (d->n_exc) {
        reserve_exceptions(d);
        decoder_fill_exceptions(d, d->n, &d->exceptions);
        c->exc_bits = d->exceptions.bits;
        c->exc_rank = d->exceptions.rank;
        c->exc_cells = d->exceptions.cells;
        c->n_exc = (uint32_t)d->n_exc;
    }
    return c;
}
