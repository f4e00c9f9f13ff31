/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells_hold.h"

#include "base/mem.h"
#include "flow/addr.h"
#include "scan/cell_text.h"
#include "scan/decode.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest text that can be a number or an address. */
enum { WORD_MAX = 64 };

/* Digits that strtoll reads and printf writes the same. */
static bool is_plain_int(const char *word, int64_t *out)
{
    char again[WORD_MAX];
    char *end;

    errno = 0;
    *out = strtoll(word, &end, 10);
    snprintf(again, sizeof again, "%" PRId64, *out);
    return !errno && !*end && strcmp(again, word) == 0;
}

/* The cell that the text must have; of a text, no more than that it is one. */
static cell expected_cell(struct str s)
{
    char word[WORD_MAX];
    struct in_addr v4;
    int64_t i;

    if (!s.n || s.n >= WORD_MAX || memchr(s.p, '\0', s.n))
        return cell_make(CELL_TEXT, 0);
    memcpy(word, s.p, s.n);
    word[s.n] = '\0';
    if (is_plain_int(word, &i) && i >= CELL_INT_MIN && i <= CELL_INT_MAX)
        return cell_make(CELL_INT, (uint64_t)i);
    if (inet_pton(AF_INET, word, &v4) == 1)
        return cell_make(CELL_IP4, ntohl(v4.s_addr));
    return cell_make(CELL_TEXT, 0);
}

static bool is_expected(const struct dict *dict, cell got, struct str s)
{
    cell want = s.p ? expected_cell(s) : cell_make(CELL_NULL, 0);
    char room[CELL_TEXT_MAX];

    if (cell_kind_of(got) != cell_kind_of(want) ||
        (cell_kind_of(got) != CELL_TEXT && got != want))
        return false;
    return str_eq(cell_to_text(dict, got, room), s);
}

static bool column_holds(const struct dict *dict, const struct column *c,
                         struct str text, const struct slice *slices,
                         uint32_t n, const char *what, struct buf *why)
{
    if (c->n != n)
        buf_printf(why, "%s: %u rows of %u", what, c->n, n);
    for (uint32_t i = 0; i < n && !why->n; i++) {
        struct str s = {NULL, 0};
        cell all[1];

        if (slices)
            s = (struct str){text.p + slices[i].at, slices[i].n};
        column_cells(c, &i, 1, all);
        if (all[0] != column_cell(c, i) || !is_expected(dict, all[0], s))
            buf_printf(why, "%s: the cell %" PRIx64 " of %.*s", what, all[0],
                       STR_ARG(s));
    }
    return !why->n;
}

static void *take_memory(void *arg, size_t bytes)
{
    (void)arg;
    return mem_alloc(bytes);
}

bool cells_hold(struct str text, const struct slice *slices, uint32_t n,
                enum field_type type, enum cpu_level level, struct buf *why)
{
    struct decoder d = {.n = 0};
    struct dict *dict = dict_new();
    struct column *packed;

    decoder_init(&d, type, dict, level);
    decoder_begin(&d, text);
    for (uint32_t i = 0; i < n; i += BATCH_ROWS)
        decoder_add(&d, slices ? slices + i : NULL,
                    n - i < BATCH_ROWS ? n - i : BATCH_ROWS);
    column_holds(dict, decoder_column(&d), text, slices, n, "as decoded", why);
    packed = decoder_finish(&d, take_memory, NULL);
    column_holds(dict, packed, text, slices, n, "packed", why);
    free(packed);
    decoder_done(&d);
    dict_free(dict);
    return !why->n;
}

/* Does the text of the address read the same? */
static bool reads_back(const struct addr *a)
{
    char text[ADDR_TEXT_MAX];
    struct addr again;
    size_t n = addr_format(a, text);

    return addr_parse((struct str){text, n}, &again) &&
           again.family == a->family &&
           memcmp(again.bytes, a->bytes, a->family == 4 ? 4 : 16) == 0;
}

bool address_holds(struct str word, struct buf *why)
{
    char z[WORD_MAX];
    unsigned char bytes[16];
    struct addr a;
    bool good = addr_parse(word, &a);
    int family = 0;

    if (word.n < WORD_MAX && !memchr(word.p, '\0', word.n)) {
        memcpy(z, word.p, word.n);
        z[word.n] = '\0';
        family = inet_pton(AF_INET, z, bytes) == 1    ? 4
                 : inet_pton(AF_INET6, z, bytes) == 1 ? 6
                                                      : 0;
    }
    if (good != (family != 0) ||
        (good && (a.family != family ||
                  memcmp(a.bytes, bytes, family == 4 ? 4 : 16) != 0 ||
                  !reads_back(&a))))
        buf_printf(why, "the address %.*s is of family %d, read %d",
                   STR_ARG(word), family, good ? a.family : 0);
    return !why->n;
}
