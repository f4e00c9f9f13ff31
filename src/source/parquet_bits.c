/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/parquet_bits.h"

#include "base/swar.h"

#include <string.h>

static uint64_t varint(const char **p, const char *end, bool *bad)
{
    uint64_t v = 0;

    for (unsigned shift = 0; shift < 64 && *p < end; shift += 7) {
        unsigned char byte = (unsigned char)*(*p)++;

        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return v;
    }
    *bad = true;
    return 0;
}

/* Runs and packed groups. */

struct parquet_rle parquet_rle_begin(struct str data, unsigned width)
{
    return (struct parquet_rle){
        .p = data.p, .end = data.p + data.n, .width = width};
}

static void begin_packed(struct parquet_rle *r, uint64_t groups)
{
    uint64_t bytes_left = (uint64_t)(r->end - r->p);
    uint64_t there = r->width ? bytes_left * 8 / r->width : UINT64_MAX;

    r->packed = true;
    r->at = r->p;
    r->bit = 0;
    /* Some writers leave out what is not needed of the last group. */
    r->left = groups > UINT64_MAX / 8 ? UINT64_MAX : groups * 8;
    if (r->left > there)
        r->left = there;
    uint64_t bytes = (r->left * r->width + 7) / 8;
    r->p += bytes < bytes_left ? bytes : bytes_left;
}

static void begin_repeated(struct parquet_rle *r, uint64_t n)
{
    unsigned bytes = (r->width + 7) / 8;

    if ((uint64_t)(r->end - r->p) < bytes) {
        r->p = r->end;
        return;
    }
    r->packed = false;
    r->value = 0;
    for (unsigned i = 0; i < bytes; i++)
        r->value |= (uint32_t)(unsigned char)r->p[i] << (8 * i);
    r->p += bytes;
    r->left = n;
}

/* Go to the next run that has values; false when there is none. */
static bool next_run(struct parquet_rle *r)
{
    while (r->left == 0 && r->p < r->end) {
        bool bad = false;
        uint64_t head = varint(&r->p, r->end, &bad);

        if (bad)
            break;
        if (head & 1)
            begin_packed(r, head >> 1);
        else
            begin_repeated(r, head >> 1);
    }
    return r->left > 0;
}

static void unpack(struct parquet_rle *r, uint32_t *out, uint32_t n)
{
    uint64_t mask = (UINT64_C(1) << r->width) - 1;
    uint64_t bit = r->bit;
    unsigned width = r->width;
    const char *at = r->at;

    for (uint32_t i = 0; i < n; i++, bit += width)
        out[i] = (uint32_t)(swar_load(at + (bit >> 3)) >> (bit & 7) & mask);
    r->bit = bit;
}

uint32_t parquet_rle_get(struct parquet_rle *r, uint32_t *out, uint32_t n)
{
    uint32_t done = 0;

    while (done < n && next_run(r)) {
        uint32_t now = n - done < r->left ? n - done : (uint32_t)r->left;

        if (r->packed) {
            unpack(r, out + done, now);
        } else {
            for (uint32_t i = 0; i < now; i++)
                out[done + i] = r->value;
        }
        r->left -= now;
        done += now;
    }
    return done;
}

bool parquet_rle_all(struct parquet_rle *r, uint32_t v, uint32_t n)
{
    if (!next_run(r) || r->packed || r->value != v || r->left < n)
        return false;
    r->left -= n;
    return true;
}

/* Deltas. */

struct parquet_delta parquet_delta_begin(struct str data)
{
    enum { BLOCK_MAX = 1 << 20 };
    struct parquet_delta d = {.p = data.p, .end = data.p + data.n};
    uint64_t block = varint(&d.p, d.end, &d.bad);
    uint64_t n_blocks = varint(&d.p, d.end, &d.bad);
    uint64_t n = varint(&d.p, d.end, &d.bad);
    uint64_t first = varint(&d.p, d.end, &d.bad);

    if (d.bad || block == 0 || block > BLOCK_MAX || n_blocks == 0 ||
        n_blocks > block || block % n_blocks || block / n_blocks % 8) {
        d.bad = true;
        return d;
    }
    d.left = n;
    d.n_blocks = d.block = (uint32_t)n_blocks;
    d.per_block = (uint32_t)(block / n_blocks);
    d.last = first >> 1 ^ (0 - (first & 1));
    d.first = n > 0;
    return d;
}

static bool begin_block(struct parquet_delta *d)
{
    uint64_t least = varint(&d->p, d->end, &d->bad);

    if (d->bad || (uint64_t)(d->end - d->p) < d->n_blocks)
        return false;
    d->least = least >> 1 ^ (0 - (least & 1));
    d->widths = d->p;
    d->p += d->n_blocks;
    d->block = 0;
    return true;
}

/* Go to the next miniblock, whose bits must be there as far as they count. */
static bool next_miniblock(struct parquet_delta *d)
{
    if (d->block == d->n_blocks && !begin_block(d))
        return false;
    uint64_t bytes_left = (uint64_t)(d->end - d->p);
    uint64_t width = (unsigned char)d->widths[d->block];
    uint64_t needed = d->left < d->per_block ? d->left : d->per_block;

    if (width > 64 || (needed * width + 7) / 8 > bytes_left)
        return false;
    d->bit = 0;
    d->block_left = d->per_block;
    return true;
}

static void end_miniblock(struct parquet_delta *d)
{
    uint64_t bytes_left = (uint64_t)(d->end - d->p);
    uint64_t width = (unsigned char)d->widths[d->block];
    uint64_t bytes = d->per_block * width / 8;

    d->p += bytes < bytes_left ? bytes : bytes_left;
    d->block++;
    d->block_left = 0;
}

static uint64_t bits_at(const char *p, uint64_t bit, unsigned width)
{
    const char *at = p + (bit >> 3);
    unsigned shift = bit & 7;
    uint64_t v = swar_load(at) >> shift;

    if (shift + width > 64)
        v |= (uint64_t)(unsigned char)at[8] << (64 - shift);
    return width < 64 ? v & ((UINT64_C(1) << width) - 1) : v;
}

static void add_deltas(struct parquet_delta *d, int64_t *out, uint32_t n)
{
    unsigned width = (unsigned char)d->widths[d->block];

    for (uint32_t i = 0; i < n; i++) {
        d->last += d->least;
        if (width)
            d->last += bits_at(d->p, d->bit, width);
        d->bit += width;
        out[i] = (int64_t)d->last;
    }
}

uint32_t parquet_delta_get(struct parquet_delta *d, int64_t *out, uint32_t n)
{
    uint32_t done = 0;

    if (d->bad)
        return 0;
    if (d->first && n > 0) {
        out[done++] = (int64_t)d->last;
        d->first = false;
        d->left--;
    }
    while (done < n && d->left > 0) {
        if (d->block_left == 0 && !next_miniblock(d)) {
            d->bad = true;
            break;
        }
        uint64_t now = n - done < d->block_left ? n - done : d->block_left;
        if (now > d->left)
            now = d->left;
        add_deltas(d, out + done, (uint32_t)now);
        done += (uint32_t)now;
        d->left -= now;
        d->block_left -= (uint32_t)now;
        if (d->block_left == 0 || d->left == 0)
            end_miniblock(d);
    }
    return done;
}

const char *parquet_delta_end(const struct parquet_delta *d)
{
    return d->bad || d->left > 0 ? NULL : d->p;
}
