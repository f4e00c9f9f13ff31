/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The splitter for 64-bit ARM. */
#include "scan/split_int.h"

#ifdef __aarch64__

#include <arm_neon.h>

/* Four vectors of 00 or ff bytes as a mask: the bits, added in pairs. */
SPLIT_INLINE uint64_t join(const uint8x16_t v[4])
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                        1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t weight = vld1q_u8(weights);
    uint8x16_t low = vpaddq_u8(vandq_u8(v[0], weight), vandq_u8(v[1], weight));
    uint8x16_t high = vpaddq_u8(vandq_u8(v[2], weight), vandq_u8(v[3], weight));
    uint8x16_t all = vpaddq_u8(low, high);

    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

SPLIT_INLINE struct split_word word_neon(const char *text)
{
    uint8x16_t separator[4];
    uint8x16_t odd = vdupq_n_u8(0);
    uint8x16_t newlines = vdupq_n_u8(0);

    for (unsigned i = 0; i < 4; i++) {
        uint8x16_t v = vld1q_u8((const uint8_t *)text + (size_t)i * 16);
        uint8x16_t newline = vceqq_u8(v, vdupq_n_u8('\n'));
        uint8x16_t control = vcltq_u8(v, vdupq_n_u8(SPLIT_PRINTABLE));

        separator[i] = vcleq_u8(v, vdupq_n_u8(SPLIT_LAST));
        odd = vorrq_u8(odd, veorq_u8(control, newline));
        newlines = vsubq_u8(newlines, newline);
    }
    uint64_t mask = join(separator);
    return (struct split_word){.separator = mask,
                               .odd = vmaxvq_u8(odd),
                               .n = (uint32_t)__builtin_popcountll(mask),
                               .newlines = vaddvq_u8(newlines)};
}

SPLIT_VERSION(split_neon, word_neon, )

#endif
