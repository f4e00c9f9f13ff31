/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What does not fit into memory, in a file that nobody sees. */
#include "base/spill.h"

#include "check.h"
#include "scratch.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { BUDGET = 64 << 20, PAGE = 4096 };

/* Files in the folder of temporary files, which is the test's own. */
static int n_files(void)
{
    DIR *dir = opendir(".");
    int n = 0;

    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

static void what_is_written_is_read_back(void **state)
{
    struct spill *s = spill_new(BUDGET);
    struct err err = {0};
    uint64_t a = spill_reserve(s, 5), b = spill_reserve(s, 3);
    char text[6] = "";

    (void)state;
    assert_true(spill_write(s, b, "two", 3, &err));
    assert_true(spill_write(s, a, "first", 5, &err));
    assert_true(spill_read(s, a, text, 5, &err));
    assert_string_equal(text, "first");
    assert_true(spill_read(s, b, text, 3, &err));
    assert_memory_equal(text, "two", 3);
    check_int("written", (int64_t)spill_written(s), 8);
    check_int("files", n_files(), 0);
    spill_release(s);
}

static void a_mapping_sees_what_comes_later(void **state)
{
    struct spill *s = spill_new(BUDGET);
    struct err err = {0};
    uint64_t at = spill_reserve_pages(s, 3 * PAGE);
    const char *p = spill_map(s, at, 3 * PAGE, &err);

    (void)state;
    assert_non_null(p);
    check_int("not written", p[2 * PAGE], 0);
    assert_true(spill_write(s, at + PAGE, "late", 4, &err));
    assert_memory_equal(p + PAGE, "late", 4);
    spill_cool(p, 3 * PAGE);
    assert_memory_equal(p + PAGE, "late", 4);
    spill_unmap(p, 3 * PAGE);
    spill_release(s);
}

static void what_was_given_up_reads_as_zero_or_as_before(void **state)
{
    struct spill *s = spill_new(BUDGET);
    struct err err = {0};
    uint64_t at = spill_reserve_pages(s, PAGE);
    uint64_t next = spill_reserve_pages(s, PAGE);
    char c = 0;

    (void)state;
    assert_true(spill_write(s, at, "x", 1, &err));
    assert_true(spill_write(s, next, "y", 1, &err));
    spill_give(s, at, PAGE);
    assert_true(spill_read(s, at, &c, 1, &err));
    assert_true(c == 0 || c == 'x');
    assert_true(spill_read(s, next, &c, 1, &err));
    check_int("its neighbour", c, 'y');
    spill_release(s);
}

static void a_refusal_names_the_budget_and_the_folder(void **state)
{
    struct spill *s = spill_new(BUDGET);
    struct err err = {0};

    (void)state;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    assert_false(spill_write(s, spill_reserve(s, 1), "x", 1, &err));
    check_int("code", err.code, ERR_LIMIT);
    assert_non_null(strstr(err.msg, "--memory 64M"));
    assert_non_null(strstr(err.msg, "/nowhere/at/all"));
    setenv("TMPDIR", ".", 1);
    spill_release(s);
}

static int setup(void **state)
{
    int failed = scratch_enter(state);

    setenv("TMPDIR", ".", 1);
    return failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_mapping_sees_what_comes_later),
        cmocka_unit_test(what_was_given_up_reads_as_zero_or_as_before),
        cmocka_unit_test(a_refusal_names_the_budget_and_the_folder),
    };

    return cmocka_run_group_tests(tests, setup, scratch_leave);
}
