/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole answer in an order far from that of a compressed file: each segment
 * is read about once while it is written, not once for each part of it; and
 * the rows are those that the order asks for, from a disk or without one. What
 * must come out follows from how the log is made.
 */
#include "engine/row_reader.h"

#include "engine_run.h"
#include "output/output.h"

#include "check.h"
#include "scratch.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ROWS = 60000,
    FACTOR = 7919, /* has no divisor in common with ROWS */
    MEMORY = 6 << 20,
    MORE_MEMORY = 24 << 20 /* the order needs no disk */
};

static void add_line(struct buf *text, unsigned bytes)
{
    buf_printf(text,
               "2 123456789012 eni-0123456789abcdef0 10.1.2.3 10.0.1.9 "
               "40000 443 6 1 %u 1756900800 1756900801 ACCEPT OK\n",
               bytes);
}

/* Row i has bytes (i * FACTOR) % ROWS, all different. */
static void write_logs(void)
{
    struct buf text = {0};

    for (unsigned i = 0; i < ROWS; i++)
        add_line(&text, (unsigned)((unsigned long long)i * FACTOR % ROWS));
    struct str packed = scratch_gzip(buf_str(&text));
    scratch_write("plain.log", buf_str(&text));
    scratch_write("packed.log.gz", packed);
    free((char *)(uintptr_t)packed.p);
    buf_done(&text);
}

/* One query over one file, and what its answer is written with. */
struct written {
    struct engine_run run;
    struct job *job;
    struct result *result;
    struct buf text;
    uint64_t reads;   /* of segments, while it was written */
    uint64_t on_disk; /* bytes */
};

static void ask_within(struct written *w, const char *file, const char *query,
                       uint64_t memory)
{
    const struct dataset_options options = {.memory_bytes = memory};
    const struct local_options local = {.threads = 1, .memory_bytes = memory};
    struct err err = {0};

    *w = (struct written){0};
    w->run.ds = dataset_new(&options, &err);
    check_int(file, dataset_add(w->run.ds, file), 1);
    w->run.engine = local_engine_new(w->run.ds, &local);
    w->job = engine_run_start(&w->run, query, TIME_WINDOW_ALL, 0);
    w->job->ops->wait(w->job);
    w->result = w->job->ops->snapshot(w->job, 0);
    assert_non_null(w->result);
}

static void ask(struct written *w, const char *file, const char *query)
{
    ask_within(w, file, query, MEMORY);
}

static void put(struct written *w, const struct output_options *options)
{
    struct err err = {0};
    char *bytes = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&bytes, &n);
    uint64_t disk = w->job->ops->progress(w->job).spilled_bytes;
    uint64_t reads = dataset_totals(w->run.ds).text_reads;

    assert_non_null(out);
    bool done = output_result(out, w->result, options, &err);
    check_text("error", str_of(err.msg), "");
    assert_true(done);
    fclose(out);
    buf_reset(&w->text);
    buf_add(&w->text, (struct str){bytes, n});
    free(bytes);
    w->reads = dataset_totals(w->run.ds).text_reads - reads;
    w->on_disk = w->job->ops->progress(w->job).spilled_bytes - disk;
}

static void end(struct written *w)
{
    buf_done(&w->text);
    result_release(w->result);
    job_free(w->job);
    engine_run_close(&w->run);
}

/* Rows [first, last] by their bytes, up or down, below the line of names. */
static void check_rows(const struct written *w, unsigned first, unsigned last)
{
    struct buf want = {0};
    unsigned step = first <= last ? 1 : UINT_MAX; /* -1 */

    buf_text(&want, "bytes\n");
    for (unsigned i = first;; i += step) {
        buf_printf(&want, "%u\n", i);
        if (i == last)
            break;
    }
    assert_true(str_eq(buf_str(&w->text), buf_str(&want)));
    buf_done(&want);
}

static const struct output_options csv = {.format = OUTPUT_CSV};

static void each_segment_is_read_once(void **state)
{
    struct written w;

    (void)state;
    ask(&w, "packed.log.gz", "fields bytes | sort bytes desc");
    put(&w, &csv);
    check_rows(&w, ROWS - 1, 0);
    uint64_t segments = dataset_totals(w.run.ds).segments;
    assert_true(segments >= 4);
    assert_in_range(w.reads, segments, 2 * segments);
    assert_true(w.on_disk > 0);
    end(&w);
}

static void backwards_and_in_part_it_is_the_same(void **state)
{
    struct written w;

    (void)state;
    ask(&w, "packed.log.gz", "fields bytes | sort bytes");
    put(&w, &(struct output_options){.format = OUTPUT_CSV, .backwards = true});
    check_rows(&w, ROWS - 1, 0);
    assert_true(w.on_disk > 0);
    put(&w, &(struct output_options){
                .format = OUTPUT_CSV, .first_row = 3000, .max_rows = 55000});
    check_rows(&w, 3000, 57999);
    assert_true(w.on_disk > 0);
    put(&w, &(struct output_options){.format = OUTPUT_CSV,
                                     .backwards = true,
                                     .first_row = 3000,
                                     .max_rows = 55000});
    check_rows(&w, 57999, 3000);
    put(&w,
        &(struct output_options){.format = OUTPUT_CSV, .first_row = ROWS + 1});
    check_text("beyond the end", buf_str(&w.text), "bytes\n");
    end(&w);
}

static void lines_are_those_of_the_file(void **state)
{
    struct written w;
    struct buf want = {0};

    (void)state;
    for (unsigned i = 0; i < ROWS; i++)
        add_line(&want, i);
    ask(&w, "packed.log.gz", "sort bytes");
    put(&w, &(struct output_options){.format = OUTPUT_RAW});
    assert_true(str_eq(buf_str(&w.text), buf_str(&want)));
    assert_true(w.on_disk > 0);
    assert_true(w.reads <= 2 * dataset_totals(w.run.ds).segments);
    buf_done(&want);
    end(&w);
}

/* What is quick anyway stays on its own: rows of text, or in their order. */
static void where_nothing_is_gained_nothing_is_laid_out(void **state)
{
    static const char *const cases[][2] = {
        {"plain.log", "fields bytes | sort bytes desc"},
        {"packed.log.gz", "fields bytes"},
        {"packed.log.gz", "fields bytes | sort bytes desc | limit 3000"},
        {"packed.log.gz", "stats count(*) by bytes | sort bytes desc"},
    };
    struct written w;

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        ask(&w, cases[i][0], cases[i][1]);
        put(&w, &csv);
        check_int(cases[i][1], (intmax_t)w.on_disk, 0);
        end(&w);
    }
}

static void a_disk_that_refuses_changes_no_row(void **state)
{
    struct written w;

    (void)state;
    ask_within(&w, "packed.log.gz", "fields bytes | sort bytes desc",
               MORE_MEMORY);
    check_int("sorted in memory",
              (intmax_t)w.job->ops->progress(w.job).spilled_bytes, 0);
    setenv("TMPDIR", "/nowhere/at/all", 1);
    put(&w, &csv);
    check_rows(&w, ROWS - 1, 0);
    assert_true(w.reads > 3 * dataset_totals(w.run.ds).segments);
    setenv("TMPDIR", ".", 1);
    end(&w);
}

static void when_stopped_it_ends_after_a_part(void **state)
{
    const atomic_bool stop = true;
    struct written w;

    (void)state;
    ask(&w, "packed.log.gz", "fields bytes | sort bytes");
    put(&w, &(struct output_options){.format = OUTPUT_CSV, .stop = &stop});
    check_rows(&w, 0, 1023);
    check_int("on disk", (intmax_t)w.on_disk, 0);
    end(&w);
}

/* The answer to a query over a file that is cut before it is written. */
static void answer_cut(const char *query, uint64_t memory, struct buf *out)
{
    struct err err = {0};
    struct written w;
    char *bytes = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&bytes, &n);

    write_logs();
    ask_within(&w, "packed.log.gz", query, memory);
    assert_int_equal(truncate("packed.log.gz", 50000), 0);
    assert_non_null(f);
    bool done = output_result(f, w.result, &csv, &err);
    fclose(f);
    buf_add(out, (struct str){bytes, n});
    buf_printf(out, "%d: %s\n", done, err.msg);
    for (size_t i = 0; i < dataset_messages(w.run.ds); i++)
        buf_text(out, dataset_message(w.run.ds, i).text);
    free(bytes);
    end(&w);
}

static void a_file_that_was_cut_is_told(void **state)
{
    struct buf laid = {0}, as_they_come = {0};

    (void)state;
    answer_cut("fields bytes | sort bytes desc", MORE_MEMORY, &laid);
    setenv("TMPDIR", "/nowhere/at/all", 1);
    answer_cut("fields bytes | sort bytes desc", MORE_MEMORY, &as_they_come);
    setenv("TMPDIR", ".", 1);
    assert_non_null(strstr(laid.p, "bytes\n"));
    assert_non_null(strstr(laid.p, "the gzip data is cut short"));
    assert_true(str_eq(buf_str(&laid), buf_str(&as_they_come)));
    buf_done(&laid);
    buf_done(&as_they_come);
}

static int setup(void **state)
{
    int failed = scratch_enter(state);

    setenv("TMPDIR", ".", 1);
    if (!failed)
        write_logs();
    return failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_segment_is_read_once),
        cmocka_unit_test(backwards_and_in_part_it_is_the_same),
        cmocka_unit_test(lines_are_those_of_the_file),
        cmocka_unit_test(where_nothing_is_gained_nothing_is_laid_out),
        cmocka_unit_test(a_disk_that_refuses_changes_no_row),
        cmocka_unit_test(when_stopped_it_ends_after_a_part),
        cmocka_unit_test(a_file_that_was_cut_is_told),
    };

    return cmocka_run_group_tests(tests, setup, scratch_leave);
}
