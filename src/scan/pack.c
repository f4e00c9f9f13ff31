/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a decoder's values to a column that is kept: the narrowest width, and
 * everything in one piece of memory. The cache holds columns for a long time,
 * so what is saved here is what fits the budget later.
 */
#include "scan/decode.h"

#include "base/mem.h"
#include "base/num.h"
#include "flow/addr.h"
#include "scan/cell_text.h"

#include <assert.h>
#include <string.h>

static uint8_t width_for(uint64_t max)
{
    if (max == 0)
        return 0;
    return max <= UINT8_MAX ? 1 : max <= UINT16_MAX ? 2 : max <= UINT32_MAX ? 4
                                                                            : 8;
}

/* out[i] = from[i] - least, of this type. */
#define NARROW(name, from_type, type)                                          \
    static void name(void *out, const void *from, uint32_t n, uint64_t least)  \
    {                                                                          \
        const from_type *values = from;                                        \
        type *to = out;                                                        \
        for (uint32_t i = 0; i < n; i++)                                       \
            to[i] = (type)(values[i] - (from_type)least);                      \
    }

NARROW(narrow_4_1, uint32_t, uint8_t)
NARROW(narrow_4_2, uint32_t, uint16_t)
NARROW(narrow_4_4, uint32_t, uint32_t)
NARROW(narrow_8_1, uint64_t, uint8_t)
NARROW(narrow_8_2, uint64_t, uint16_t)
NARROW(narrow_8_4, uint64_t, uint32_t)
NARROW(narrow_8_8, uint64_t, uint64_t)

typedef void narrow_fn(void *out, const void *from, uint32_t n, uint64_t least);

static void narrow(const struct decoder *d, const struct column *c,
                   uint64_t least, void *out)
{
    static narrow_fn *const from_words[] = {
        [1] = narrow_4_1, [2] = narrow_4_2, [4] = narrow_4_4};
    static narrow_fn *const from_wide[] = {[1] = narrow_8_1,
                                           [2] = narrow_8_2,
                                           [4] = narrow_8_4,
                                           [8] = narrow_8_8};

    if (c->width == 0)
        return;
    (d->wide ? from_wide : from_words)[c->width](out, d->values.any, c->n,
                                                 least);
    /* Exceptions were 0, which may lie outside the width. */
    for (size_t e = 0; e < d->n_exc; e++)
        memset((char *)out + (size_t)d->exc_rows[e] * c->width, 0, c->width);
}

/* Exceptions. */

static cell cell_of_number(const struct decoder *d, uint32_t number)
{
    return number == DECODER_NULL ? cell_make(CELL_NULL, 0)
                                  : d->table.cells[number];
}

void decoder_fill_exceptions(const struct decoder *d, uint32_t n,
                             const struct decoder_exceptions *out)
{
    size_t words = ((size_t)n + 63) / 64;
    uint32_t before = 0;

    for (size_t e = 0; e < d->n_exc; e++)
        out->bits[d->exc_rows[e] >> 6] |= UINT64_C(1) << (d->exc_rows[e] & 63);
    for (size_t w = 0; w < words; w++) {
        out->rank[w] = before;
        before += (uint32_t)__builtin_popcountll(out->bits[w]);
    }
    for (size_t e = 0; e < d->n_exc; e++) {
        uint32_t row = d->exc_rows[e];
        uint64_t below =
            out->bits[row >> 6] & ((UINT64_C(1) << (row & 63)) - 1);

        out->cells[out->rank[row >> 6] +
                   (uint32_t)__builtin_popcountll(below)] =
            cell_of_number(d, d->exc_texts[e]);
    }
}

/*
 * Most values are exceptions: make them texts all, the others too. Rows
 * without the field stay exceptions.
 */
static void become_dict(struct decoder *d)
{
    size_t n_null = 0;
    size_t e = 0;

    for (uint32_t row = 0; row < d->n; row++) {
        char room[CELL_TEXT_MAX];
        uint32_t number;

        if (e < d->n_exc && d->exc_rows[e] == row) {
            number = d->exc_texts[e++];
            if (number == DECODER_NULL) {
                d->exc_rows[n_null] = row;
                d->exc_texts[n_null++] = DECODER_NULL;
                number = 0;
            }
        } else {
            int64_t v = d->wide ? (int64_t)(d->values.wide[row] +
                                            (uint64_t)DECODER_WIDE_BASE)
                                : d->values.words[row];
            size_t len = d->kind == COLUMN_INT
                             ? num_format_int(v, room)
                             : addr_format_v4((uint32_t)v, room);

            number = text_table_number(&d->table, (struct str){room, len});
        }
        /* A word never overtakes the wider number it is made from. */
        d->values.words[row] = number;
    }
    d->n_exc = n_null;
    d->wide = false;
    d->kind = COLUMN_DICT;
}

/* Texts. */

static void reserve_codes(struct decoder *d)
{
    if (d->table.n <= d->cap_codes)
        return;
    d->cap_codes = d->table.cap;
    d->codes = mem_realloc(d->codes, d->cap_codes * sizeof *d->codes);
    d->numbers = mem_realloc(d->numbers, d->cap_codes * sizeof *d->numbers);
}

/*
 * The table knows texts of earlier segments too: number those of this one
 * anew, as they come. Returns how many they are; numbers[i] is the i-th.
 */
static uint32_t renumber(struct decoder *d)
{
    uint32_t *words = d->values.words;
    uint32_t any = 0;
    uint32_t n = 0;

    reserve_codes(d);
    /* Rows without the field take the text of one that has it. */
    for (size_t e = 0; e < d->n_exc && d->exc_rows[e] == any; e++)
        any++;
    for (size_t e = 0; e < d->n_exc; e++)
        words[d->exc_rows[e]] = words[any];
    memset(d->codes, 0xff, d->table.n * sizeof *d->codes);
    for (uint32_t row = 0; row < d->n; row++) {
        uint32_t *code = &d->codes[words[row]];

        if (*code == UINT32_MAX) {
            d->numbers[n] = words[row];
            *code = n++;
        }
        words[row] = *code;
    }
    return n;
}

static void pack_codes(const struct decoder *d, uint32_t n, uint32_t *codes,
                       cell *cells)
{
    for (uint32_t i = 0; i < n; i++) {
        codes[i] = d->table.codes[d->numbers[i]];
        cells[i] = d->table.cells[d->numbers[i]];
    }
}

/* The whole. */

/* How the parts of a column lie in its memory. */
struct plan {
    size_t data, codes, cells, bits, rank, exceptions; /* offsets */
    size_t end;
};

static size_t place(size_t *end, size_t size)
{
    size_t at = *end;

    *end = (at + size + 7) & ~(size_t)7;
    return at;
}

static struct plan plan_memory(const struct column *c)
{
    struct plan p = {.end = (sizeof *c + 7) & ~(size_t)7};
    size_t words = c->n_exc ? ((size_t)c->n + 63) / 64 : 0;

    p.data = place(&p.end, (size_t)c->n * c->width);
    p.codes = place(&p.end, c->n_codes * sizeof *c->codes);
    p.cells = place(&p.end, c->n_codes * sizeof *c->cells);
    p.bits = place(&p.end, words * sizeof *c->exc_bits);
    p.rank = place(&p.end, words * sizeof *c->exc_rank);
    p.exceptions = place(&p.end, c->n_exc * sizeof *c->exc_cells);
    return p;
}

/* Kind, width and counts. */
static struct column describe(struct decoder *d)
{
    struct column c = {.kind = d->kind, .width = 4, .n = d->n};

    if (d->n_null == d->n)
        return (struct column){.kind = COLUMN_NULL, .n = d->n};
    if (d->kind != COLUMN_DICT && d->n_exc > d->n / 2) {
        become_dict(d);
        c.kind = COLUMN_DICT;
    }
    if (c.kind == COLUMN_INT) {
        c.base = c.min = d->min;
        c.max = d->max;
        c.width = width_for((uint64_t)d->max - (uint64_t)d->min);
    } else if (c.kind == COLUMN_DICT) {
        c.n_codes = renumber(d);
        c.width = width_for(c.n_codes - 1);
    }
    c.n_exc = (uint32_t)d->n_exc;
    return c;
}

static void pack_exceptions(const struct decoder *d, const struct plan *p,
                            char *memory, struct column *c)
{
    struct decoder_exceptions e = {
        .bits = (uint64_t *)(void *)(memory + p->bits),
        .rank = (uint32_t *)(void *)(memory + p->rank),
        .cells = (cell *)(void *)(memory + p->exceptions),
    };

    memset(e.bits, 0, ((size_t)c->n + 63) / 64 * sizeof *e.bits);
    decoder_fill_exceptions(d, c->n, &e);
    c->exc_bits = e.bits;
    c->exc_rank = e.rank;
    c->exc_cells = e.cells;
}

struct column *decoder_finish(struct decoder *d, decoder_memory_fn *get_memory,
                              void *arg)
{
    enum column_kind kind = d->kind;
    struct column c = describe(d);
    struct plan p = plan_memory(&c);
    char *memory = get_memory(arg, p.end);
    uint64_t stored_base = d->wide ? (uint64_t)DECODER_WIDE_BASE : 0;

    c.bytes = p.end;
    if (c.kind != COLUMN_NULL) {
        c.data = memory + p.data;
        narrow(d, &c, c.kind == COLUMN_INT ? (uint64_t)c.base - stored_base : 0,
               memory + p.data);
    }
    if (c.kind == COLUMN_DICT) {
        uint32_t *codes = (uint32_t *)(void *)(memory + p.codes);
        cell *cells = (cell *)(void *)(memory + p.cells);

        pack_codes(d, c.n_codes, codes, cells);
        c.codes = codes;
        c.cells = cells;
    }
    if (c.n_exc)
        pack_exceptions(d, &p, memory, &c);
    memcpy(memory, &c, sizeof c);
    d->kind = kind;
    return (struct column *)(void *)memory;
}
