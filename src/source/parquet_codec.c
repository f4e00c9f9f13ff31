/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/parquet_codec.h"

#include "base/mem.h"
#include "source/parquet_int.h"

#include <isa-l/igzip_lib.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

void parquet_unpacker_done(struct parquet_unpacker *u)
{
    free(u->gzip);
    ZSTD_freeDCtx(u->zstd);
    *u = (struct parquet_unpacker){.gzip = NULL};
}

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
    return isal_inflate_stateless(state) == ISAL_DECOMP_OK &&
           state->avail_out == 0;
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
    default:
        return "the compression is not supported";
    }
}
