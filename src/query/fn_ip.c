/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IP address functions (query-language.md 8.5). Predicates are false, never
 * null, for what is no address.
 */
#include "query/function_int.h"

#include "flow/addr.h"

static bool to_addr(struct value v, struct addr *out)
{
    if (v.type == VALUE_IP4) {
        *out = addr_of_v4((uint32_t)v.i);
        return true;
    }
    return v.type == VALUE_TEXT && addr_parse((struct str){v.s, v.n}, out);
}

struct value fn_is_valid_ip(const struct call_env *env, const void *prep,
                            const struct value *args, uint32_t n)
{
    struct addr a;

    (void)env, (void)prep, (void)n;
    return value_bool(to_addr(args[0], &a));
}

struct value fn_is_valid_ipv4(const struct call_env *env, const void *prep,
                              const struct value *args, uint32_t n)
{
    struct addr a;

    (void)env, (void)prep, (void)n;
    return value_bool(to_addr(args[0], &a) && a.family == 4);
}

struct value fn_is_valid_ipv6(const struct call_env *env, const void *prep,
                              const struct value *args, uint32_t n)
{
    struct addr a;

    (void)env, (void)prep, (void)n;
    return value_bool(to_addr(args[0], &a) && a.family == 6);
}

bool fn_prepare_subnet(struct arena *arena, struct regex_owner *own,
                       const struct value *literals, uint32_t n,
                       const void **prep, struct err *err)
{
    struct value v = literals[1];
    char scratch[VALUE_TEXT_MAX];
    struct str text = value_str(v, scratch);
    struct cidr *block;

    (void)own, (void)n;
    *prep = NULL;
    if (v.type == VALUE_NULL)
        return true;
    block = arena_alloc(arena, sizeof *block);
    if (!cidr_parse(text, block))
        return err_set(err, ERR_QUERY,
                       "\"%.*s\" is not an address block such as 10.0.0.0/8",
                       text.n < 60 ? (int)text.n : 60, text.p);
    *prep = block;
    return true;
}

/* Is args[0] an address of the family (0: either) in the block? */
static struct value in_subnet(const void *prep, const struct value *args,
                              uint8_t family)
{
    const struct cidr *block = prep;
    char scratch[VALUE_TEXT_MAX];
    struct cidr given;
    struct addr a;

    if (!block) {
        if (value_is_nested(args[1]) ||
            !cidr_parse(value_str(args[1], scratch), &given))
            return value_bool(false);
        block = &given;
    }
    return value_bool(to_addr(args[0], &a) &&
                      (family == 0 || a.family == family) &&
                      cidr_contains(block, &a));
}

struct value fn_is_ip_in_subnet(const struct call_env *env, const void *prep,
                                const struct value *args, uint32_t n)
{
    (void)env, (void)n;
    return in_subnet(prep, args, 0);
}

struct value fn_is_ipv4_in_subnet(const struct call_env *env, const void *prep,
                                  const struct value *args, uint32_t n)
{
    (void)env, (void)n;
    return in_subnet(prep, args, 4);
}

struct value fn_is_ipv6_in_subnet(const struct call_env *env, const void *prep,
                                  const struct value *args, uint32_t n)
{
    (void)env, (void)n;
    return in_subnet(prep, args, 6);
}

struct value fn_is_private_ip(const struct call_env *env, const void *prep,
                              const struct value *args, uint32_t n)
{
    struct addr a;

    (void)env, (void)prep, (void)n;
    return value_bool(to_addr(args[0], &a) && addr_is_private(&a));
}

struct value fn_is_public_ip(const struct call_env *env, const void *prep,
                             const struct value *args, uint32_t n)
{
    struct addr a;

    (void)env, (void)prep, (void)n;
    return value_bool(to_addr(args[0], &a) && addr_is_public(&a));
}

struct value fn_is_reserved_ip(const struct call_env *env, const void *prep,
                               const struct value *args, uint32_t n)
{
    struct addr a;

    (void)env, (void)prep, (void)n;
    return value_bool(to_addr(args[0], &a) && addr_is_reserved(&a));
}

struct value fn_ipv4_to_number(const struct call_env *env, const void *prep,
                               const struct value *args, uint32_t n)
{
    uint32_t v4;
    struct value v = args[0];

    (void)env, (void)prep, (void)n;
    if (v.type == VALUE_IP4)
        return value_int(v.i);
    if (v.type == VALUE_TEXT && addr_parse_v4((struct str){v.s, v.n}, &v4))
        return value_int(v4);
    return value_null();
}
