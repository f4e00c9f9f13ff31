/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that share few descriptors. */
#include "source/handle.h"

#include "base/team.h"

#include "check.h"
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FILES = 20, MOST = 4 };

/* File i has the text "file I". */
static struct handle *open_number(struct handles *all, unsigned i)
{
    char name[16], text[16];
    struct stat st;

    snprintf(name, sizeof name, "f%u", i);
    snprintf(text, sizeof text, "file %u", i);
    scratch_write(name, str_of(text));
    assert_int_equal(stat(name, &st), 0);
    return handle_new(all, name, handles_open(all, name), &st);
}

static void check_number(struct handle *h, unsigned i)
{
    char want[16], got[16];
    size_t n = handle_read(h, got, sizeof got, 0);

    snprintf(want, sizeof want, "file %u", i);
    check_text(want, ((struct str){got, n}), want);
}

static void more_files_are_read_than_are_open(void **state)
{
    struct handles *all = handles_new(MOST);
    struct handle *files[FILES];

    (void)state;
    for (unsigned i = 0; i < FILES; i++)
        files[i] = open_number(all, i);
    for (unsigned round = 0; round < 3; round++)
        for (unsigned i = 0; i < FILES; i++) {
            check_number(files[i], i);
            assert_true(handles_count(all) <= MOST);
        }
    for (unsigned i = 0; i < FILES; i++)
        handle_free(files[i]);
    check_int("all are closed", handles_count(all), 0);
    handles_free(all);
}

static void a_file_under_another_ones_name_is_not_read(void **state)
{
    struct handles *all = handles_new(1);
    struct handle *a, *b;
    char got[16];
    uint64_t size;

    (void)state;
    a = open_number(all, 1);
    b = open_number(all, 2); /* closes the first */
    assert_int_equal(rename("f2", "f1"), 0);
    check_int("not read", handle_read(a, got, sizeof got, 0), 0);
    check_int("why", errno, ESTALE);
    check_int("no size", handle_size(a, &size), false);
    assert_null(handle_map(a, 4));
    handle_free(a);
    handle_free(b);
    handles_free(all);
}

/* What it had is lost, which is told. */
static void a_log_that_was_replaced_is_damaged(void **state)
{
    struct handles *all = handles_new(1);
    struct source *a, *b;
    struct source_text t;
    struct err err = {.code = ERR_NONE};

    (void)state;
    scratch_write("a", STR("a line\n"));
    scratch_write("b", STR("b line\n"));
    a = source_open(all, "a", &err);
    assert_non_null(a);
    b = source_open(all, "b", &err); /* closes the first */
    assert_non_null(b);
    assert_null(source_damage(a));
    assert_int_equal(source_block(b, 0, &t, &err), SOURCE_READ_OK);
    source_text_done(&t);
    assert_int_equal(rename("b", "a"), 0);
    check_int("not read", source_block(a, 0, &t, &err), SOURCE_READ_FAILED);
    assert_string_equal(source_damage(a),
                        "was replaced or taken away while it was read");
    assert_string_equal(err.msg, source_damage(a));
    source_close(a);
    source_close(b);
    handles_free(all);
}

static void a_pipe_under_its_name_is_not_waited_for(void **state)
{
    struct handles *all = handles_new(1);
    struct handle *a = open_number(all, 1);
    struct handle *b = open_number(all, 2); /* closes the first */
    char got[16];

    (void)state;
    assert_int_equal(unlink("f1"), 0);
    assert_int_equal(mkfifo("f1", 0600), 0);
    alarm(10);
    check_int("not read", handle_read(a, got, sizeof got, 0), 0);
    check_int("why", errno, ESTALE);
    alarm(0);
    assert_int_equal(unlink("f1"), 0);
    handle_free(a);
    handle_free(b);
    handles_free(all);
}

static void a_file_that_is_kept_is_never_closed(void **state)
{
    struct handles *all = handles_new(1);
    struct handle *kept, *other;

    (void)state;
    kept = open_number(all, 1);
    handle_keep(kept);
    assert_int_equal(unlink("f1"), 0);
    other = open_number(all, 2);
    check_number(other, 2);
    check_number(kept, 1);
    check_number(other, 2);
    check_number(kept, 1);
    handle_free(kept);
    handle_free(other);
    handles_free(all);
}

/* Files 1 to n, of which each rests after the one before. */
static void rest_all(struct handles *all, struct handle **files, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        files[i] = open_number(all, i + 1);
        handle_keep(files[i]);
        handle_rest(files[i]);
    }
}

static void free_all(struct handles *all, struct handle **files, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        handle_free(files[i]);
    check_int("all are closed", handles_count(all), 0);
    handles_free(all);
}

static void half_of_the_descriptors_are_for_files_that_rest(void **state)
{
    struct handles *all = handles_new(8);
    struct handle *files[6];

    (void)state;
    rest_all(all, files, 6);
    check_int("open", handles_count(all), 4);
    for (unsigned i = 0; i < 6; i++)
        check_number(files[i], i + 1);
    check_int("and after reading", handles_count(all), 4);
    handle_keep(files[0]);
    handle_keep(files[0]); /* twice is no harm */
    check_int("kept, beside those that were read last", handles_count(all), 5);
    free_all(all, files, 6);
}

static void a_file_that_rests_is_the_same_by_any_name(void **state)
{
    struct handles *all = handles_new(8);
    struct handle *files[6];

    (void)state;
    rest_all(all, files, 1);
    assert_int_equal(rename("f1", "moved"), 0);
    scratch_write("f1", STR("another"));
    check_number(files[0], 1); /* it is open */
    free_all(all, files, 1);
}

static void a_file_that_was_closed_is_found_by_its_new_name(void **state)
{
    struct handles *all = handles_new(1);
    struct handle *files[1];

    (void)state;
    rest_all(all, files, 1);
    check_int("closed", handles_count(all), 0);
    assert_int_equal(rename("f1", "moved"), 0);
    handle_rename(files[0], "moved");
    check_number(files[0], 1);
    free_all(all, files, 1);
#ifdef __linux__ /* which tells the name of an open file */
    all = handles_new(2);
    rest_all(all, files, 1);
    assert_int_equal(rename("f1", "moved"), 0);
    struct handle *others[] = {open_number(all, 2), open_number(all, 3)};
    close(handles_open(all, "f2")); /* closes all that are not read */
    check_number(files[0], 1);
    handle_free(others[0]);
    handle_free(others[1]);
    free_all(all, files, 1);
#endif
}

static void a_file_that_is_let_go_is_closed(void **state)
{
    struct handles *all = handles_new(8);
    struct handle *files[1];
    char got[8];

    (void)state;
    rest_all(all, files, 1);
    assert_false(handle_is_deleted(files[0]));
    assert_int_equal(unlink("f1"), 0);
    assert_true(handle_is_deleted(files[0]));
    check_number(files[0], 1);
    handle_let_go(files[0]);
    check_int("closed", handles_count(all), 0);
    check_int("not read", handle_read(files[0], got, sizeof got, 0), 0);
    free_all(all, files, 1);
}

static void what_is_read_knows_its_size_and_can_be_mapped(void **state)
{
    struct handles *all = handles_new(1);
    struct handle *a = open_number(all, 1), *b = open_number(all, 2);
    uint64_t size;
    char *map;
    char part[3];

    (void)state;
    assert_true(handle_size(a, &size));
    check_int("size", size, 6);
    map = handle_map(a, 6);
    assert_non_null(map);
    check_number(b, 2); /* closes the first, whose mapping stays */
    assert_memory_equal(map, "file 1", 6);
    munmap(map, 6);
    check_int("beyond the end", handle_read(a, part, sizeof part, 5), 1);
    handle_free(a);
    handle_free(b);
    handles_free(all);
}

struct crowd {
    struct handles *all;
    struct handle *files[FILES];
};

static void read_all(void *arg, unsigned thread)
{
    struct crowd *c = arg;

    for (unsigned i = 0; i < 50 * FILES; i++) {
        unsigned file = (i * 7 + thread) % FILES;
        char got[16], want[16];
        size_t n = handle_read(c->files[file], got, sizeof got, 0);

        snprintf(want, sizeof want, "file %u", file);
        if (!str_eq((struct str){got, n}, str_of(want)))
            fail_msg("file %u: %.*s", file, (int)n, got);
    }
}

static void threads_share_them(void **state)
{
    struct crowd c = {.all = handles_new(2)};

    (void)state;
    for (unsigned i = 0; i < FILES; i++)
        c.files[i] = open_number(c.all, i);
    team_run(4, read_all, &c);
    for (unsigned i = 0; i < FILES; i++)
        handle_free(c.files[i]);
    check_int("all are closed", handles_count(c.all), 0);
    handles_free(c.all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_files_are_read_than_are_open),
        cmocka_unit_test(a_file_under_another_ones_name_is_not_read),
        cmocka_unit_test(a_log_that_was_replaced_is_damaged),
        cmocka_unit_test(a_pipe_under_its_name_is_not_waited_for),
        cmocka_unit_test(a_file_that_is_kept_is_never_closed),
        cmocka_unit_test(half_of_the_descriptors_are_for_files_that_rest),
        cmocka_unit_test(a_file_that_rests_is_the_same_by_any_name),
        cmocka_unit_test(a_file_that_was_closed_is_found_by_its_new_name),
        cmocka_unit_test(a_file_that_is_let_go_is_closed),
        cmocka_unit_test(what_is_read_knows_its_size_and_can_be_mapped),
        cmocka_unit_test(threads_share_them),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
