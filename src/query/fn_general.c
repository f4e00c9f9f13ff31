/* SPDX-License-Identifier: GPL-3.0-or-later */
/* General functions (query-language.md 8.2). */
#include "query/function_int.h"

struct value fn_is_present(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    return value_bool(args[0].type != VALUE_NULL);
}

struct value fn_coalesce(const struct call_env *env, const void *prep,
                         const struct value *args, uint32_t n)
{
    (void)env, (void)prep;
    for (uint32_t i = 0; i < n; i++)
        if (args[i].type != VALUE_NULL)
            return args[i];
    return value_null();
}

struct value fn_if(const struct call_env *env, const void *prep,
                   const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    return value_truth(args[0]) == TRUTH_TRUE ? args[1] : args[2];
}

struct value fn_case(const struct call_env *env, const void *prep,
                     const struct value *args, uint32_t n)
{
    (void)env, (void)prep;
    for (uint32_t i = 0; i + 1 < n; i += 2)
        if (value_truth(args[i]) == TRUTH_TRUE)
            return args[i + 1];
    return n % 2 ? args[n - 1] : value_null();
}

struct value fn_message_size(const struct call_env *env, const void *prep,
                             const struct value *args, uint32_t n)
{
    struct str text;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &text))
        return value_null();
    return value_int((int64_t)text.n);
}

/* A bound of the window; null when the window is open there. */
static struct value bound_of(int64_t ms)
{
    if (ms == INT64_MIN || ms == INT64_MAX)
        return value_null();
    return value_int(ms);
}

struct value fn_query_start_time(const struct call_env *env, const void *prep,
                                 const struct value *args, uint32_t n)
{
    (void)prep, (void)args, (void)n;
    return bound_of(env->from_ms);
}

struct value fn_query_end_time(const struct call_env *env, const void *prep,
                               const struct value *args, uint32_t n)
{
    (void)prep, (void)args, (void)n;
    return bound_of(env->to_ms);
}

struct value fn_query_time_range(const struct call_env *env, const void *prep,
                                 const struct value *args, uint32_t n)
{
    (void)prep, (void)args, (void)n;
    return value_arithmetic(OP_SUB, bound_of(env->to_ms),
                            bound_of(env->from_ms));
}

struct value fn_unmask(const struct call_env *env, const void *prep,
                       const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    return args[0];
}
