/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bzip2 streams one after the other, as parallel packers write them. libbz2
 * inflates and checks; this keeps it fed and knows when the data ended where
 * it should.
 */
#include "source/bzip2.h"

#include "base/mem.h"
#include "source/feed.h"

#include <bzlib.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* "BZh", the level, and the first block's or the end's mark. */
enum { LEVEL_AT = 3, HEAD_BYTES = 10, MARK_AT = 4, MARK_BYTES = 6 };

static const char block_mark[] = "\x31\x41\x59\x26\x53\x59";
static const char end_mark[] = "\x17\x72\x45\x38\x50\x90";

struct bzip2 {
    struct stream stream; /* first: what callers hold */
    bool in_stream;
    bool ended; /* nothing more to come, for good or ill */
    bz_stream bz;
    struct feed feed;
};

bool bzip2_is(struct str head)
{
    return head.n >= HEAD_BYTES && str_starts(head, STR("BZh")) &&
           head.p[LEVEL_AT] >= '1' && head.p[LEVEL_AT] <= '9' &&
           (memcmp(head.p + MARK_AT, block_mark, MARK_BYTES) == 0 ||
            memcmp(head.p + MARK_AT, end_mark, MARK_BYTES) == 0);
}

static bool fail(struct bzip2 *b, const char *why)
{
    const struct stream *below = b->feed.below;

    b->stream.damage = below->damage ? below->damage : why;
    b->ended = true;
    return false;
}

/* After the last stream. */
static bool end_streams(struct bzip2 *b)
{
    b->ended = true;
    if (!feed_is_padding(&b->feed)) {
        fail(b, "something else follows the bzip2 data");
        b->stream.whole = true;
    }
    return b->feed.below->damage ? fail(b, NULL) : false;
}

static bool begin_stream(struct bzip2 *b)
{
    if (!feed_want(&b->feed, HEAD_BYTES) || !bzip2_is(feed_waiting(&b->feed)))
        return end_streams(b);
    b->bz = (bz_stream){0};
    if (BZ2_bzDecompressInit(&b->bz, 0, 0) != BZ_OK)
        return fail(b, "there is no memory to unpack the bzip2 data");
    b->in_stream = true;
    return true;
}

static void end_stream(struct bzip2 *b)
{
    if (b->in_stream)
        BZ2_bzDecompressEnd(&b->bz);
    b->in_stream = false;
}

/* Inflate up to n bytes; *got of them were made. */
static bool inflate_step(struct bzip2 *b, char *out, size_t n, size_t *got)
{
    struct str waiting = feed_waiting(&b->feed);
    unsigned room = n < UINT_MAX ? (unsigned)n : UINT_MAX;
    size_t eaten;
    int result;

    b->bz.next_in = b->feed.bytes + b->feed.at;
    b->bz.avail_in = (unsigned)waiting.n;
    b->bz.next_out = out;
    b->bz.avail_out = room;
    result = BZ2_bzDecompress(&b->bz);
    *got = room - b->bz.avail_out;
    eaten = waiting.n - b->bz.avail_in;
    b->feed.at += eaten;
    if (result == BZ_STREAM_END)
        end_stream(b);
    else if (result != BZ_OK)
        return fail(b, "the bzip2 data is corrupt");
    else if (!*got && !eaten && !feed_more(&b->feed))
        return fail(b, "the bzip2 data is cut short");
    return true;
}

static size_t bzip2_read(struct stream *s, char *out, size_t n)
{
    struct bzip2 *b = (struct bzip2 *)s;
    size_t total = 0;

    while (total < n && !b->ended) {
        size_t got;

        if (!b->in_stream && !begin_stream(b))
            break;
        bool ok = inflate_step(b, out + total, n - total, &got);
        total += got;
        if (!ok)
            break;
    }
    return total;
}

static void bzip2_close(struct stream *s)
{
    struct bzip2 *b = (struct bzip2 *)s;

    b->feed.below->close(b->feed.below);
    end_stream(b);
    free(b);
}

struct stream *bzip2_stream(struct stream *below, struct str head)
{
    struct bzip2 *b = mem_alloc(sizeof *b);

    b->stream = (struct stream){
        .read = bzip2_read, .close = bzip2_close, .room = below->room};
    b->in_stream = false;
    b->ended = false;
    feed_begin(&b->feed, below, head);
    return &b->stream;
}
