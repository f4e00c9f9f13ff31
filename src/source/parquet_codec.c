/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/parquet_codec.h"

#include "base/mem.h"
#include "source/parquet_int.h"

#include <isa-l/igzip_lib.h>
#include <lz4.h>
#include <snappy-c.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

void parquet_unpacker_done(struct parquet_unpacker *u)
{
    free(u->gzip);
    ZSTD_freeDCtx(u->zstd);
    *u = (struct parquet_unpacker){.gzip = NULL};
}

/* As gzip allows, the data of a page may be several members. */
static bool unpack_gzip(struct parquet_unpacker *u, struct str packed,
                        char *out, size_t n)
{
    struct inflate_state *state = u->gzip;

    if (!state)
        state = u->gzip = mem_alloc(sizeof *state);
    isal_inflate_init(state);
    state->crc_flag = ISAL_GZIP;
    state->next_in = (uint8_t *)(uintptr_t)packed.p;
    state->avail_in = (uint32_t)packed.n;
    state->next_out = (uint8_t *)out;
    state->avail_out = (uint32_t)n;
    do {
        if (isal_inflate_stateless(state) != ISAL_DECOMP_OK)
            return false;
        isal_inflate_reset(state);
    } while (state->avail_out > 0 && state->avail_in > 0);
    return state->avail_out == 0;
}

static bool unpack_snappy(struct str packed, char *out, size_t n)
{
    size_t found = n;

    return snappy_uncompressed_length(packed.p, packed.n, &found) ==
               SNAPPY_OK &&
           found == n &&
           snappy_uncompress(packed.p, packed.n, out, &found) == SNAPPY_OK &&
           found == n;
}

static bool unpack_zstd(struct parquet_unpacker *u, struct str packed,
                        char *out, size_t n)
{
    if (!u->zstd)
        u->zstd = ZSTD_createDCtx();
    if (!u->zstd)
        mem_fail();
    return ZSTD_decompressDCtx(u->zstd, out, n, packed.p, packed.n) == n;
}

static bool unpack_lz4_block(struct str packed, char *out, size_t n)
{
    return packed.n <= INT_MAX && n <= INT_MAX &&
           LZ4_decompress_safe(packed.p, out, (int)packed.n, (int)n) == (int)n;
}

static size_t load_big_32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (size_t)u[0] << 24 | (size_t)u[1] << 16 | (size_t)u[2] << 8 | u[3];
}

/*
 * Blocks, each behind its size unpacked and packed. Source: Apache Hadoop's
 * BlockCompressorStream, whose form the older of the two LZ4 codecs has.
 */
static bool unpack_hadoop_lz4(struct str packed, char *out, size_t n)
{
    enum { SIZES = 8 };

    while (packed.n >= SIZES) {
        size_t block_n = load_big_32(packed.p);
        size_t block_packed = load_big_32(packed.p + 4);

        packed = str_slice(packed, SIZES, packed.n);
        if (block_n > n || block_packed > packed.n ||
            !unpack_lz4_block(str_slice(packed, 0, block_packed), out, block_n))
            return false;
        out += block_n;
        n -= block_n;
        packed = str_slice(packed, block_packed, packed.n);
    }
    return n == 0 && packed.n == 0;
}

const char *parquet_unpack(struct parquet_unpacker *u, unsigned codec,
                           struct str packed, char *out, size_t n)
{
    if (n == 0)
        return NULL;
    switch (codec) {
    case CODEC_NONE:
        if (packed.n != n)
            return "the page is not as long as it says";
        memcpy(out, packed.p, n);
        return NULL;
    case CODEC_SNAPPY:
        return unpack_snappy(packed, out, n) ? NULL
                                             : "the snappy data is corrupt";
    case CODEC_GZIP:
        return unpack_gzip(u, packed, out, n) ? NULL
                                              : "the gzip data is corrupt";
    case CODEC_ZSTD:
        return unpack_zstd(u, packed, out, n) ? NULL
                                              : "the zstd data is corrupt";
    case CODEC_LZ4_RAW:
        return unpack_lz4_block(packed, out, n) ? NULL
                                                : "the LZ4 data is corrupt";
    case CODEC_LZ4: /* early writers of Arrow wrote single blocks */
        return unpack_hadoop_lz4(packed, out, n) ||
                       unpack_lz4_block(packed, out, n)
                   ? NULL
                   : "the LZ4 data is corrupt";
    default:
        return "the compression is not supported";
    }
}
