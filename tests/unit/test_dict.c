/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dictionary and its hash, alone and with many threads at once. */
#include "base/dict.h"

#include "base/hash.h"
#include "base/team.h"

#include "check.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static void equal_texts_have_one_code(void **state)
{
    struct dict *d = dict_new();

    (void)state;
    uint32_t accept = dict_add(d, STR("ACCEPT"));
    uint32_t reject = dict_add(d, STR("REJECT"));
    uint32_t empty = dict_add(d, (struct str){NULL, 0});
    assert_true(accept != reject && reject != empty && accept != empty);
    assert_int_equal(dict_add(d, STR("ACCEPT")), accept);
    assert_int_equal(dict_add(d, STR("")), empty);
    assert_int_equal(dict_find(d, STR("REJECT")), reject);
    assert_int_equal(dict_find(d, STR("reject")), DICT_NONE);
    check_text("accept", dict_text(d, accept), "ACCEPT");
    check_text("empty", dict_text(d, empty), "");
    dict_free(d);
    dict_free(NULL);
}

static void texts_are_copied_and_may_hold_any_byte(void **state)
{
    struct dict *d = dict_new();
    char bytes[] = {'a', '\0', '\xff'};

    (void)state;
    uint32_t code = dict_add(d, (struct str){bytes, sizeof bytes});
    bytes[0] = 'b';
    assert_int_equal(dict_text(d, code).n, 3);
    assert_memory_equal(dict_text(d, code).p, "a\0\xff", 3);
    assert_int_equal(dict_find(d, STR("a")), DICT_NONE);
    dict_free(d);
}

enum { N_TEXTS = 60000, N_THREADS = 4 };

static struct str text_of(unsigned i, char out[24])
{
    return (struct str){out, (size_t)snprintf(out, 24, "10.%u.%u.%u", i >> 16,
                                              i >> 8 & 0xff, i & 0xff)};
}

struct crowd {
    struct dict *dict;
    uint32_t codes[N_THREADS][N_TEXTS];
    atomic_uint mismatches;
};

/* Each thread adds all texts, from a start and with a step of its own. */
static void add_all(void *arg, unsigned thread)
{
    static const unsigned steps[N_THREADS] = {1, 7, 11, 59999};
    struct crowd *crowd = arg;
    char out[24];

    for (unsigned k = 0; k < N_TEXTS; k++) {
        unsigned i = (thread * 1000 + k * steps[thread]) % N_TEXTS;
        struct str text = text_of(i, out);
        uint32_t code = dict_add(crowd->dict, text);

        crowd->codes[thread][i] = code;
        if (!str_eq(dict_text(crowd->dict, code), text))
            atomic_fetch_add(&crowd->mismatches, 1);
    }
}

static void threads_agree_on_every_code(void **state)
{
    struct crowd *crowd = calloc(1, sizeof *crowd);
    unsigned char *seen = calloc(N_TEXTS, 1);

    (void)state;
    assert_non_null(crowd);
    assert_non_null(seen);
    crowd->dict = dict_new();
    size_t empty = dict_bytes(crowd->dict);
    team_run(N_THREADS, add_all, crowd);
    assert_int_equal(crowd->mismatches, 0);
    for (unsigned i = 0; i < N_TEXTS; i++) {
        uint32_t code = crowd->codes[0][i];

        for (unsigned t = 1; t < N_THREADS; t++)
            assert_int_equal(crowd->codes[t][i], code);
        /* Codes are dense, and no two texts share one. */
        assert_in_range(code, 0, N_TEXTS - 1);
        assert_int_equal(seen[code]++, 0);
    }
    assert_true(dict_bytes(crowd->dict) > empty + N_TEXTS * 8);
    dict_free(crowd->dict);
    free(crowd);
    free(seen);
}

/* Every length takes every byte into account, wherever it stands. */
static void each_byte_changes_the_hash(void **state)
{
    unsigned char bytes[48] = {0};

    (void)state;
    for (size_t n = 1; n <= sizeof bytes; n++) {
        uint64_t before = hash_bytes(bytes, n);

        assert_true(before != hash_bytes(bytes, n - 1));
        for (size_t i = 0; i < n; i++) {
            bytes[i] = 1;
            assert_true(hash_bytes(bytes, n) != before);
            bytes[i] = 0;
        }
    }
}

/* 65536 similar keys into as many buckets: about 63 % are hit by chance. */
static void similar_keys_spread_over_buckets(void **state)
{
    static unsigned char low[65536], high[65536];
    unsigned n_low = 0, n_high = 0;
    char out[24];

    (void)state;
    for (unsigned i = 0; i < 65536; i++) {
        struct str text = text_of(i, out);
        uint64_t h = hash_bytes(text.p, text.n);

        n_low += !low[h & 0xffff]++;
        n_high += !high[h >> 48]++;
    }
    assert_in_range(n_low, 40500, 42500);
    assert_in_range(n_high, 40500, 42500);
}

static void count_call(void *arg, unsigned i)
{
    atomic_uint *calls = arg;

    atomic_fetch_add(&calls[i], 1);
}

static void team_calls_each_member_once(void **state)
{
    atomic_uint calls[9] = {0};

    (void)state;
    team_run(0, count_call, calls);
    team_run(8, count_call, calls);
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(calls[i], 1);
    assert_int_equal(calls[8], 0);
    assert_true(team_default_size() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_have_one_code),
        cmocka_unit_test(texts_are_copied_and_may_hold_any_byte),
        cmocka_unit_test(threads_agree_on_every_code),
        cmocka_unit_test(each_byte_changes_the_hash),
        cmocka_unit_test(similar_keys_spread_over_buckets),
        cmocka_unit_test(team_calls_each_member_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
