/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sources that are followed: what is taken when, and that nothing is taken
 * twice or changed. And waiting for changes.
 */
#include "source/watcher.h"

#include "check.h"
#include "scratch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { M = 1 << 20, LONG_MS = 20000 };

static struct source *follow(const char *path)
{
    struct err err = {.code = ERR_NONE};
    struct source *s = source_follow(NULL, path, &err);

    if (!s)
        fail_msg("%s %s", path, err.msg);
    return s;
}

static void check_all(const char *name, struct source *s, const char *want)
{
    struct str all = scratch_read_all(s);

    check_text(name, all, want);
    free((void *)(uintptr_t)all.p);
}

static void takes_lines_as_they_become_whole(void **state)
{
    (void)state;
    scratch_write("a", STR("one\ntwo"));
    struct source *s = follow("a");
    check_all("at first", s, "one\n");
    assert_int_equal(source_look(s, false), SOURCE_SAME);
    scratch_append("a", STR(" and a half"));
    assert_int_equal(source_look(s, false), SOURCE_SAME);
    scratch_append("a", STR("\nthree\nfo"));
    assert_int_equal(source_look(s, false), SOURCE_GREW);
    check_all("with more", s, "one\ntwo and a half\nthree\n");
    assert_int_equal(source_look(s, true), SOURCE_GREW);
    check_all("finished", s, "one\ntwo and a half\nthree\nfo");
    source_close(s);
}

static void check_block(struct source *s, uint32_t i, const char *want)
{
    struct source_text t;

    assert_int_equal(source_block(s, i, &t, NULL), SOURCE_READ_OK);
    check_text("block", t.text, want);
    source_text_done(&t);
}

/* Nothing is taken for what it is not: there may be more to come. */
static void waits_until_it_can_be_told(void **state)
{
    (void)state;
    scratch_write("j", STR("{\"mess"));
    struct source *s = follow("j");
    assert_int_equal(source_bytes(s), 0);
    assert_int_equal(source_look(s, false), SOURCE_SAME);
    scratch_append("j", STR("age\":\"2 a\"}"));
    assert_int_equal(source_look(s, false), SOURCE_SAME);
    assert_int_equal(source_bytes(s), 0);
    scratch_append("j", STR("\n{\"message\":\"2 b"));
    assert_int_equal(source_look(s, false), SOURCE_GREW);
    check_block(s, 0, "- - 2 a\n");
    assert_int_equal(source_record_kind(s), RECORD_EVENTS);
    scratch_append("j", STR("\"}\n"));
    assert_int_equal(source_look(s, false), SOURCE_GREW);
    check_block(s, 0, "- - 2 a\n- - 2 b\n");
    source_close(s);
}

static void check_part(struct source *s, uint32_t i, struct source_part part,
                       const char *want, uint64_t offset)
{
    struct source_room room = {.p = NULL};
    struct source_text t;

    assert_int_equal(source_part_in(s, i, part, &room, &t, NULL),
                     SOURCE_READ_OK);
    check_text("part", t.text, want);
    assert_int_equal(t.offset, offset);
    source_text_done(&t);
    source_room_done(&room);
}

static void new_lines_go_to_one_block_of_their_own(void **state)
{
    bool final, open;

    (void)state;
    scratch_write("b", STR("one\n"));
    struct source *s = follow("b");
    assert_int_equal(source_blocks(s, &final), 1);
    assert_int_equal(source_extent(s, 0, &open), 0);
    scratch_append("b", STR("two\n"));
    source_look(s, false);
    assert_int_equal(source_blocks(s, &final), 2);
    check_part(s, 1, (struct source_part){0, UINT64_MAX}, "two\n", 4);
    assert_int_equal(source_extent(s, 1, &open), 4);
    assert_true(open);
    assert_int_equal(source_bytes(s), 8);
    scratch_append("b", STR("three\n"));
    source_look(s, false);
    assert_int_equal(source_blocks(s, &final), 2);
    assert_int_equal(source_extent(s, 1, &open), 10);
    check_block(s, 0, "one\n");
    check_block(s, 1, "two\nthree\n");
    check_part(s, 1, (struct source_part){4, UINT64_MAX}, "three\n", 8);
    check_part(s, 1, (struct source_part){0, 4}, "two\n", 4);
    source_close(s);
}

/* Many small growths are as few blocks as one large one. */
static void a_block_is_open_until_it_is_full(void **state)
{
    enum { STEP = M / 16, STEPS = 40 };
    struct str text = {scratch_lines(STEP * STEPS), STEP * STEPS};
    bool final, open;

    (void)state;
    scratch_write("f", STR("one\n"));
    struct source *s = follow("f");
    for (size_t i = 0; i < STEPS; i++) {
        scratch_append("f", str_slice(text, i * STEP, (i + 1) * STEP));
        source_look(s, false);
    }
    /* 2.5 MiB, and the line that was there. */
    assert_int_equal(source_blocks(s, &final), 1 + 3);
    assert_in_range(source_extent(s, 1, &open), M, M + 4096);
    assert_false(open);
    assert_true(source_extent(s, 3, &open) > 0);
    assert_true(open);
    struct str all = scratch_read_all(s);
    assert_memory_equal(all.p + 4, text.p, all.n - 4);
    free((void *)(uintptr_t)all.p);
    free((void *)(uintptr_t)text.p);
    source_close(s);
}

static void much_at_once_is_cut_into_blocks(void **state)
{
    struct str text = {scratch_lines(5 * M), 5 * M};
    bool final;

    (void)state;
    scratch_write("c", str_slice(text, 0, 2 * M + 100));
    struct source *s = follow("c");
    scratch_append("c", str_slice(text, 2 * M + 100, text.n));
    scratch_append("c", STR("\n"));
    assert_int_equal(source_look(s, false), SOURCE_GREW);
    uint32_t n = source_blocks(s, &final);
    assert_in_range(n, 5, 7);
    struct str all = scratch_read_all(s);
    assert_int_equal(all.n, text.n + 1);
    assert_memory_equal(all.p, text.p, text.n);
    free((void *)(uintptr_t)all.p);
    free((void *)(uintptr_t)text.p);
    source_close(s);
}

static void begins_in_the_middle_of_a_line(void **state)
{
    (void)state;
    scratch_write("d", STR("one\ntw"));
    struct source *s = scratch_open("d");
    check_all("as it was", s, "one\ntw");
    source_go_on(s);
    scratch_append("d", STR("o"));
    assert_int_equal(source_look(s, false), SOURCE_SAME);
    scratch_append("d", STR("\nthree\n"));
    assert_int_equal(source_look(s, false), SOURCE_GREW);
    struct source_text t;
    struct err err = {.code = ERR_NONE};
    assert_int_equal(source_block(s, 1, &t, &err), SOURCE_READ_OK);
    check_text("without the rest of the line", t.text, "three\n");
    source_text_done(&t);
    source_close(s);
}

/* What is done to a file that held "one\ntwo\n". */
static const struct {
    const char *name;
    const char *after;
} rewrites[] = {
    {"emptied", ""},
    {"cut", "one\n"},
    {"written anew and longer", "three\nfour\nfive\n"},
    {"written anew, of the same length", "six\nten\n"},
};

static void notices_that_a_file_was_written_anew(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(rewrites); i++) {
        scratch_write("e", STR("one\ntwo\n"));
        struct source *s = follow("e");
        struct source *same = scratch_open("e");
        assert_true(source_same_file(s, same));
        truncate("e", 0) == 0 ? scratch_append("e", str_of(rewrites[i].after))
                              : fail();
        check_int(rewrites[i].name, source_look(s, false), SOURCE_REWRITTEN);
        check_int(rewrites[i].name, source_same_file(s, same), false);
        source_close(s);
        source_close(same);
    }
}

static void takes_what_comes_through_a_pipe(void **state)
{
    int ends[2], before = dup(STDIN_FILENO);
    enum source_growth growth;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_not_equal(dup2(ends[0], STDIN_FILENO), -1);
    close(ends[0]);
    struct source *s = follow("-");
    assert_int_equal(write(ends[1], "one\ntw", 6), 6);
    while (source_bytes(s) < 4)
        source_look(s, false);
    check_all("so far", s, "one\n");
    assert_int_equal(write(ends[1], "o", 1), 1);
    close(ends[1]);
    do
        growth = source_look(s, false);
    while (growth != SOURCE_ENDED);
    check_all("all", s, "one\ntwo");
    source_close(s);
    dup2(before, STDIN_FILENO);
    close(before);
}

static void waits_for_changes(void **state)
{
    (void)state;
    for (int polls = 0; polls < 2; polls++) {
        struct watcher *w = watcher_new(polls);

        watcher_add(w, "w");
        scratch_write("w", STR("one\n"));
        /* Told at once, or after the time for a look. */
        assert_true(watcher_wait(w, polls ? 10 : LONG_MS));
        watcher_free(w);
    }
}

static void *wake(void *arg)
{
    watcher_wake(arg);
    return NULL;
}

static void a_wait_can_be_ended(void **state)
{
    struct watcher *w = watcher_new(false);
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, wake, w), 0);
    assert_false(watcher_wait(w, LONG_MS));
    pthread_join(thread, NULL);
    assert_true(watcher_wait(w, 1));
    watcher_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_lines_as_they_become_whole),
        cmocka_unit_test(waits_until_it_can_be_told),
        cmocka_unit_test(new_lines_go_to_one_block_of_their_own),
        cmocka_unit_test(a_block_is_open_until_it_is_full),
        cmocka_unit_test(much_at_once_is_cut_into_blocks),
        cmocka_unit_test(begins_in_the_middle_of_a_line),
        cmocka_unit_test(notices_that_a_file_was_written_anew),
        cmocka_unit_test(takes_what_comes_through_a_pipe),
        cmocka_unit_test(waits_for_changes),
        cmocka_unit_test(a_wait_can_be_ended),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
