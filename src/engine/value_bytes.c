/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A byte for the type, then nothing for null, n and eight bytes for numbers
 * and the like, n and what belongs to it for the rest.
 */
#include "engine/value_bytes.h"

#include <string.h>

static void put_size(struct buf *to, uint32_t n)
{
    memcpy(buf_room(to, sizeof n), &n, sizeof n);
    to->n += sizeof n;
}

static const char *take_size(const char *p, uint32_t *n)
{
    memcpy(n, p, sizeof *n);
    return p + sizeof *n;
}

static void put_text(struct buf *to, struct str s)
{
    put_size(to, (uint32_t)s.n);
    buf_add(to, s);
}

static const char *take_text(const char *p, struct arena *arena,
                             struct str *out)
{
    uint32_t n;

    p = take_size(p, &n);
    *out = arena_copy(arena, (struct str){p, n});
    return p + n;
}

/* Numbers, booleans, times and addresses: 13 bytes in one piece. */
static void put_plain(struct buf *to, struct value v)
{
    char *p = buf_room(to, 1 + sizeof v.n + sizeof v.i);

    p[0] = (char)v.type;
    memcpy(p + 1, &v.n, sizeof v.n);
    memcpy(p + 1 + sizeof v.n, &v.i, sizeof v.i);
    to->n += 1 + sizeof v.n + sizeof v.i;
}

static void put_map(struct buf *to, struct value v)
{
    put_size(to, v.n);
    for (uint32_t i = 0; i < v.n; i++) {
        put_text(to, v.map[i].key);
        value_bytes_put(to, v.map[i].value);
    }
}

static void put_list(struct buf *to, struct value v)
{
    put_size(to, v.n);
    for (uint32_t i = 0; i < v.n; i++)
        value_bytes_put(to, v.list[i]);
}

void value_bytes_put(struct buf *to, struct value v)
{
    switch (v.type) {
    case VALUE_NULL:
        buf_char(to, VALUE_NULL);
        break;
    case VALUE_TEXT:
        buf_char(to, VALUE_TEXT);
        put_text(to, (struct str){v.s, v.n});
        break;
    case VALUE_LIST:
        buf_char(to, VALUE_LIST);
        put_list(to, v);
        break;
    case VALUE_MAP:
        buf_char(to, VALUE_MAP);
        put_map(to, v);
        break;
    default:
        put_plain(to, v);
    }
}

static const char *take_map(const char *p, struct arena *arena,
                            struct value *out)
{
    uint32_t n;

    p = take_size(p, &n);
    struct member *map = arena_alloc(arena, n * sizeof *map);
    for (uint32_t i = 0; i < n; i++) {
        p = take_text(p, arena, &map[i].key);
        p = value_bytes_take(p, arena, &map[i].value);
    }
    *out = value_map(map, n);
    return p;
}

static const char *take_list(const char *p, struct arena *arena,
                             struct value *out)
{
    uint32_t n;

    p = take_size(p, &n);
    struct value *list = arena_alloc(arena, n * sizeof *list);
    for (uint32_t i = 0; i < n; i++)
        p = value_bytes_take(p, arena, &list[i]);
    *out = value_list(list, n);
    return p;
}

static const char *take_plain(const char *p, enum value_type type,
                              struct value *out)
{
    *out = (struct value){.type = type};
    p = take_size(p, &out->n);
    memcpy(&out->i, p, sizeof out->i);
    return p + sizeof out->i;
}

const char *value_bytes_take(const char *p, struct arena *arena,
                             struct value *out)
{
    enum value_type type = (enum value_type) * p++;
    struct str text;

    switch (type) {
    case VALUE_NULL:
        *out = value_null();
        return p;
    case VALUE_TEXT:
        p = take_text(p, arena, &text);
        *out = value_text(text);
        return p;
    case VALUE_LIST:
        return take_list(p, arena, out);
    case VALUE_MAP:
        return take_map(p, arena, out);
    default:
        return take_plain(p, type, out);
    }
}
