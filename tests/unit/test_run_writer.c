/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tuples of many tables in the runs of their groups' parts: all of them, each
 * in the part of its keys, and in few runs.
 */
#include "engine/run_writer.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

enum { TABLES = 64, TUPLES = 200, GROUPS = 500 };

/* Tuple i of table t, of the group i * t: (key, key, value). */
static void fill(struct groups *g, uint32_t t)
{
    for (uint32_t i = 0; i < TUPLES; i++) {
        cell key[3] = {i * t % GROUPS, 7, t * TUPLES + i};

        table_add_one(&g->table, key);
    }
}

/* The part of a group, by the hash of its keys. */
static uint32_t part_of(const cell *key)
{
    struct table t;
    struct scatter s;
    uint32_t at = 0, part = 0;

    table_init(&t, 2, 0, NULL);
    table_add_one(&t, key);
    scatter_init(&s, 2, true);
    scatter_take(&s, &t, &at);
    scatter_run(&s, MAX_PARTS);
    while (scatter_count(&s, part) == 0)
        part++;
    scatter_done(&s);
    table_done(&t);
    return part;
}

/* Each tuple of a run is of the part, and seen for the first time. */
static void check_run(const struct group_run *run, uint32_t part,
                      struct spill *spill, bool *seen)
{
    struct err err = {0};
    cell record[3];

    for (uint32_t i = 0; i < run->n; i++) {
        assert_true(spill_read(spill, run->at + i * sizeof record, record,
                               sizeof record, &err));
        uint32_t t = (uint32_t)record[2] / TUPLES;
        uint32_t tuple = (uint32_t)record[2] % TUPLES;

        assert_int_equal(record[0], tuple * t % GROUPS);
        assert_int_equal(record[1], 7);
        assert_int_equal(part_of(record), part);
        assert_false(seen[record[2]]);
        seen[record[2]] = true;
    }
}

static void tuples_of_many_tables_are_in_few_runs(void **state)
{
    const struct group_spec spec = {.width = 3};
    struct group_runs runs[MAX_PARTS] = {0};
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct spill *spill = spill_new(1 << 20);
    bool seen[TABLES * TUPLES] = {0};
    struct run_writer w;
    struct err err = {0};
    size_t n_runs = 0, n_records = 0;

    (void)state;
    run_writer_init(&w, runs, &lock, &spec, 2, spill);
    for (uint32_t t = 0; t < TABLES; t++) {
        struct groups g;

        groups_init(&g, &spec, NULL);
        fill(&g, t);
        assert_true(run_writer_add(&w, &g, &err));
        groups_done(&g);
    }
    assert_true(run_writer_flush(&w, &err));
    run_writer_done(&w);
    for (uint32_t p = 0; p < MAX_PARTS; p++) {
        for (size_t i = 0; i < runs[p].n; i++)
            check_run(&runs[p].items[i], p, spill, seen);
        n_runs += runs[p].n;
        n_records += runs[p].n_records;
        group_runs_done(&runs[p]);
    }
    assert_int_equal(n_records, TABLES * TUPLES);
    /* 12,800 records of 24 bytes: one for each part and for each 8 KiB. */
    assert_true(n_runs <= MAX_PARTS + TABLES * TUPLES * 24 / 8192);
    spill_release(spill);
}

static void a_disk_that_refuses_is_told(void **state)
{
    const struct group_spec spec = {.width = 3};
    struct group_runs runs[MAX_PARTS] = {0};
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct spill *spill;
    struct run_writer w;
    struct groups g;
    struct err err = {0};

    (void)state;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    spill = spill_new(1 << 20);
    run_writer_init(&w, runs, &lock, &spec, 2, spill);
    groups_init(&g, &spec, NULL);
    fill(&g, 1);
    assert_true(run_writer_add(&w, &g, &err)); /* it waits */
    assert_false(run_writer_flush(&w, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_non_null(strstr(err.msg, "--memory 1M"));
    groups_done(&g);
    run_writer_done(&w);
    spill_release(spill);
    unsetenv("TMPDIR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tuples_of_many_tables_are_in_few_runs),
        cmocka_unit_test(a_disk_that_refuses_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
