/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranks against the order of values they stand for, and sorting by ranks
 * against qsort, with any number of threads.
 */
#include "engine/rank.h"
#include "engine/rank_sort.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/team.h"

#include "check.h"

#include <stdlib.h>
#include <time.h>

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223; /* Numerical Recipes' ranqd1 */
    return *seed >> 8;
}

static struct value text(const char *s)
{
    return value_text(str_of(s));
}

/* Ranks. */

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static void check_pair(struct value a, struct value b)
{
    uint64_t x = rank_of_value(a, NULL), y = rank_of_value(b, NULL);
    int order = value_order(a, b);

    if (x != y)
        assert_int_equal(sign(order), x < y ? -1 : 1);
}

static void check_back(struct value v)
{
    char scratch[VALUE_TEXT_MAX];
    bool exact;
    uint64_t rank = rank_of_value(v, &exact);

    if (exact)
        assert_int_equal(value_order(v, rank_value(rank, v.type, scratch)), 0);
}

static const char *const texts[] = {
    "",         "-",          "@",          "a",           "A",
    "REJECT",   "ACCEPT",     "NODATA",     "SKIPDATA",    "ACCEPTS",
    "ACCEPTSX", "0#",         "5A",         "111A",        "2345_",
    "!:",       "*%04",       "a12345hfh",  "A9876fghj",   "01",
    "1",        "1.0",        "1e0",        "-5",          "00",
    "10.0.0.1", "10.0.0.01",  "10.0.0.1 ",  "10.0.0.1x",   "9.9.9.9",
    "9.9.9",    "9.9.9.",     "9.9.9.9.9",  "1000.1.1.1",  "256.0.0.1",
    "05.1.1.1", "10,0.0.1",   "10/8.x",     "10.",         "10.x",
    "10.-",     "10.0.0.300", "2600:1f::1", "2600:1f::2",  "2a05:d0::1",
    "::1",      "fe80::1",    "eni-0a1",    "eni-12",      "eni-9",
    "eni-0b",   "eni-",       "abcdefg",    "abcdefgh",    "abcdefg1",
    "abcdef1",  "abcdef12",   "\x7f",       "\xc3\xa9",    "\xff\xff",
    "x1",       "x12345678901234567890123456789012345678901234567890",
    "x1234567890123456789012345678901",     "x123456789012345678901234567890",
    "x12345678901234567890123456789012345678901234567891y",
    "9223372036854775807", "9223372036854775806", "2251799813685249",
};

static const int64_t ints[] = {
    0, 1, -1, 5, 10, 99, 65535, -65535, INT64_C(1) << 51,
    (INT64_C(1) << 51) + 1, -(INT64_C(1) << 51), INT64_C(1) << 53,
    (INT64_C(1) << 53) + 1, INT64_MAX, INT64_MAX - 1, INT64_MIN,
    INT64_MIN + 1, 1756900800, 1756900800000
};

static const double doubles[] = {
    0.0, -0.0, 0.5, 1.0, 1.0000000000000002, -1.5, 5e-324, 1e300, -1e300,
    0.1, 0.30000000000000004, 0.3, 65535.0, 9007199254740993.0
};

static const uint32_t addresses[] = {0, 1, 0x0a000001, 0x0a000002, 0x09090909,
                                     0x63646566, 0xffffffff, 0x7f000001};

static size_t all_values(struct value *out)
{
    size_t n = 0;

    out[n++] = value_null();
    out[n++] = value_bool(true);
    out[n++] = value_bool(false);
    out[n++] = value_text((struct str){"a\0b", 3});
    out[n++] = value_text((struct str){"a\0", 2});
    for (size_t i = 0; i < N_ELEMENTS(texts); i++)
        out[n++] = text(texts[i]);
    for (size_t i = 0; i < N_ELEMENTS(ints); i++) {
        out[n++] = value_int(ints[i]);
        out[n++] = value_time(ints[i]);
    }
    for (size_t i = 0; i < N_ELEMENTS(doubles); i++)
        out[n++] = value_double(doubles[i]);
    for (size_t i = 0; i < N_ELEMENTS(addresses); i++)
        out[n++] = value_ip4(addresses[i]);
    return n;
}

static void ranks_never_contradict_the_order(void **state)
{
    static struct value values[256];
    size_t n = all_values(values);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        check_back(values[i]);
        for (size_t k = 0; k < n; k++)
            check_pair(values[i], values[k]);
    }
}

static void random_texts_rank_as_they_order(void **state)
{
    enum { ROUNDS = 300000, LENGTH = 9 };
    static const char bytes[] = "0019.:-/ax ";
    uint32_t seed = 11;

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        char a[LENGTH], b[LENGTH];
        size_t n = next_random(&seed) % LENGTH, m = next_random(&seed) % LENGTH;

        for (size_t k = 0; k < LENGTH; k++) {
            a[k] = bytes[next_random(&seed) % (sizeof bytes - 1)];
            b[k] = next_random(&seed) % 4
                       ? a[k]
                       : bytes[next_random(&seed) % (sizeof bytes - 1)];
        }
        check_pair(value_text((struct str){a, n}),
                   value_text((struct str){b, m}));
    }
}

static void addresses_have_exact_ranks(void **state)
{
    uint32_t seed = 12;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        struct value a = value_ip4(next_random(&seed) << 8 | (seed & 255));
        struct value b = value_ip4(next_random(&seed) << 8 | (seed & 255));

        check_pair(a, b);
        check_back(a);
    }
}

/* Sorting: a text that is no number, then a number, then the place. */

struct row {
    struct str text;
    uint64_t number;
    size_t id;
};

static int order_row_pair(const struct row *x, const struct row *y)
{
    int order = value_order(value_text(x->text), value_text(y->text));

    if (order == 0)
        order = (x->number > y->number) - (x->number < y->number);
    return order ? order : (x->id > y->id) - (x->id < y->id);
}

static int plain_order(const void *a, const void *b)
{
    return order_row_pair(a, b);
}

static int item_order(const void *arg, const struct sort_item *x,
                      const struct sort_item *y)
{
    const struct row *rows = arg;

    return order_row_pair(&rows[x->index], &rows[y->index]);
}

static void item_ranks(const void *arg, uint32_t level, struct sort_item *items,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct row *row = (const struct row *)arg + items[i].index;

        items[i].rank = level == 0   ? rank_of_text(row->text)
                        : level == 1 ? row->number
                                     : row->id;
    }
}

static void item_rest(const void *arg, uint32_t level, size_t from,
                      struct sort_item *items, size_t n)
{
    (void)level;
    for (size_t i = 0; i < n; i++) {
        struct str s = ((const struct row *)arg)[items[i].index].text;

        items[i].rank = rank_of_rest(str_slice(s, from, s.n));
    }
}

static void first_items(const void *arg, size_t first, struct sort_item *items,
                        size_t n)
{
    for (size_t i = 0; i < n; i++)
        items[i].index = first + i;
    item_ranks(arg, 0, items, n);
}

/* Bytes that two texts share, without a run of digits they end in. */
static size_t shared_bytes(struct str a, struct str b)
{
    size_t i = 0;

    while (i < a.n && i < b.n && a.p[i] == b.p[i])
        i++;
    while (i > 0 && a.p[i - 1] >= '0' && a.p[i - 1] <= '9')
        i--;
    return i;
}

static struct rank_tie item_tie(const void *arg, uint32_t level,
                                const struct sort_item *first,
                                const struct sort_item *items, size_t n)
{
    const struct row *rows = arg;
    struct str a = rows[first->index].text;
    struct rank_tie tie = {.equal = true, .same = SIZE_MAX};

    for (size_t i = 0; level == 0 && i < n; i++) {
        struct str b = rows[items[i].index].text;
        size_t same = shared_bytes(a, b);

        tie.equal = tie.equal && str_eq(a, b);
        tie.same = same < tie.same ? same : tie.same;
    }
    return tie;
}

static struct rank_order order_of(const struct row *rows)
{
    return (struct rank_order){
        .arg = rows,
        .n_levels = 3,
        .items = first_items,
        .ranks = item_ranks,
        .rest = item_rest,
        .tie = item_tie,
        .order = item_order,
    };
}

/* Texts of several kinds, each with much in common in another way. */
static struct str make_text(struct arena *arena, int kind, uint32_t t)
{
    switch (kind) {
    case 0:
        return arena_printf(arena, "x%u", t);
    case 1:
        return arena_printf(arena, "%u.%u.0.1", t % 256, t / 256);
    case 2:
        return arena_printf(arena, "a long beginning of all %ux%u", t % 7, t);
    case 3:
        return arena_printf(arena, "%u:a%u", t, t % 3);
    default:
        return arena_printf(arena, "1234567890123456789012345678901234567%ux",
                            t % 999);
    }
}

static struct row *make_rows(size_t n, int kind, uint32_t n_texts,
                             uint32_t n_numbers, struct arena *arena)
{
    struct row *rows = mem_calloc(n, sizeof *rows);
    uint32_t seed = n_texts + (uint32_t)kind;

    for (size_t i = 0; i < n; i++)
        rows[i] = (struct row){
            make_text(arena, kind, next_random(&seed) % n_texts),
            next_random(&seed) % n_numbers, i};
    return rows;
}

static void check_sorted(const struct row *rows, size_t n, unsigned threads)
{
    struct rank_order order = order_of(rows);
    struct sort_item *items = mem_alloc(n * sizeof *items);
    struct row *plain = mem_calloc(n, sizeof *plain);

    for (size_t i = 0; i < n; i++)
        plain[i] = rows[i];
    qsort(plain, n, sizeof *plain, plain_order);
    assert_true(rank_sort(&order, items, n, threads, NULL, NULL));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(items[i].index, plain[i].id);
        assert_int_equal(items[i].rank, plain[i].id); /* the last level */
    }
    free(plain);
    free(items);
}

static void sorting_by_ranks_is_sorting(void **state)
{
    enum { KINDS = 5 };
    static const size_t sizes[] = {0, 1, 2, 50, 3000, 100000};
    static const uint32_t distinct[] = {1, 5, 60000};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(sizes) * KINDS; i++) {
        struct arena arena = {0};
        int kind = (int)(i % KINDS);
        uint32_t n_texts = distinct[i % 3], n_numbers = distinct[i / 3 % 3];
        struct row *rows =
            make_rows(sizes[i / KINDS], kind, n_texts, n_numbers, &arena);

        for (unsigned threads = 1; threads <= 5; threads++)
            check_sorted(rows, sizes[i / KINDS], threads);
        free(rows);
        arena_done(&arena);
    }
}

/* Stopping. */

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct stopper {
    atomic_bool stop;
    double stopped_s;
};

static void *stop_soon(void *arg)
{
    struct stopper *s = arg;

    sleep_ms(15);
    s->stopped_s = now_s();
    atomic_store(&s->stop, true);
    return NULL;
}

/* What takes much longer than the pause ends soon after it. */
static void a_sort_stops_when_told(void **state)
{
    enum { ROWS = 2000000 };
    static const uint32_t distinct[] = {1, 100, ROWS};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(distinct); i++) {
        struct arena arena = {0};
        struct row *rows = make_rows(ROWS, 4, 1000, distinct[i], &arena);
        struct sort_item *items = mem_alloc(ROWS * sizeof *items);
        struct rank_order order = order_of(rows);
        struct stopper stopper = {0};
        pthread_t thread;

        assert_true(team_start(&thread, stop_soon, &stopper));
        assert_false(rank_sort(&order, items, ROWS, 2, &stopper.stop, NULL));
        double end_s = now_s();
        pthread_join(thread, NULL);
        assert_true(end_s - stopper.stopped_s < 0.5);
        free(items);
        free(rows);
        arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_never_contradict_the_order),
        cmocka_unit_test(random_texts_rank_as_they_order),
        cmocka_unit_test(addresses_have_exact_ranks),
        cmocka_unit_test(sorting_by_ranks_is_sorting),
        cmocka_unit_test(a_sort_stops_when_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
