/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gzip members one after the other: header, deflate data, checksum, each
 * checked. The inflating is libisal's; this keeps it fed and knows when the
 * data ended where it should.
 */
#include "source/gzip.h"

#include "base/mem.h"
#include "source/feed.h"

#include <isa-l/igzip_lib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAGIC_BYTES = 3,
    /* Output of one step: what the checksum reads again is still cached, and
       the history that libisal keeps of each step is little of it. */
    STEP_BYTES = 512 << 10
};

static const unsigned char magic[MAGIC_BYTES] = {0x1f, 0x8b, 0x08};

struct gzip {
    struct stream stream;       /* first: what callers hold */
    bool in_member;             /* its header was read */
    bool ended;                 /* nothing more to come, for good or ill */
    struct inflate_state state; /* its input is what waits in the feed */
    struct isal_gzip_header header;
    struct feed feed;
};

bool gzip_is(struct str head)
{
    return head.n >= MAGIC_BYTES && memcmp(head.p, magic, MAGIC_BYTES) == 0;
}

static bool fail(struct gzip *g, const char *why)
{
    g->stream.damage = g->feed.below->damage ? g->feed.below->damage : why;
    g->ended = true;
    return false;
}

static bool fail_cut(struct gzip *g)
{
    return fail(g, "the gzip data is cut short");
}

static bool fail_inflate(struct gzip *g, int result)
{
    return fail(g, result == ISAL_INCORRECT_CHECKSUM
                       ? "the checksum of the gzip data is wrong"
                       : "the gzip data is corrupt");
}

/* Show libisal what waits in the feed, and note afterwards what it took. */
static void show_input(struct gzip *g)
{
    struct str waiting = feed_waiting(&g->feed);

    g->state.next_in = (uint8_t *)g->feed.bytes + g->feed.at;
    g->state.avail_in = (uint32_t)waiting.n;
}

static void note_taken(struct gzip *g)
{
    g->feed.at = g->feed.n - g->state.avail_in;
}

/*
 * Does another member follow? A few last bytes that a member could begin
 * with count as one: it is then found to be cut short.
 */
static bool member_follows(struct gzip *g)
{
    struct str waiting;

    feed_want(&g->feed, MAGIC_BYTES);
    waiting = feed_waiting(&g->feed);
    if (waiting.n > MAGIC_BYTES)
        waiting.n = MAGIC_BYTES;
    return waiting.n && memcmp(waiting.p, magic, waiting.n) == 0;
}

/* After the last member. */
static bool end_members(struct gzip *g)
{
    g->ended = true;
    if (!feed_is_padding(&g->feed)) {
        fail(g, "something else follows the gzip data");
        g->stream.whole = true;
    }
    return g->feed.below->damage ? fail_cut(g) : false;
}

static bool begin_member(struct gzip *g)
{
    if (!member_follows(g))
        return end_members(g);
    isal_inflate_reset(&g->state);
    /* The header is read here: libisal's own reading of it forgets the
       header's flags when the input ends in the middle of it. */
    g->state.crc_flag = ISAL_GZIP_NO_HDR_VER;
    isal_gzip_header_init(&g->header);
    for (;;) {
        show_input(g);
        int result = isal_read_gzip_header(&g->state, &g->header);
        note_taken(g);
        if (result == ISAL_DECOMP_OK)
            break;
        if (result != ISAL_END_INPUT)
            return fail_inflate(g, result);
        if (!feed_more(&g->feed))
            return fail_cut(g);
    }
    g->in_member = true;
    return true;
}

/* Inflate up to n bytes of a member; *got of them were made. */
static bool inflate_step(struct gzip *g, char *out, size_t n, size_t *got)
{
    bool more = feed_waiting(&g->feed).n || feed_more(&g->feed);
    show_input(g);
    g->state.next_out = (uint8_t *)out;
    g->state.avail_out = (uint32_t)n;
    uint32_t before = g->state.avail_in;
    int result = isal_inflate(&g->state);
    note_taken(g);
    *got = n - g->state.avail_out;
    if (result != ISAL_DECOMP_OK)
        return fail_inflate(g, result);
    if (g->state.block_state == ISAL_BLOCK_FINISH)
        g->in_member = false;
    else if (*got == 0 && g->state.avail_in == before)
        return more ? fail_inflate(g, ISAL_INVALID_BLOCK) : fail_cut(g);
    return true;
}

/*
 * Where there is little room libisal inflates into memory of its own first;
 * what it had made there before the damage is good.
 */
static size_t take_rest(struct gzip *g, char *out, size_t n)
{
    struct inflate_state *s = &g->state;
    size_t left = (size_t)(s->tmp_out_valid - s->tmp_out_processed);

    if (left > n)
        left = n;
    memcpy(out, s->tmp_out_buffer + s->tmp_out_processed, left);
    s->tmp_out_processed += (int32_t)left;
    return left;
}

static size_t gzip_read(struct stream *s, char *out, size_t n)
{
    struct gzip *g = (struct gzip *)s;
    size_t total = 0;
    while (total < n && !g->ended) {
        if (!g->in_member && !begin_member(g))
            break;
        size_t want = n - total < STEP_BYTES ? n - total : STEP_BYTES;
        size_t got;
        bool ok = inflate_step(g, out + total, want, &got);
        total += got;
        if (!ok)
            break;
    }
    if (g->stream.damage && g->in_member && total < n)
        total += take_rest(g, out + total, n - total);
    return total;
}

static void gzip_close(struct stream *s)
{
    struct gzip *g = (struct gzip *)s;
    g->feed.below->close(g->feed.below);
    free(g);
}

struct stream *gzip_stream(struct stream *below, struct str head)
{
    /* All zeros: corrupt data makes libisal look at entries of its tables
       that were never written. */
    struct gzip *g = mem_calloc(1, sizeof *g);
    g->stream = (struct stream){
        .read = gzip_read, .close = gzip_close, .room = below->room};
    isal_inflate_init(&g->state);
    feed_begin(&g->feed, below, head);
    return &g->stream;
}
