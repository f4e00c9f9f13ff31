/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow/community.h"

#include <nettle/base64.h>
#include <nettle/sha1.h>
#include <nettle/version.h>
#include <string.h>

/* Nettle 4 gives the whole digest; before, one said how much of it. */
#if NETTLE_VERSION_MAJOR >= 4
#define SHA1(ctx, out) sha1_digest(ctx, out)
#else
#define SHA1(ctx, out) sha1_digest(ctx, SHA1_DIGEST_SIZE, out)
#endif

enum { ICMP = 1, TCP = 6, UDP = 17, ICMPV6 = 58, SCTP = 132 };

static size_t bytes_of(const struct addr *a)
{
    return a->family == 4 ? 4 : 16;
}

/* Is the source the first of the two ends? */
static bool is_source_first(const struct connection *c)
{
    size_t src = bytes_of(&c->src), dst = bytes_of(&c->dst);
    int order = memcmp(c->src.bytes, c->dst.bytes, src < dst ? src : dst);

    if (order)
        return order < 0;
    return src == dst ? c->src_port <= c->dst_port : src < dst;
}

static void add_addr(struct sha1_ctx *sha, const struct addr *a)
{
    sha1_update(sha, bytes_of(a), a->bytes);
}

static void add_port(struct sha1_ctx *sha, uint16_t port)
{
    const uint8_t bytes[] = {(uint8_t)(port >> 8), (uint8_t)port};

    sha1_update(sha, sizeof bytes, bytes);
}

static void add_ends(struct sha1_ctx *sha, const struct connection *c)
{
    bool first = is_source_first(c);
    const uint8_t protocol[] = {c->protocol, 0};

    add_addr(sha, first ? &c->src : &c->dst);
    add_addr(sha, first ? &c->dst : &c->src);
    sha1_update(sha, sizeof protocol, protocol);
    if (c->protocol == TCP || c->protocol == UDP || c->protocol == SCTP) {
        add_port(sha, first ? c->src_port : c->dst_port);
        add_port(sha, first ? c->dst_port : c->src_port);
    }
}

bool community_id(const struct connection *c, char out[COMMUNITY_ID_TEXT])
{
    const uint8_t seed[] = {0, 0};
    uint8_t digest[SHA1_DIGEST_SIZE];
    struct sha1_ctx sha;

    _Static_assert(2 + BASE64_ENCODE_RAW_LENGTH(SHA1_DIGEST_SIZE) + 1 ==
                       COMMUNITY_ID_TEXT,
                   "the text has its exact length");
    if (c->protocol == ICMP || c->protocol == ICMPV6)
        return false;
    sha1_init(&sha);
    sha1_update(&sha, sizeof seed, seed);
    add_ends(&sha, c);
    SHA1(&sha, digest);
    memcpy(out, "1:", 2);
    base64_encode_raw(out + 2, sizeof digest, digest);
    out[COMMUNITY_ID_TEXT - 1] = '\0';
    return true;
}
