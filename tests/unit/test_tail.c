/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last segment of a followed file, which gets more rows until it is full:
 * how many segments there are, that each row is handed out once, in order and
 * under one number for good, and that lines are counted once. Record i has i
 * bytes, so that the values say which records came.
 */
#include "scan/scanner.h"

#include "check.h"
#include "scratch.h"

#include <stdlib.h>
#include <unistd.h>

enum { GROWTHS = 1000, RECORDS_MAX = 40000, M = 1 << 20 };

static const struct dataset_options options = {
    .keep_columns = true, .follows = true, .polls = true};

static struct dataset *follow(const char *path)
{
    struct err err = {0};
    struct dataset *ds = dataset_new(&options, &err);

    assert_int_equal(dataset_add(ds, path), 1);
    return ds;
}

/* Records first to last go to the end of tail.log, each between two texts. */
static void append_between(unsigned first, unsigned last, const char *before,
                           const char *behind)
{
    struct buf text = {0};

    for (unsigned i = first; i <= last; i++)
        buf_printf(&text,
                   "%s2 123456789012 eni-0a 10.0.0.%u 10.0.1.9 40000 443 6 1 "
                   "%u %u %u ACCEPT OK%s\n",
                   before, i % 200, i, 1756900800 + i, 1756900801 + i, behind);
    scratch_append("tail.log", buf_str(&text));
    buf_done(&text);
}

static void append(unsigned first, unsigned last)
{
    append_between(first, last, "", "");
}

/* Who takes what has come now and then, as a standing query does. */
struct taker {
    struct dataset *ds;
    struct scanner *scanner;
    struct scan_marks marks;
    unsigned n;                                      /* records so far */
    uint32_t segment[RECORDS_MAX], row[RECORDS_MAX]; /* of each */
};

static struct taker *taker_new(struct dataset *ds)
{
    struct taker *t = calloc(1, sizeof *t);

    t->ds = ds;
    t->scanner = scanner_new(ds);
    return t;
}

static void taker_free(struct taker *t)
{
    scanner_free(t->scanner);
    scan_marks_done(&t->marks);
    free(t);
}

static void take_segment(struct taker *t)
{
    uint32_t n = scanner_rows(t->scanner);
    const struct column *c = scanner_column(t->scanner, FIELD_BYTES);

    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(cell_int(column_cell(c, i)), t->n + 1);
        t->segment[t->n] = scanner_segment(t->scanner);
        t->row[t->n++] = scanner_first_row(t->scanner) + i;
    }
}

/* What has come since the last time. */
static void take(struct taker *t)
{
    struct scan_queue *q = scan_queue_new(t->ds);

    scan_queue_since(q, &t->marks);
    while (scanner_next(t->scanner, q) == SCAN_NEXT_OK)
        take_segment(t);
    scanner_close(t->scanner);
    scan_queue_free(q);
}

/* Each record is where it was taken, when its segment is read as a whole. */
static void check_places(struct taker *t)
{
    for (unsigned i = 0; i < t->n; i++) {
        if (i == 0 || t->segment[i] != t->segment[i - 1])
            assert_true(scanner_open(t->scanner, 0, t->segment[i]));
        assert_true(t->row[i] < scanner_rows(t->scanner));
        const struct column *c = scanner_column(t->scanner, FIELD_BYTES);
        assert_int_equal(cell_int(column_cell(c, t->row[i])), i + 1);
    }
    scanner_close(t->scanner);
}

static void check_totals(struct dataset *ds, unsigned rows, unsigned bad)
{
    struct dataset_totals totals = dataset_totals(ds);

    assert_int_equal(totals.rows, rows);
    assert_int_equal(totals.bad_lines, bad);
    assert_true(totals.complete);
}

/* As many records as come with growth i; some growths are large. */
static unsigned records_of(unsigned i)
{
    return i % 250 == 0 ? 5000 : 1 + i % 5;
}

static void many_growths_are_few_segments(void **state)
{
    struct bad_line bad;
    unsigned n = 10;

    (void)state;
    unlink("tail.log");
    append(1, n);
    struct dataset *ds = follow("tail.log");
    struct taker *always = taker_new(ds), *late = taker_new(ds);

    for (unsigned i = 1; i <= GROWTHS; i++) {
        append(n + 1, n + records_of(i));
        n += records_of(i);
        if (i % 10 == 0)
            scratch_append("tail.log", STR("no record\n"));
        assert_true(dataset_look(ds));
        take(always);
        assert_int_equal(always->n, n);
        check_totals(ds, n, i / 10);
        if (i % 7 == 0)
            take(late);
    }
    take(late);
    assert_int_equal(late->n, n);
    check_totals(ds, n, GROWTHS / 10);
    check_places(always);
    check_places(late);
    check_totals(ds, n, GROWTHS / 10);
    /* 10 records, 10 growths of 1 + i % 5, that is 30. */
    assert_int_equal(dataset_bad_lines(ds, &bad, 1), 1);
    assert_int_equal(bad.line, 10 + 30 + 1);
    assert_int_equal(bad.count, GROWTHS / 10);
    /* What was there at first, and what came. */
    assert_true(dataset_bytes(ds) > M);
    assert_in_range(dataset_totals(ds).segments, 2,
                    1 + dataset_bytes(ds) / M + 1);
    taker_free(always);
    taker_free(late);
    dataset_free(ds);
}

/* Bytes in another column, behind a header, from record 21 on. */
static void append_others(unsigned first, unsigned last, bool header)
{
    struct buf text = {0};

    if (header)
        buf_printf(&text, "version bytes action\n");
    for (unsigned i = first; i <= last; i++)
        buf_printf(&text, "2 %u ACCEPT\n", i);
    scratch_append("tail.log", buf_str(&text));
    buf_done(&text);
}

static void a_header_among_what_comes_holds(void **state)
{
    (void)state;
    unlink("tail.log");
    append(1, 10);
    struct dataset *ds = follow("tail.log");
    struct taker *knows = taker_new(ds), *forgets = taker_new(ds);

    for (unsigned n = 10; n < 100; n += 10) {
        if (n < 20)
            append(n + 1, n + 10);
        else
            append_others(n + 1, n + 10, n == 20);
        assert_true(dataset_look(ds));
        take(knows);
        struct scan_marks copy = scan_marks_copy(&forgets->marks);
        scan_marks_done(&forgets->marks);
        forgets->marks = copy;
        take(forgets);
        assert_int_equal(knows->n, n + 10);
        assert_int_equal(forgets->n, n + 10);
        check_totals(ds, n + 10, 0);
    }
    check_places(knows);
    check_places(forgets);
    taker_free(knows);
    taker_free(forgets);
    dataset_free(ds);
}

static void wrapped_records_have_a_last_segment_too(void **state)
{
    enum { STEP = 500, STEPS = 60 };

    (void)state;
    unlink("tail.log");
    append_between(1, 10, "{\"message\":\"", "\"}");
    struct dataset *ds = follow("tail.log");
    struct taker *always = taker_new(ds), *late = taker_new(ds);

    for (unsigned i = 0; i < STEPS; i++) {
        append_between(11 + i * STEP, 10 + (i + 1) * STEP, "{\"message\":\"",
                       "\"}");
        assert_true(dataset_look(ds));
        take(always);
        if (i % 7 == 0)
            take(late);
    }
    take(late);
    assert_int_equal(always->n, 10 + STEP * STEPS);
    assert_int_equal(late->n, 10 + STEP * STEPS);
    check_places(always);
    check_places(late);
    check_totals(ds, 10 + STEP * STEPS, 0);
    assert_in_range(dataset_totals(ds).segments, 2, dataset_bytes(ds) / M + 1);
    taker_free(always);
    taker_free(late);
    dataset_free(ds);
}

static void columns_are_those_of_the_rows_there_are(void **state)
{
    (void)state;
    unlink("tail.log");
    append(1, 10);
    struct dataset *ds = follow("tail.log");
    struct scanner *early = scanner_new(ds), *s = scanner_new(ds);

    append(11, 20);
    assert_true(dataset_look(ds));
    assert_true(scanner_open(early, 0, 1));
    assert_true(scanner_is_current(early));
    append(21, 1000);
    assert_true(dataset_look(ds));
    assert_false(scanner_is_current(early));
    /* As when it was opened, though it is read later. */
    assert_int_equal(scanner_rows(early), 10);
    assert_int_equal(scanner_column(early, FIELD_BYTES)->n, 10);
    assert_true(scanner_open(s, 0, 1));
    assert_int_equal(scanner_rows(s), 990);
    assert_int_equal(scanner_column(s, FIELD_BYTES)->max, 1000);
    assert_int_equal(scanner_column(early, FIELD_START)->n, 10);
    scanner_free(early);
    scanner_free(s);
    dataset_free(ds);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_growths_are_few_segments),
        cmocka_unit_test(a_header_among_what_comes_holds),
        cmocka_unit_test(wrapped_records_have_a_last_segment_too),
        cmocka_unit_test(columns_are_those_of_the_rows_there_are),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
