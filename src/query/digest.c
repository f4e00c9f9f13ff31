/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sources: RFC 1321 (MD5), FIPS 180-4 (SHA-256). Both take blocks of 64
 * bytes: the text, one bit 1, zeros, and the length in bits as the last
 * eight bytes; they differ in byte order and in what a block does.
 */
#include "query/digest.h"

#include <stdbool.h>
#include <string.h>

enum { BLOCK = 64, LENGTH_AT = 56 };

typedef void block_fn(uint32_t *state, const uint8_t *block);

static uint32_t rotate_left(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

static uint32_t rotate_right(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

/* The number in n bytes of a length, last byte first or first byte first. */
static void put_bytes(uint8_t *out, uint64_t x, unsigned n, bool big)
{
    for (unsigned i = 0; i < n; i++)
        out[big ? n - 1 - i : i] = (uint8_t)(x >> (8 * i));
}

static uint32_t get_word(const uint8_t *p, bool big)
{
    uint32_t b0 = p[0], b1 = p[1], b2 = p[2], b3 = p[3];

    return big ? b0 << 24 | b1 << 16 | b2 << 8 | b3
               : b3 << 24 | b2 << 16 | b1 << 8 | b0;
}

static void digest(struct str s, uint32_t *state, block_fn *block, bool big)
{
    uint8_t last[BLOCK] = {0};
    uint64_t bits = (uint64_t)s.n * 8;
    size_t rest = s.n % BLOCK;

    for (size_t i = 0; i + BLOCK <= s.n; i += BLOCK)
        block(state, (const uint8_t *)s.p + i);
    if (rest)
        memcpy(last, s.p + (s.n - rest), rest);
    last[rest] = 0x80;
    if (rest >= LENGTH_AT) {
        block(state, last);
        memset(last, 0, sizeof last);
    }
    put_bytes(last + LENGTH_AT, bits, 8, big);
    block(state, last);
}

static void md5_block(uint32_t *state, const uint8_t *p)
{
    static const uint32_t k[64] = {
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a,
        0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
        0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
        0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
        0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8,
        0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
        0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
        0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
        0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
        0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
        0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
    static const uint8_t shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

    for (unsigned i = 0; i < 64; i++) {
        uint32_t f, next;
        unsigned word;

        switch (i / 16) {
        case 0:
            f = (b & c) | (~b & d);
            word = i;
            break;
        case 1:
            f = (d & b) | (~d & c);
            word = 5 * i + 1;
            break;
        case 2:
            f = b ^ c ^ d;
            word = 3 * i + 5;
            break;
        default:
            f = c ^ (b | ~d);
            word = 7 * i;
        }
        f += a + k[i] + get_word(p + 4 * (word % 16), false);
        next = b + rotate_left(f, shifts[i / 16][i % 4]);
        a = d;
        d = c;
        c = b;
        b = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

static const uint32_t sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* The 64 words that one block is stretched to. */
static void sha256_schedule(const uint8_t *p, uint32_t w[64])
{
    for (unsigned i = 0; i < 16; i++)
        w[i] = get_word(p + 4 * i, true);
    for (unsigned i = 16; i < 64; i++) {
        uint32_t x = w[i - 15], y = w[i - 2];
        uint32_t s0 = rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3;
        uint32_t s1 = rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10;

        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
}

static void sha256_block(uint32_t *state, const uint8_t *p)
{
    uint32_t w[64], v[8];

    sha256_schedule(p, w);
    memcpy(v, state, sizeof v);
    for (unsigned i = 0; i < 64; i++) {
        uint32_t a = v[0], e = v[4];
        uint32_t s1 =
            rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
        uint32_t s0 =
            rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
        uint32_t choice = (e & v[5]) ^ (~e & v[6]);
        uint32_t majority = (a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]);
        uint32_t t = v[7] + s1 + choice + sha256_k[i] + w[i];

        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t;
        v[0] = t + s0 + majority;
    }
    for (unsigned i = 0; i < 8; i++)
        state[i] += v[i];
}

void digest_md5(struct str s, uint8_t out[MD5_BYTES])
{
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

    digest(s, state, md5_block, false);
    for (unsigned i = 0; i < 4; i++)
        put_bytes(out + 4 * i, state[i], 4, false);
}

void digest_sha256(struct str s, uint8_t out[SHA256_BYTES])
{
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

    digest(s, state, sha256_block, true);
    for (unsigned i = 0; i < 8; i++)
        put_bytes(out + 4 * i, state[i], 4, true);
}
