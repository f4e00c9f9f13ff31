/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest block that holds an address: compared with trying them all. */
#include "query/cidr_index.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* Close together, so that blocks hold one another. */
static struct addr random_addr(unsigned *seed, unsigned family)
{
    struct addr a = {.family = (uint8_t)family};
    unsigned n = family == 4 ? 4 : 16;

    for (unsigned i = 0; i < n; i++)
        a.bytes[i] = (uint8_t)(rand_r(seed) % 3 ? rand_r(seed) & 3
                                                : 252 + (rand_r(seed) & 3));
    return a;
}

static struct cidr random_block(unsigned *seed, unsigned family)
{
    struct addr a = random_addr(seed, family);
    struct buf text = {0};
    struct cidr out;
    char scratch[ADDR_TEXT_MAX];

    buf_add(&text, (struct str){scratch, addr_format(&a, scratch)});
    buf_printf(&text, "/%d",
               (int)(rand_r(seed) % (int)(family == 4 ? 33 : 129)));
    assert_true(cidr_parse(buf_str(&text), &out));
    buf_done(&text);
    return out;
}

static uint32_t try_all(const struct cidr *blocks, uint32_t n,
                        const struct addr *a)
{
    uint32_t best = CIDR_NONE;

    for (uint32_t i = 0; i < n; i++)
        if (cidr_contains(&blocks[i], a) &&
            (best == CIDR_NONE || blocks[i].prefix > blocks[best].prefix))
            best = i;
    return best;
}

static void finds_the_smallest_block(void **state)
{
    unsigned seed = 5;

    (void)state;
    for (int round = 0; round < 600; round++) {
        uint32_t n = (uint32_t)(rand_r(&seed) % 60);
        struct cidr blocks[60];
        uint32_t numbers[60];
        struct arena arena = {0};

        for (uint32_t i = 0; i < n; i++) {
            blocks[i] = random_block(&seed, rand_r(&seed) % 2 ? 4 : 6);
            numbers[i] = i;
        }
        struct cidr_index *x = cidr_index_new(&arena, blocks, numbers, n);
        for (int k = 0; k < 100; k++) {
            struct addr a = random_addr(&seed, k % 2 ? 4 : 6);

            assert_int_equal(cidr_index_find(x, &a), try_all(blocks, n, &a));
        }
        arena_done(&arena);
    }
}

static void knows_the_ends_of_the_space(void **state)
{
    static const char *const texts[] = {"0.0.0.0/0", "255.255.255.255/32",
                                        "0.0.0.0/32", "::/0",
                                        "ffff::/16"};
    enum { N = sizeof texts / sizeof *texts };
    struct cidr blocks[N];
    uint32_t numbers[N];
    struct arena arena = {0};
    struct addr a;

    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        assert_true(cidr_parse(str_of(texts[i]), &blocks[i]));
        numbers[i] = 10 + i;
    }
    struct cidr_index *x = cidr_index_new(&arena, blocks, numbers, N);
    assert_int_equal(cidr_index_find_v4(x, 0), 12);
    assert_int_equal(cidr_index_find_v4(x, 1), 10);
    assert_int_equal(cidr_index_find_v4(x, UINT32_MAX), 11);
    assert_int_equal(cidr_index_find_v4(x, UINT32_MAX - 1), 10);
    assert_true(addr_parse(STR("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), &a));
    assert_int_equal(cidr_index_find(x, &a), 14);
    assert_true(addr_parse(STR("::"), &a));
    assert_int_equal(cidr_index_find(x, &a), 13);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_smallest_block),
        cmocka_unit_test(knows_the_ends_of_the_space),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
