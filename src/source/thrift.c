/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to values; see thrift.h for what is trusted. */
#include "source/thrift.h"

enum { DEPTH_MAX = 16 };

struct thrift thrift_begin(struct str bytes)
{
    return (struct thrift){.p = bytes.p, .end = bytes.p + bytes.n};
}

static void fail(struct thrift *t)
{
    t->bad = true;
    t->p = t->end;
}

static uint8_t next_byte(struct thrift *t)
{
    if (t->p == t->end) {
        fail(t);
        return 0;
    }
    return (uint8_t)*t->p++;
}

static uint64_t varint(struct thrift *t)
{
    uint64_t v = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = next_byte(t);

        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return v;
    }
    fail(t);
    return 0;
}

static int64_t zigzag(struct thrift *t)
{
    uint64_t v = varint(t);

    return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

static struct str take(struct thrift *t, uint64_t n)
{
    if (n > (uint64_t)(t->end - t->p)) {
        fail(t);
        return STR("");
    }
    struct str taken = {t->p, (size_t)n};
    t->p += n;
    return taken;
}

bool thrift_next(struct thrift *t, struct thrift_field *f)
{
    uint8_t head = next_byte(t);
    int64_t step = head >> 4;

    f->type = head & 0x0f;
    if (t->bad || f->type == THRIFT_STOP)
        return false;
    int64_t id = step ? f->id + step : zigzag(t);
    if (id < INT16_MIN || id > INT16_MAX || f->type > THRIFT_STRUCT)
        fail(t);
    f->id = (int32_t)id;
    return !t->bad;
}

int64_t thrift_int(struct thrift *t, const struct thrift_field *f)
{
    if (f->type == THRIFT_I8)
        return (int8_t)next_byte(t);
    if (f->type == THRIFT_I16 || f->type == THRIFT_I32 || f->type == THRIFT_I64)
        return zigzag(t);
    fail(t);
    return 0;
}

bool thrift_bool(struct thrift *t, const struct thrift_field *f)
{
    if (f->type != THRIFT_TRUE && f->type != THRIFT_FALSE)
        fail(t);
    return f->type == THRIFT_TRUE;
}

struct str thrift_binary(struct thrift *t, const struct thrift_field *f)
{
    if (f->type != THRIFT_BINARY) {
        fail(t);
        return STR("");
    }
    return take(t, varint(t));
}

/* The head of a list or set: how many elements, of which type. */
static uint32_t list_head(struct thrift *t, enum thrift_type *of)
{
    uint8_t head = next_byte(t);
    uint64_t n = head >> 4;

    *of = head & 0x0f;
    if (n == 15)
        n = varint(t);
    /* The smallest element is a byte. */
    if (n > (uint64_t)(t->end - t->p) || n > UINT32_MAX) {
        fail(t);
        return 0;
    }
    return (uint32_t)n;
}

uint32_t thrift_list(struct thrift *t, const struct thrift_field *f,
                     enum thrift_type of)
{
    enum thrift_type found = THRIFT_STOP;
    uint32_t n = f->type == THRIFT_LIST ? list_head(t, &found) : 0;

    if (f->type != THRIFT_LIST || (n > 0 && found != of)) {
        fail(t);
        return 0;
    }
    return n;
}

bool thrift_is_struct(struct thrift *t, const struct thrift_field *f)
{
    if (f->type != THRIFT_STRUCT)
        fail(t);
    return f->type == THRIFT_STRUCT;
}

static void skip_value(struct thrift *t, enum thrift_type type, unsigned depth);

static void skip_list(struct thrift *t, unsigned depth)
{
    enum thrift_type of;
    uint32_t n = list_head(t, &of);

    for (uint32_t i = 0; i < n && !t->bad; i++) {
        /* Among elements a boolean is a byte, not a part of the head. */
        if (of == THRIFT_TRUE || of == THRIFT_FALSE)
            next_byte(t);
        else
            skip_value(t, of, depth);
    }
}

static void skip_map(struct thrift *t, unsigned depth)
{
    uint64_t n = varint(t);
    uint8_t types = n ? next_byte(t) : 0;

    if (n > (uint64_t)(t->end - t->p))
        fail(t);
    for (uint64_t i = 0; i < n && !t->bad; i++) {
        skip_value(t, types >> 4, depth);
        skip_value(t, types & 0x0f, depth);
    }
}

static void skip_struct(struct thrift *t, unsigned depth)
{
    struct thrift_field f = {0};

    while (thrift_next(t, &f))
        skip_value(t, f.type, depth);
}

static void skip_value(struct thrift *t, enum thrift_type type, unsigned depth)
{
    if (depth == DEPTH_MAX) {
        fail(t);
        return;
    }
    switch (type) {
    case THRIFT_TRUE:
    case THRIFT_FALSE:
        break;
    case THRIFT_I8:
        next_byte(t);
        break;
    case THRIFT_I16:
    case THRIFT_I32:
    case THRIFT_I64:
        varint(t);
        break;
    case THRIFT_DOUBLE:
        take(t, 8);
        break;
    case THRIFT_BINARY:
        take(t, varint(t));
        break;
    case THRIFT_LIST:
    case THRIFT_SET:
        skip_list(t, depth + 1);
        break;
    case THRIFT_MAP:
        skip_map(t, depth + 1);
        break;
    case THRIFT_STRUCT:
        skip_struct(t, depth + 1);
        break;
    default:
        fail(t);
    }
}

void thrift_skip(struct thrift *t, const struct thrift_field *f)
{
    skip_value(t, f->type, 0);
}
