/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files written whole: their text, their mode, and what was there before. */
#include "base/file.h"

#include "check.h"
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first line of a file; the buffer is the caller's. */
static struct str line_of(const char *path, char out[100])
{
    FILE *f = fopen(path, "r");

    out[0] = '\0';
    assert_non_null(f);
    if (!fgets(out, 100, f))
        out[0] = '\0';
    fclose(f);
    return str_of(out);
}

static void a_file_is_written_with_its_mode(void **state)
{
    struct stat status;
    char line[100];

    (void)state;
    umask(022);
    assert_true(file_write("new", STR("text\n"), 0666, false));
    check_text("text", line_of("new", line), "text\n");
    assert_int_equal(stat("new", &status), 0);
    check_int("mode", status.st_mode & 0777, 0644);
    assert_true(file_write("own", STR(""), 0600, false));
    assert_int_equal(stat("own", &status), 0);
    check_int("mode", status.st_mode & 0777, 0600);
}

static void what_is_there_stays_unless_replaced(void **state)
{
    char line[100];

    (void)state;
    scratch_write("there", STR("old\n"));
    assert_false(file_write("there", STR("new\n"), 0666, false));
    check_int("why", errno, EEXIST);
    check_text("kept", line_of("there", line), "old\n");
    assert_true(file_write("there", STR("new\n"), 0666, true));
    check_text("replaced", line_of("there", line), "new\n");
}

static void a_link_stays_and_so_does_the_mode(void **state)
{
    struct stat status;
    char line[100];

    (void)state;
    umask(022);
    scratch_write("target", STR("old\n"));
    assert_int_equal(chmod("target", 0660), 0);
    assert_int_equal(symlink("target", "link"), 0);
    assert_true(file_write("link", STR("new\n"), 0666, true));
    assert_int_equal(lstat("link", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    check_text("target", line_of("target", line), "new\n");
    assert_int_equal(stat("target", &status), 0);
    check_int("mode", status.st_mode & 0777, 0660);
}

static void only_regular_files_may_be_written(void **state)
{
    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(symlink("missing", "dangling"), 0);
    scratch_write("regular", STR(""));
    assert_non_null(file_refusal("pipe"));
    assert_non_null(file_refusal("folder"));
    assert_non_null(file_refusal("dangling"));
    assert_non_null(file_refusal("/dev/null"));
    assert_null(file_refusal("regular"));
    assert_null(file_refusal("not there"));
}

static void a_folder_that_is_not_there_is_told(void **state)
{
    (void)state;
    assert_false(file_write("none/file", STR("x"), 0666, true));
    check_int("why", errno, ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_written_with_its_mode),
        cmocka_unit_test(what_is_there_stays_unless_replaced),
        cmocka_unit_test(a_link_stays_and_so_does_the_mode),
        cmocka_unit_test(only_regular_files_may_be_written),
        cmocka_unit_test(a_folder_that_is_not_there_is_told),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
