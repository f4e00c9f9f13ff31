/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/parquet_dict.h"

#include "base/mem.h"
#include "source/parquet_values.h"

#include <stdlib.h>
#include <string.h>

#define DAMAGED "the dictionary is damaged"

void parquet_dict_done(struct parquet_dict_room *d)
{
    source_room_done(&d->text);
    source_room_done(&d->made);
    free(d->ints.p);
    free(d->slices.p);
}

struct str parquet_padded(const struct source_room *room, uint32_t n)
{
    return (struct str){room->p, (size_t)n + 2 * PARQUET_PAD + 1};
}

struct slice parquet_dash(struct str padded)
{
    return (struct slice){(uint32_t)(padded.n - PARQUET_PAD - 1), 1};
}

struct str parquet_end_texts(char *room, size_t at)
{
    memset(room, 0, PARQUET_PAD);
    room[at] = '-';
    memset(room + at + 1, 0, PARQUET_PAD);
    return (struct str){room, at + 1 + PARQUET_PAD};
}

static void *reserve(struct parquet_memory *m, size_t bytes)
{
    if (bytes > m->cap) {
        m->p = mem_realloc(m->p, bytes);
        m->cap = bytes;
    }
    return m->p;
}

/* Slices of texts: "-" behind the last, and in place of empty ones. */
static void end_slices(struct parquet_dict *d, struct slice *slices)
{
    struct slice dash = parquet_dash(d->text);

    for (uint32_t i = 0; i < d->n; i++) {
        if (slices[i].n == 0)
            slices[i] = dash;
    }
    slices[d->n] = dash;
    d->slices = slices;
}

/* Value i, a text or a word, as another text; false: it is too long. */
static bool make_text(const struct parquet_dict_room *d,
                      const struct parquet_column *column, uint32_t i,
                      char out[PARQUET_WORD_TEXT], size_t *n)
{
    const struct slice *slices = d->slices.p;

    if (column->kind == KIND_DECIMAL_TEXT)
        return parquet_decimal_bytes(
            (struct str){d->dict.text.p + slices[i].at, slices[i].n},
            column->scale, out, n);
    *n = parquet_word_text(column, ((const int64_t *)d->ints.p)[i], out);
    return true;
}

/* Texts instead of the values. */
static bool make_texts(struct parquet_dict_room *d,
                       const struct parquet_column *column)
{
    uint32_t n = d->dict.n;
    struct slice *slices = reserve(&d->slices, (n + 1) * sizeof *slices);
    size_t at = PARQUET_PAD;

    source_room_reserve(&d->made,
                        (size_t)n * PARQUET_WORD_TEXT + 2 * PARQUET_PAD + 1);
    for (uint32_t i = 0; i < n; i++) {
        size_t len;

        if (!make_text(d, column, i, d->made.p + at, &len))
            return false;
        slices[i] = (struct slice){(uint32_t)at, (uint32_t)len};
        at += len;
    }
    d->dict.text = parquet_end_texts(d->made.p, at);
    end_slices(&d->dict, slices);
    return true;
}

/* Words become integers, or texts when not all can. */
static bool take_words(struct parquet_dict_room *d,
                       const struct parquet_column *column)
{
    int64_t *words = d->ints.p;
    uint32_t n = d->dict.n;

    for (uint32_t i = 0; i < n; i++) {
        if (!parquet_is_int(column->kind, words[i]))
            return make_texts(d, column);
    }
    for (uint32_t i = 0; i < n; i++)
        words[i] = parquet_int(column->kind, words[i]);
    d->dict.ints = words;
    return true;
}

/* Read up to values entries in batches; returns how many there are. */
static uint32_t read_values(struct parquet_values *v,
                            struct parquet_dict_room *d, uint32_t values)
{
    bool is_text = parquet_is_text(v->column);
    uint32_t n = 0;

    for (uint32_t got = 1; n < values && got > 0; n += got) {
        uint32_t now =
            values - n < PARQUET_BATCH_ROWS ? values - n : PARQUET_BATCH_ROWS;

        got = is_text
                  ? parquet_values_texts(v, &d->dict.text,
                                         (struct slice *)d->slices.p + n, now)
                  : parquet_values_words(v, (int64_t *)d->ints.p + n, now);
    }
    return n;
}

/* Of a value; that of a text is its length. */
static uint32_t least_bytes(const struct parquet_column *column)
{
    return column->width ? column->width : 4;
}

const char *parquet_dict_load(struct parquet_dict_room *d,
                              const struct parquet_column *column,
                              const struct parquet_page *page)
{
    struct parquet_values v = {.p = NULL};
    size_t entries = (size_t)page->values + 1;

    d->dict = (struct parquet_dict){.text = parquet_padded(&d->text, page->n)};
    if (column->physical == PHYSICAL_BOOLEAN ||
        page->values > page->n / least_bytes(column))
        return DAMAGED;
    if (page->encoding != ENCODING_PLAIN &&
        page->encoding != ENCODING_PLAIN_DICTIONARY)
        return "the dictionary has an encoding that is not supported";
    parquet_values_begin(&v, column, ENCODING_PLAIN,
                         (struct str){d->text.p + PARQUET_PAD, page->n});
    if (parquet_is_text(column))
        reserve(&d->slices, entries * sizeof(struct slice));
    else
        reserve(&d->ints, entries * sizeof(int64_t));
    d->dict.n = read_values(&v, d, page->values);
    if (d->dict.n < page->values)
        return DAMAGED;
    if (column->kind == KIND_TEXT)
        end_slices(&d->dict, d->slices.p);
    else if (!(parquet_is_text(column) ? make_texts(d, column)
                                       : take_words(d, column)))
        return PARQUET_TOO_MANY_DIGITS;
    return NULL;
}
