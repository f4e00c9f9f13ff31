/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which vector instructions may be used. Where a loop has versions for
 * several processors, one is chosen by level when the object that runs it is
 * made. The environment variable VPCSCOPE_CPU holds the level down, so that
 * tests can run every version that the machine has.
 */
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include "base/err.h"

#include <stdbool.h>

enum cpu_level {
    CPU_PORTABLE,
    CPU_NEON,  /* any 64-bit ARM */
    CPU_AVX2,  /* x86-64-v3: AVX2, BMI1 and 2, POPCNT, LZCNT */
    CPU_AVX512 /* and AVX-512 F, BW, DQ, VL, VBMI, VBMI2 */
};

/* The best level that the processor has and VPCSCOPE_CPU allows. */
enum cpu_level cpu_level(void);
/* As VPCSCOPE_CPU spells it. */
const char *cpu_level_name(enum cpu_level level);
/*
 * False with *err when VPCSCOPE_CPU is set to what is no level, or to one
 * that this processor lacks.
 */
bool cpu_check(struct err *err);

/* Marks a function whose instructions need a level. */
#if defined(__x86_64__) && defined(__GNUC__)
#define CPU_HAS_X86 1
#define CPU_FOR_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))
#define CPU_FOR_AVX512                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,"     \
                          "avx512vbmi2,avx2,bmi,bmi2,popcnt,lzcnt")))
#endif

#endif
