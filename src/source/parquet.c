/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening a Parquet file, and what is known of it as a whole: columns,
 * pieces, damage. All of the file is read, never mapped: it may shrink.
 */
#include "source/parquet_int.h"

#include "base/mem.h"
#include "base/team.h"
#include "source/handle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TAIL_BYTES = 8, /* the footer's length, the magic again */
    FOOTER_MAX = 64 << 20
};

/*
 * Bytes of the pages that are open side by side, for a thread: as many at
 * most, and of the memory, but what usual files need; and of the memory, what
 * there is for a row of a piece.
 */
enum {
    PAGES_MOST = 1 << 30,
    PAGES_SHARE = 4,
    PAGES_LEAST = 32 << 20,
    ROW_BYTES = 1024
};

bool parquet_is(struct str head)
{
    return head.n >= PARQUET_MAGIC_BYTES &&
           (memcmp(head.p, "PAR1", PARQUET_MAGIC_BYTES) == 0 ||
            memcmp(head.p, "PARE", PARQUET_MAGIC_BYTES) == 0);
}

bool parquet_read(const struct parquet *p, char *to, size_t n, uint64_t at)
{
    return handle_read(p->file, to, n, at) == n;
}

/* How long the footer is, by the last bytes of the file. */
static bool read_tail(const struct parquet *p, uint32_t *footer,
                      struct err *err)
{
    unsigned char tail[TAIL_BYTES];

    if (p->bytes < PARQUET_MAGIC_BYTES + TAIL_BYTES ||
        !parquet_read(p, (char *)tail, sizeof tail, p->bytes - sizeof tail) ||
        !parquet_is((struct str){(char *)tail + 4, PARQUET_MAGIC_BYTES}))
        return err_set(err, ERR_INPUT,
                       "begins as a Parquet file, but its end is missing");
    if (tail[TAIL_BYTES - 1] == 'E')
        return err_set(err, ERR_INPUT,
                       "is an encrypted Parquet file: write it anew without "
                       "encryption");
    *footer = tail[0] | (uint32_t)tail[1] << 8 | (uint32_t)tail[2] << 16 |
              (uint32_t)tail[3] << 24;
    if (*footer > p->bytes - PARQUET_MAGIC_BYTES - TAIL_BYTES)
        return err_set(err, ERR_INPUT,
                       "is a Parquet file with a damaged footer");
    if (*footer > FOOTER_MAX)
        return err_set(err, ERR_LIMIT,
                       "is a Parquet file with a footer of more than 64 MiB");
    return true;
}

static bool read_footer(struct parquet *p, struct err *err)
{
    uint32_t n = 0;

    if (!read_tail(p, &n, err))
        return false;
    uint64_t at = p->bytes - TAIL_BYTES - n;
    char *footer = mem_alloc(n ? n : 1);
    bool good = parquet_read(p, footer, n, at);
    if (good)
        good = parquet_read_meta(p, (struct str){footer, n}, at, err);
    else
        err_set(err, ERR_INPUT, "cannot be read");
    free(footer);
    return good;
}

struct parquet *parquet_open(struct handle *file, uint64_t bytes,
                             struct err *err)
{
    struct parquet *p = mem_calloc(1, sizeof *p);

    p->file = file;
    p->bytes = bytes;
    p->pages_most = PAGES_MOST;
    team_lock_init(&p->lock);
    if (read_footer(p, err))
        return p;
    parquet_close(p);
    return NULL;
}

void parquet_close(struct parquet *p)
{
    pthread_mutex_destroy(&p->lock);
    free(p->columns);
    free(p->left);
    free(p->groups);
    free(p->chunks);
    arena_done(&p->arena);
    free(p);
}

/* Columns. */

uint32_t parquet_columns(const struct parquet *p)
{
    return p->n_columns;
}

struct str parquet_name(const struct parquet *p, uint32_t column)
{
    return p->columns[column].name;
}

uint32_t parquet_left_out(const struct parquet *p)
{
    return p->n_left;
}

struct str parquet_left_out_name(const struct parquet *p, uint32_t i,
                                 const char **why)
{
    *why = p->left[i].why;
    return p->left[i].name;
}

/* Pieces. */

uint32_t parquet_pieces(const struct parquet *p)
{
    return p->n_pieces;
}

/* Divide groups into pieces of so many rows at most. */
static void divide(struct parquet *p, uint32_t most)
{
    p->n_pieces = 0;
    for (uint32_t i = 0; i < p->n_groups; i++) {
        struct parquet_group *g = &p->groups[i];

        g->first_piece = p->n_pieces;
        g->pieces = (uint32_t)((g->rows + most - 1) / most);
        p->n_pieces += g->pieces;
    }
}

void parquet_limit(struct parquet *p, uint64_t memory_bytes)
{
    uint64_t most = PARQUET_PIECE_ROWS;

    if (memory_bytes == 0)
        return;
    if (memory_bytes / PAGES_SHARE < PAGES_MOST)
        p->pages_most = memory_bytes / PAGES_SHARE;
    if (p->pages_most < PAGES_LEAST)
        p->pages_most = PAGES_LEAST;
    while (most > memory_bytes / ROW_BYTES && most > PARQUET_PIECE_LEAST)
        most /= 2;
    /* So many pieces there may always be. */
    if (p->n_pieces * (PARQUET_PIECE_ROWS / most) < SOURCE_MAX_BLOCKS)
        divide(p, (uint32_t)most);
}

/* The last group whose first piece is not beyond this one. */
static uint32_t group_of(const struct parquet *p, uint32_t piece)
{
    uint32_t low = 0;
    uint32_t high = p->n_groups;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (p->groups[middle].first_piece <= piece)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct parquet_piece parquet_piece(const struct parquet *p, uint32_t i)
{
    uint32_t group = group_of(p, i);
    const struct parquet_group *g = &p->groups[group];
    uint32_t k = i - g->first_piece;
    /* All but the last few of the pieces have a row more than these. */
    uint64_t least = g->rows / g->pieces;
    uint64_t more = g->rows % g->pieces;
    uint64_t first = least * k + (k < more ? k : more);

    return (struct parquet_piece){.group = group,
                                  .first = first,
                                  .rows = (uint32_t)(least + (k < more)),
                                  .row = g->row + first};
}

uint64_t parquet_piece_bytes(const struct parquet *p, uint32_t i)
{
    uint32_t group = group_of(p, i);
    uint64_t bytes = 0;

    for (uint32_t k = 0; k < p->n_columns; k++)
        bytes += p->chunks[(size_t)group * p->n_columns + k].bytes;
    return bytes / p->groups[group].pieces;
}

bool parquet_bounds(const struct parquet *p, uint32_t i, uint32_t column,
                    int64_t *min, int64_t *max)
{
    enum parquet_kind kind = p->columns[column].kind;
    const struct parquet_chunk *c =
        &p->chunks[(size_t)group_of(p, i) * p->n_columns + column];

    if (!c->bounded || !parquet_is_int(kind, c->min) ||
        !parquet_is_int(kind, c->max))
        return false;
    *min = parquet_int(kind, c->min);
    *max = parquet_int(kind, c->max);
    return true;
}

/* Damage. */

void parquet_tell(struct parquet *p, uint32_t column, uint32_t group,
                  const char *why)
{
    pthread_mutex_lock(&p->lock);
    if (!p->damage[0])
        snprintf(p->damage, sizeof p->damage,
                 "column \"%.*s\", row group %u: %s",
                 STR_ARG(p->columns[column].name), group + 1, why);
    pthread_mutex_unlock(&p->lock);
}

const char *parquet_damage(struct parquet *p)
{
    pthread_mutex_lock(&p->lock);
    const char *damage = p->damage[0] ? p->damage : NULL;
    pthread_mutex_unlock(&p->lock);
    return damage;
}
