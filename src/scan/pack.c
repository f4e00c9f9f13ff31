/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a decoder's values to a column: the narrowest width, and everything
 * in one piece of memory. The cache holds columns for a long time, so what
 * is saved here is what fits the budget later.
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

/* out[i] = values[i] - base, in this type. */
#define NARROW(type)                                                           \
    do {                                                                       \
        type *to = out;                                                        \
        for (uint32_t i = 0; i < n; i++)                                       \
            to[i] = (type)((uint64_t)values[i] - (uint64_t)base);              \
    } while (0)

static void narrow_ints(void *out, const int64_t *values, uint32_t n,
                        int64_t base, uint8_t width)
{
    switch (width) {
    case 0:
        break;
    case 1:
        NARROW(uint8_t);
        break;
    case 2:
        NARROW(uint16_t);
        break;
    case 4:
        NARROW(uint32_t);
        break;
    default:
        NARROW(uint64_t);
        break;
    }
}

static void narrow_words(void *out, const uint32_t *values, uint32_t n,
                         uint8_t width)
{
    const uint32_t base = 0;

    switch (width) {
    case 0:
        break;
    case 1:
        NARROW(uint8_t);
        break;
    case 2:
        NARROW(uint16_t);
        break;
    default:
        memcpy(out, values, n * sizeof *values);
        break;
    }
}

/*
 * Most values are exceptions: make them texts all, the others too. Rows
 * without the field stay exceptions.
 */
static void become_dict(struct decoder *b)
{
    bool ints = b->kind == COLUMN_INT;
    size_t n_null = 0;
    size_t e = 0;

    for (uint32_t row = 0; row < b->n; row++) {
        char room[CELL_TEXT_MAX];
        uint32_t number;

        if (e < b->n_exc && b->exc_rows[e] == row) {
            number = b->exc_texts[e++];
            if (number == DECODER_NULL) {
                b->exc_rows[n_null] = row;
                b->exc_texts[n_null++] = DECODER_NULL;
                number = 0;
            }
        } else {
            size_t len = ints ? num_format_int(b->values.ints[row], room)
                              : addr_format_v4(b->values.words[row], room);
            struct str s = {room, len};

            number = text_table_number(&b->table, s, text_key(s));
        }
        /* A word never overtakes the wider number it is made from. */
        b->values.words[row] = number;
    }
    b->n_exc = n_null;
    b->kind = COLUMN_DICT;
}

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

static cell cell_of_number(const struct decoder *b, uint32_t number)
{
    if (number == DECODER_NULL)
        return cell_make(CELL_NULL, 0);
    return cell_of_code(b->table.texts[number], b->table.codes[number]);
}

static void pack_exceptions(const struct decoder *b, uint32_t n, uint64_t *bits,
                            uint32_t *rank, cell *cells)
{
    size_t words = ((size_t)n + 63) / 64;
    uint32_t before = 0;

    memset(bits, 0, words * sizeof *bits);
    for (size_t e = 0; e < b->n_exc; e++) {
        uint32_t row = b->exc_rows[e];

        bits[row >> 6] |= UINT64_C(1) << (row & 63);
        cells[e] = cell_of_number(b, b->exc_texts[e]);
    }
    for (size_t w = 0; w < words; w++) {
        rank[w] = before;
        before += (uint32_t)__builtin_popcountll(bits[w]);
    }
}

static void pack_values(const struct decoder *b, const struct column *c,
                        void *data, uint32_t *codes, cell *cells)
{
    if (c->kind == COLUMN_INT) {
        narrow_ints(data, b->values.ints, c->n, c->base, c->width);
        /* Exceptions were 0, which may lie outside the width. */
        for (size_t e = 0; e < b->n_exc; e++)
            memset((char *)data + (size_t)b->exc_rows[e] * c->width, 0,
                   c->width);
        return;
    }
    narrow_words(data, b->values.words, c->n, c->width);
    for (uint32_t i = 0; i < c->n_codes; i++) {
        codes[i] = b->table.codes[i];
        cells[i] = cell_of_number(b, i);
    }
}

/* Kind, width and counts. */
static struct column describe(struct decoder *b)
{
    struct column c = {.kind = b->kind, .width = 4, .n = b->n};

    if (b->n_null == b->n) {
        c.kind = COLUMN_NULL;
        c.width = 0;
        return c;
    }
    if (b->kind != COLUMN_DICT && b->n_exc > b->n / 2) {
        become_dict(b);
        c.kind = COLUMN_DICT;
    }
    if (c.kind == COLUMN_INT) {
        c.base = c.min = b->min;
        c.max = b->max;
        c.width = width_for((uint64_t)b->max - (uint64_t)b->min);
    } else if (c.kind == COLUMN_DICT) {
        c.n_codes = b->table.n;
        c.width = width_for(c.n_codes - 1);
    }
    c.n_exc = (uint32_t)b->n_exc;
    return c;
}

struct column *decoder_finish(struct decoder *b)
{
    struct column c = describe(b);
    struct plan p = plan_memory(&c);
    char *memory = mem_alloc(p.end);

    c.bytes = p.end;
    if (c.kind != COLUMN_NULL) {
        uint32_t *codes = (uint32_t *)(void *)(memory + p.codes);
        cell *cells = (cell *)(void *)(memory + p.cells);

        c.data = memory + p.data;
        if (c.kind == COLUMN_DICT) {
            c.codes = codes;
            c.cells = cells;
        }
        pack_values(b, &c, memory + p.data, codes, cells);
    }
    if (c.kind != COLUMN_NULL && c.n_exc) {
        uint64_t *bits = (uint64_t *)(void *)(memory + p.bits);
        uint32_t *rank = (uint32_t *)(void *)(memory + p.rank);
        cell *exceptions = (cell *)(void *)(memory + p.exceptions);

        c.exc_bits = bits;
        c.exc_rank = rank;
        c.exc_cells = exceptions;
        pack_exceptions(b, c.n, bits, rank, exceptions);
    }
    memcpy(memory, &c, sizeof c);
    return (struct column *)(void *)memory;
}
