/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mapped files that shrink while they are read, and whose SIGBUS is whose. */
#include "source/source.h"

#include "check.h"
#include "scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { M = SOURCE_BLOCK_BYTES, N = 4 * M + 1000 };

/* Open a file of N bytes of lines; *text is what is in it. */
static struct source *open_lines(char **text)
{
    *text = scratch_lines(N);
    scratch_write("log", (struct str){*text, N});
    return scratch_open("log");
}

/* Bytes of the whole lines among the first n, counted the plain way. */
static size_t whole_lines(const char *text, size_t n)
{
    size_t whole = 0;
    for (size_t i = 0; i < n; i++)
        if (text[i] == '\n')
            whole = i + 1;
    return whole;
}

static void check_block(struct source *s, uint32_t i, const char *text,
                        size_t end)
{
    struct source_text t;
    assert_int_equal(source_block(s, i, &t, NULL), SOURCE_READ_OK);
    assert_int_equal(t.offset + t.text.n, end);
    assert_memory_equal(t.text.p, text + t.offset, t.text.n);
    assert_int_equal(source_text_good(s, &t), t.text.n);
    source_text_done(&t);
}

static void blocks_end_with_the_lines_that_are_left(void **state)
{
    (void)state;
    /* In the middle of a page, on its end, in the last page, nothing. */
    static const size_t sizes[] = {M + M / 2 + 100, M + 8192, N - 3, 0};
    for (size_t k = 0; k < N_ELEMENTS(sizes); k++) {
        char *text;
        struct source *s = open_lines(&text);
        struct source_text t;
        struct err err = {.code = ERR_NONE};
        assert_null(source_damage(s));
        assert_int_equal(truncate("log", (off_t)sizes[k]), 0);
        uint32_t last = (uint32_t)(sizes[k] / M);
        if (sizes[k])
            check_block(s, last, text, whole_lines(text, sizes[k]));
        if (last < 4)
            assert_int_equal(source_block(s, sizes[k] ? last + 1 : 0, &t, &err),
                             SOURCE_READ_FAILED);
        assert_non_null(source_damage(s));
        bool final;
        assert_int_equal(source_blocks(s, &final), 5);
        source_close(s);
        free(text);
    }
}

static void text_in_use_is_cut_afterwards(void **state)
{
    (void)state;
    char *text;
    struct source *s = open_lines(&text);
    struct source_text t[5];
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(source_block(s, i, &t[i], NULL), SOURCE_READ_OK);
    size_t cut = M + M / 2 + 100;
    assert_int_equal(truncate("log", (off_t)cut), 0);

    /* Reading it all must not end the program. */
    size_t zeros = 0;
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < t[i].text.n; j++)
            zeros += t[i].text.p[j] == 0;
    assert_int_equal(zeros, N - cut);

    assert_int_equal(source_text_good(s, &t[0]), t[0].text.n);
    assert_int_equal(t[1].offset + source_text_good(s, &t[1]),
                     whole_lines(text, cut));
    for (size_t i = 2; i < 5; i++)
        assert_int_equal(source_text_good(s, &t[i]), 0);
    assert_string_equal(source_damage(s),
                        "changed while it was read: cut to 1572964 bytes");
    source_close(s);
    free(text);
}

static void growing_again_does_not_mend_it(void **state)
{
    (void)state;
    char *text;
    struct source *s = open_lines(&text);
    struct source_text t;
    assert_int_equal(source_block(s, 3, &t, NULL), SOURCE_READ_OK);
    assert_int_equal(truncate("log", 2 * M), 0);
    volatile char c = t.text.p[10];
    assert_int_equal(c, 0);
    assert_int_equal(truncate("log", N), 0);
    assert_int_equal(source_text_good(s, &t), 0);
    assert_non_null(source_damage(s));
    assert_int_equal(source_block(s, 0, &t, NULL), SOURCE_READ_OK);
    assert_int_equal(source_text_good(s, &t), t.text.n);
    assert_memory_equal(t.text.p, text, t.text.n);
    source_close(s);
    free(text);
}

/* Write at a place of the file, a second after it was opened. */
static void write_later(off_t at, const char *bytes)
{
    int fd = open("log", O_WRONLY);
    struct stat st;

    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(pwrite(fd, bytes, strlen(bytes), at), strlen(bytes));
    struct timespec times[2] = {st.st_atim, st.st_mtim};
    times[1].tv_sec++;
    assert_int_equal(futimens(fd, times), 0);
    close(fd);
}

static void what_is_written_over_is_told(void **state)
{
    (void)state;
    static const struct {
        off_t at;
        const char *damage;
    } cases[] = {
        {3 * M, "changed while it was read: written over in place"},
        {N - 1, "changed while it was read: written over in place"},
        {N, NULL}, /* it grew, as logs do */
    };
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        char *text;
        struct source *s = open_lines(&text);
        assert_null(source_damage(s));
        write_later(cases[i].at, "x");
        const char *damage = source_damage(s);
        assert_string_equal(damage ? damage : "",
                            cases[i].damage ? cases[i].damage : "");
        source_close(s);
        free(text);
    }
}

static void other_sources_are_not_touched(void **state)
{
    (void)state;
    char *text;
    scratch_write("other", STR("one\n"));
    struct source *other = scratch_open("other");
    struct source *s = open_lines(&text);
    assert_int_equal(truncate("log", 0), 0);
    assert_non_null(source_damage(s));
    assert_null(source_damage(other));
    source_close(s);
    source_close(other);
    free(text);
}

static void exit_with_seven(int number)
{
    (void)number;
    _exit(7);
}

/* In a child: fault in a mapping of our own while a source is open. */
static void fault_elsewhere(void)
{
    signal(SIGBUS, exit_with_seven);
    char *text;
    struct source *s = open_lines(&text);
    int fd = open("bare", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || ftruncate(fd, 4096))
        _exit(1);
    volatile char *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    if (ftruncate(fd, 0))
        _exit(2);
    char c = map[0];
    source_close(s);
    _exit(c ? 3 : 4);
}

static void faults_elsewhere_go_to_the_handler_before(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        fault_elsewhere();
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_elsewhere_go_to_the_handler_before),
        cmocka_unit_test(blocks_end_with_the_lines_that_are_left),
        cmocka_unit_test(text_in_use_is_cut_afterwards),
        cmocka_unit_test(growing_again_does_not_mend_it),
        cmocka_unit_test(what_is_written_over_is_told),
        cmocka_unit_test(other_sources_are_not_touched),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
