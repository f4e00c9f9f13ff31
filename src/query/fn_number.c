/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numeric functions (query-language.md 8.1) and histogram. */
#include "query/function_int.h"

#include <math.h>

struct value fn_abs(const struct call_env *env, const void *prep,
                    const struct value *args, uint32_t n)
{
    struct num a = value_num(args[0]);

    (void)env, (void)prep, (void)n;
    if (a.kind == NUM_INT && a.i >= 0)
        return value_int(a.i);
    if (a.kind == NUM_INT)
        return value_arithmetic(OP_NEG, value_int(a.i), value_null());
    return a.kind == NUM_DOUBLE ? value_double(fabs(a.d)) : value_null();
}

/* Integers stay; doubles go through f. */
static struct value to_whole(struct value v, double (*f)(double))
{
    struct num a = value_num(v);

    return a.kind == NUM_DOUBLE ? fn_whole(f(a.d)) : value_of_num(a);
}

struct value fn_ceil(const struct call_env *env, const void *prep,
                     const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    return to_whole(args[0], ceil);
}

struct value fn_floor(const struct call_env *env, const void *prep,
                      const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    return to_whole(args[0], floor);
}

struct value fn_round(const struct call_env *env, const void *prep,
                      const struct value *args, uint32_t n)
{
    struct num a = value_num(args[0]);
    int64_t digits = 0;
    double d, scale, scaled;

    (void)env, (void)prep;
    if (a.kind == NUM_NONE || (n > 1 && !fn_int(args[1], &digits)))
        return value_null();
    if (digits > 300 || (a.kind == NUM_INT && digits >= 0))
        return value_of_num(a);
    if (digits < -300)
        return value_int(0);
    d = a.kind == NUM_INT ? (double)a.i : a.d;
    /* A power of ten is exact only when it is not a fraction. */
    scale = pow(10, (double)(digits < 0 ? -digits : digits));
    scaled = digits < 0 ? d / scale : d * scale;
    if (!isfinite(scaled))
        return value_of_num(a);
    scaled = round(scaled);
    return fn_whole(digits < 0 ? scaled * scale : scaled / scale);
}

struct value fn_sqrt(const struct call_env *env, const void *prep,
                     const struct value *args, uint32_t n)
{
    double d;

    (void)env, (void)prep, (void)n;
    return fn_double(args[0], &d) ? value_double(sqrt(d)) : value_null();
}

struct value fn_log(const struct call_env *env, const void *prep,
                    const struct value *args, uint32_t n)
{
    double d;

    (void)env, (void)prep, (void)n;
    if (!fn_double(args[0], &d) || d <= 0)
        return value_null();
    return value_double(log(d));
}

struct value fn_pow(const struct call_env *env, const void *prep,
                    const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    return value_arithmetic(OP_POW, args[0], args[1]);
}

struct value fn_mod(const struct call_env *env, const void *prep,
                    const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    return value_arithmetic(OP_MOD, args[0], args[1]);
}

/* The number that is furthest to one side; what is no number is skipped. */
static struct value extreme(const struct value *args, uint32_t n, int side)
{
    struct num best = {.kind = NUM_NONE};

    for (uint32_t i = 0; i < n; i++) {
        struct num a = value_num(args[i]);

        if (a.kind == NUM_NONE)
            continue;
        if (best.kind == NUM_NONE || side * value_compare_num(a, best) > 0)
            best = a;
    }
    return value_of_num(best);
}

struct value fn_greatest(const struct call_env *env, const void *prep,
                         const struct value *args, uint32_t n)
{
    (void)env, (void)prep;
    return extreme(args, n, 1);
}

struct value fn_least(const struct call_env *env, const void *prep,
                      const struct value *args, uint32_t n)
{
    (void)env, (void)prep;
    return extreme(args, n, -1);
}

struct value fn_to_number(const struct call_env *env, const void *prep,
                          const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    return value_of_num(value_num(args[0]));
}

struct value fn_to_int(const struct call_env *env, const void *prep,
                       const struct value *args, uint32_t n)
{
    int64_t i;

    (void)env, (void)prep, (void)n;
    if (!fn_int(args[0], &i) || i < INT32_MIN || i > INT32_MAX)
        return value_null();
    return value_int(i);
}

struct value fn_to_long(const struct call_env *env, const void *prep,
                        const struct value *args, uint32_t n)
{
    int64_t i;

    (void)env, (void)prep, (void)n;
    return fn_int(args[0], &i) ? value_int(i) : value_null();
}

struct value fn_haversine(const struct call_env *env, const void *prep,
                          const struct value *args, uint32_t n)
{
    const double radius_km = 6371, radians = M_PI / 180;
    double lat1, lon1, lat2, lon2, a, sin_lat, sin_lon;

    (void)env, (void)prep, (void)n;
    if (!fn_double(args[0], &lat1) || !fn_double(args[1], &lon1) ||
        !fn_double(args[2], &lat2) || !fn_double(args[3], &lon2))
        return value_null();
    sin_lat = sin((lat2 - lat1) * radians / 2);
    sin_lon = sin((lon2 - lon1) * radians / 2);
    a = sin_lat * sin_lat +
        cos(lat1 * radians) * cos(lat2 * radians) * sin_lon * sin_lon;
    /* Rounding may leave a little above 1 for opposite points. */
    return value_double(2 * radius_km * asin(fmin(1, sqrt(a))));
}

struct value fn_is_numeric(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    (void)env, (void)prep, (void)n;
    if (args[0].type == VALUE_NULL)
        return value_null();
    return value_bool(value_num(args[0]).kind != NUM_NONE);
}

struct value fn_histogram(const struct call_env *env, const void *prep,
                          const struct value *args, uint32_t n)
{
    struct num a = value_num(args[0]), w = value_num(args[1]);
    double d, width;

    (void)env, (void)prep, (void)n;
    if (a.kind == NUM_INT && w.kind == NUM_INT && w.i > 0) {
        int64_t rest = a.i % w.i, low;

        if (!__builtin_sub_overflow(a.i, rest < 0 ? rest + w.i : rest, &low))
            return value_int(low);
    }
    if (!fn_double(args[0], &d) || !fn_double(args[1], &width) || width <= 0)
        return value_null();
    return fn_whole(floor(d / width) * width);
}
