/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of cells, sorting, and rankings with a limit, each against a plain
 * way to the same end.
 */
#include "engine/merge_sort.h"
#include "engine/table.h"

#include "engine_run.h"

#include "check.h"
#include "scratch.h"

#include <string.h>

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223; /* Numerical Recipes' ranqd1 */
    return *seed >> 8;
}

static int by_index(const void *arg, const struct sort_item *x,
                    const struct sort_item *y)
{
    (void)arg;
    return (x->index > y->index) - (x->index < y->index);
}

static void merge_sort_orders_ranks_and_then_asks(void **state)
{
    enum { N = 5000 };
    static struct sort_item items[N];
    /* Numbers of distinct ranks: all equal, few, many. */
    static const uint32_t kinds[] = {1, 7, 1000000};

    (void)state;
    for (size_t k = 0; k < N_ELEMENTS(kinds); k++) {
        for (size_t n = 0; n <= N; n = n * 3 + 1) {
            uint32_t seed = 5;

            for (size_t i = 0; i < n; i++)
                items[i] =
                    (struct sort_item){next_random(&seed) % kinds[k], n - i};
            merge_sort(items, n, by_index, NULL, NULL);
            for (size_t i = 1; i < n; i++)
                assert_true(items[i - 1].rank < items[i].rank ||
                            (items[i - 1].rank == items[i].rank &&
                             items[i - 1].index < items[i].index));
        }
    }
}

static void merge_sort_turns_runs_round(void **state)
{
    enum { N = 1000 };
    static struct sort_item items[N];

    (void)state;
    for (size_t i = 0; i < N; i++)
        items[i] = (struct sort_item){N - i, i};
    merge_sort(items, N, by_index, NULL, NULL);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(items[i].rank, i + 1);
}

/* Numbers given by a list that is searched from its start. */
static uint32_t plain_number(cell (*seen)[3], uint32_t *n, const cell *key,
                             uint32_t width)
{
    for (uint32_t i = 0; i < *n; i++) {
        if (memcmp(seen[i], key, width * sizeof *key) == 0)
            return i;
    }
    memcpy(seen[*n], key, width * sizeof *key);
    return (*n)++;
}

static void tables_number_tuples_as_they_come(void **state)
{
    enum { ROWS = 1500, ROUNDS = 3 };
    static cell seen[ROWS * ROUNDS][3];
    static cell rows[3][ROWS];
    static uint32_t numbers[ROWS], found[ROWS], tags[ROWS];
    static uint64_t hashes[ROWS];
    cell *columns[3] = {rows[0], rows[1], rows[2]};

    (void)state;
    for (uint32_t width = 1; width <= 3; width++) {
        struct table t;
        uint32_t seed = width, n_seen = 0;

        table_init(&t, width, 0, NULL);
        for (int round = 0; round < ROUNDS; round++) {
            for (size_t i = 0; i < ROWS; i++) {
                for (uint32_t k = 0; k < width; k++)
                    rows[k][i] = cell_make(k == 1 ? CELL_IP4 : CELL_INT,
                                           next_random(&seed) % 40);
            }
            table_hash(columns, width, ROWS, hashes);
            for (size_t i = 0; i < ROWS; i++)
                tags[i] = (uint32_t)hashes[i];
            struct table_keys keys = {columns, 0, tags};
            table_add(&t, keys, ROWS, numbers);
            table_find(&t, keys, ROWS, found);
            assert_memory_equal(found, numbers, sizeof found);
            for (size_t i = 0; i < ROWS; i++) {
                cell key[3] = {rows[0][i], rows[1][i], rows[2][i]};

                assert_int_equal(numbers[i],
                                 plain_number(seen, &n_seen, key, width));
                assert_int_equal(table_add_one(&t, key), numbers[i]);
            }
        }
        assert_int_equal(t.n, n_seen);
        table_done(&t);
    }
}

/* The example of AWS's page on sort, as flow log text fields. */
static void sort_is_natural(void **state)
{
    static const char log[] =
        "version action\n"
        "2 3\n2 a12345hfh\n2 01\n2 @\n2 A\n2 2345_\n2 5A\n2 #\n2 1\n2 !:\n"
        "2 111A\n2 *%04\n2 0\n2 2\n2 0#\n2 @_\n2 A9876fghj\n";
    static const char up[] = "!:\n#\n*%04\n0#\n5A\n111A\n2345_\n@\n@_\nA\n"
                             "A9876fghj\na12345hfh\n0\n01\n1\n2\n3\n";
    static const char down[] = "3\n2\n1\n01\n0\na12345hfh\n";
    static const char *const paths[] = {"sort.log", NULL};
    struct engine_run r;

    (void)state;
    scratch_write("sort.log", str_of(log));
    engine_run_open(&r, paths, &(struct local_options){.threads = 1});
    engine_run_check(&r, "display action | sort action", up);
    engine_run_check(&r, "display action | sort action desc | limit 6", down);
    engine_run_check(&r, "stats count(*) by action | display action", up);
    engine_run_close(&r);
}

static void write_random_log(void)
{
    struct buf log = {0};
    uint32_t seed = 3;

    buf_text(&log, "version srcaddr bytes start\n");
    for (int i = 0; i < 30000; i++) {
        uint32_t a = next_random(&seed), b = next_random(&seed);

        buf_printf(&log, "2 %s%u %u %u\n", a % 7 ? "10.0.0." : "x", a % 250,
                   b % 900, 1756900800 + (a ^ b) % 5000);
    }
    scratch_write("rank.log", buf_str(&log));
    buf_done(&log);
}

static void a_limit_keeps_the_first_of_the_whole_order(void **state)
{
    static const char *const orders[] = {"limit 100000",
                                         "sort bytes desc",
                                         "sort srcAddr, bytes desc",
                                         "sort bytes % 10, srcAddr desc",
                                         "sort concat(srcAddr, bytes)",
                                         "sort bytes / 7"};
    static const char *const paths[] = {"rank.log", NULL};
    struct engine_run r;

    (void)state;
    write_random_log();
    engine_run_open(&r, paths, &(struct local_options){.threads = 2});
    for (size_t i = 0; i < N_ELEMENTS(orders); i++) {
        struct buf query = {0}, all = {0}, first = {0};

        buf_printf(&query, "display @ptr, srcAddr, bytes | %s", orders[i]);
        engine_run_answer(&r, buf_str(&query).p, TIME_WINDOW_ALL, &all);
        buf_text(&query, " | limit 1500");
        engine_run_answer(&r, buf_str(&query).p, TIME_WINDOW_ALL, &first);
        assert_true(str_starts(buf_str(&all), buf_str(&first)));
        assert_true(all.n > first.n);
        buf_done(&query);
        buf_done(&all);
        buf_done(&first);
    }
    engine_run_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merge_sort_orders_ranks_and_then_asks),
        cmocka_unit_test(merge_sort_turns_runs_round),
        cmocka_unit_test(tables_number_tuples_as_they_come),
        cmocka_unit_test(sort_is_natural),
        cmocka_unit_test(a_limit_keeps_the_first_of_the_whole_order),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
