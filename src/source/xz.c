/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Streams of the .xz format one after the other, with padding. liblzma
 * inflates and checks all of it; this keeps it fed.
 */
#include "source/xz.h"

#include "base/mem.h"
#include "source/feed.h"
#include "source/unpack_room.h"

#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * The dictionary of xz -9 is 64 MiB; what needs far more is refused, and what
 * the file does not ask for is not taken.
 */
#define MEMORY_BYTES (UINT64_C(256) << 20)
#define FIRST_MEMORY_BYTES (UINT64_C(1) << 20)

struct xz {
    struct stream stream; /* first: what callers hold */
    bool ended;           /* nothing more to come, for good or ill */
    lzma_stream lzma;
    uint64_t taken; /* of the stream's room */
    char refusal[UNPACK_REFUSAL_MAX];
    struct feed feed;
};

bool xz_is(struct str head)
{
    return str_starts(head, (struct str){"\xfd"
                                         "7zXZ\0",
                                         6});
}

static void fail(struct xz *x, const char *why)
{
    const struct stream *below = x->feed.below;

    x->stream.damage = below->damage ? below->damage : why;
    x->ended = true;
}

static const char *reason(lzma_ret result)
{
    switch (result) {
    case LZMA_BUF_ERROR:
        return "the xz data is cut short";
    case LZMA_MEMLIMIT_ERROR:
        return "the xz data needs more than 256 MiB to be unpacked";
    case LZMA_MEM_ERROR:
        return "there is no memory to unpack the xz data";
    case LZMA_OPTIONS_ERROR:
        return "the xz data uses a method that is not known";
    default:
        return "the xz data is corrupt";
    }
}

/* It needs more than it was allowed: is there that? */
static bool take_memory(struct xz *x)
{
    struct unpack_room *room = x->stream.room;
    uint64_t bytes = lzma_memusage(&x->lzma);

    if (bytes > MEMORY_BYTES) {
        fail(x, reason(LZMA_MEMLIMIT_ERROR));
        return false;
    }
    unpack_room_give(room, x->taken);
    x->taken = 0;
    if (!unpack_room_take(room, bytes)) {
        fail(x, unpack_room_refusal(room, "xz", bytes, x->refusal));
        return false;
    }
    x->taken = bytes;
    return lzma_memlimit_set(&x->lzma, bytes) == LZMA_OK;
}

static size_t xz_read(struct stream *s, char *out, size_t n)
{
    struct xz *x = (struct xz *)s;

    x->lzma.next_out = (uint8_t *)out;
    x->lzma.avail_out = n;
    while (x->lzma.avail_out && !x->ended) {
        bool more = feed_waiting(&x->feed).n || feed_more(&x->feed);
        struct str waiting = feed_waiting(&x->feed);
        lzma_ret result;

        x->lzma.next_in = (const uint8_t *)waiting.p;
        x->lzma.avail_in = waiting.n;
        result = lzma_code(&x->lzma, more ? LZMA_RUN : LZMA_FINISH);
        x->feed.at += waiting.n - x->lzma.avail_in;
        if (result == LZMA_STREAM_END) {
            x->ended = true;
            if (x->feed.below->damage)
                fail(x, NULL);
        } else if (result == LZMA_MEMLIMIT_ERROR) {
            take_memory(x);
        } else if (result != LZMA_OK) {
            fail(x, reason(result));
        }
    }
    return n - x->lzma.avail_out;
}

static void xz_close(struct stream *s)
{
    struct xz *x = (struct xz *)s;

    x->feed.below->close(x->feed.below);
    lzma_end(&x->lzma);
    unpack_room_give(x->stream.room, x->taken);
    free(x);
}

struct stream *xz_stream(struct stream *below, struct str head)
{
    struct xz *x = mem_alloc(sizeof *x);
    lzma_stream none = LZMA_STREAM_INIT;
    lzma_ret result;

    x->stream = (struct stream){
        .read = xz_read, .close = xz_close, .room = below->room};
    x->taken = 0;
    x->ended = false;
    x->lzma = none;
    feed_begin(&x->feed, below, head);
    result = lzma_stream_decoder(&x->lzma, FIRST_MEMORY_BYTES,
                                 LZMA_CONCATENATED);
    if (result != LZMA_OK)
        fail(x, reason(result));
    return &x->stream;
}
