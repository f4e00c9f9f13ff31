/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zstandard frames one after the other, those to be skipped among them
 * (RFC 8878, 3.1). libzstd inflates; this keeps it fed and knows when the
 * data ended where it should.
 */
#include "source/zstd.h"

#include "base/mem.h"
#include "source/feed.h"

#include <stdint.h>
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    MAGIC_BYTES = 4,
    /* Larger windows than 128 MiB are refused, as zstd itself does. */
    WINDOW_LOG_MAX = 27
};

struct zstd {
    struct stream stream; /* first: what callers hold */
    bool in_frame;
    bool ended; /* nothing more to come, for good or ill */
    ZSTD_DCtx *context;
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

/* Does another frame follow? */
static bool begin_frame(struct zstd *z)
{
    if (!feed_want(&z->feed, MAGIC_BYTES) || !zstd_is(feed_waiting(&z->feed)))
        return end_frames(z);
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
    ZSTD_outBuffer to = {out, n, 0};

    while (to.pos < n && !z->ended)
        if ((!z->in_frame && !begin_frame(z)) || !inflate_step(z, &to))
            break;
    return to.pos;
}

static void zstd_close(struct stream *s)
{
    struct zstd *z = (struct zstd *)s;

    z->feed.below->close(z->feed.below);
    ZSTD_freeDCtx(z->context);
    free(z);
}

struct stream *zstd_stream(struct stream *below, struct str head)
{
    struct zstd *z = mem_alloc(sizeof *z);

    z->stream = (struct stream){.read = zstd_read, .close = zstd_close};
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
