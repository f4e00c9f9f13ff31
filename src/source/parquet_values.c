/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function for each encoding of words and of texts. */
#include "source/parquet_values.h"

#include <assert.h>
#include <string.h>

enum { MADE_TEXT_MAX = 1 << 16 /* of a text that is put together */ };

void parquet_values_done(struct parquet_values *v)
{
    source_room_done(&v->made);
    source_room_done(&v->last);
}

bool parquet_is_text(const struct parquet_column *column)
{
    return column->kind >= KIND_TEXT;
}

bool parquet_values_coded(const struct parquet_values *v)
{
    return v->encoding == ENCODING_DICTIONARY;
}

static uint32_t load32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 |
           (uint32_t)u[3] << 24;
}

static uint64_t load64(const char *p)
{
    return load32(p) | (uint64_t)load32(p + 4) << 32;
}

static struct str rest(const struct parquet_values *v)
{
    return (struct str){v->p, (size_t)(v->end - v->p)};
}

/* Beginning. */

static const char *begin_codes(struct parquet_values *v)
{
    struct str data = rest(v);

    v->encoding = ENCODING_DICTIONARY;
    /* A page of nulls alone may lack even the width. */
    unsigned width = data.n ? (unsigned char)data.p[0] : 0;
    if (width > 32)
        return "the codes of a page are too wide";
    v->rle = parquet_rle_begin(str_slice(data, 1, data.n), width);
    return NULL;
}

/* Booleans as runs follow their length. */
static const char *begin_runs(struct parquet_values *v)
{
    struct str data = rest(v);

    if (v->column->physical != PHYSICAL_BOOLEAN)
        return "a page has runs of a type that cannot be in runs";
    if (data.n >= 4 && load32(data.p) <= data.n - 4)
        data.n = 4 + load32(data.p);
    v->rle = parquet_rle_begin(str_slice(data, 4, data.n), 1);
    return NULL;
}

static bool is_int(const struct parquet_column *c)
{
    return c->physical == PHYSICAL_INT32 || c->physical == PHYSICAL_INT64;
}

/* Go to the end of deltas that stand in front of something else. */
static bool pass_deltas(struct parquet_values *v, struct parquet_delta deltas)
{
    int64_t ignored[PARQUET_BATCH_ROWS];

    while (parquet_delta_get(&deltas, ignored, PARQUET_BATCH_ROWS) > 0)
        ;
    const char *end = parquet_delta_end(&deltas);
    if (end)
        v->p = end;
    return end;
}

static const char *begin_deltas(struct parquet_values *v)
{
    bool of_texts = v->encoding != ENCODING_DELTA;

    if (of_texts ? v->column->physical != PHYSICAL_BYTES &&
                       v->column->physical != PHYSICAL_FIXED
                 : !is_int(v->column))
        return "a page has deltas of a type that has none";
    if (v->encoding == ENCODING_DELTA_TEXT) {
        v->prefixes = parquet_delta_begin(rest(v));
        if (!pass_deltas(v, v->prefixes))
            return "the deltas of a page are damaged";
        v->n_last = 0;
    }
    v->deltas = parquet_delta_begin(rest(v));
    if (of_texts && !pass_deltas(v, v->deltas))
        return "the deltas of a page are damaged";
    return NULL;
}

const char *parquet_values_begin(struct parquet_values *v,
                                 const struct parquet_column *column,
                                 unsigned encoding, struct str data)
{
    v->column = column;
    v->encoding = (enum parquet_encoding)encoding;
    v->p = data.p;
    v->end = data.p + data.n;
    v->next = 0;
    switch (encoding) {
    case ENCODING_PLAIN:
        return NULL;
    case ENCODING_PLAIN_DICTIONARY:
    case ENCODING_DICTIONARY:
        return begin_codes(v);
    case ENCODING_RLE:
        return begin_runs(v);
    case ENCODING_DELTA:
    case ENCODING_DELTA_LENGTH:
    case ENCODING_DELTA_TEXT:
        return begin_deltas(v);
    case ENCODING_BYTE_STREAM_SPLIT:
        if (column->width == 0 || column->physical == PHYSICAL_INT96)
            return "a page has split bytes of a type that has none";
        return NULL;
    default:
        return "a page has an encoding that is not supported";
    }
}

/* Codes and words. */

uint32_t parquet_values_codes(struct parquet_values *v, uint32_t *out,
                              uint32_t n)
{
    return parquet_rle_get(&v->rle, out, n);
}

static uint32_t run_words(struct parquet_values *v, int64_t *out, uint32_t n)
{
    uint32_t bits[PARQUET_BATCH_ROWS];
    uint32_t got = parquet_rle_get(&v->rle, bits, n);

    for (uint32_t i = 0; i < got; i++)
        out[i] = bits[i];
    return got;
}

static uint32_t plain_bits(struct parquet_values *v, int64_t *out, uint32_t n)
{
    uint64_t there = (uint64_t)(v->end - v->p) * 8 - v->next;
    uint32_t now = n < there ? n : (uint32_t)there;

    for (uint32_t i = 0; i < now; i++, v->next++)
        out[i] = (unsigned char)v->p[v->next / 8] >> v->next % 8 & 1;
    return now;
}

/*
 * A time of 12 bytes, nanoseconds of the day and the Julian day, in
 * milliseconds: all that Spark can write fits. Source: Apache Parquet, INT96
 * as Impala and Spark write it.
 */
static int64_t word_of_int96(const char *p)
{
    const int64_t epoch = 2440588, day_ms = 86400000;

    return ((int64_t)(int32_t)load32(p + 8) - epoch) * day_ms +
           (int64_t)load64(p) / 1000000;
}

static void plain_fixed(const struct parquet_column *c, const char *p,
                        int64_t *out, uint32_t n)
{
    if (c->width == 8) {
        for (uint32_t i = 0; i < n; i++, p += 8)
            out[i] = (int64_t)load64(p);
    } else if (c->width == 12) {
        for (uint32_t i = 0; i < n; i++, p += 12)
            out[i] = word_of_int96(p);
    } else if (c->kind == KIND_UINT32) {
        for (uint32_t i = 0; i < n; i++, p += 4)
            out[i] = load32(p);
    } else {
        for (uint32_t i = 0; i < n; i++, p += 4)
            out[i] = (int32_t)load32(p);
    }
}

static uint32_t plain_words(struct parquet_values *v, int64_t *out, uint32_t n)
{
    if (v->column->physical == PHYSICAL_BOOLEAN)
        return plain_bits(v, out, n);
    uint64_t there = rest(v).n / v->column->width;
    uint32_t now = n < there ? n : (uint32_t)there;

    plain_fixed(v->column, v->p, out, now);
    v->p += (size_t)now * v->column->width;
    return now;
}

/* The first bytes of all values, then all their second bytes, ... */
static uint32_t split_words(struct parquet_values *v, int64_t *out, uint32_t n)
{
    uint32_t width = v->column->width;
    uint64_t all = rest(v).n / width;
    uint32_t now = n < all - v->next ? n : (uint32_t)(all - v->next);

    for (uint32_t i = 0; i < now; i++, v->next++) {
        char bytes[8];

        for (uint32_t k = 0; k < width; k++)
            bytes[k] = v->p[k * all + v->next];
        plain_fixed(v->column, bytes, &out[i], 1);
    }
    return now;
}

static uint32_t delta_words(struct parquet_values *v, int64_t *out, uint32_t n)
{
    uint32_t got = parquet_delta_get(&v->deltas, out, n);

    for (uint32_t i = 0; v->column->width == 4 && i < got; i++)
        out[i] = v->column->kind == KIND_UINT32
                     ? (int64_t)(uint32_t)out[i]
                     : (int64_t)(int32_t)(uint32_t)out[i];
    return got;
}

uint32_t parquet_values_words(struct parquet_values *v, int64_t *out,
                              uint32_t n)
{
    switch (v->encoding) {
    case ENCODING_RLE:
        return run_words(v, out, n);
    case ENCODING_DELTA:
        return delta_words(v, out, n);
    case ENCODING_BYTE_STREAM_SPLIT:
        return split_words(v, out, n);
    case ENCODING_PLAIN:
        return plain_words(v, out, n);
    default:
        return 0;
    }
}

/* Texts. */

/* The next n bytes as a slice of text; false when they are not there. */
static bool take_text(struct parquet_values *v, struct str text, uint64_t n,
                      struct slice *out)
{
    if (n > PARQUET_TEXT_MAX || n > rest(v).n)
        return false;
    *out = (struct slice){(uint32_t)(v->p - text.p), (uint32_t)n};
    v->p += n;
    return true;
}

static uint32_t plain_texts(struct parquet_values *v, struct str text,
                            struct slice *out, uint32_t n)
{
    uint32_t i = 0;

    for (; i < n; i++) {
        uint32_t len = v->column->width;

        if (len == 0) {
            if (v->end - v->p < 4)
                break;
            len = load32(v->p);
            v->p += 4;
        }
        if (!take_text(v, text, len, &out[i]))
            break;
    }
    return i;
}

static uint32_t delta_texts(struct parquet_values *v, struct str text,
                            struct slice *out, uint32_t n)
{
    int64_t lengths[PARQUET_BATCH_ROWS];
    uint32_t got = parquet_delta_get(&v->deltas, lengths, n);
    uint32_t i = 0;

    while (i < got && lengths[i] >= 0 &&
           take_text(v, text, (uint64_t)lengths[i], &out[i]))
        i++;
    return i;
}

/* Texts that are put together stand between PARQUET_PAD zeros. */
static void begin_made(struct parquet_values *v)
{
    source_room_reserve(&v->made, 2 * PARQUET_PAD);
    memset(v->made.p, 0, PARQUET_PAD);
    v->n_made = PARQUET_PAD;
}

/* Room for n more bytes. */
static char *make_room(struct parquet_values *v, size_t n)
{
    if (v->made.cap - v->n_made < n)
        source_room_reserve(&v->made, (v->made.cap + n) * 2);
    return v->made.p + v->n_made;
}

static struct str end_made(struct parquet_values *v)
{
    char *to = make_room(v, PARQUET_PAD + 1);

    *to = '-';
    memset(to + 1, 0, PARQUET_PAD);
    return (struct str){v->made.p, v->n_made + 1 + PARQUET_PAD};
}

/* Put the text together that begins as the last one; false: it cannot be. */
static bool make_text(struct parquet_values *v, int64_t prefix, int64_t suffix,
                      struct slice *out)
{
    if (prefix < 0 || suffix < 0 || (uint64_t)prefix > v->n_last ||
        (uint64_t)suffix > rest(v).n || suffix > MADE_TEXT_MAX - prefix)
        return false;
    size_t n = (size_t)(prefix + suffix);
    source_room_reserve(&v->last, MADE_TEXT_MAX);
    memcpy(v->last.p + prefix, v->p, (size_t)suffix);
    v->n_last = n;
    v->p += suffix;
    memcpy(make_room(v, n), v->last.p, n);
    *out = (struct slice){(uint32_t)v->n_made, (uint32_t)n};
    v->n_made += n;
    return true;
}

static uint32_t made_texts(struct parquet_values *v, struct str *text,
                           struct slice *out, uint32_t n)
{
    int64_t prefixes[PARQUET_BATCH_ROWS];
    int64_t suffixes[PARQUET_BATCH_ROWS];
    uint32_t got = parquet_delta_get(&v->prefixes, prefixes, n);
    uint32_t i = 0;

    if (parquet_delta_get(&v->deltas, suffixes, n) < got)
        return 0;
    begin_made(v);
    while (i < got && make_text(v, prefixes[i], suffixes[i], &out[i]))
        i++;
    *text = end_made(v);
    return i;
}

/* Bytes that are split, put together. */
static uint32_t split_texts(struct parquet_values *v, struct str *text,
                            struct slice *out, uint32_t n)
{
    uint32_t width = v->column->width;
    uint64_t all = rest(v).n / width;
    uint32_t now = n < all - v->next ? n : (uint32_t)(all - v->next);

    begin_made(v);
    char *to = make_room(v, (size_t)now * width);
    for (uint32_t i = 0; i < now; i++, v->next++) {
        out[i] = (struct slice){(uint32_t)v->n_made, width};
        for (uint32_t k = 0; k < width; k++)
            *to++ = v->p[k * all + v->next];
        v->n_made += width;
    }
    *text = end_made(v);
    return now;
}

uint32_t parquet_values_texts(struct parquet_values *v, struct str *text,
                              struct slice *out, uint32_t n)
{
    assert(n <= PARQUET_BATCH_ROWS);
    switch (v->encoding) {
    case ENCODING_DELTA_LENGTH:
        return delta_texts(v, *text, out, n);
    case ENCODING_DELTA_TEXT:
        return made_texts(v, text, out, n);
    case ENCODING_BYTE_STREAM_SPLIT:
        return split_texts(v, text, out, n);
    case ENCODING_PLAIN:
        return plain_texts(v, *text, out, n);
    default:
        return 0;
    }
}
