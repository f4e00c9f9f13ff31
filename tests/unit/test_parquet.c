/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parquet below the dataset: the bit packings by the examples of their
 * specification, and small files of tests/fuzz/corpus/parquet, whole, cut at
 * every place and with every byte changed. What other writers' files hold is
 * compared in tests/parquet.sh.
 */
#include "source/handle.h"
#include "source/parquet.h"

#include "base/buf.h"
#include "base/mem.h"
#include "source/parquet_bits.h"
#include "source/parquet_page.h"
#include "source/parquet_values.h"
#include "source/thrift.h"

#include "../fuzz/parquet_holds.h"
#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const corpus[] = {
    "delta-zstd-v2", "dict-gzip", "dict-snappy-v2", "lz4",
    "numbers",       "plain",     "split",          "types"};

static void corpus_path(const char *name, struct buf *out)
{
    const char *srcdir = getenv("srcdir");

    buf_reset(out);
    buf_printf(out, "%s/tests/fuzz/corpus/parquet/%s", srcdir ? srcdir : ".",
               name);
}

static void read_corpus(const char *name, struct buf *out)
{
    struct buf path = {0};
    size_t n;

    corpus_path(name, &path);
    FILE *f = fopen(path.p, "rb");
    assert_non_null(f);
    buf_reset(out);
    do {
        char *to = buf_room(out, 4096);

        n = fread(to, 1, 4096, f);
        out->n += n;
    } while (n > 0);
    fclose(f);
    buf_done(&path);
}

static struct parquet *open_corpus(const char *name, struct handle **file)
{
    struct buf path = {0};
    struct err err = {.code = ERR_NONE};

    corpus_path(name, &path);
    uint64_t size = 0;
    int fd = open(path.p, O_RDONLY);
    assert_true(fd >= 0);
    *file = handle_new(NULL, NULL, fd, NULL);
    assert_true(handle_size(*file, &size));
    struct parquet *p = parquet_open(*file, size, &err);
    buf_done(&path);
    if (!p)
        fail_msg("%s: %s", name, err.msg);
    return p;
}

/* Bits. Bytes behind the data are there, as they are in a page. */

struct padded {
    char bytes[64];
    size_t n;
};

static struct str data_of(const struct padded *p)
{
    return (struct str){p->bytes, p->n};
}

static void reads_runs_and_packed_groups(void **state)
{
    /* "Encodings": 0 to 7 in 3 bits each; before that a run of 5 sixes. */
    static const struct padded data = {
        {10, 6, 3, (char)0x88, (char)0xc6, (char)0xfa}, 6};
    static const uint32_t want[] = {6, 6, 6, 6, 6, 0, 1, 2, 3, 4, 5, 6, 7};
    struct parquet_rle r = parquet_rle_begin(data_of(&data), 3);
    uint32_t got[20];

    (void)state;
    assert_int_equal(parquet_rle_get(&r, got, 20), N_ELEMENTS(want));
    assert_memory_equal(got, want, sizeof want);
    r = parquet_rle_begin(data_of(&data), 3);
    assert_false(parquet_rle_all(&r, 6, 6));
    assert_true(parquet_rle_all(&r, 6, 5));
    assert_int_equal(parquet_rle_get(&r, got, 2), 2);
    assert_int_equal(got[1], 1);
}

static void reads_deltas(void **state)
{
    /* "Encodings", examples 1 and 2 of DELTA_BINARY_PACKED. */
    static const struct padded even = {{8, 1, 5, 2, 2, 0}, 6};
    static const struct padded odd = {{8, 1, 8, 14, 3, 2, (char)0xc0, 0x3f}, 8};
    static const int64_t want_even[] = {1, 2, 3, 4, 5};
    static const int64_t want_odd[] = {7, 5, 3, 1, 2, 3, 4, 5};
    struct parquet_delta d = parquet_delta_begin(data_of(&even));
    int64_t got[9];

    (void)state;
    assert_int_equal(parquet_delta_get(&d, got, 9), 5);
    assert_memory_equal(got, want_even, sizeof want_even);
    assert_ptr_equal(parquet_delta_end(&d), even.bytes + even.n);
    d = parquet_delta_begin(data_of(&odd));
    assert_int_equal(parquet_delta_get(&d, got, 3), 3);
    assert_int_equal(parquet_delta_get(&d, got + 3, 6), 5);
    assert_memory_equal(got, want_odd, sizeof want_odd);
}

static void refuses_deltas_that_make_no_sense(void **state)
{
    static const struct padded cases[] = {
        {{0}, 0},
        {{0, 1, 5, 2}, 4},          /* blocks of nothing */
        {{8, 0, 5, 2}, 4},          /* no miniblocks */
        {{8, 3, 5, 2, 2, 0}, 6},    /* that do not divide the block */
        {{8, 1, 5, 2, 2, 65}, 6},   /* more bits than there are */
        {{8, 1, 5, 2, 2, 8, 1}, 7}, /* too few bytes */
        {{8, 1, 5, 2, 2}, 5},       /* no widths */
    };
    int64_t got[9];

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct parquet_delta d = parquet_delta_begin(data_of(&cases[i]));

        assert_true(parquet_delta_get(&d, got, 9) <= 1);
        assert_null(parquet_delta_end(&d));
    }
}

static void reads_times_of_spark(void **state)
{
    /*
     * 2000-01-01 is the Julian day 2451545: 946684800 s; 1.5 s later. Then
     * 9999-12-31, of which the nanoseconds do not fit in 64 bits.
     */
    static const struct padded data = {
        {0x00, 0x2f, 0x68, 0x59, 0, 0, 0, 0, 0x59, 0x68,       0x25, 0,
         0,    0,    0,    0,    0, 0, 0, 0, 0x2c, (char)0xfe, 0x51, 0},
        24};
    static const struct parquet_column column = {
        .physical = PHYSICAL_INT96, .kind = KIND_MILLIS, .width = 12};
    struct parquet_values v = {.p = NULL};
    int64_t got[3];

    (void)state;
    assert_null(
        parquet_values_begin(&v, &column, ENCODING_PLAIN, data_of(&data)));
    assert_int_equal(parquet_values_words(&v, got, 3), 2);
    assert_int_equal(got[0], 946684801500);
    assert_int_equal(parquet_int(KIND_MILLIS, got[0]), 946684801500);
    assert_int_equal(parquet_int(KIND_MILLIS, got[1]), 253402214400);
    assert_int_equal(parquet_int(KIND_NANOS, 946684801500000000), 946684801500);
    assert_int_equal(parquet_int(KIND_NANOS, 946684801000000000), 946684801);
    assert_int_equal(parquet_int(KIND_MICROS, -1), -1);
}

static struct str text_of(const char *p, size_t n)
{
    return (struct str){p, n};
}

static void writes_decimals(void **state)
{
    static const struct {
        const char bytes[18];
        uint8_t n, scale;
        const char *want;
    } cases[] = {
        {{1}, 1, 0, "1"},
        {{(char)0xff}, 1, 2, "-0.01"},
        {{0, 0}, 2, 3, "0"},
        {{0x04, (char)0xd2}, 2, 2, "12.34"},
        {{0x04, (char)0xce}, 2, 2, "12.3"},
        {{0x04, (char)0xb0}, 2, 2, "12"},
        {{0x04, (char)0xb0}, 2, 0, "1200"},
        {{(char)0x80}, 16, 0, "-170141183460469231731687303715884105728"},
        {{(char)0x80}, 16, 38, "-1.70141183460469231731687303715884105728"},
        {{0}, 0, 0, ""},
    };
    char got[PARQUET_WORD_TEXT];
    size_t n;

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        assert_true(parquet_decimal_bytes(
            (struct str){cases[i].bytes, cases[i].n}, cases[i].scale, got, &n));
        check_text("decimal", text_of(got, n), cases[i].want);
    }
    assert_false(
        parquet_decimal_bytes((struct str){cases[0].bytes, 17}, 0, got, &n));
    n = parquet_decimal_word(INT64_MIN, 18, got);
    check_text("word", text_of(got, n), "-9.223372036854775808");
    n = parquet_decimal_word(-25, 1, got);
    check_text("word", text_of(got, n), "-2.5");
}

static void skips_what_thrift_nests(void **state)
{
    /* Field 1: a list of two lists of booleans; field 2: the number -3. */
    static const char bytes[] = {0x19, 0x29, 0x21, 1, 2, 0x11, 1, 0x15, 5, 0};
    struct thrift t = thrift_begin((struct str){bytes, sizeof bytes});
    struct thrift_field f = {0};
    char deep[64];

    (void)state;
    assert_true(thrift_next(&t, &f));
    thrift_skip(&t, &f);
    assert_true(thrift_next(&t, &f));
    assert_int_equal(f.id, 2);
    assert_int_equal(thrift_int(&t, &f), -3);
    assert_false(thrift_next(&t, &f));
    assert_false(t.bad);
    memset(deep, 0x19, sizeof deep); /* lists of a list, without end */
    t = thrift_begin((struct str){deep, sizeof deep});
    f = (struct thrift_field){0};
    assert_true(thrift_next(&t, &f));
    thrift_skip(&t, &f);
    assert_true(t.bad);
}

/* Files. */

static void check_left_out(const struct parquet *p, uint32_t i,
                           const char *name, const char *want)
{
    const char *why;

    check_text(name, parquet_left_out_name(p, i, &why), name);
    assert_string_equal(why, want);
}

static void names_what_it_leaves_out(void **state)
{
    struct handle *file;
    struct parquet *p = open_corpus("types", &file);

    (void)state;
    /* See make.mjs for the columns: 18 with a struct and a list. */
    assert_int_equal(parquet_columns(p), 16);
    check_text("first", parquet_name(p, 0), "srcaddr");
    check_text("last", parquet_name(p, 15), "account_id");
    assert_int_equal(parquet_left_out(p), 2);
    check_left_out(p, 0, "nested", "is nested");
    check_left_out(p, 1, "list", "is nested");
    parquet_close(p);
    handle_free(file);
}

static void writes_records_as_lines(void **state)
{
    /* Row 2 of types.csv, and its price, 2 / 10. */
    static const char want[] =
        "10.0.0.2 10.1.0.1 2000 18446744073709551613 102 0 443 2.25 "
        "1788415202 1788415202500 false 2026-09-05 0.2 a%20b ACCEPT 02\n";
    struct source_room room = {.p = NULL};
    struct handle *file;
    struct parquet *p = open_corpus("types", &file);

    (void)state;
    size_t n = parquet_text(p, 0, &room);
    char *line = memchr(room.p, '\n', n);
    assert_non_null(line);
    line = memchr(line + 1, '\n', n - (size_t)(line + 1 - room.p));
    assert_non_null(line);
    assert_memory_equal(line + 1, want, sizeof want - 1);
    source_room_done(&room);
    parquet_close(p);
    handle_free(file);
}

static void knows_bounds_by_the_footer(void **state)
{
    int64_t min, max;
    struct handle *file;
    struct parquet *p = open_corpus("types", &file);

    (void)state;
    assert_true(parquet_bounds(p, 0, 8, &min, &max)); /* start */
    assert_int_equal(min, 1788415200);
    assert_int_equal(max, 1788415204);
    assert_false(parquet_bounds(p, 0, 3, &min, &max)); /* beyond 63 bits */
    assert_false(parquet_bounds(p, 0, 0, &min, &max)); /* texts */
    parquet_close(p);
    handle_free(file);
}

static void tells_of_a_file_that_shrinks(void **state)
{
    FILE *f = tmpfile();
    struct buf bytes = {0};
    struct parquet_cursor *c = parquet_cursor_new();
    struct parquet_batch batch;

    (void)state;
    read_corpus("plain", &bytes);
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fflush(f), 0);
    struct handle *file = handle_new(NULL, NULL, dup(fileno(f)), NULL);
    struct parquet *p = parquet_open(file, bytes.n, NULL);
    assert_non_null(p);
    assert_int_equal(ftruncate(fileno(f), 10), 0);
    parquet_cursor_seek(c, p, 1, 0);
    assert_false(parquet_cursor_next(c, &batch));
    assert_string_equal(parquet_damage(p),
                        "column \"bytes\", row group 1: the file changed while "
                        "it was read");
    parquet_cursor_free(c);
    parquet_close(p);
    handle_free(file);
    fclose(f);
    buf_done(&bytes);
}

/* Damage. */

static bool check_holds(const char *what, size_t at, struct str bytes)
{
    struct buf why = {0};
    bool opens = false;

    if (!parquet_holds(bytes, &opens, &why))
        fail_msg("%s, byte %zu: %s", what, at, why.p);
    buf_done(&why);
    return opens;
}

static void holds_wherever_it_is_cut(void **state)
{
    struct buf bytes = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(corpus); i++) {
        read_corpus(corpus[i], &bytes);
        assert_true(check_holds(corpus[i], bytes.n, buf_str(&bytes)));
        for (size_t n = 0; n < bytes.n; n++)
            assert_false(check_holds(corpus[i], n, (struct str){bytes.p, n}));
    }
    buf_done(&bytes);
}

static void check_changed(const char *name, struct buf *bytes, size_t at,
                          char change)
{
    bytes->p[at] = (char)(bytes->p[at] ^ change);
    check_holds(name, at, buf_str(bytes));
    bytes->p[at] = (char)(bytes->p[at] ^ change);
}

static void holds_whatever_byte_is_changed(void **state)
{
    static const char changes[] = {1, (char)0x80, (char)0xff};
    struct buf bytes = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(corpus); i++) {
        read_corpus(corpus[i], &bytes);
        for (size_t at = 0; at < bytes.n; at++)
            check_changed(corpus[i], &bytes, at, changes[at % 3]);
    }
    /* The changes that were not made yet, of one file; it takes long. */
    read_corpus("plain", &bytes);
    for (size_t at = 0; at < bytes.n; at++) {
        check_changed("plain", &bytes, at, changes[(at + 1) % 3]);
        check_changed("plain", &bytes, at, changes[(at + 2) % 3]);
    }
    buf_done(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_runs_and_packed_groups),
        cmocka_unit_test(reads_deltas),
        cmocka_unit_test(refuses_deltas_that_make_no_sense),
        cmocka_unit_test(reads_times_of_spark),
        cmocka_unit_test(writes_decimals),
        cmocka_unit_test(skips_what_thrift_nests),
        cmocka_unit_test(names_what_it_leaves_out),
        cmocka_unit_test(writes_records_as_lines),
        cmocka_unit_test(knows_bounds_by_the_footer),
        cmocka_unit_test(tells_of_a_file_that_shrinks),
        cmocka_unit_test(holds_wherever_it_is_cut),
        cmocka_unit_test(holds_whatever_byte_is_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
