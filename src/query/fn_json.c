/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON functions (query-language.md 8.6). Where JSON text is expected, a map
 * or list that was read before does as well.
 */
#include "query/function_int.h"

#include "query/value_json.h"

/* v itself when it is a map or list, else what its text is; or null. */
static struct value nested_of(const struct call_env *env, struct value v)
{
    if (value_is_nested(v))
        return v;
    return v.type == VALUE_TEXT
               ? value_of_json(env->arena, (struct str){v.s, v.n})
               : value_null();
}

struct value fn_json_parse(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    (void)prep, (void)n;
    return nested_of(env, args[0]);
}

struct value fn_json_stringify(const struct call_env *env, const void *prep,
                               const struct value *args, uint32_t n)
{
    struct buf text = {0};
    struct value out = value_null();

    (void)prep, (void)n;
    if (!value_is_nested(args[0]))
        return value_null();
    value_add_json(&text, args[0]);
    if (arena_takes(env->arena, text.n))
        out = value_text(arena_copy(env->arena, buf_str(&text)));
    buf_done(&text);
    return out;
}

struct value fn_json_array_size(const struct call_env *env, const void *prep,
                                const struct value *args, uint32_t n)
{
    struct value list = nested_of(env, args[0]);

    (void)prep, (void)n;
    return list.type == VALUE_LIST ? value_int(list.n) : value_null();
}

struct value fn_json_array_contains(const struct call_env *env,
                                    const void *prep, const struct value *args,
                                    uint32_t n)
{
    struct value list = nested_of(env, args[0]);

    (void)prep, (void)n;
    if (args[0].type == VALUE_NULL || args[1].type == VALUE_NULL)
        return value_null();
    for (uint32_t i = 0; list.type == VALUE_LIST && i < list.n; i++)
        if (value_relation(OP_EQ, list.list[i], args[1]) == TRUTH_TRUE)
            return value_bool(true);
    return value_bool(false);
}
