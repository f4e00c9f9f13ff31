/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loops of kernel.h, written once and compiled for several processors:
 * KERNEL_FAMILY(name, FOR, pack) defines a whole set, marked with FOR, and
 * the table kernels_<name>_all of it. Each takes 64 rows at a time: first a
 * byte for each, a loop that compilers turn into vector instructions, then
 * pack(bytes, bit), which gathers one bit of each byte into a word.
 */
#ifndef ENGINE_KERNEL_FAMILY_H
#define ENGINE_KERNEL_FAMILY_H

#include "engine/bits.h"
#include "engine/kernel.h"

#include <string.h>

/* For each word: bytes[i] = make of v = data[i]; then done. */
#define KERNEL_WORDS(type, n, make, done)                                      \
    do {                                                                       \
        uint8_t bytes[64];                                                     \
        uint32_t at = 0;                                                       \
        size_t w = 0;                                                          \
        for (; (n)-at >= 64; at += 64, w++) {                                  \
            for (uint32_t i = 0; i < 64; i++) {                                \
                type v = data[at + i];                                         \
                bytes[i] = (uint8_t)(make);                                    \
            }                                                                  \
            done;                                                              \
        }                                                                      \
        if (at < (n)) {                                                        \
            memset(bytes, 0, sizeof bytes);                                    \
            for (uint32_t i = 0; i < (n)-at; i++) {                            \
                type v = data[at + i];                                         \
                bytes[i] = (uint8_t)(make);                                    \
            }                                                                  \
            done;                                                              \
        }                                                                      \
    } while (0)

#define KERNEL_WITHIN(name, FOR, pack, type)                                   \
    FOR static void within_##type##_##name(const void *values, uint32_t n,     \
                                           uint64_t first64, uint64_t span64,  \
                                           uint64_t *bits)                     \
    {                                                                          \
        const type *data = values;                                             \
        type first = (type)first64, span = (type)span64;                       \
        KERNEL_WORDS(type, n, (type)(v - first) <= span,                       \
                     bits[w] = pack(bytes, 0));                                \
    }

#define KERNEL_LOOK_UP(name, FOR, pack, type)                                  \
    FOR static void look_up_##type##_##name(const void *values, uint32_t n,    \
                                            const uint8_t *table,              \
                                            uint64_t *bit0, uint64_t *bit1)    \
    {                                                                          \
        const type *data = values;                                             \
        KERNEL_WORDS(type, n, table[v], {                                      \
            bit0[w] = pack(bytes, 0);                                          \
            bit1[w] = pack(bytes, 1);                                          \
        });                                                                    \
    }

#define KERNEL_FAMILY(name, FOR, pack)                                         \
    KERNEL_WITHIN(name, FOR, pack, uint8_t)                                    \
    KERNEL_WITHIN(name, FOR, pack, uint16_t)                                   \
    KERNEL_WITHIN(name, FOR, pack, uint32_t)                                   \
    KERNEL_WITHIN(name, FOR, pack, uint64_t)                                   \
    KERNEL_LOOK_UP(name, FOR, pack, uint8_t)                                   \
    KERNEL_LOOK_UP(name, FOR, pack, uint16_t)                                  \
    KERNEL_LOOK_UP(name, FOR, pack, uint32_t)                                  \
    FOR static void ip4_ranges_##name(                                         \
        const uint32_t *data, uint32_t n, const struct ip4_range *ranges,      \
        uint32_t n_ranges, uint64_t *bits)                                     \
    {                                                                          \
        memset(bits, 0, bits_words(n) * sizeof *bits);                         \
        for (uint32_t k = 0; k < n_ranges; k++) {                              \
            struct ip4_range r = ranges[k];                                    \
            KERNEL_WORDS(uint32_t, n, (v & r.mask) - r.first <= r.span,        \
                         bits[w] |= pack(bytes, 0));                           \
        }                                                                      \
    }                                                                          \
    FOR static void ip4_octets_##name(const uint32_t *data, uint32_t n,        \
                                      const struct ip4_octets *o,              \
                                      uint64_t *bits)                          \
    {                                                                          \
        KERNEL_WORDS(uint32_t, n,                                              \
                     (o->open[0][v >> 24] & o->open[1][v >> 16 & 255] &        \
                      o->open[2][v >> 8 & 255] & o->open[3][v & 255]) != 0,    \
                     bits[w] = pack(bytes, 0));                                \
    }                                                                          \
    FOR static uint32_t count_##name(const uint64_t *bits, size_t words)       \
    {                                                                          \
        uint32_t n = 0;                                                        \
        for (size_t w = 0; w < words; w++)                                     \
            n += (uint32_t)__builtin_popcountll(bits[w]);                      \
        return n;                                                              \
    }                                                                          \
    FOR static uint32_t rows_##name(const uint64_t *bits, size_t words,        \
                                    uint32_t *out)                             \
    {                                                                          \
        uint32_t n = 0;                                                        \
        for (size_t w = 0; w < words; w++) {                                   \
            for (uint64_t left = bits[w]; left; left &= left - 1)              \
                out[n++] = (uint32_t)w * 64 +                                  \
                           (uint32_t)__builtin_ctzll(left);                    \
        }                                                                      \
        return n;                                                              \
    }

/* The table of a family. */
#define KERNEL_TABLE(name)                                                     \
    {                                                                          \
        .within = {within_uint8_t_##name, within_uint16_t_##name,              \
                   within_uint32_t_##name, within_uint64_t_##name},            \
        .ip4_ranges = ip4_ranges_##name, .ip4_octets = ip4_octets_##name,      \
        .look_up = {look_up_uint8_t_##name, look_up_uint16_t_##name,           \
                    look_up_uint32_t_##name},                                  \
        .count = count_##name, .rows = rows_##name,                            \
    }

#endif
