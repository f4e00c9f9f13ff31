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

static void a_file_that_rests_is_open_while_it_is_read(void **state)
{
    struct handles *all = handles_new(8);
    struct handle *h = open_number(all, 1);

    (void)state;
    handle_keep(h);
    assert_true(handle_rest(h));
    check_int("closed", handles_count(all), 0);
    check_number(h, 1);
    check_int("closed again", handles_count(all), 0);
    handle_keep(h);
    check_int("kept", handles_count(all), 1);
    handle_free(h);
    handles_free(all);
}

static void a_file_that_rests_is_found_by_its_new_name(void **state)
{
    struct handles *all = handles_new(8);
    struct handle *h = open_number(all, 1);

    (void)state;
    handle_keep(h);
    assert_true(handle_rest(h));
    assert_int_equal(rename("f1", "moved"), 0);
    handle_rename(h, "moved");
    check_number(h, 1);
    handle_free(h);
#ifdef __linux__ /* which tells the name of an open file */
    h = open_number(all, 2);
    handle_keep(h);
    assert_int_equal(rename("f2", "moved"), 0);
    assert_true(handle_rest(h));
    check_int("closed", handles_count(all), 0);
    check_number(h, 2);
    handle_free(h);
#endif
    handles_free(all);
}

static void a_deleted_file_does_not_rest(void **state)
{
    struct handles *all = handles_new(8);
    struct handle *h = open_number(all, 1);
    char got[8];

    (void)state;
    handle_keep(h);
    assert_false(handle_is_deleted(h));
    assert_int_equal(unlink("f1"), 0);
    assert_true(handle_is_deleted(h));
    check_number(h, 1);
    assert_false(handle_rest(h));
    check_int("closed", handles_count(all), 0);
    check_int("not read", handle_read(h, got, sizeof got, 0), 0);
    handle_free(h);
    handles_free(all);
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
        cmocka_unit_test(a_file_that_is_kept_is_never_closed),
        cmocka_unit_test(a_file_that_rests_is_open_while_it_is_read),
        cmocka_unit_test(a_file_that_rests_is_found_by_its_new_name),
        cmocka_unit_test(a_deleted_file_does_not_rest),
        cmocka_unit_test(what_is_read_knows_its_size_and_can_be_mapped),
        cmocka_unit_test(threads_share_them),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
