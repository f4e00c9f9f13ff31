/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unpack_reference.h"

#include <bzlib.h>
#include <isa-l/igzip_lib.h>
#include <lzma.h>
#include <string.h>
#include <zstd.h>

enum { GZIP_MAGIC = 3, ZSTD_MAGIC = 4, BZIP2_HEAD = 10 };

/* What is left of the input, and the room that is left for the text. */
struct work {
    struct str in;
    char *to;
    size_t room;
    bool bytewise;
    /* What corrupt data gives depends on the members before: see gzip.c. */
    struct inflate_state inflate;
};

enum verdict { MEMBER_WHOLE, MEMBER_DAMAGED, MEMBER_TOO_LONG };

static void advance(struct work *w, size_t eaten, size_t made)
{
    w->in = str_slice(w->in, eaten, w->in.n);
    w->to += made;
    w->room -= made;
}

/* Gzip: a member begins where the bytes that are there could begin one. */

static bool gzip_begins(struct str in)
{
    static const char magic[] = "\x1f\x8b\x08";

    return in.n &&
           memcmp(in.p, magic, in.n < GZIP_MAGIC ? in.n : GZIP_MAGIC) == 0;
}

static enum verdict gzip_member(struct work *w)
{
    struct inflate_state *state = &w->inflate;
    int result;

    isal_inflate_reset(state);
    state->crc_flag = ISAL_GZIP;
    state->next_in = (uint8_t *)(uintptr_t)w->in.p;
    state->avail_in = (uint32_t)w->in.n;
    state->next_out = (uint8_t *)w->to;
    state->avail_out = (uint32_t)w->room;
    result = isal_inflate(state);
    advance(w, w->in.n - state->avail_in, w->room - state->avail_out);
    if (result == ISAL_DECOMP_OK && state->block_state == ISAL_BLOCK_FINISH)
        return MEMBER_WHOLE;
    return result == ISAL_DECOMP_OK && !w->room ? MEMBER_TOO_LONG
                                                : MEMBER_DAMAGED;
}

/* Zstandard: four bytes tell, of a frame or of one to be skipped. */

static bool zstd_begins(struct str in)
{
    static const char frame[] = "\x28\xb5\x2f\xfd", skip[] = "\x2a\x4d\x18";

    return in.n >= ZSTD_MAGIC &&
           (memcmp(in.p, frame, ZSTD_MAGIC) == 0 ||
            ((in.p[0] & 0xf0) == 0x50 && memcmp(in.p + 1, skip, 3) == 0));
}

static enum verdict zstd_member(struct work *w)
{
    enum { WINDOW_LOG_MAX = 27 };
    ZSTD_DCtx *context = ZSTD_createDCtx();
    ZSTD_inBuffer in = {w->in.p, w->in.n, 0};
    ZSTD_outBuffer out = {w->to, w->room, 0};
    size_t result, before;

    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    do {
        before = in.pos + out.pos;
        if (w->bytewise) {
            in.size = in.pos + (in.pos < w->in.n);
            out.size = out.pos + (out.pos < w->room);
        }
        result = ZSTD_decompressStream(context, &out, &in);
    } while (result && !ZSTD_isError(result) && in.pos + out.pos > before);
    ZSTD_freeDCtx(context);
    advance(w, in.pos, out.pos);
    if (result == 0)
        return MEMBER_WHOLE;
    return !ZSTD_isError(result) && !w->room ? MEMBER_TOO_LONG : MEMBER_DAMAGED;
}

/* Bzip2: level and the first mark tell, too. */

static bool bzip2_begins(struct str in)
{
    static const char block[] = "\x31\x41\x59\x26\x53\x59";
    static const char end[] = "\x17\x72\x45\x38\x50\x90";

    return in.n >= BZIP2_HEAD && memcmp(in.p, "BZh", 3) == 0 &&
           in.p[3] >= '1' && in.p[3] <= '9' &&
           (memcmp(in.p + 4, block, 6) == 0 || memcmp(in.p + 4, end, 6) == 0);
}

static enum verdict bzip2_member(struct work *w)
{
    bz_stream bz = {.next_in = (char *)(uintptr_t)w->in.p,
                    .avail_in = (unsigned)w->in.n,
                    .next_out = w->to,
                    .avail_out = (unsigned)w->room};
    unsigned before;
    int result;

    BZ2_bzDecompressInit(&bz, 0, 0);
    do {
        before = bz.avail_in + bz.avail_out;
        result = BZ2_bzDecompress(&bz);
    } while (result == BZ_OK && bz.avail_in + bz.avail_out < before);
    BZ2_bzDecompressEnd(&bz);
    advance(w, w->in.n - bz.avail_in, w->room - bz.avail_out);
    if (result == BZ_STREAM_END)
        return MEMBER_WHOLE;
    return result == BZ_OK && !w->room ? MEMBER_TOO_LONG : MEMBER_DAMAGED;
}

/* Xz: liblzma goes over all streams and their padding by itself. */

static bool xz_begins(struct str in)
{
    return in.n >= 6 && memcmp(in.p, "\xfd\x37zXZ", 6) == 0;
}

static enum verdict xz_member(struct work *w)
{
    lzma_stream x = LZMA_STREAM_INIT;
    lzma_ret result =
        lzma_stream_decoder(&x, UINT64_C(256) << 20, LZMA_CONCATENATED);

    x.next_in = (const uint8_t *)w->in.p;
    x.avail_in = w->in.n;
    x.next_out = (uint8_t *)w->to;
    x.avail_out = w->room;
    while (result == LZMA_OK && x.avail_out)
        result = lzma_code(&x, LZMA_FINISH);
    advance(w, w->in.n - x.avail_in, w->room - x.avail_out);
    lzma_end(&x);
    if (result == LZMA_STREAM_END)
        return MEMBER_WHOLE;
    return result == LZMA_OK ? MEMBER_TOO_LONG : MEMBER_DAMAGED;
}

static const struct {
    bool (*begins)(struct str in);
    enum verdict (*member)(struct work *w);
} kinds[] = {
    {gzip_begins, gzip_member},
    {zstd_begins, zstd_member},
    {bzip2_begins, bzip2_member},
    {xz_begins, xz_member},
};

static bool is_padding(struct str in)
{
    while (in.n && !in.p[0])
        in = str_slice(in, 1, in.n);
    return !in.n;
}

void unpack_reference(struct str bytes, size_t most, bool bytewise,
                      struct unpacked *out)
{
    struct work w = {.in = bytes, .room = most, .bytewise = bytewise};
    enum verdict verdict = MEMBER_WHOLE;
    size_t kind = 0;

    *out = (struct unpacked){.packed = false};
    while (kind < sizeof kinds / sizeof *kinds &&
           (bytes.n < GZIP_MAGIC || !kinds[kind].begins(bytes)))
        kind++;
    if (kind == sizeof kinds / sizeof *kinds)
        return;
    out->packed = true;
    isal_inflate_init(&w.inflate);
    w.to = buf_room(&out->text, most);
    while (verdict == MEMBER_WHOLE && kinds[kind].begins(w.in))
        verdict = kinds[kind].member(&w);
    out->text.n = most - w.room;
    out->damaged = verdict == MEMBER_DAMAGED;
    out->followed = verdict == MEMBER_WHOLE && !is_padding(w.in);
    out->too_long = verdict == MEMBER_TOO_LONG;
}
