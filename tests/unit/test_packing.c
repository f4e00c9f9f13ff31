/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zstandard, bzip2 and xz: told by their bytes, all parts read, data that is
 * cut or changed at every place. The data is made by the libraries' own
 * compressors. Gzip has its own test.
 */
#include "source/packing.h"

#include "base/buf.h"
#include "base/mem.h"
#include "source/source.h"

#include "check.h"
#include "scratch.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { ROOM = 4096 };

static struct str pack_zstd(struct str text)
{
    char *out = mem_alloc(text.n + ROOM);
    ZSTD_CCtx *c = ZSTD_createCCtx();
    size_t n;

    ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    n = ZSTD_compress2(c, out, text.n + ROOM, text.p, text.n);
    assert_false(ZSTD_isError(n));
    ZSTD_freeCCtx(c);
    return (struct str){out, n};
}

static struct str pack_bzip2(struct str text)
{
    char *out = mem_alloc(text.n + ROOM);
    unsigned n = (unsigned)text.n + ROOM;

    assert_int_equal(BZ2_bzBuffToBuffCompress(out, &n,
                                              (char *)(uintptr_t)text.p,
                                              (unsigned)text.n, 1, 0, 0),
                     BZ_OK);
    return (struct str){out, n};
}

static struct str pack_xz(struct str text)
{
    uint8_t *out = mem_alloc(text.n + ROOM);
    size_t n = 0;

    assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL,
                                             (const uint8_t *)text.p, text.n,
                                             out, &n, text.n + ROOM),
                     LZMA_OK);
    return (struct str){(char *)out, n};
}

static const struct packer {
    const char *name;
    struct str (*pack)(struct str text);
} packers[] = {
    {"zstd", pack_zstd}, {"bzip2", pack_bzip2}, {"xz", pack_xz}};

static void free_str(struct str s)
{
    free((void *)(uintptr_t)s.p);
}

/* The text of a file of these bytes; *damage says whether it is damaged. */
static struct str read_bytes(struct str bytes, bool *damage)
{
    struct source *s;
    struct str all;

    scratch_write("packed", bytes);
    s = scratch_open("packed");
    all = scratch_read_all(s);
    *damage = source_damage(s) != NULL;
    source_close(s);
    return all;
}

static void check_reads(const char *name, struct str bytes, struct str want)
{
    bool damage;
    struct str all = read_bytes(bytes, &damage);

    check_int(name, damage, false);
    check_int(name, all.n, want.n);
    if (want.n)
        assert_memory_equal(all.p, want.p, want.n);
    free_str(all);
}

static void is_told_by_its_first_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(packers); i++) {
        struct str packed = packers[i].pack(STR("one\n"));
        const struct packing *p =
            packing_of(str_slice(packed, 0, PACKING_HEAD_BYTES));

        assert_non_null(p);
        assert_string_equal(p->name, packers[i].name);
        free_str(packed);
    }
    assert_null(packing_of(STR("2 123456789012")));
    assert_null(packing_of(STR("BZh9 is a word")));
    assert_null(packing_of(STR("")));
}

static void all_parts_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(packers); i++) {
        struct str one = packers[i].pack(STR("one\ntw"));
        struct str none = packers[i].pack(STR(""));
        struct str two = packers[i].pack(STR("o\nthree\n"));
        struct str twice = packers[i].pack(two);
        struct str pieces[] = {one, none, two};
        struct str joined = scratch_join(pieces, 3);

        check_reads(packers[i].name, one, STR("one\ntw"));
        check_reads(packers[i].name, none, STR(""));
        check_reads(packers[i].name, joined, STR("one\ntwo\nthree\n"));
        check_reads(packers[i].name, twice, STR("o\nthree\n"));
        free_str(one);
        free_str(none);
        free_str(two);
        free_str(twice);
        free_str(joined);
    }
}

/* Lines that pack badly, so that the data has some length. */
static struct str noise(size_t lines)
{
    struct buf b = {0};
    uint64_t x = 88172645463325252u;

    for (size_t i = 0; i < lines; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        buf_printf(&b, "%zu %016llx\n", i, (unsigned long long)x);
    }
    return (struct str){b.p, b.n};
}

/* What is read of cut data is whole lines from the start, and it is told. */
static void cut_data_gives_its_whole_lines(void **state)
{
    struct str text = noise(20);

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(packers); i++) {
        struct str packed = packers[i].pack(text);

        for (size_t n = PACKING_HEAD_BYTES; n < packed.n; n++) {
            bool damage;
            struct str all = read_bytes(str_slice(packed, 0, n), &damage);

            check_int(packers[i].name, damage, true);
            assert_true(all.n <= text.n);
            if (all.n) {
                assert_memory_equal(all.p, text.p, all.n);
                assert_int_equal(all.p[all.n - 1], '\n');
            }
            free_str(all);
        }
        free_str(packed);
    }
    free_str(text);
}

/* A changed byte is noticed, or changes nothing. */
static void changed_data_is_no_other_text(void **state)
{
    struct str text = noise(20);

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(packers); i++) {
        struct str packed = packers[i].pack(text);
        char *p = (char *)(uintptr_t)packed.p;

        for (size_t at = PACKING_HEAD_BYTES; at < packed.n; at++) {
            bool damage;
            struct str all;

            p[at] ^= 0x10;
            all = read_bytes(packed, &damage);
            p[at] ^= 0x10;
            if (!damage) {
                check_int(packers[i].name, all.n, text.n);
                assert_memory_equal(all.p, text.p, text.n);
            }
            free_str(all);
        }
        free_str(packed);
    }
    free_str(text);
}

/* A wrong checksum at the end costs no more than the end. */
static void damage_takes_little_of_what_is_before_it(void **state)
{
    enum { LINES = 40000, LOST_BYTES = 20 << 10 };
    struct buf text = {0};

    (void)state;
    for (int i = 0; i < LINES; i++)
        buf_text(&text, "2 eni-1 10.0.0.1 OK\n");
    struct str packed = pack_zstd(buf_str(&text));
    ((char *)(uintptr_t)packed.p)[packed.n - 1] ^= 1;
    bool damage;
    struct str all = read_bytes(packed, &damage);

    assert_true(damage);
    assert_true(str_starts(buf_str(&text), all));
    assert_true(all.n + LOST_BYTES > text.n);
    free_str(all);
    free_str(packed);
    buf_done(&text);
}

/* More than one block, so that blocks are asked for again and out of order. */
static void blocks_can_be_had_again(void **state)
{
    struct str text = noise(120000);

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(packers); i++) {
        struct str packed = packers[i].pack(text);
        struct source_text a, b;
        struct err err = {0};
        struct source *s;

        scratch_write("packed", packed);
        s = scratch_open("packed");
        assert_int_equal(source_block(s, 1, &a, &err), SOURCE_READ_OK);
        assert_int_equal(source_block(s, 0, &b, &err), SOURCE_READ_OK);
        check_int(packers[i].name, a.offset, b.text.n);
        assert_memory_equal(b.text.p, text.p, b.text.n);
        assert_memory_equal(a.text.p, text.p + a.offset, a.text.n);
        source_text_done(&a);
        source_text_done(&b);
        source_close(s);
        free_str(packed);
    }
    free_str(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_told_by_its_first_bytes),
        cmocka_unit_test(all_parts_are_read),
        cmocka_unit_test(cut_data_gives_its_whole_lines),
        cmocka_unit_test(changed_data_is_no_other_text),
        cmocka_unit_test(damage_takes_little_of_what_is_before_it),
        cmocka_unit_test(blocks_can_be_had_again),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
