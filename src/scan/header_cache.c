/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/header_cache.h"

#include "base/hash.h"

#include <assert.h>

static bool same_rules(const struct header_rules *a,
                       const struct header_rules *b)
{
    return a->layouts == b->layouts && a->first.p == b->first.p &&
           a->first.n == b->first.n && a->first_layout == b->first_layout &&
           a->others == b->others;
}

void header_cache_done(struct header_cache *c)
{
    for (size_t i = 0; i < HEADER_CACHE_SIZE; i++)
        buf_done(&c->headers[i].line);
}

const struct layout *header_cache_find(struct header_cache *c,
                                       const struct header_rules *rules,
                                       struct str line)
{
    size_t place = hash_bytes(line.p, line.n) % HEADER_CACHE_SIZE;
    struct buf *known = &c->headers[place].line;

    assert(header_is_added(rules, line));
    if (!same_rules(&c->rules, rules)) {
        for (size_t i = 0; i < HEADER_CACHE_SIZE; i++)
            buf_reset(&c->headers[i].line);
        c->rules = *rules;
    }
    if (!str_eq(buf_str(known), line)) {
        buf_reset(known);
        buf_add(known, line);
        c->headers[place].layout = header_find(rules, line, NULL);
    }
    return c->headers[place].layout;
}
