/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cpu.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
    [CPU_PORTABLE] = "portable",
    [CPU_NEON] = "neon",
    [CPU_AVX2] = "avx2",
    [CPU_AVX512] = "avx512",
};

enum { N_LEVELS = sizeof names / sizeof *names };

static bool has_level(enum cpu_level level)
{
    switch (level) {
    case CPU_PORTABLE:
        return true;
    case CPU_NEON:
#ifdef __aarch64__
        return true;
#else
        return false;
#endif
    case CPU_AVX2:
#ifdef CPU_HAS_X86
        return __builtin_cpu_supports("avx2") &&
               __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2") &&
               __builtin_cpu_supports("popcnt");
#else
        return false;
#endif
    case CPU_AVX512:
#ifdef CPU_HAS_X86
        return has_level(CPU_AVX2) && __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("avx512vbmi") &&
               __builtin_cpu_supports("avx512vbmi2");
#else
        return false;
#endif
    }
    return false;
}

/* The level of that name, or N_LEVELS. */
static int find_level(const char *name)
{
    int level = 0;

    while (level < N_LEVELS && strcmp(names[level], name) != 0)
        level++;
    return level;
}

enum cpu_level cpu_level(void)
{
    const char *wish = getenv("VPCSCOPE_CPU");
    int level = wish ? find_level(wish) : N_LEVELS;

    if (level == N_LEVELS)
        level = N_LEVELS - 1;
    while (!has_level((enum cpu_level)level))
        level--;
    return (enum cpu_level)level;
}

const char *cpu_level_name(enum cpu_level level)
{
    return names[level];
}

bool cpu_check(struct err *err)
{
    const char *wish = getenv("VPCSCOPE_CPU");

    if (!wish)
        return true;
    int level = find_level(wish);
    if (level == N_LEVELS)
        return err_set(err, ERR_USAGE,
                       "VPCSCOPE_CPU is \"%s\"; use portable, neon, avx2 or "
                       "avx512",
                       wish);
    if (!has_level((enum cpu_level)level))
        return err_set(err, ERR_USAGE,
                       "VPCSCOPE_CPU is \"%s\", which this processor lacks; "
                       "the best it has is %s",
                       wish, cpu_level_name(cpu_level()));
    return true;
}
