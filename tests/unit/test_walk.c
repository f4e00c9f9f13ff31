/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking paths: which files, in which order, and what is not followed. */
#include "source/walk.h"

#include "base/buf.h"

#include "check.h"
#include "scratch.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void on_file(void *arg, const char *path, bool in_folder)
{
    buf_printf(arg, "%s%s\n", in_folder ? "" : "given ", path);
}

static void on_error(void *arg, const char *path, const struct err *err)
{
    assert_int_equal(err->code, ERR_INPUT);
    buf_printf(arg, "%s: %s\n", path, err->msg);
}

static void on_other(void *arg, const char *path)
{
    buf_printf(arg, "other %s\n", path);
}

static void check_walk(const char *path, const char *want)
{
    struct buf log = {.p = NULL};
    const struct walk_to to = {.on_file = on_file,
                               .on_error = on_error,
                               .on_other = on_other,
                               .arg = &log};

    walk_path(path, &to);
    check_text(path, buf_str(&log), want);
    buf_done(&log);
}

static void make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0700), 0);
}

static void hands_on_what_is_given(void **state)
{
    (void)state;
    scratch_write(".given", STR(""));
    check_walk(".given", "given .given\n");
    check_walk("-", "given -\n");
}

static void reports_a_missing_path(void **state)
{
    (void)state;
    check_walk("missing",
               "missing: cannot be opened: No such file or directory\n");
}

static void walks_a_folder_in_byte_order(void **state)
{
    (void)state;
    make_folder("order");
    make_folder("order/b");
    make_folder("order/empty");
    scratch_write("order/Z", STR(""));
    scratch_write("order/a", STR(""));
    scratch_write("order/a.log", STR(""));
    scratch_write("order/a10", STR(""));
    scratch_write("order/a2", STR(""));
    scratch_write("order/b/1", STR(""));
    scratch_write("order/b/0", STR(""));
    scratch_write("order/b.log", STR(""));
    scratch_write("order/\xc3\xa9", STR(""));
    static const char want[] = "order/Z\norder/a\norder/a.log\norder/a10\n"
                               "order/a2\norder/b/0\norder/b/1\norder/b.log\n"
                               "order/\xc3\xa9\n";
    check_walk("order", want);
    check_walk("order/", want);
}

static void leaves_dot_files_out(void **state)
{
    (void)state;
    make_folder("dots");
    make_folder("dots/.git");
    scratch_write("dots/.git/config", STR(""));
    scratch_write("dots/.hidden", STR(""));
    scratch_write("dots/seen", STR(""));
    check_walk("dots", "dots/seen\n");
}

static void follows_links_to_files_but_not_to_folders(void **state)
{
    (void)state;
    make_folder("links");
    make_folder("links/sub");
    scratch_write("links/sub/file", STR(""));
    assert_int_equal(symlink("sub/file", "links/to-file"), 0);
    assert_int_equal(symlink("sub", "links/to-folder"), 0);
    assert_int_equal(symlink("..", "links/sub/up"), 0);
    check_walk("links", "links/sub/file\nother links/sub/up\nlinks/to-file\n"
                        "other links/to-folder\n");
    /* A link that the user gives is followed. */
    check_walk("links/to-folder",
               "links/to-folder/file\nother links/to-folder/up\n");
}

static void goes_on_after_what_cannot_be_read(void **state)
{
    (void)state;
    make_folder("bad");
    scratch_write("bad/a", STR(""));
    scratch_write("bad/z", STR(""));
    assert_int_equal(symlink("gone", "bad/broken"), 0);
    assert_int_equal(symlink("loop", "bad/loop"), 0);
    check_walk("bad",
               "bad/a\n"
               "bad/broken: cannot be opened: No such file or directory\n"
               "bad/loop: cannot be opened: Too many levels of symbolic links\n"
               "bad/z\n");
}

static void reports_a_folder_without_permission(void **state)
{
    (void)state;
    if (geteuid() == 0)
        return; /* root may read everything */
    make_folder("closed");
    make_folder("closed/sub");
    assert_int_equal(chmod("closed/sub", 0), 0);
    check_walk("closed",
               "closed/sub: the folder cannot be read: Permission denied\n");
    assert_int_equal(chmod("closed/sub", 0700), 0);
}

static void passes_over_pipes_in_folders(void **state)
{
    (void)state;
    make_folder("pipes");
    assert_int_equal(mkfifo("pipes/fifo", 0600), 0);
    scratch_write("pipes/file", STR(""));
    check_walk("pipes", "other pipes/fifo\npipes/file\n");
    check_walk("pipes/fifo", "given pipes/fifo\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_on_what_is_given),
        cmocka_unit_test(reports_a_missing_path),
        cmocka_unit_test(walks_a_folder_in_byte_order),
        cmocka_unit_test(leaves_dot_files_out),
        cmocka_unit_test(follows_links_to_files_but_not_to_folders),
        cmocka_unit_test(goes_on_after_what_cannot_be_read),
        cmocka_unit_test(reports_a_folder_without_permission),
        cmocka_unit_test(passes_over_pipes_in_folders),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
