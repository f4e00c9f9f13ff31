/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that were bytes for a while are what they were. */
#include "engine/value_bytes.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

static const struct value list[] = {
    {.type = VALUE_INT, .i = -7},
    {.type = VALUE_NULL},
    {.type = VALUE_TEXT, .n = 5, .s = "a\0b\n\""},
};
static const struct member map[] = {
    {{"key", 3}, {.type = VALUE_LIST, .n = 3, .list = list}},
    {{"", 0}, {.type = VALUE_BOOL, .i = 1}},
};

static const struct value values[] = {
    {.type = VALUE_NULL},
    {.type = VALUE_BOOL, .i = 0},
    {.type = VALUE_INT, .i = INT64_MIN},
    {.type = VALUE_INT, .n = 1, .i = 12},     /* an estimate */
    {.type = VALUE_DOUBLE, .n = 1, .d = 0.1}, /* and another */
    {.type = VALUE_DOUBLE, .d = -0.0},
    {.type = VALUE_TIME, .i = 1756900800123},
    {.type = VALUE_IP4, .i = 0xfffffffe},
    {.type = VALUE_TEXT, .n = 0, .s = ""},
    {.type = VALUE_TEXT, .n = 3, .s = "a\0b"},
    {.type = VALUE_LIST, .n = 0},
    {.type = VALUE_LIST, .n = 3, .list = list},
    {.type = VALUE_MAP, .n = 2, .map = map},
};

static bool is_same(struct value a, struct value b)
{
    bool same = a.type == b.type && a.n == b.n;

    switch (a.type) {
    case VALUE_NULL:
        return same;
    case VALUE_TEXT:
        return same && a.s != b.s && memcmp(a.s, b.s, a.n) == 0;
    case VALUE_LIST:
        for (uint32_t i = 0; same && i < a.n; i++)
            same = is_same(a.list[i], b.list[i]);
        return same;
    case VALUE_MAP:
        for (uint32_t i = 0; same && i < a.n; i++)
            same = str_eq(a.map[i].key, b.map[i].key) &&
                   is_same(a.map[i].value, b.map[i].value);
        return same;
    default:
        return same && a.i == b.i; /* all bits of a double, too */
    }
}

static void what_was_put_is_taken(void **state)
{
    struct buf bytes = {0};
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(values); i++)
        value_bytes_put(&bytes, values[i]);
    const char *p = bytes.p;
    for (size_t i = 0; i < N_ELEMENTS(values); i++) {
        struct value v;

        p = value_bytes_take(p, &arena, &v);
        if (!is_same(v, values[i]))
            check_int("another value, of index", (intmax_t)i, -1);
    }
    check_int("bytes", p - bytes.p, (intmax_t)bytes.n);
    arena_done(&arena);
    buf_done(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
