/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/selection.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void selection_init(struct selection *s, const struct kernels *kernels)
{
    *s = (struct selection){.kernels = kernels};
}

void selection_done(struct selection *s)
{
    free(s->bits);
    free(s->rows);
}

static void reserve_bits(struct selection *s, size_t words)
{
    if (words <= s->cap_words)
        return;
    s->cap_words = words * 2;
    s->bits = mem_realloc(s->bits, s->cap_words * sizeof *s->bits);
}

static void reserve_rows(struct selection *s, uint32_t n)
{
    if ((size_t)n + KERNEL_SLACK <= s->cap_rows)
        return;
    s->cap_rows = (size_t)n * 2 + KERNEL_SLACK;
    s->rows = mem_realloc(s->rows, s->cap_rows * sizeof *s->rows);
}

void selection_all(struct selection *s, uint32_t n)
{
    s->form = SELECTION_ALL;
    s->n_page = s->n = n;
}

void selection_none(struct selection *s)
{
    s->form = SELECTION_ROWS;
    s->n = 0;
}

void selection_set(struct selection *s, uint32_t n_page, const uint32_t *rows,
                   uint32_t n)
{
    reserve_rows(s, n);
    if (n)
        memcpy(s->rows, rows, n * sizeof *rows);
    s->form = SELECTION_ROWS;
    s->n_page = n_page;
    s->n = n;
}

void selection_append(struct selection *s, uint32_t n, const uint64_t *bits)
{
    size_t at = bits_words(s->n_page), words = bits_words(n);

    assert(s->n_page % 64 == 0 && n > 0);
    s->form = SELECTION_BITS;
    reserve_bits(s, at + words);
    memcpy(s->bits + at, bits, words * sizeof *bits);
    s->n_page += n;
    s->n += s->kernels->count(bits, words);
}

void selection_copy(struct selection *to, const struct selection *from)
{
    size_t words = bits_words(from->n_page);

    if (from->form == SELECTION_ROWS) {
        selection_set(to, from->n_page, from->rows, from->n);
        return;
    }
    to->form = from->form;
    to->n_page = from->n_page;
    to->n = from->n;
    if (from->form == SELECTION_BITS) {
        reserve_bits(to, words);
        memcpy(to->bits, from->bits, words * sizeof *to->bits);
    }
}

void selection_keep(struct selection *s, const uint64_t *bits)
{
    size_t words = bits_words(s->n_page);

    assert(s->form != SELECTION_ROWS);
    reserve_bits(s, words);
    if (s->form == SELECTION_ALL) {
        memcpy(s->bits, bits, words * sizeof *bits);
    } else {
        for (size_t w = 0; w < words; w++)
            s->bits[w] &= bits[w];
    }
    s->form = SELECTION_BITS;
    s->n = s->kernels->count(s->bits, words);
}

/* Those of the list that are among rows. */
static uint32_t intersect(uint32_t *list, uint32_t n_list, const uint32_t *rows,
                          uint32_t n)
{
    uint32_t kept = 0, at = 0;

    for (uint32_t i = 0; i < n_list; i++) {
        while (at < n && rows[at] < list[i])
            at++;
        list[kept] = list[i];
        kept += at < n && rows[at] == list[i];
    }
    return kept;
}

/* Those of rows that are in the mask. */
static uint32_t list_set(const uint64_t *bits, const uint32_t *rows, uint32_t n,
                         uint32_t *out)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < n; i++) {
        out[kept] = rows[i];
        kept += (uint32_t)(bits[rows[i] >> 6] >> (rows[i] & 63) & 1);
    }
    return kept;
}

void selection_keep_rows(struct selection *s, const uint32_t *rows, uint32_t n)
{
    if (s->form == SELECTION_ALL) {
        selection_set(s, s->n_page, rows, n);
    } else if (s->form == SELECTION_BITS) {
        reserve_rows(s, n);
        s->n = list_set(s->bits, rows, n, s->rows);
        s->form = SELECTION_ROWS;
    } else {
        s->n = intersect(s->rows, s->n, rows, n);
    }
}

void selection_keep_listed(struct selection *s, const uint64_t *bits)
{
    uint32_t kept = 0;

    assert(s->form == SELECTION_ROWS);
    for (uint32_t i = 0; i < s->n; i++) {
        s->rows[kept] = s->rows[i];
        kept += (uint32_t)(bits[i >> 6] >> (i & 63) & 1);
    }
    s->n = kept;
}

const uint32_t *selection_rows(struct selection *s)
{
    if (s->form == SELECTION_ALL)
        return NULL;
    if (s->form == SELECTION_BITS) {
        reserve_rows(s, s->n);
        s->kernels->rows(s->bits, bits_words(s->n_page), s->rows);
        s->form = SELECTION_ROWS;
    }
    return s->rows;
}
