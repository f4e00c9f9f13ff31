/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Output to a pipe that does not wait until it is read. */
#include "config.h"

#include "output/output.h"

#include "base/mem.h"
#include "check.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { BYTES = 1 << 20 };

/* A pipe, both ends of which do not wait; [1] as a file. */
static FILE *open_pipe(int *reader)
{
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    *reader = ends[0];
    return fdopen(ends[1], "w");
}

static char byte_at(size_t i)
{
    return (char)('a' + i % 23);
}

/* Reads BYTES bytes, late; how many were wrong. */
static void *read_late(void *arg)
{
    int fd = *(int *)arg;
    size_t wrong = 0;
    char c[4096];

    for (size_t at = 0; at < BYTES;) {
        ssize_t n = read(fd, c, sizeof c);

        for (ssize_t i = 0; i < n; i++)
            wrong += c[i] != byte_at(at + (size_t)i);
        at += n > 0 ? (size_t)n : 0;
        if (n < 0)
            usleep(1000);
    }
    return (void *)wrong;
}

static void all_of_it_comes_through(void **state)
{
    char *text = mem_alloc(BYTES);
    struct err err = {0};
    pthread_t thread;
    void *wrong;
    int reader;
    FILE *out = open_pipe(&reader);

    (void)state;
    for (size_t i = 0; i < BYTES; i++)
        text[i] = byte_at(i);
    assert_int_equal(pthread_create(&thread, NULL, read_late, &reader), 0);
    fputc(text[0], out); /* what stdio has goes first */
    assert_true(output_put(out, (struct str){text + 1, BYTES - 1}, NULL, &err));
    pthread_join(thread, &wrong);
    assert_null(wrong);
    fclose(out);
    close(reader);
    free(text);
}

static void it_ends_when_it_is_stopped(void **state)
{
    char *text = mem_calloc(BYTES, 1);
    const atomic_bool stop = true;
    struct err err = {0};
    int reader;
    FILE *out = open_pipe(&reader);

    (void)state;
    alarm(60);
    assert_true(output_put(out, (struct str){text, BYTES}, &stop, &err));
    alarm(0);
    fclose(out);
    close(reader);
    free(text);
}

static void what_cannot_be_written_is_told(void **state)
{
    struct err err = {0};
    FILE *out = fopen("/dev/full", "w");

    (void)state;
    if (!out)
        skip();
    assert_false(output_put(out, STR("x"), NULL, &err));
    check_text("why", str_of(err.msg),
               "cannot write the output: No space left on device");
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_it_comes_through),
        cmocka_unit_test(it_ends_when_it_is_stopped),
        cmocka_unit_test(what_cannot_be_written_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
