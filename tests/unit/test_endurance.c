/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lasts long: a session of many queries, and a followed file that is
 * rotated again and again. Answers stay right, and the second half takes no
 * more memory than the first did. What is lost is told by the sanitizer of
 * addresses at the end. ENDURANCE=full in the environment is ten times as long
 * (1,000 queries, 10,000 rotations).
 */
#include "engine_run.h"

#include "../bench/sanitized.h"
#include "../bench/usage.h"
#include "check.h"
#include "scratch.h"
#include "small_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Half a session may take a megabyte more, and what an allocator is off by.
 * Of a file that is gone it stays known what it was, since its records stay
 * counted: at most FILE_BYTES.
 */
enum { GROWTH_KB = 1536, FILE_BYTES = 2048 };

static unsigned length(unsigned full)
{
    const char *how = getenv("ENDURANCE");

    return how && strcmp(how, "full") == 0 ? full : full / 10;
}

/*
 * Memory that is the process's own, in MB; 0 where that says nothing: a
 * sanitizer keeps what was freed, and not every system tells.
 */
static double own_mb(void)
{
#ifdef SANITIZED
    return 0;
#else
    struct usage u;

    return usage_get(getpid(), &u) ? u.own_mb : 0;
#endif
}

/*
 * middle, end: own_mb when the second half began, and now; files: that came in
 * between.
 */
static void check_flat(const char *name, double middle, double end,
                       unsigned files)
{
    double most = GROWTH_KB / 1024.0 + files * (FILE_BYTES / 1048576.0);

    print_message("# %s: %.1f MB in the middle, %.1f MB at the end\n", name,
                  middle, end);
    if (end - middle >= most)
        fail_msg("%s: the second half took %.1f MB more, not %.1f at most",
                 name, end - middle, most);
}

/* Counted by hand in small_log.h. */
static const struct {
    const char *query;
    const char *rows;
} cases[] = {
    {"stats count(*) as n", "8\n"},
    {"filter action = \"REJECT\" | stats sum(bytes) as b by action",
     "REJECT,360\n"},
    {"filter dstPort = 22 | stats count(*) as n", "2\n"},
    {"fields bytes | sort bytes desc | limit 2", "3000\n1000\n"},
    {"filter @message like /NODATA/ | stats count(*) as n", "1\n"},
    {"filter protocol = 6 | stats count_distinct(srcAddr) as d", "3\n"},
    {"filter protocol = 6 | dedup action | stats count(*) as n", "2\n"},
    {"parse @message \"* * *\" as v, a, e | stats count_distinct(v) as n",
     "1\n"},
};

static void many_queries_of_one_session(void **state)
{
    static const char *const paths[] = {"small.log", NULL};
    const struct local_options options = {.threads = 2};
    unsigned n = length(1000);
    double middle = 0;
    struct engine_run r;

    (void)state;
    scratch_write("small.log", STR(SMALL_LOG));
    engine_run_open(&r, paths, &options);
    for (unsigned i = 0; i < n; i++) {
        size_t k = i % N_ELEMENTS(cases);

        engine_run_check(&r, cases[k].query, cases[k].rows);
        if (i == n / 2)
            middle = own_mb();
    }
    check_flat("queries", middle, own_mb(), 0);
    engine_run_close(&r);
}

/* Record i has i bytes. */
static void write_record(const char *name, unsigned i)
{
    struct buf text = {0};

    buf_printf(&text,
               "2 123456789012 eni-0a 10.0.0.%u 10.0.1.9 40000 443 6 1 %u "
               "%u %u ACCEPT OK\n",
               i % 200, i, 1756900800 + i, 1756900801 + i);
    scratch_write(name, buf_str(&text));
    buf_done(&text);
}

/* What was live.log is live.1 then, and the older live.1 is gone. */
static void rotate(struct dataset *ds, unsigned i)
{
    assert_int_equal(rename("live.log", "live.1"), 0);
    write_record("live.log", i);
    assert_true(dataset_look(ds));
}

static void expect_records(struct engine_run *r, unsigned n)
{
    char want[32];

    snprintf(want, sizeof want, "%u\n", n);
    engine_run_check(r, "stats count(*) as n", want);
}

static void many_rotations_of_a_followed_file(void **state)
{
    enum { BUDGET = 1 << 20 };
    const struct dataset_options options = {.keep_columns = true,
                                            .follows = true,
                                            .polls = true,
                                            .memory_bytes = BUDGET};
    const struct local_options local = {.threads = 2};
    unsigned n = length(10000);
    double middle = 0;
    struct err err = {0};
    struct engine_run r;

    (void)state;
    write_record("live.log", 1);
    r.ds = dataset_new(&options, &err);
    assert_int_equal(dataset_add(r.ds, "live.log"), 1);
    r.engine = local_engine_new(r.ds, &local);
    dataset_follow(r.ds);
    for (unsigned i = 1; i <= n; i++) {
        rotate(r.ds, i + 1);
        /* Of files that are gone only the last 64 can still be read. */
        if (i % 50 == 0)
            expect_records(&r, i + 1);
        if (i == n / 2)
            middle = own_mb();
    }
    check_flat("rotations", middle, own_mb(), n - n / 2);
    engine_run_close(&r);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_queries_of_one_session),
        cmocka_unit_test(many_rotations_of_a_followed_file),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
