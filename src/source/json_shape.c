/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of a delivery are nearly all alike: the same names in the same
 * order, with the same blanks between. So what is fixed in one is remembered,
 * and the next is compared with that, which leaves the values to be found: a
 * few times as fast as going by tokens. What comes of the object is the same,
 * since the same fixed text in the same place is the same tokens.
 */
#include "source/json_int.h"

#include <string.h>

enum { FIXED_MAX = 4 << 10 };

/* Is the fixed text [from, to) next? Then *at goes behind it. */
static bool match_fixed(struct json *j, size_t from, size_t to, uint64_t *at)
{
    struct window *w = &j->unwrap.window;
    size_t n = to - from;

    if (!window_reach(w, *at + n - 1) ||
        memcmp(window_slice(w, *at, *at + n).p, j->shape.fixed.p + from, n) !=
            0)
        return false;
    *at += n;
    return true;
}

static bool match_value(struct json *j, const struct shape_member *m,
                        uint64_t *at, struct piece *value)
{
    if (!m->word) {
        if (!json_find_string(j, *at, value))
            return false;
    } else {
        json_find_word(j, *at, value);
        if (value->to == *at)
            return false;
    }
    *at = value->to;
    return true;
}

/* Find the members of the object at unwrap.at; *at is then its end. */
static bool match(struct json *j, uint64_t *at)
{
    struct shape *s = &j->shape;
    size_t from = 0;

    for (size_t i = 0; i < s->n; i++) {
        const struct shape_member *m = &s->members[i];
        struct piece *name = &s->found[i].name;

        *name = (struct piece){.from = *at + (m->name_at - from),
                               .escaped = m->escaped};
        name->to = name->from + m->name_n;
        if (!match_fixed(j, from, m->fixed_to, at) ||
            !match_value(j, m, at, &s->found[i].value))
            return false;
        from = m->fixed_to;
    }
    return match_fixed(j, from, s->fixed.n, at);
}

bool json_take_alike(struct json *j)
{
    const struct shape *s = &j->shape;
    const struct level *around = json_top(j);
    uint64_t at = j->unwrap.at;

    if (!s->n || (around && !around->list) || !match(j, &at) ||
        !json_open_level(j, false))
        return false;
    for (size_t i = 0; i < s->n; i++)
        json_add_member(j, &s->found[i], s->members[i].meaning);
    json_top(j)->container = s->container;
    j->unwrap.at = at;
    json_close_level(j);
    return true;
}

/* The fixed text before a value, and the name in it; false: none. */
static bool learn_member(struct json *j, const struct member *m, uint64_t from)
{
    struct shape *s = &j->shape;
    struct window *w = &j->unwrap.window;
    struct str fixed = window_slice(w, from, m->value.from);

    if (m->name.from < from || m->name.to > m->value.from || !fixed.n ||
        s->fixed.n + fixed.n > FIXED_MAX)
        return false;
    s->members[s->n++] = (struct shape_member){
        .fixed_to = s->fixed.n + fixed.n,
        .name_at = s->fixed.n + (size_t)(m->name.from - from),
        .name_n = (size_t)(m->name.to - m->name.from),
        .escaped = m->name.escaped,
        .word = fixed.p[fixed.n - 1] != '"',
        .meaning = json_meaning(json_text(j, &m->name, &j->scratch))};
    buf_add(&s->fixed, fixed);
    return true;
}

void json_learn_shape(struct json *j)
{
    struct shape *s = &j->shape;
    const struct level *l = json_top(j);
    uint64_t from = l->from;

    s->n = 0;
    buf_reset(&s->fixed);
    if (l->list || l->nested || !j->n_members ||
        j->n_members > SHAPE_MEMBERS_MAX)
        return;
    for (size_t i = 0; i < j->n_members; i++) {
        if (!learn_member(j, &j->members[i], from)) {
            s->n = 0;
            return;
        }
        from = j->members[i].value.to;
    }
    buf_add(&s->fixed, window_slice(&j->unwrap.window, from, j->unwrap.at));
    s->container = l->container;
}

void json_shape_done(struct shape *s)
{
    buf_done(&s->fixed);
}
