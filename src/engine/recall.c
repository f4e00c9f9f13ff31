/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is not known is put on a list and asked for together, as many as fit
 * a batch of the evaluator.
 */
#include "engine/recall.h"

#include "base/hash.h"
#include "base/mem.h"
#include "engine/convert.h"

#include <stdlib.h>
#include <string.h>

enum { RECENT_BITS = 12, RECENT = 1 << RECENT_BITS };

void recall_init(struct recall *r, const struct dict *dict, recall_ask_fn *ask,
                 void *arg)
{
    *r = (struct recall){.dict = dict, .ask = ask, .arg = arg};
}

void recall_done(struct recall *r)
{
    free(r->by_code);
    free(r->small);
    free(r->recent);
    free(r->recent_truth);
}

/* Texts. */

static void cover_code(struct recall *r, uint32_t code)
{
    if (code < r->n_codes)
        return;
    size_t cap = (size_t)code * 2 + 64;
    r->by_code = mem_realloc(r->by_code, cap);
    memset(r->by_code + r->n_codes, RECALL_UNKNOWN, cap - r->n_codes);
    r->n_codes = cap;
}

/* n <= RECALL_BATCH, all of them unknown so far, some perhaps twice. */
static void ask_codes(struct recall *r, const uint32_t *codes, uint32_t n)
{
    struct value values[RECALL_BATCH];
    uint8_t truth[RECALL_BATCH];

    if (n == 0)
        return;
    for (uint32_t i = 0; i < n; i++)
        values[i] = value_text(dict_text(r->dict, codes[i]));
    r->ask(r->arg, values, n, truth);
    for (uint32_t i = 0; i < n; i++)
        r->by_code[codes[i]] = truth[i];
}

/* As recall_codes, for n <= RECALL_BATCH. */
static void recall_some_codes(struct recall *r, const uint32_t *codes,
                              uint32_t n, uint8_t *truth)
{
    uint32_t unknown[RECALL_BATCH];
    uint32_t n_unknown = 0;

    for (uint32_t i = 0; i < n; i++) {
        cover_code(r, codes[i]);
        truth[i] = r->by_code[codes[i]];
        unknown[n_unknown] = codes[i];
        n_unknown += truth[i] == RECALL_UNKNOWN;
    }
    if (n_unknown == 0)
        return;
    ask_codes(r, unknown, n_unknown);
    for (uint32_t i = 0; i < n; i++)
        truth[i] = r->by_code[codes[i]];
}

void recall_codes(struct recall *r, const uint32_t *codes, uint32_t n,
                  uint8_t *truth)
{
    for (uint32_t at = 0; at < n; at += RECALL_BATCH) {
        uint32_t k = n - at < RECALL_BATCH ? n - at : RECALL_BATCH;

        recall_some_codes(r, codes + at, k, truth + at);
    }
}

/* Cells. */

static uint64_t place_of(cell c)
{
    return hash_u64(c) >> (64 - RECENT_BITS);
}

static void want_recent(struct recall *r)
{
    if (r->recent)
        return;
    r->recent = mem_alloc(RECENT * sizeof *r->recent);
    r->recent_truth = mem_alloc(RECENT);
    /* No cell has this kind. */
    memset(r->recent, 0xff, RECENT * sizeof *r->recent);
}

/* What is known of a cell: a text's truth is where texts are. */
static uint8_t recall_cell(struct recall *r, cell c)
{
    if (cell_kind_of(c) == CELL_TEXT) {
        uint32_t code = (uint32_t)cell_payload(c);

        cover_code(r, code);
        return r->by_code[code];
    }
    uint64_t place = place_of(c);
    return r->recent[place] == c ? r->recent_truth[place] : RECALL_UNKNOWN;
}

static void keep_cell(struct recall *r, cell c, uint8_t truth)
{
    if (cell_kind_of(c) == CELL_TEXT) {
        r->by_code[cell_payload(c)] = truth;
        return;
    }
    uint64_t place = place_of(c);
    r->recent[place] = c;
    r->recent_truth[place] = truth;
}

/* The n cells cells[at[i]], truths to truth[at[i]]; n <= RECALL_BATCH. */
static void ask_cells(struct recall *r, const cell *cells, const uint32_t *at,
                      uint32_t n, uint8_t *truth)
{
    struct value values[RECALL_BATCH];
    uint8_t answers[RECALL_BATCH];

    if (n == 0)
        return;
    for (uint32_t i = 0; i < n; i++)
        values[i] = value_of_cell(r->dict, cells[at[i]]);
    r->ask(r->arg, values, n, answers);
    for (uint32_t i = 0; i < n; i++) {
        truth[at[i]] = answers[i];
        keep_cell(r, cells[at[i]], answers[i]);
    }
}

void recall_cells(struct recall *r, const cell *cells, uint32_t n,
                  uint8_t *truth)
{
    uint32_t unknown[RECALL_BATCH];
    uint32_t n_unknown = 0;

    want_recent(r);
    for (uint32_t i = 0; i < n; i++) {
        truth[i] = recall_cell(r, cells[i]);
        if (truth[i] != RECALL_UNKNOWN)
            continue;
        unknown[n_unknown++] = i;
        if (n_unknown == RECALL_BATCH) {
            ask_cells(r, cells, unknown, n_unknown, truth);
            n_unknown = 0;
        }
    }
    if (n_unknown)
        ask_cells(r, cells, unknown, n_unknown, truth);
}

/* Small integers. */

const uint8_t *recall_small(struct recall *r)
{
    if (!r->small) {
        r->small = mem_alloc(RECALL_SMALL + 256);
        memset(r->small, RECALL_UNKNOWN, RECALL_SMALL + 256);
    }
    return r->small;
}

static void ask_small(struct recall *r, const uint32_t *ints, uint32_t n)
{
    struct value values[RECALL_BATCH];
    uint8_t truth[RECALL_BATCH];

    if (n == 0)
        return;
    for (uint32_t i = 0; i < n; i++)
        values[i] = value_int(ints[i]);
    r->ask(r->arg, values, n, truth);
    for (uint32_t i = 0; i < n; i++)
        r->small[ints[i]] = truth[i];
}

void recall_ask_small(struct recall *r, const uint32_t *ints, uint32_t n)
{
    uint32_t unknown[RECALL_BATCH];
    uint32_t n_unknown = 0;

    for (uint32_t i = 0; i < n; i++) {
        if (r->small[ints[i]] != RECALL_UNKNOWN)
            continue;
        r->small[ints[i]] = TRUTH_NULL; /* asked for below */
        unknown[n_unknown++] = ints[i];
        if (n_unknown == RECALL_BATCH) {
            ask_small(r, unknown, n_unknown);
            n_unknown = 0;
        }
    }
    if (n_unknown)
        ask_small(r, unknown, n_unknown);
}
