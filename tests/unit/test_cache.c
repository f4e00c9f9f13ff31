/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cache: what stays, what goes, and who may hold it. */
#include "scan/cache.h"

#include "base/mem.h"
#include "base/team.h"
#include "check.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { VALUE_BYTES = 10000 };

/* A value that counts how many of its kind live. */
struct value {
    atomic_int *live;
    uint32_t number;
};

static void *value_new(atomic_int *live, uint32_t number)
{
    struct value *v = mem_alloc(sizeof *v);

    *v = (struct value){live, number};
    atomic_fetch_add(live, 1);
    return v;
}

static void value_free(void *value)
{
    struct value *v = value;

    atomic_fetch_sub(v->live, 1);
    free(v);
}

static struct cache_key key_of(uint32_t number)
{
    return (struct cache_key){number % 3, number, 0, number % 7};
}

static struct cache_entry *put(struct cache *c, atomic_int *live, uint32_t i)
{
    return cache_put(c, key_of(i), value_new(live, i), VALUE_BYTES, value_free);
}

static bool has(struct cache *c, uint32_t i)
{
    struct cache_entry *e = cache_get(c, key_of(i));

    if (e)
        cache_release(c, e);
    return e;
}

static void the_least_recently_used_goes_first(void **state)
{
    struct cache *c = cache_new(3 * VALUE_BYTES + VALUE_BYTES / 2);
    atomic_int live = 0;

    (void)state;
    for (uint32_t i = 0; i < 3; i++)
        cache_release(c, put(c, &live, i));
    assert_true(has(c, 0));
    cache_release(c, put(c, &live, 3));
    assert_true(has(c, 0));
    assert_false(has(c, 1));
    assert_true(has(c, 2));
    assert_true(has(c, 3));
    assert_int_equal(live, 3);
    cache_free(c);
    assert_int_equal(live, 0);
}

static void what_is_pinned_stays_beyond_the_budget(void **state)
{
    struct cache *c = cache_new(VALUE_BYTES / 2);
    struct cache_entry *pinned[4];
    atomic_int live = 0;

    (void)state;
    for (uint32_t i = 0; i < 4; i++)
        pinned[i] = put(c, &live, i);
    assert_int_equal(live, 4);
    for (uint32_t i = 0; i < 4; i++) {
        const struct value *v = cache_value(pinned[i]);

        assert_int_equal(v->number, i);
        cache_release(c, pinned[i]);
    }
    assert_int_equal(live, 0);
    assert_int_equal(cache_bytes(c), 0);
    cache_free(c);
}

static void the_first_of_two_values_wins(void **state)
{
    struct cache *c = cache_new(10 * VALUE_BYTES);
    atomic_int live = 0;
    struct cache_entry *first = put(c, &live, 5);
    struct cache_entry *second = put(c, &live, 5);

    (void)state;
    assert_ptr_equal(first, second);
    assert_int_equal(live, 1);
    cache_release(c, first);
    cache_release(c, second);
    cache_free(c);
}

static void a_slab_goes_with_the_last_of_its_values(void **state)
{
    enum { SLAB = 8192, KEYS = 6 };
    struct cache *c = cache_new(2 * SLAB + SLAB / 2);
    struct cache_entry *e;

    (void)state;
    /* Two values in each of three slabs; the third makes the first go. */
    for (uint32_t i = 0; i < KEYS; i += 2) {
        struct slab *slab = cache_slab_open(c, SLAB, SLAB);

        for (uint32_t k = i; k < i + 2; k++) {
            uint32_t *value = slab_take(slab, SLAB / 2);

            assert_non_null(value);
            *value = k;
            e = cache_put_in(c, key_of(k), value, slab);
            assert_int_equal(*(uint32_t *)cache_value(e), k);
            cache_release(c, e);
        }
        assert_null(slab_take(slab, 1));
        cache_slab_close(c, slab);
    }
    for (uint32_t k = 0; k < KEYS; k++)
        assert_int_equal(has(c, k), k >= 2);
    assert_true(cache_bytes(c) >= 2 * SLAB);
    assert_true(cache_bytes(c) <= 2 * SLAB + SLAB / 2);
    /* What was not used is given back at the end. */
    struct slab *slab = cache_slab_open(c, 3 * SLAB, 3 * SLAB);
    assert_true(cache_bytes(c) >= 3 * SLAB);
    cache_slab_close(c, slab);
    assert_int_equal(cache_bytes(c), 0);
    cache_free(c);
}

static void epochs_are_told_apart(void **state)
{
    struct cache *c = cache_new(10 * VALUE_BYTES);
    struct cache_key key = key_of(1);
    atomic_int live = 0;

    (void)state;
    cache_release(c, put(c, &live, 1));
    key.epoch++;
    assert_null(cache_get(c, key));
    cache_free(c);
}

struct crowd {
    struct cache *cache;
    atomic_int live;
    atomic_int wrong;
};

static void use_cache(void *arg, unsigned thread)
{
    struct crowd *crowd = arg;

    for (uint32_t i = 0; i < 5000; i++) {
        uint32_t number = (i * 7 + thread * 13) % 50;
        struct cache_entry *e = cache_get(crowd->cache, key_of(number));

        if (!e)
            e = put(crowd->cache, &crowd->live, number);
        const struct value *v = cache_value(e);
        if (v->number != number)
            atomic_fetch_add(&crowd->wrong, 1);
        cache_release(crowd->cache, e);
    }
}

static void threads_share_it(void **state)
{
    struct crowd crowd = {.cache = cache_new(20 * VALUE_BYTES)};

    (void)state;
    team_run(4, use_cache, &crowd);
    assert_int_equal(crowd.wrong, 0);
    assert_true(cache_bytes(crowd.cache) <= 20 * VALUE_BYTES);
    cache_free(crowd.cache);
    assert_int_equal(crowd.live, 0);
}

static void it_grows_to_many_entries(void **state)
{
    struct cache *c = cache_new(UINT64_MAX);
    atomic_int live = 0;

    (void)state;
    for (uint32_t i = 0; i < 5000; i++)
        cache_release(c, put(c, &live, i));
    for (uint32_t i = 0; i < 5000; i++)
        assert_true(has(c, i));
    cache_free(c);
    assert_int_equal(live, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_recently_used_goes_first),
        cmocka_unit_test(what_is_pinned_stays_beyond_the_budget),
        cmocka_unit_test(the_first_of_two_values_wins),
        cmocka_unit_test(a_slab_goes_with_the_last_of_its_values),
        cmocka_unit_test(epochs_are_told_apart),
        cmocka_unit_test(threads_share_it),
        cmocka_unit_test(it_grows_to_many_entries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
