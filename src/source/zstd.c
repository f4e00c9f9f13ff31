/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zstandard frames one after the other, those to be skipped among them
 * (RFC 8878, 3.1). libzstd inflates; this keeps it fed and knows when the
 * data ended where it should.
 */
#include "source/zstd.h"

#include "base/mem.h"
#include "source/feed.h"
#include "source/unpack_room.h"

#include <stdint.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    MAGIC_BYTES = 4,
    HEADER_BYTES = 18, /* at most, with the magic */
    /* Larger windows than 128 MiB are refused, as zstd itself does. */
    WINDOW_LOG_MAX = 27,
    /* Text made in one go: when that fails, libzstd does not tell how much of
       it was good. */
    STEP_BYTES = 16 << 10
};

struct zstd {
    struct stream stream; /* first: what callers hold */
    bool in_frame;
    bool ended; /* nothing more to come, for good or ill */
    ZSTD_DCtx *context;
    uint64_t taken; /* of the stream's room */
    char refusal[UNPACK_REFUSAL_MAX];
    struct feed feed;
};

static uint32_t magic_of(struct str head)
{
    const unsigned char *p = (const unsigned char *)head.p;

    return head.n < MAGIC_BYTES
               ? 0
               : (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
                     (uint32_t)p[3] << 24;
}

bool zstd_is(struct str head)
{
    uint32_t magic = magic_of(head);

    return magic == ZSTD_MAGICNUMBER ||
           (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
}

static bool fail(struct zstd *z, const char *why)
{
    const struct stream *below = z->feed.below;

    z->stream.damage = below->damage ? below->damage : why;
    z->ended = true;
    return false;
}

static bool fail_inflate(struct zstd *z, size_t result)
{
    switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_checksum_wrong:
        return fail(z, "the checksum of the zstd data is wrong");
    case ZSTD_error_frameParameter_windowTooLarge:
        return fail(z, "the zstd data needs a window of more than 128 MiB");
    default:
        return fail(z, "the zstd data is corrupt");
    }
}

/* After the last frame. */
static bool end_frames(struct zstd *z)
{
    z->ended = true;
    if (!feed_is_padding(&z->feed)) {
        fail(z, "something else follows the zstd data");
        z->stream.whole = true;
    }
    return z->feed.below->damage ? fail(z, NULL) : false;
}

static uint64_t little_endian(const unsigned char *p, unsigned n)
{
    uint64_t out = 0;

    while (n-- > 0)
        out = out << 8 | p[n];
    return out;
}

/*
 * How far back a frame looks (RFC 8878, 3.1.1.1); 0 when that is not said,
 * or it is one to be skipped.
 */
static uint64_t window_of(struct str head)
{
    static const unsigned id_bytes[] = {0, 1, 2, 4};
    static const unsigned size_bytes[] = {1, 2, 4, 8};
    const unsigned char *p = (const unsigned char *)head.p;

    if (magic_of(head) != ZSTD_MAGICNUMBER || head.n < MAGIC_BYTES + 2)
        return 0;
    unsigned flags = p[MAGIC_BYTES], at = MAGIC_BYTES + 1;
    if (!(flags & 0x20)) {
        uint64_t base = UINT64_C(1) << (10 + (p[at] >> 3));

        return base + base / 8 * (p[at] & 7);
    }
    at += id_bytes[flags & 3];
    unsigned n = size_bytes[flags >> 6];
    if (head.n < at + n)
        return 0;
    return little_endian(p + at, n) + (n == 2 ? 256 : 0);
}

/* Memory for the next frame; one that is too large is left to libzstd. */
static bool take_window(struct zstd *z)
{
    struct unpack_room *room = z->stream.room;

    (void)feed_want(&z->feed, HEADER_BYTES);
    uint64_t bytes = window_of(feed_waiting(&z->feed));
    if (bytes <= z->taken || bytes > UINT64_C(1) << WINDOW_LOG_MAX)
        return true;
    unpack_room_give(room, z->taken);
    z->taken = 0;
    if (!unpack_room_take(room, bytes))
        return fail(z, unpack_room_refusal(room, "zstd", bytes, z->refusal));
    z->taken = bytes;
    return true;
}

/* Does another frame follow? */
static bool begin_frame(struct zstd *z)
{
    if (!feed_want(&z->feed, MAGIC_BYTES) || !zstd_is(feed_waiting(&z->feed)))
        return end_frames(z);
    if (!take_window(z))
        return false;
    z->in_frame = true;
    return true;
}

/* Inflate into out until it is full or the frame or the input ends. */
static bool inflate_step(struct zstd *z, ZSTD_outBuffer *out)
{
    struct str waiting = feed_waiting(&z->feed);
    ZSTD_inBuffer in = {waiting.p, waiting.n, 0};
    size_t before = out->pos;
    size_t result = ZSTD_decompressStream(z->context, out, &in);

    z->feed.at += in.pos;
    if (ZSTD_isError(result))
        return fail_inflate(z, result);
    z->in_frame = result != 0;
    if (z->in_frame && out->pos == before && in.pos == 0 &&
        !feed_more(&z->feed))
        return fail(z, "the zstd data is cut short");
    return true;
}

static size_t zstd_read(struct stream *s, char *out, size_t n)
{
    struct zstd *z = (struct zstd *)s;
    size_t total = 0;

    while (total < n && !z->ended) {
        size_t left = n - total;
        ZSTD_outBuffer to = {out + total, left < STEP_BYTES ? left : STEP_BYTES,
                             0};

        if ((!z->in_frame && !begin_frame(z)) || !inflate_step(z, &to))
            break;
        total += to.pos;
    }
    return total;
}

static void zstd_close(struct stream *s)
{
    struct zstd *z = (struct zstd *)s;

    z->feed.below->close(z->feed.below);
    ZSTD_freeDCtx(z->context);
    unpack_room_give(z->stream.room, z->taken);
    free(z);
}

struct stream *zstd_stream(struct stream *below, struct str head)
{
    struct zstd *z = mem_alloc(sizeof *z);

    z->stream = (struct stream){
        .read = zstd_read, .close = zstd_close, .room = below->room};
    z->taken = 0;
    z->in_frame = false;
    z->ended = false;
    z->context = ZSTD_createDCtx();
    feed_begin(&z->feed, below, head);
    if (!z->context)
        fail(z, "there is no memory to unpack the zstd data");
    else
        ZSTD_DCtx_setParameter(z->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    return &z->stream;
}
