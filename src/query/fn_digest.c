/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests in lower-case hexadecimal (query-language.md 8.3), by nettle. */
#include "query/function_int.h"

#include <nettle/base16.h>
#include <nettle/md5.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

/* Nettle 4 gives the whole digest; before, one said how much of it. */
#if NETTLE_VERSION_MAJOR >= 4
#define DIGEST(name, ctx, size, out) name##_digest(ctx, out)
#else
#define DIGEST(name, ctx, size, out) name##_digest(ctx, size, out)
#endif

static struct value hex_of(const struct call_env *env, const uint8_t *bytes,
                           size_t n)
{
    char *p = arena_alloc(env->arena, BASE16_ENCODE_LENGTH(n));

    base16_encode_update(p, n, bytes);
    return value_text((struct str){p, BASE16_ENCODE_LENGTH(n)});
}

#define DIGEST_FUNCTION(name, SIZE)                                            \
    struct value fn_##name(const struct call_env *env, const void *prep,       \
                           const struct value *args, uint32_t n)               \
    {                                                                          \
        struct name##_ctx ctx;                                                 \
        uint8_t bytes[SIZE];                                                   \
        struct str s;                                                          \
                                                                               \
        (void)prep, (void)n;                                                   \
        if (!fn_text(env, args[0], &s))                                        \
            return value_null();                                               \
        name##_init(&ctx);                                                     \
        if (s.n)                                                               \
            name##_update(&ctx, s.n, (const uint8_t *)s.p);                    \
        DIGEST(name, &ctx, SIZE, bytes);                                       \
        return hex_of(env, bytes, SIZE);                                       \
    }

DIGEST_FUNCTION(md5, MD5_DIGEST_SIZE)
DIGEST_FUNCTION(sha256, SHA256_DIGEST_SIZE)
