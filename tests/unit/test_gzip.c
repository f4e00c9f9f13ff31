/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compressed sources: members and wrappings of all kinds, and data that is
 * cut or corrupt at every place. The data is made by libisal's compressor
 * or, where it cannot, by hand from RFC 1952.
 */
#include "source/source.h"

#include "base/mem.h"

#include "check.h"
#include "scratch.h"

#include <isa-l/crc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    M = SOURCE_BLOCK_BYTES,
    /* Of a gzip member. */
    HEADER_BYTES = 10,
    TRAILER_BYTES = 8
};

static void free_str(struct str s)
{
    free((void *)(uintptr_t)s.p);
}

/* The text of a file of these bytes; *damage says whether it is damaged. */
static struct str read_bytes(struct str bytes, bool *damage)
{
    scratch_write("gz", bytes);
    struct source *s = scratch_open("gz");
    struct str all = scratch_read_all(s);
    *damage = source_damage(s) != NULL;
    source_close(s);
    return all;
}

static void check_reads(const char *name, struct str bytes, struct str want,
                        bool want_damage)
{
    bool damage;
    struct str all = read_bytes(bytes, &damage);
    check_int(name, damage, want_damage);
    check_int(name, all.n, want.n);
    assert_memory_equal(all.p, want.p, want.n);
    free_str(all);
}

/*
 * A member with all optional parts of the header, its name so long that the
 * header takes name_bytes more than it must.
 */
static struct str rich_member(struct str text, size_t name_bytes)
{
    struct str plain = scratch_gzip(text);
    size_t size = plain.n + name_bytes + 64;
    unsigned char *p = mem_calloc(1, size);
    size_t n = HEADER_BYTES;
    memcpy(p, plain.p, n);
    p[3] = 0x02 | 0x04 | 0x08 | 0x10; /* FHCRC FEXTRA FNAME FCOMMENT */
    memcpy(p + n, "\5\0extra", 7);
    n += 7;
    memset(p + n, 'n', name_bytes);
    n += name_bytes + 1;
    memcpy(p + n, "a comment", 10);
    n += 10;
    uint32_t crc = crc32_gzip_refl(0, p, n);
    p[n++] = (unsigned char)crc;
    p[n++] = (unsigned char)(crc >> 8);
    memcpy(p + n, plain.p + HEADER_BYTES, plain.n - HEADER_BYTES);
    n += plain.n - HEADER_BYTES;
    free_str(plain);
    return (struct str){(char *)p, n};
}

static void tells_gzip_by_its_bytes(void **state)
{
    (void)state;
    struct str packed = scratch_gzip(STR("one\n"));
    scratch_write("packed.log", packed);
    scratch_write("plain.gz", STR("one\n"));
    scratch_write("short.gz", STR("\x1f\x8b"));
    static const struct {
        const char *path;
        enum source_kind want;
    } cases[] = {{"packed.log", SOURCE_PACKED},
                 {"plain.gz", SOURCE_PLAIN},
                 {"short.gz", SOURCE_PLAIN}};
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct source *s = scratch_open(cases[i].path);
        check_int(cases[i].path, source_kind(s), cases[i].want);
        source_close(s);
    }
    free_str(packed);
}

static void reads_all_members_and_tells_what_follows(void **state)
{
    (void)state;
    struct str one = scratch_gzip(STR("one\ntw"));
    struct str two = scratch_gzip(STR("o\nthree\n"));
    struct str none = scratch_gzip(STR(""));
    struct str rich = rich_member(STR("four\n"), 5);
    struct str twice = scratch_gzip(two);
    struct str zeros = {mem_calloc(1, 100000), 100000};
    const struct {
        const char *name;
        struct str pieces[3];
        struct str want;
        bool damage;
    } cases[] = {
        {"one", {one}, STR("one\ntw"), false},
        {"empty", {none}, STR(""), false},
        {"two", {one, two}, STR("one\ntwo\nthree\n"), false},
        {"an empty one between",
         {one, none, two},
         STR("one\ntwo\nthree\n"),
         false},
        {"full header", {rich}, STR("four\n"), false},
        {"full header second", {two, rich}, STR("o\nthree\nfour\n"), false},
        {"zeros after", {two, zeros}, STR("o\nthree\n"), false},
        {"words after", {two, STR("words")}, STR("o\nthree\n"), true},
        {"words after half a line", {one, STR("words")}, STR("one\ntw"), true},
        {"no member after", {two, STR("\x1f\x8c")}, STR("o\nthree\n"), true},
        {"gzip in gzip", {twice}, STR("o\nthree\n"), false},
    };
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct str bytes = scratch_join(cases[i].pieces, 3);
        check_reads(cases[i].name, bytes, cases[i].want, cases[i].damage);
        free_str(bytes);
    }
    free_str(one);
    free_str(two);
    free_str(none);
    free_str(rich);
    free_str(twice);
    free_str(zeros);
}

/* Input is read 64 KiB at a time: let a member begin at each place there. */
static void members_may_begin_anywhere(void **state)
{
    (void)state;
    struct str second = rich_member(STR("second\n"), 20);
    struct str bare = rich_member(STR("first\n"), 0);
    for (size_t back = 0; back < 80; back++) {
        struct str first =
            rich_member(STR("first\n"), (64 << 10) - bare.n - back);
        assert_int_equal(first.n, (64 << 10) - back);
        struct str bytes = scratch_join((const struct str[]){first, second}, 2);
        check_reads("near the end of input", bytes, STR("first\nsecond\n"),
                    false);
        free_str(first);
        free_str(bytes);
    }
    free_str(second);
    free_str(bare);
}

/* What was read of damaged data: whole lines from the start of the text. */
static void check_beginning(struct str got, struct str text)
{
    assert_true(str_starts(text, got));
    assert_true(got.n == 0 || got.p[got.n - 1] == '\n');
}

static void gives_whole_lines_before_any_cut(void **state)
{
    (void)state;
    struct str text = STR("one\ntwo\nthree\nfour\nfive\n");
    struct str first = scratch_gzip(STR("one\ntwo\nthree\n"));
    struct str second = rich_member(STR("four\nfive\n"), 3);
    struct str bytes = scratch_join((const struct str[]){first, second}, 2);
    for (size_t n = 3; n < bytes.n; n++) {
        bool damage;
        struct str got = read_bytes((struct str){bytes.p, n}, &damage);
        check_beginning(got, text);
        assert_int_equal(damage, n != first.n);
        if (n >= first.n)
            assert_true(got.n >= 14);
        free_str(got);
    }
    free_str(first);
    free_str(second);
    free_str(bytes);
}

static void cuts_long_data_near_where_it_ends(void **state)
{
    (void)state;
    size_t n = 3 * (size_t)M + 5;
    struct str text = {scratch_lines(n), n};
    struct str packed = scratch_gzip(text);
    size_t last = 0;
    for (size_t part = 1; part < 8; part++) {
        bool damage;
        struct str cut = {packed.p, packed.n * part / 8};
        struct str got = read_bytes(cut, &damage);
        assert_true(damage);
        check_beginning(got, text);
        /* Lines like these pack evenly: an eighth in gives an eighth out. */
        assert_in_range(got.n, n * part / 8 - n / 16, n * part / 8 + n / 16);
        assert_true(got.n > last);
        last = got.n;
        free_str(got);
    }
    free_str(packed);
    free_str(text);
}

static void fails_beyond_the_damage_each_time(void **state)
{
    (void)state;
    size_t n = 3 * (size_t)M;
    struct str text = {scratch_lines(n), n};
    struct str packed = scratch_gzip(text);
    scratch_write("gz", (struct str){packed.p, packed.n / 2});
    struct source *s = scratch_open("gz");
    for (int round = 0; round < 2; round++) {
        struct source_text t;
        struct err err = {.code = ERR_NONE};
        assert_int_equal(source_block(s, 2, &t, &err), SOURCE_READ_FAILED);
        assert_string_equal(err.msg, source_damage(s));
        assert_int_equal(strncmp(err.msg, "the gzip data is cut short: ", 28),
                         0);
        for (uint32_t i = 0; i < 2; i++) {
            assert_int_equal(source_block(s, i, &t, NULL), SOURCE_READ_OK);
            assert_memory_equal(t.text.p, text.p + t.offset, t.text.n);
            source_text_done(&t);
        }
    }
    bool final;
    assert_int_equal(source_blocks(s, &final), 2);
    assert_true(final);
    source_close(s);
    free_str(packed);
    free_str(text);
}

static void finds_a_wrong_checksum_or_length(void **state)
{
    (void)state;
    struct str text = STR("one\ntwo\nthree\n");
    struct str packed = scratch_gzip(text);
    char *bytes = (char *)(uintptr_t)packed.p;
    for (size_t i = packed.n - TRAILER_BYTES; i < packed.n; i++) {
        bool damage;
        bytes[i] ^= 1;
        struct str got = read_bytes(packed, &damage);
        bytes[i] ^= 1;
        check_int("bit flipped in the trailer", damage, true);
        assert_true(str_eq(got, text));
        free_str(got);
    }
    free_str(packed);
}

/* No flipped bit may crash or hang, nor go unnoticed in the data. */
static void notices_every_flipped_bit_of_the_data(void **state)
{
    (void)state;
    struct str packed = scratch_gzip(STR("one two three\none two three\n"));
    char *bytes = (char *)(uintptr_t)packed.p;
    for (size_t i = HEADER_BYTES * 8; i < packed.n * 8; i++) {
        bool damage;
        char bit = (char)(1 << i % 8);
        bytes[i / 8] ^= bit;
        struct str got = read_bytes(packed, &damage);
        bytes[i / 8] ^= bit;
        if (!damage)
            assert_true(str_eq(got, STR("one two three\none two three\n")));
        free_str(got);
    }
    free_str(packed);
}

static void finds_a_damaged_header(void **state)
{
    (void)state;
    struct str first = scratch_gzip(STR("one\n"));
    struct str second = rich_member(STR("two\n"), 3);
    struct str bytes = scratch_join((const struct str[]){first, second}, 2);
    bool damage;
    ((char *)(uintptr_t)bytes.p)[first.n + HEADER_BYTES + 3] ^= 1;
    struct str got = read_bytes(bytes, &damage);
    assert_true(damage);
    assert_true(str_eq(got, STR("one\n")));
    free_str(got);
    free_str(bytes);
    free_str(second);
    free_str(first);
}

static void damage_within_gzip_in_gzip_is_told(void **state)
{
    (void)state;
    struct str inner = scratch_gzip(STR("one\ntwo\n"));
    struct str outer = scratch_gzip((struct str){inner.p, inner.n - 1});
    bool damage;
    struct str got = read_bytes(outer, &damage);
    assert_true(damage);
    assert_true(str_eq(got, STR("one\ntwo\n")));
    free_str(got);
    free_str(outer);
    free_str(inner);
}

static void small_file_is_known_to_end_after_its_block(void **state)
{
    (void)state;
    struct str packed = scratch_gzip(STR("one\n"));
    struct source_text t;
    bool final;
    scratch_write("gz", packed);
    struct source *s = scratch_open("gz");
    assert_int_equal(source_blocks(s, &final), 0);
    assert_false(final);
    assert_int_equal(source_block(s, 0, &t, NULL), SOURCE_READ_OK);
    source_text_done(&t);
    assert_int_equal(source_blocks(s, &final), 1);
    assert_true(final);
    source_close(s);
    free_str(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_gzip_by_its_bytes),
        cmocka_unit_test(reads_all_members_and_tells_what_follows),
        cmocka_unit_test(members_may_begin_anywhere),
        cmocka_unit_test(gives_whole_lines_before_any_cut),
        cmocka_unit_test(cuts_long_data_near_where_it_ends),
        cmocka_unit_test(fails_beyond_the_damage_each_time),
        cmocka_unit_test(finds_a_wrong_checksum_or_length),
        cmocka_unit_test(notices_every_flipped_bit_of_the_data),
        cmocka_unit_test(finds_a_damaged_header),
        cmocka_unit_test(damage_within_gzip_in_gzip_is_told),
        cmocka_unit_test(small_file_is_known_to_end_after_its_block),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
