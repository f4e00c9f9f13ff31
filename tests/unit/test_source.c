/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources: where files are cut, in any order, and what can be opened. */
#include "source/source.h"

#include "base/mem.h"
#include "base/team.h"

#include "check.h"
#include "scratch.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    M = SOURCE_BLOCK_BYTES,
    REACH = SOURCE_LINE_BYTES,
    MAX_LINES = 4,
    MAX_BLOCKS = 9
};

/* A text of lines of these lengths, newline included; 0 ends the list. */
struct cut_case {
    const char *name;
    size_t lines[MAX_LINES];
    bool unfinished; /* the last line has no newline */
    size_t n_blocks;
    uint64_t starts[MAX_BLOCKS]; /* of the blocks, then the size */
};

/* Worked out by hand from the rule in source.h. */
static const struct cut_case cut_cases[] = {
    {"empty", {0}, false, 0, {0}},
    {"one line", {10}, false, 1, {0, 10}},
    {"no newline at all", {10}, true, 1, {0, 10}},
    {"only a newline", {1}, false, 1, {0, 1}},
    {"exactly a block", {M}, false, 1, {0, M}},
    {"exactly a block, unfinished", {M}, true, 1, {0, M}},
    {"a line starts on the border", {M, 1}, false, 2, {0, M, M + 1}},
    {"a line starts just before the border",
     {M - 1, 2},
     false,
     2,
     {0, M + 1, M + 1}},
    {"a line starts just after the border",
     {M + 1, 10},
     false,
     2,
     {0, M + 1, M + 11}},
    {"unfinished line across the border",
     {M - 10, 20},
     true,
     2,
     {0, M + 10, M + 10}},
    {"a line longer than blocks",
     {3 * M + 5, 10},
     false,
     4,
     {0, 3 * M + 5, 3 * M + 5, 3 * M + 5, 3 * M + 15}},
    {"a line as long as can be passed over",
     {M + REACH - 1, 1},
     false,
     5,
     {0, M + REACH - 1, M + REACH - 1, M + REACH - 1, M + REACH - 1,
      M + REACH}},
    {"a line one byte longer",
     {M + REACH, 1},
     false,
     6,
     {0, M, M + REACH, M + REACH, M + REACH, M + REACH, M + REACH + 1}},
    {"a line far too long",
     {100, 7 * M, 50},
     false,
     8,
     {0, M, 2 * M, 3 * M, 7 * M + 100, 7 * M + 100, 7 * M + 100, 7 * M + 100,
      7 * M + 150}},
    {"far too long and unfinished",
     {6 * M},
     true,
     6,
     {0, M, 2 * M, 6 * M, 6 * M, 6 * M, 6 * M}},
};

static struct str cut_case_text(const struct cut_case *c)
{
    size_t n = 0;
    for (size_t i = 0; i < MAX_LINES; i++)
        n += c->lines[i];
    char *text = mem_alloc(n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)('a' + i % 23);
    size_t at = 0;
    for (size_t i = 0; i < MAX_LINES && c->lines[i]; i++) {
        at += c->lines[i];
        text[at - 1] = '\n';
    }
    if (c->unfinished)
        text[n - 1] = '.';
    return (struct str){text, n};
}

/* Block i, borrowed from room or, without one, however it is given. */
static void check_block(const struct cut_case *c, struct str text,
                        struct source *s, uint32_t i, struct source_room *room)
{
    struct source_text t;
    size_t want = (size_t)(c->starts[i + 1] - c->starts[i]);
    check_int(c->name,
              room ? source_block_in(s, i, room, &t, NULL)
                   : source_block(s, i, &t, NULL),
              SOURCE_READ_OK);
    check_int(c->name, t.offset, c->starts[i]);
    check_int(c->name, t.text.n, want);
    check_int(c->name, source_text_good(s, &t), want);
    assert_memory_equal(t.text.p, text.p + c->starts[i], want);
    source_text_done(&t);
}

static void check_cuts(const struct cut_case *c, struct str text)
{
    bool final;
    struct source_text t;
    struct source_room room = {.p = NULL};
    struct source *s = scratch_open("cut");
    for (uint32_t i = 0; i < c->n_blocks; i++)
        check_block(c, text, s, i, NULL);
    for (uint32_t i = 0; i < c->n_blocks; i++)
        check_block(c, text, s, i, &room);
    check_int(c->name, source_block(s, (uint32_t)c->n_blocks, &t, NULL),
              SOURCE_READ_END);
    check_int(c->name, source_blocks(s, &final), c->n_blocks);
    check_int(c->name, final, true);
    check_int(c->name,
              source_block_in(s, (uint32_t)c->n_blocks, &room, &t, NULL),
              SOURCE_READ_END);
    /* Backwards is slow for packed text: each block in one of the ways. */
    for (uint32_t i = (uint32_t)c->n_blocks; i-- > 0;)
        check_block(c, text, s, i, i % 2 ? &room : NULL);
    source_room_done(&room);
    assert_null(source_damage(s));
    source_close(s);
}

static void cuts_where_lines_start(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cut_cases); i++) {
        struct str text = cut_case_text(&cut_cases[i]);
        scratch_write("cut", text);
        check_cuts(&cut_cases[i], text);
        free((void *)(uintptr_t)text.p);
    }
}

static void cuts_inflated_text_at_the_same_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cut_cases); i++) {
        struct str text = cut_case_text(&cut_cases[i]);
        struct str packed = scratch_gzip(text);
        scratch_write("cut", packed);
        check_cuts(&cut_cases[i], text);
        free((void *)(uintptr_t)packed.p);
        free((void *)(uintptr_t)text.p);
    }
}

static void leaves_carriage_returns_and_byte_order_mark_alone(void **state)
{
    (void)state;
    struct str text = STR("\xef\xbb\xbfone\r\ntwo\rthree\r\n\r\nfour");
    scratch_write("crlf", text);
    struct source *s = scratch_open("crlf");
    struct str all = scratch_read_all(s);
    assert_true(str_eq(all, text));
    free((void *)(uintptr_t)all.p);
    source_close(s);
}

/* A race of threads for all blocks of one source. */
struct race {
    struct source *s;
    struct str text;
    atomic_uint next;
    atomic_size_t bytes;
    atomic_bool wrong;
    bool rooms; /* each thread has a room of its own */
};

static void race_run(void *arg, unsigned thread)
{
    struct race *r = arg;
    struct source_room room = {.p = NULL};
    struct source_text t;
    (void)thread;
    for (;;) {
        uint32_t i = atomic_fetch_add(&r->next, 1);
        enum source_read read =
            r->rooms ? source_block_in(r->s, i, &room, &t, NULL)
                     : source_block(r->s, i, &t, NULL);
        if (read != SOURCE_READ_OK)
            break;
        if (t.offset + t.text.n > r->text.n ||
            memcmp(t.text.p, r->text.p + t.offset, t.text.n) != 0)
            atomic_store(&r->wrong, true);
        atomic_fetch_add(&r->bytes, t.text.n);
        source_text_done(&t);
    }
    source_room_done(&room);
}

static void threads_get_every_byte_once(void **state)
{
    (void)state;
    size_t n = 9 * (size_t)M + 12345;
    char *text = scratch_lines(n);
    struct str packed = scratch_gzip((struct str){text, n});
    const struct str forms[] = {{text, n}, packed};
    for (size_t i = 0; i < N_ELEMENTS(forms); i++) {
        scratch_write("race", forms[i]);
        struct race r = {.s = scratch_open("race"), .text = {text, n}};
        for (int round = 0; round < 6; round++) {
            r.rooms = round % 2;
            atomic_store(&r.next, 0);
            atomic_store(&r.bytes, 0);
            team_run(4, race_run, &r);
            assert_int_equal(atomic_load(&r.bytes), n);
            assert_false(atomic_load(&r.wrong));
        }
        source_close(r.s);
    }
    free((void *)(uintptr_t)packed.p);
    free(text);
}

static void knows_the_number_of_plain_blocks_at_once(void **state)
{
    (void)state;
    bool final = false;
    char *text = scratch_lines(2 * (size_t)M + 1);
    scratch_write("count", (struct str){text, 2 * (size_t)M + 1});
    struct source *s = scratch_open("count");
    assert_int_equal(source_blocks(s, &final), 3);
    assert_true(final);
    source_close(s);
    free(text);
}

static void says_why_it_cannot_open(void **state)
{
    (void)state;
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    static const struct {
        const char *path, *want;
    } cases[] = {
        {"missing", "cannot be opened: No such file or directory"},
        {"folder", "is a folder"},
        {"loop", "cannot be opened: Too many levels of symbolic links"},
        {"/dev/null", "is not a file"},
    };
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {.code = ERR_NONE};
        assert_null(source_open(NULL, cases[i].path, &err));
        check_text(cases[i].path, str_of(err.msg), cases[i].want);
        check_int(cases[i].path, err.code, ERR_INPUT);
    }
}

static void refuses_more_blocks_than_can_be_numbered(void **state)
{
    (void)state;
    struct err err = {.code = ERR_NONE};
    off_t limit = (off_t)SOURCE_MAX_BLOCKS * SOURCE_BLOCK_BYTES;
    scratch_write("sparse", STR(""));
    if (truncate("sparse", limit + 1))
        return; /* the file system has no files of this size */
    assert_null(source_open(NULL, "sparse", &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_int_equal(truncate("sparse", 0), 0);
}

static void opens_more_files_than_the_soft_limit(void **state)
{
    (void)state;
    struct source *s[64];
    struct rlimit before, low;
    scratch_write("many", STR("x\n"));
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    low = before;
    low.rlim_cur = 32;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
    for (size_t i = 0; i < N_ELEMENTS(s); i++)
        s[i] = scratch_open("many");
    for (size_t i = 0; i < N_ELEMENTS(s); i++)
        source_close(s[i]);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static void tells_the_same_file_by_any_name(void **state)
{
    (void)state;
    scratch_write("a", STR("x\n"));
    scratch_write("b", STR("x\n"));
    assert_int_equal(link("a", "hard"), 0);
    assert_int_equal(symlink("a", "soft"), 0);
    struct source *a = scratch_open("a"), *b = scratch_open("b");
    struct source *hard = scratch_open("hard"), *soft = scratch_open("soft");
    assert_true(source_same_file(a, hard));
    assert_true(source_same_file(a, soft));
    assert_false(source_same_file(a, b));
    assert_string_equal(source_path(soft), "soft");
    assert_int_equal(source_bytes(a), 2);
    source_close(a);
    source_close(b);
    source_close(hard);
    source_close(soft);
}

static void gives_the_modification_time_in_ms(void **state)
{
    (void)state;
    const struct timespec times[] = {{1, 0}, {1700000000, 123999999}};
    scratch_write("dated", STR("x\n"));
    assert_int_equal(utimensat(AT_FDCWD, "dated", times, 0), 0);
    struct source *s = scratch_open("dated");
    assert_int_equal(source_mtime_ms(s), 1700000000123);
    source_close(s);
}

/* Read "-" while fd is standard input; closes fd. */
static struct str read_stdin(int fd)
{
    int saved = dup(STDIN_FILENO);
    dup2(fd, STDIN_FILENO);
    close(fd);
    struct source *s = scratch_open("-");
    struct str all = scratch_read_all(s);
    assert_int_equal(source_mtime_ms(s), 0);
    source_close(s);
    if (saved >= 0) {
        dup2(saved, STDIN_FILENO);
        close(saved);
    }
    return all;
}

/* The reading end of a pipe that a child writes these bytes into. */
static int pipe_of(struct str bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        while (bytes.n) {
            ssize_t r = write(ends[1], bytes.p, bytes.n);
            if (r < 0)
                _exit(1);
            bytes.p += r;
            bytes.n -= (size_t)r;
        }
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static void reads_standard_input_from_a_pipe(void **state)
{
    (void)state;
    size_t n = 2 * (size_t)M + 77;
    struct str text = {scratch_lines(n), n};
    struct str packed = scratch_gzip(text);
    const struct str forms[] = {text, packed};
    for (size_t i = 0; i < N_ELEMENTS(forms); i++) {
        struct str all = read_stdin(pipe_of(forms[i]));
        assert_true(str_eq(all, text));
        free((void *)(uintptr_t)all.p);
        wait(NULL);
    }
    free((void *)(uintptr_t)packed.p);
    free((void *)(uintptr_t)text.p);
}

static void reads_a_named_pipe(void **state)
{
    (void)state;
    char path[32];
    int fd = pipe_of(STR("one\ntwo\n"));
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    struct source *s = scratch_open(path);
    struct str all = scratch_read_all(s);
    assert_true(str_eq(all, STR("one\ntwo\n")));
    free((void *)(uintptr_t)all.p);
    source_close(s);
    close(fd);
    wait(NULL);
}

static void reads_standard_input_from_where_it_stands(void **state)
{
    (void)state;
    static const off_t from[] = {0, 4};
    static const char *const want[] = {"one\ntwo\n", "two\n"};
    scratch_write("in", STR("one\ntwo\n"));
    for (size_t i = 0; i < N_ELEMENTS(from); i++) {
        int fd = open("in", O_RDONLY);
        assert_int_equal(lseek(fd, from[i], SEEK_SET), from[i]);
        struct str all = read_stdin(fd);
        check_text(want[i], all, want[i]);
        free((void *)(uintptr_t)all.p);
    }
}

static void says_where_it_could_not_spool(void **state)
{
    (void)state;
    struct err err = {.code = ERR_NONE};
    char path[32];
    const char *before = getenv("TMPDIR");
    char *saved = before ? strdup(before) : NULL;
    int fd = pipe_of(STR("one\n"));
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    setenv("TMPDIR", "/nowhere", 1);
    assert_null(source_open(NULL, path, &err));
    assert_string_equal(
        err.msg, "no temporary file in /nowhere: No such file or directory");
    assert_int_equal(err.code, ERR_SYSTEM);
    if (saved)
        setenv("TMPDIR", saved, 1);
    else
        unsetenv("TMPDIR");
    free(saved);
    close(fd);
    wait(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_where_lines_start),
        cmocka_unit_test(cuts_inflated_text_at_the_same_places),
        cmocka_unit_test(leaves_carriage_returns_and_byte_order_mark_alone),
        cmocka_unit_test(threads_get_every_byte_once),
        cmocka_unit_test(knows_the_number_of_plain_blocks_at_once),
        cmocka_unit_test(says_why_it_cannot_open),
        cmocka_unit_test(refuses_more_blocks_than_can_be_numbered),
        cmocka_unit_test(opens_more_files_than_the_soft_limit),
        cmocka_unit_test(tells_the_same_file_by_any_name),
        cmocka_unit_test(gives_the_modification_time_in_ms),
        cmocka_unit_test(reads_standard_input_from_a_pipe),
        cmocka_unit_test(reads_a_named_pipe),
        cmocka_unit_test(reads_standard_input_from_where_it_stands),
        cmocka_unit_test(says_where_it_could_not_spool),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
