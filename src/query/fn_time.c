/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time functions (query-language.md 8.4) but those that read and write dates.
 * A number stands for epoch milliseconds wherever a time is wanted.
 */
#include "query/function_int.h"

/* bin and datefloor: (time, period); prep is the struct time_bin. */
struct value fn_date_floor(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    const struct time_bin *bin = prep;
    int64_t ms;

    (void)env, (void)n;
    if (!fn_int(args[0], &ms))
        return value_null();
    return value_time(date_floor(ms, bin->period, bin->offset_ms));
}

struct value fn_date_ceil(const struct call_env *env, const void *prep,
                          const struct value *args, uint32_t n)
{
    const struct time_bin *bin = prep;
    int64_t ms;

    (void)env, (void)n;
    if (!fn_int(args[0], &ms))
        return value_null();
    return value_time(date_ceil(ms, bin->period, bin->offset_ms));
}

struct value fn_from_millis(const struct call_env *env, const void *prep,
                            const struct value *args, uint32_t n)
{
    int64_t ms;

    (void)env, (void)prep, (void)n;
    /* What is farther away is no time (base/date.h). */
    return fn_int(args[0], &ms) && ms >= -DATE_MS_MOST && ms <= DATE_MS_MOST
               ? value_time(ms)
               : value_null();
}

struct value fn_to_millis(const struct call_env *env, const void *prep,
                          const struct value *args, uint32_t n)
{
    int64_t ms;

    (void)env, (void)prep, (void)n;
    return fn_int(args[0], &ms) ? value_int(ms) : value_null();
}

struct value fn_now(const struct call_env *env, const void *prep,
                    const struct value *args, uint32_t n)
{
    (void)prep, (void)args, (void)n;
    return value_int(env->now_ms / 1000);
}
