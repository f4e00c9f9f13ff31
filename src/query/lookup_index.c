/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hash table with linear probing, at most half full. What takes time is to
 * reach for memory, so a place says what its row's texts are, wherever they
 * fit: a port number does, and of longer ones there is the hash.
 */
#include "query/lookup_index.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct place {
    uint64_t word; /* of its keys */
    uint32_t row;  /* LOOKUP_NONE: free */
};

struct lookup_index {
    struct lookup_index *next; /* of the same table */
    const struct lookup_table *t;
    const uint32_t *columns;
    uint32_t n;
    struct place *places;
    size_t mask;
};

enum { WORD_BYTES = 7 };
#define WORD_HASHED (UINT64_C(1) << 63)

/*
 * One short text as its bytes, the last being its length: equal words are
 * then equal texts. Else a hash, with WORD_HASHED.
 */
static uint64_t word_of(const struct str *keys, uint32_t n)
{
    uint64_t word = n;

    if (n == 1 && keys[0].n <= WORD_BYTES) {
        word = (uint64_t)keys[0].n << 8 * WORD_BYTES;
        for (size_t i = 0; i < keys[0].n; i++)
            word |= (uint64_t)(unsigned char)keys[0].p[i] << 8 * i;
        return word;
    }
    for (uint32_t i = 0; i < n; i++)
        word = hash_add(word, hash_bytes(keys[i].p, keys[i].n));
    return word | WORD_HASHED;
}

static bool is_row(const struct lookup_index *x, uint32_t row,
                   const struct str *keys)
{
    for (uint32_t i = 0; i < x->n; i++)
        if (!str_eq(lookup_table_cell(x->t, row, x->columns[i]), keys[i]))
            return false;
    return true;
}

/* Where the row with these keys is, or would be. */
static struct place *find_place(const struct lookup_index *x,
                                const struct str *keys, uint64_t word)
{
    size_t at = hash_u64(word) & x->mask;
    struct place *p = &x->places[at];

    while (p->row != LOOKUP_NONE &&
           (p->word != word ||
            ((word & WORD_HASHED) && !is_row(x, p->row, keys)))) {
        at = (at + 1) & x->mask;
        p = &x->places[at];
    }
    return p;
}

static void add_rows(struct lookup_index *x, struct str *keys)
{
    for (uint32_t row = 0; row < x->t->n_rows; row++) {
        for (uint32_t i = 0; i < x->n; i++)
            keys[i] = lookup_table_cell(x->t, row, x->columns[i]);
        uint64_t word = word_of(keys, x->n);
        struct place *p = find_place(x, keys, word);

        if (p->row == LOOKUP_NONE)
            *p = (struct place){word, row};
    }
}

static struct lookup_index *new_index(struct lookup_table *t,
                                      const uint32_t *columns, uint32_t n)
{
    struct lookup_index *x = arena_calloc(&t->arena, 1, sizeof *x);
    uint32_t *own = arena_alloc(&t->arena, n * sizeof *own);
    struct str *keys = mem_alloc(n * sizeof *keys);
    size_t size = 4;

    while (size < 2 * (size_t)t->n_rows)
        size *= 2;
    memcpy(own, columns, n * sizeof *own);
    *x = (struct lookup_index){
        .next = t->indexes, .t = t, .columns = own, .n = n, .mask = size - 1};
    x->places = arena_alloc(&t->arena, size * sizeof *x->places);
    memset(x->places, 0xff, size * sizeof *x->places);
    add_rows(x, keys);
    free(keys);
    return x;
}

const struct lookup_index *lookup_index_of(struct lookup_table *t,
                                           const uint32_t *columns, uint32_t n)
{
    for (const struct lookup_index *x = t->indexes; x; x = x->next)
        if (x->n == n && memcmp(x->columns, columns, n * sizeof *columns) == 0)
            return x;
    t->indexes = new_index(t, columns, n);
    return t->indexes;
}

uint32_t lookup_index_find(const struct lookup_index *x, const struct str *keys)
{
    return find_place(x, keys, word_of(keys, x->n))->row;
}

/* --- Blocks ------------------------------------------------------------- */

struct lookup_blocks {
    struct lookup_blocks *next; /* of the same table */
    uint32_t column;
    const struct cidr_index *index;
};

static bool begins_with_block(const struct lookup_table *t, uint32_t column)
{
    struct cidr block;
    uint32_t row = 0;

    while (row < t->n_rows && lookup_table_cell(t, row, column).n == 0)
        row++;
    return row < t->n_rows &&
           cidr_parse(lookup_table_cell(t, row, column), &block);
}

uint32_t lookup_blocks_column(const struct lookup_table *t)
{
    for (uint32_t i = 0; i < t->n_columns; i++)
        if (begins_with_block(t, i))
            return i;
    return LOOKUP_NONE;
}

/* Fill the blocks and their rows; how many, or LOOKUP_NONE with *err. */
static uint32_t read_blocks(const struct lookup_table *t, uint32_t column,
                            struct cidr *blocks, uint32_t *rows,
                            struct err *err)
{
    uint32_t n = 0;

    for (uint32_t row = 0; row < t->n_rows; row++) {
        struct str text = lookup_table_cell(t, row, column);

        if (text.n == 0)
            continue;
        if (!cidr_parse(text, &blocks[n])) {
            err_set(err, ERR_QUERY,
                    "the table `%.*s`: %.*s:%llu: `%.*s` is not an address "
                    "block such as 10.0.0.0/8",
                    STR_ARG(str_slice(t->name, 0, 30)), STR_ARG(t->path),
                    (unsigned long long)lookup_table_line(t, row),
                    STR_ARG(str_slice(text, 0, 40)));
            return LOOKUP_NONE;
        }
        rows[n++] = row;
    }
    return n;
}

static const struct cidr_index *new_blocks(struct lookup_table *t,
                                           uint32_t column, struct err *err)
{
    struct cidr *blocks = mem_alloc(t->n_rows * sizeof *blocks);
    uint32_t *rows = mem_alloc(t->n_rows * sizeof *rows);
    uint32_t n = read_blocks(t, column, blocks, rows, err);
    const struct cidr_index *x = NULL;

    if (n != LOOKUP_NONE)
        x = cidr_index_new(&t->arena, blocks, rows, n);
    free(blocks);
    free(rows);
    return x;
}

const struct cidr_index *lookup_blocks_of(struct lookup_table *t,
                                          uint32_t column, struct err *err)
{
    const struct cidr_index *index;
    struct lookup_blocks *b;

    for (b = t->blocks; b; b = b->next)
        if (b->column == column)
            return b->index;
    index = new_blocks(t, column, err);
    if (!index)
        return NULL;
    b = arena_alloc(&t->arena, sizeof *b);
    *b = (struct lookup_blocks){t->blocks, column, index};
    t->blocks = b;
    return index;
}
