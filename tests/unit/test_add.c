/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many files of a folder, examined by several threads: files and messages come
 * in the order of the paths all the same.
 */
#include "scan/dataset.h"
#include "scan/scanner.h"

#include "check.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than are examined at a time. */
enum { FILES = 1300, THREADS = 4 };

#define HEADER "srcaddr dstport action\n"

/* What file i is. */
enum kind { PLAIN, GZIPPED, CUT, LINKED, EMPTY, OTHER, KINDS };

static enum kind kind_of(unsigned i)
{
    return (enum kind)(i % KINDS);
}

static void name_of(unsigned i, char name[32])
{
    snprintf(name, 32, "many/f%04u", i);
}

static void write_one(unsigned i)
{
    char name[32], other[32], text[200];
    struct str packed;

    name_of(i, name);
    snprintf(text, sizeof text, HEADER "10.0.%u.%u %u ACCEPT\n", i / 256,
             i % 256, i);
    packed = scratch_gzip(str_of(text));
    switch (kind_of(i)) {
    case PLAIN:
    case KINDS:
        scratch_write(name, str_of(text));
        break;
    case GZIPPED:
        scratch_write(name, packed);
        break;
    case CUT: /* its checksum is missing */
        scratch_write(name, str_slice(packed, 0, packed.n - 8));
        break;
    case LINKED:
        name_of(i - 3, other);
        assert_int_equal(link(other, name), 0);
        break;
    case EMPTY:
        scratch_write(name, STR(""));
        break;
    case OTHER: /* its columns are guessed */
        snprintf(text, sizeof text,
                 "eni-0abc 10.0.%u.%u 10.0.0.1 %u 443 6 ACCEPT\n", i / 256,
                 i % 256, 1024 + i);
        scratch_write(name, str_of(text));
        break;
    }
    free((void *)(uintptr_t)packed.p);
}

static int write_files(void **state)
{
    scratch_enter(state);
    assert_int_equal(mkdir("many", 0700), 0);
    for (unsigned i = 0; i < FILES; i++)
        write_one(i);
    return 0;
}

static bool is_added(enum kind kind)
{
    return kind != LINKED && kind != EMPTY;
}

/* What must be told of a file, in part; NULL: nothing. */
static const char *told_of(enum kind kind)
{
    static const char *const texts[KINDS] = {
        [CUT] = "cut short",
        [LINKED] = "is given twice, read once",
        [OTHER] = "has no header and no usual order",
    };

    return texts[kind];
}

static struct dataset *add_all(unsigned threads, bool keep)
{
    const struct dataset_options options = {.threads = threads,
                                            .keep_columns = keep};
    struct err err;
    struct dataset *ds = dataset_new(&options, &err);

    dataset_add(ds, "many");
    return ds;
}

static void check_order(struct dataset *ds)
{
    uint32_t file = 0;
    size_t message = 0;

    for (unsigned i = 0; i < FILES; i++) {
        const char *told = told_of(kind_of(i));
        char name[32];

        name_of(i, name);
        if (is_added(kind_of(i)))
            assert_string_equal(dataset_path(ds, file++), name);
        if (!told)
            continue;
        const char *text = dataset_message(ds, message++).text;
        assert_int_equal(strncmp(text, name, strlen(name)), 0);
        assert_non_null(strstr(text, told));
    }
    assert_int_equal(file, dataset_n_files(ds));
    assert_int_equal(message, dataset_messages(ds));
}

static void files_and_messages_keep_their_order(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= THREADS; threads++) {
        struct dataset *ds = add_all(threads, threads % 2);

        check_order(ds);
        dataset_free(ds);
    }
}

static void each_file_is_read_as_itself(void **state)
{
    struct dataset *ds = add_all(THREADS, false);
    struct scanner *s = scanner_new(ds);
    unsigned i = 0;

    (void)state;
    for (uint32_t file = 0; file < dataset_n_files(ds); file++, i++) {
        char address[32];

        while (!is_added(kind_of(i)))
            i++;
        snprintf(address, sizeof address, "10.0.%u.%u ", i / 256, i % 256);
        assert_true(scanner_open(s, file, 0));
        assert_int_equal(scanner_rows(s), 1);
        struct str line = scanner_line(s, 0);
        assert_true(str_find(line, str_of(address)) < line.n);
    }
    scanner_free(s);
    dataset_free(ds);
}

/* Paths that are given one by one: what is told of each comes in its turn. */
static void paths_that_are_given_keep_their_order(void **state)
{
    static const char *const paths[] = {
        "many/f0000", "many/f0004", "nowhere",    "none",
        "many/f0002", "many/f0000", "many/f0001",
    };
    static const struct {
        const char *path, *text;
    } told[] = {
        {"many/f0004", "it is empty"},
        {"nowhere", "cannot be opened"},
        {"none", "holds no flow records"},
        {"many/f0002", "cut short"},
        {"many/f0000", "is given twice, read once"},
    };
    const struct dataset_options options = {.threads = THREADS};
    struct err err;
    struct dataset *ds = dataset_new(&options, &err);

    (void)state;
    assert_int_equal(mkdir("none", 0700), 0);
    check_int("added", dataset_add_all(ds, paths, sizeof paths / sizeof *paths),
              3);
    check_int("told", dataset_messages(ds), sizeof told / sizeof *told);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const char *text = dataset_message(ds, i).text;

        assert_int_equal(strncmp(text, told[i].path, strlen(told[i].path)), 0);
        assert_non_null(strstr(text, told[i].text));
    }
    assert_string_equal(dataset_path(ds, 1), "many/f0002");
    assert_string_equal(dataset_path(ds, 2), "many/f0001");
    dataset_free(ds);
}

/* Mappings of this process; 0 where the system does not say. */
static size_t count_mappings(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    size_t n = 0;

    for (int c; f && (c = getc(f)) != EOF;)
        n += c == '\n';
    if (f)
        fclose(f);
    return n;
}

/* The system allows some ten thousands of mappings, then memory ends. */
static void small_files_are_not_mapped(void **state)
{
    size_t before = count_mappings();
    struct dataset *ds = add_all(1, false);

    (void)state;
    /* One in KINDS is plain, and some are text of no layout. */
    assert_true(count_mappings() < before + FILES / KINDS / 2);
    dataset_free(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_and_messages_keep_their_order),
        cmocka_unit_test(each_file_is_read_as_itself),
        cmocka_unit_test(paths_that_are_given_keep_their_order),
        cmocka_unit_test(small_files_are_not_mapped),
    };

    return cmocka_run_group_tests(tests, write_files, scratch_leave);
}
