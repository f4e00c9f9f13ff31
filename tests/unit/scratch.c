/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include "base/mem.h"

#include "check.h"

#include <fcntl.h>
#include <ftw.h>
#include <isa-l/igzip_lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int scratch_enter(void **state)
{
    const char *base = getenv("TMPDIR");
    char *path = NULL;
    if (asprintf(&path, "%s/vpcscope-test-XXXXXX", base ? base : "/tmp") < 0)
        return -1;
    *state = path;
    return mkdtemp(path) && chdir(path) == 0 ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

int scratch_leave(void **state)
{
    char *path = *state;
    int failed = chdir("/");
    failed |= nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
    return failed;
}

static void write_as(const char *name, const char *mode, struct str bytes)
{
    FILE *f = fopen(name, mode);
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

void scratch_write(const char *name, struct str bytes)
{
    write_as(name, "wb", bytes);
}

void scratch_append(const char *name, struct str bytes)
{
    write_as(name, "ab", bytes);
}

char *scratch_lines(size_t n)
{
    enum { LINE_BYTES = 80 };
    char *text = mem_alloc(n + LINE_BYTES);
    uint32_t number = 12345;
    for (size_t at = 0; at < n;) {
        number = number * 1664525 + 1013904223; /* Numerical Recipes' ranqd1 */
        at += (size_t)snprintf(text + at, LINE_BYTES,
                               "2 eni-%08x 10.0.%u.%u OK\n", number,
                               number >> 8 & 255, number >> 24);
    }
    return text;
}

struct str scratch_gzip(struct str text)
{
    struct isal_zstream z = {0}; /* init leaves members that are read */
    size_t cap = text.n + text.n / 8 + 1024;
    char *out = mem_alloc(cap);
    isal_deflate_stateless_init(&z);
    z.gzip_flag = IGZIP_GZIP;
    z.end_of_stream = 1;
    z.flush = NO_FLUSH;
    z.next_in = (uint8_t *)(uintptr_t)text.p;
    z.avail_in = (uint32_t)text.n;
    z.next_out = (uint8_t *)out;
    z.avail_out = (uint32_t)cap;
    assert_int_equal(isal_deflate_stateless(&z), COMP_OK);
    return (struct str){out, z.total_out};
}

struct str scratch_join(const struct str *pieces, size_t n)
{
    size_t size = 0;
    for (size_t i = 0; i < n; i++)
        size += pieces[i].n;
    char *out = mem_alloc(size + 1);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (pieces[i].n)
            memcpy(out + at, pieces[i].p, pieces[i].n);
        at += pieces[i].n;
    }
    return (struct str){out, size};
}

struct source *scratch_open(const char *path)
{
    struct err err = {.code = ERR_NONE};
    struct source *s = source_open(NULL, path, &err);
    if (!s)
        fail_msg("%s %s", path, err.msg);
    return s;
}

struct str scratch_read_all(struct source *s)
{
    char *all = mem_alloc(1);
    size_t n = 0;
    struct source_text t;
    for (uint32_t i = 0; source_block(s, i, &t, NULL) == SOURCE_READ_OK; i++) {
        assert_int_equal(t.offset, n);
        all = mem_realloc(all, n + t.text.n + 1);
        if (t.text.n)
            memcpy(all + n, t.text.p, t.text.n);
        n += t.text.n;
        source_text_done(&t);
    }
    return (struct str){all, n};
}
