/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first rows of an order are the first of all rows in that order, though
 * with a limit rows and whole segments are left out unseen: over records in
 * no order of time, with ties, without times, in several files, while the
 * columns are read and once they are in memory.
 */
#include "check.h"
#include "engine_run.h"
#include "scratch.h"


enum { RECORDS = 45000, LIMIT = 40 }; /* some 4 segments a file */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223; /* Numerical Recipes' ranqd1 */
    return *seed >> 8;
}

/* Times rise from first_s, now and then jump, and repeat. */
static void write_records(const char *name, uint32_t seed, uint32_t first_s)
{
    struct buf log = {0};

    buf_text(&log, "version srcaddr dstaddr srcport dstport bytes start end "
                   "action log-status interface-id\n");
    for (uint32_t i = 0; i < RECORDS; i++) {
        uint32_t start = first_s + i / 40 + next_random(&seed) % 30;

        if (next_random(&seed) % 5000 == 0)
            start += 5000;
        buf_printf(&log, "2 10.%u.%u.%u 10.0.0.1 %u 443 %u ",
                   next_random(&seed) % 4, next_random(&seed) % 256,
                   next_random(&seed) % 256, next_random(&seed) % 65536,
                   next_random(&seed) % 3000);
        if (next_random(&seed) % 20000 == 0)
            buf_text(&log, "- ");
        else if (next_random(&seed) % 20000 == 0)
            buf_printf(&log, "%u000 ", start); /* milliseconds */
        else
            buf_printf(&log, "%u ", start);
        buf_printf(&log, "%u %s OK eni-0123456789abcdef0\n", start + 60,
                   next_random(&seed) % 12 ? "ACCEPT" : "REJECT");
    }
    scratch_write(name, buf_str(&log));
    buf_done(&log);
}

/* The lines of names and of the first rows. */
static struct str first_lines(struct str text, uint32_t n)
{
    size_t at = 0;

    for (uint32_t i = 0; i < n + 1 && at < text.n; i++)
        at += str_find(str_slice(text, at, text.n), STR("\n")) + 1;
    return str_slice(text, 0, at);
}

static void check_first_rows(struct engine_run *r, const char *query)
{
    struct buf all = {0}, first = {0}, limited = {0};

    buf_printf(&limited, "%s | limit %d%c", query, LIMIT, '\0');
    engine_run_answer(r, query, TIME_WINDOW_ALL, &all);
    engine_run_answer(r, buf_str(&limited).p, TIME_WINDOW_ALL, &first);
    struct str want = first_lines(buf_str(&all), LIMIT), got = buf_str(&first);
    assert_int_equal(got.n, want.n);
    assert_memory_equal(got.p, want.p, want.n);
    buf_done(&all);
    buf_done(&first);
    buf_done(&limited);
}

static void check_queries(unsigned threads)
{
    static const char *const paths[] = {"late.log", "early.log", "mixed.log",
                                        NULL};
    static const char *const queries[] = {
        "fields start, srcAddr, bytes",
        "filter action = \"REJECT\" | fields start, srcPort",
        "fields start, srcAddr | sort start desc",
        "fields start, srcAddr | sort start",
        "fields @timestamp, srcAddr | sort @timestamp",
        "fields @timestamp, srcAddr | sort @timestamp desc, srcAddr",
        "fields bytes, srcAddr | sort bytes desc",
        "fields bytes, srcAddr | sort bytes",
        "fields srcAddr, start | sort srcAddr desc, start",
        "filter bytes > 2990 | fields bytes, start | sort srcAddr",
        "fields start as s, bytes | sort s desc",
    };
    struct engine_run r;

    engine_run_open(&r, paths, &(struct local_options){.threads = threads});
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < N_ELEMENTS(queries); i++)
            check_first_rows(&r, queries[i]);
    }
    engine_run_close(&r);
}

static void the_first_rows_are_those_of_all(void **state)
{
    (void)state;
    write_records("early.log", 1, 1756900000);
    write_records("late.log", 2, 1756910000);
    write_records("mixed.log", 3, 1756900700);
    check_queries(1);
    check_queries(2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_rows_are_those_of_all),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
