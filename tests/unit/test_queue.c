/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In which order segments are handed out when some files are compressed, and
 * what memory a pass over such files leaves behind. How many blocks a file
 * has follows from the rule of source/source.h and the length of its text.
 */
#include "scan/queue.h"

#include "base/team.h"
#include "check.h"
#include "scratch.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { M = 1 << 20, PACKED_BYTES = 2 * M + M / 2, PLAIN_BYTES = M + M / 2 };

/* Files "a" and "b" of three packed blocks each, "c" of two plain ones. */
struct logs {
    struct str text; /* of a and b; c has the beginning of it */
    void *folder;    /* scratch's */
};

static int write_logs(void **state)
{
    static struct logs logs;

    if (scratch_enter(state) != 0)
        return -1;
    logs.text = (struct str){scratch_lines(PACKED_BYTES), PACKED_BYTES};
    struct str packed = scratch_gzip(logs.text);
    scratch_write("a", packed);
    scratch_write("b", packed);
    scratch_write("c", str_slice(logs.text, 0, PLAIN_BYTES));
    free((void *)(uintptr_t)packed.p);
    logs.folder = *state;
    *state = &logs;
    return 0;
}

static int remove_logs(void **state)
{
    struct logs *logs = *state;

    free((void *)(uintptr_t)logs->text.p);
    *state = logs->folder;
    return scratch_leave(state);
}

static struct dataset *open_logs(const char *const *names, size_t n)
{
    const struct dataset_options options = {.keep_columns = false};
    struct err err = {.code = ERR_NONE};
    struct dataset *ds = dataset_new(&options, &err);

    assert_non_null(ds);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(dataset_add(ds, names[i]), 1);
    return ds;
}

static struct dataset *open_all(void)
{
    static const char *const names[] = {"a", "b", "c"};

    return open_logs(names, N_ELEMENTS(names));
}

struct turn {
    char taker;
    uint32_t file, segment;
};

static void check_turns(struct scan_queue *q, const struct turn *turns,
                        size_t n)
{
    static const char takers[256];

    for (size_t i = 0; i < n; i++) {
        const struct turn *want = &turns[i];
        struct scan_unit got;

        assert_true(
            queue_take(q, &takers[(unsigned char)want->taker], &got));
        assert_int_equal(got.file, want->file);
        assert_int_equal(got.segment, want->segment);
    }
}

static void takers_get_packed_files_of_their_own(void **state)
{
    /* C finds both taken, goes on to the plain file, then shares. */
    static const struct turn turns[] = {
        {'A', 0, 0}, {'B', 1, 0}, {'A', 0, 1}, {'C', 2, 0}, {'B', 1, 1},
        {'C', 2, 1}, {'C', 0, 2}, {'D', 1, 2}, {'B', 1, 3}, {'A', 0, 3},
    };
    struct dataset *ds = open_all();
    struct scan_queue *q = scan_queue_new(ds);

    (void)state;
    check_turns(q, turns, N_ELEMENTS(turns));
    scan_queue_free(q);
    dataset_free(ds);
}

static void all_share_the_first_file_in_order(void **state)
{
    static const struct turn turns[] = {
        {'A', 0, 0}, {'B', 0, 1}, {'A', 0, 2}, {'C', 0, 3}, {'B', 0, 4},
    };
    struct dataset *ds = open_all();
    struct scan_queue *q = scan_queue_new(ds);

    (void)state;
    scan_queue_in_order(q);
    check_turns(q, turns, N_ELEMENTS(turns));
    scan_queue_free(q);
    dataset_free(ds);
}

struct counting {
    struct dataset *ds;
    struct scan_queue *queue;
    atomic_size_t rows;
};

static void count_thread(void *arg, unsigned thread)
{
    struct counting *c = arg;
    struct scanner *s = scanner_new(c->ds);

    (void)thread;
    while (scanner_next(s, c->queue) == SCAN_NEXT_OK)
        atomic_fetch_add(&c->rows, scanner_rows(s));
    scanner_free(s);
}

static size_t count_sample(struct dataset *ds, unsigned threads, bool in_order,
                           uint32_t one_in)
{
    struct counting c = {.ds = ds, .queue = scan_queue_new(ds)};

    scan_queue_sample(c.queue, one_in);
    if (in_order)
        scan_queue_in_order(c.queue);
    team_run(threads, count_thread, &c);
    assert_int_equal(scan_queue_bytes(c.queue), dataset_bytes(ds));
    scan_queue_free(c.queue);
    return atomic_load(&c.rows);
}

static size_t count_rows(struct dataset *ds, unsigned threads, bool in_order)
{
    return count_sample(ds, threads, in_order, 1);
}

static size_t count_lines(struct str text)
{
    size_t n = text.n > 0 && text.p[text.n - 1] != '\n';

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    return n;
}

static void every_row_comes_once(void **state)
{
    const struct logs *logs = *state;
    size_t want = 2 * count_lines(logs->text) +
                  count_lines(str_slice(logs->text, 0, PLAIN_BYTES));

    for (unsigned way = 0; way < 10; way++) {
        struct dataset *ds = open_all();

        /* Twice: in the second pass the ends are known. */
        for (unsigned pass = 0; pass < 2; pass++)
            assert_int_equal(count_rows(ds, 1 + way / 2, way % 2), want);
        dataset_free(ds);
    }
}

static void
a_sample_is_whole_packed_files_and_some_blocks_of_others(void **state)
{
    const struct logs *logs = *state;
    size_t packed = count_lines(logs->text);
    /* Lines that begin in the first block. */
    size_t block = count_lines(str_slice(logs->text, 0, M - 1));

    for (unsigned threads = 1; threads < 4; threads++) {
        struct dataset *ds = open_all();

        for (unsigned in_order = 0; in_order < 2; in_order++) {
            assert_int_equal(count_sample(ds, threads, in_order, 2),
                             packed + block);
            assert_int_equal(count_sample(ds, threads, in_order, 3), packed);
        }
        dataset_free(ds);
    }
}

static void a_pass_keeps_no_text_but_the_first(void **state)
{
    struct dataset *ds = open_all();
    uint64_t before = dataset_totals(ds).cache_bytes;

    (void)state;
    assert_in_range(before, 1, 2 * (M + M / 4));
    count_rows(ds, 2, false);
    assert_int_equal(dataset_totals(ds).cache_bytes, before);
    dataset_free(ds);
}

static void rows_are_read_again_after_a_pass(void **state)
{
    const struct logs *logs = *state;
    struct dataset *ds = open_all();
    struct scanner *s = scanner_new(ds);

    count_rows(ds, 2, false);
    for (uint32_t i = 6; i-- > 0;) {
        assert_true(scanner_open(s, i / 3, i % 3));
        struct str line = scanner_line(s, 5);
        uint64_t at = scanner_line_offset(s, 5);

        assert_true(line.n > 0);
        assert_in_range(at, (i % 3) * M, (i % 3 + 1) * M - 1);
        assert_memory_equal(line.p, logs->text.p + at, line.n);
    }
    scanner_free(s);
    /* Who came once may come again: those texts are kept now. */
    assert_true(dataset_totals(ds).cache_bytes > 4 * M);
    dataset_free(ds);
}

static void first_texts_of_many_files_have_a_limit(void **state)
{
    enum { FILES = 24 };
    const struct logs *logs = *state;
    struct str packed = scratch_gzip(logs->text);
    static char names[FILES][16];
    const char *list[FILES];

    for (int i = 0; i < FILES; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i);
        scratch_write(names[i], packed);
        list[i] = names[i];
    }
    struct dataset *ds = open_logs(list, FILES);
    assert_in_range(dataset_totals(ds).cache_bytes, 15 * M, 18 * M);
    assert_int_equal(count_rows(ds, 3, false), FILES * count_lines(logs->text));
    dataset_free(ds);
    free((void *)(uintptr_t)packed.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takers_get_packed_files_of_their_own),
        cmocka_unit_test(all_share_the_first_file_in_order),
        cmocka_unit_test(every_row_comes_once),
        cmocka_unit_test(
            a_sample_is_whole_packed_files_and_some_blocks_of_others),
        cmocka_unit_test(a_pass_keeps_no_text_but_the_first),
        cmocka_unit_test(rows_are_read_again_after_a_pass),
        cmocka_unit_test(first_texts_of_many_files_have_a_limit),
    };

    return cmocka_run_group_tests(tests, write_logs, remove_logs);
}
