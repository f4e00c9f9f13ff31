/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments and results that the scalar functions have in common. */
#include "query/function_int.h"

#include <math.h>
#include <string.h>

bool fn_text(const struct call_env *env, struct value v, struct str *out)
{
    if (v.type == VALUE_NULL || value_is_nested(v))
        return false;
    if (v.type == VALUE_TEXT)
        *out = (struct str){v.s, v.n};
    else
        *out = value_str(v, arena_alloc(env->arena, VALUE_TEXT_MAX));
    return true;
}

bool fn_int(struct value v, int64_t *out)
{
    struct num n = value_num(v);

    if (n.kind == NUM_NONE)
        return false;
    if (n.kind == NUM_DOUBLE) {
        if (n.d >= 0x1p63 || n.d < -0x1p63)
            return false;
        n.i = (int64_t)n.d;
    }
    *out = n.i;
    return true;
}

bool fn_double(struct value v, double *out)
{
    struct num n = value_num(v);

    *out = n.kind == NUM_INT ? (double)n.i : n.d;
    return n.kind != NUM_NONE;
}

struct value fn_whole(double d)
{
    if (d == trunc(d) && d >= -0x1p63 && d < 0x1p63)
        return value_int((int64_t)d);
    return value_double(d);
}

/* Room for n more bytes; false when the arena has none. */
static bool builder_grow(struct text_builder *b, size_t n)
{
    size_t cap = b->cap ? b->cap : 64;
    char *p;

    if (n <= b->cap - b->n)
        return true;
    while (cap - b->n < n)
        cap *= 2;
    if (!arena_takes(b->arena, cap))
        return false;
    p = arena_alloc(b->arena, cap);
    if (b->n)
        memcpy(p, b->p, b->n);
    b->p = p;
    b->cap = cap;
    return true;
}

void builder_add(struct text_builder *b, struct str s)
{
    if (s.n == 0 || !builder_grow(b, s.n))
        return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

void builder_char(struct text_builder *b, char c)
{
    builder_add(b, (struct str){&c, 1});
}

struct value builder_value(const struct text_builder *b)
{
    return value_text((struct str){b->p ? b->p : "", b->n});
}
