/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The versions of the splitter that this machine has against a loop over
 * bytes: random and hostile text of every length, at every alignment, right
 * before a page that must not be touched.
 */
#include "scan/split_int.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LENGTH_MAX = 300, LONG = 20000, BASE = 1000000 };

struct version {
    const char *name;
    split_fn *split;
};

/* The versions that can run here; returns how many. */
static size_t versions(struct version out[CPU_AVX512 + 2])
{
    size_t n = 0;

    out[n++] = (struct version){"plain", split_plain};
    for (int i = 0; i <= CPU_AVX512; i++) {
        enum cpu_level level = (enum cpu_level)i;

        if (level <= cpu_level())
            out[n++] =
                (struct version){cpu_level_name(level), split_for(level)};
    }
    return n;
}

static struct split_found split_bytes(const char *text, uint32_t n,
                                      uint32_t base, uint32_t *places)
{
    struct split_found found = {.calm = true};
    bool touching = true;

    for (uint32_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c <= ' ') {
            places[found.n++] = base + i;
            found.newlines += c == '\n';
            if (touching || (c != ' ' && c != '\n'))
                found.calm = false;
        }
        touching = c <= ' ';
    }
    return found;
}

static void check_text_of(const char *text, uint32_t n)
{
    static uint32_t want[LONG];
    static uint32_t got[LONG + SPLIT_SLACK + 1];
    struct version all[CPU_AVX512 + 2];
    struct split_found expected = split_bytes(text, n, BASE, want);
    size_t n_versions = versions(all);

    for (size_t i = 0; i < n_versions; i++) {
        uint32_t *guard = &got[n + SPLIT_SLACK];

        *guard = 7;
        struct split_found found = all[i].split(text, n, BASE, got);
        check_int(all[i].name, found.n, expected.n);
        check_int(all[i].name, found.newlines, expected.newlines);
        check_int(all[i].name, found.calm, expected.calm);
        assert_memory_equal(got, want, found.n * sizeof *got);
        check_int("the room is kept to", *guard, 7);
    }
}

/* Room of n bytes that ends before a page without access. */
static char *guarded_bytes(size_t n)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = (n + page - 1) / page * page;
    char *p = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(p, MAP_FAILED);
    assert_int_equal(mprotect(p + room, page, PROT_NONE), 0);
    return p + room - n;
}

/* Of each kind of text, a byte. */
static char random_byte(unsigned kind)
{
    static const char often[] = " \n\r\t!\x1f\x20\x21\x7f\x80\xa0\x8a\x00";

    switch (kind % 4) {
    case 0:
        return (char)(rand() % 256);
    case 1:
        return often[(size_t)rand() % sizeof often];
    case 2: /* as in a log */
        return rand() % 8 ? '1' : rand() % 14 ? ' ' : '\n';
    default:
        return rand() % 2 ? ' ' : '\n';
    }
}

static void places_are_those_of_a_byte_loop(void **state)
{
    char *end = guarded_bytes(LONG) + LONG;

    (void)state;
    srand(1);
    for (unsigned n = 0; n <= LENGTH_MAX; n++) {
        for (unsigned kind = 0; kind < 8; kind++) {
            char *text = end - n;

            for (unsigned i = 0; i < n; i++)
                text[i] = random_byte(kind);
            check_text_of(text, n);
        }
    }
    for (unsigned kind = 0; kind < 4; kind++) {
        for (char *p = end - LONG; p < end; p++)
            *p = random_byte(kind);
        check_text_of(end - LONG, LONG);
    }
}

static void alignment_changes_nothing(void **state)
{
    char *end = guarded_bytes(LENGTH_MAX * 2) + LENGTH_MAX * 2;

    (void)state;
    srand(2);
    for (char *p = end - LENGTH_MAX * 2; p < end; p++)
        *p = random_byte(2);
    for (unsigned skip = 0; skip < SPLIT_WORD; skip++) {
        for (unsigned n = 0; n <= LENGTH_MAX; n++)
            check_text_of(end - skip - n, n);
    }
}

static void each_byte_is_told_in_each_place(void **state)
{
    char *text = guarded_bytes(SPLIT_WORD * 2);

    (void)state;
    for (unsigned at = 0; at < SPLIT_WORD * 2; at++) {
        memset(text, 'x', SPLIT_WORD * 2);
        for (unsigned c = 0; c < 256; c++) {
            text[at] = (char)c;
            check_text_of(text, SPLIT_WORD * 2);
        }
    }
}

static void two_separators_touch_across_words(void **state)
{
    char *text = guarded_bytes(SPLIT_WORD * 3);

    (void)state;
    for (unsigned at = 0; at + 1 < SPLIT_WORD * 3; at++) {
        memset(text, 'x', SPLIT_WORD * 3);
        text[at] = ' ';
        text[at + 1] = at % 2 ? ' ' : '\n';
        check_text_of(text, SPLIT_WORD * 3);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_those_of_a_byte_loop),
        cmocka_unit_test(alignment_changes_nothing),
        cmocka_unit_test(each_byte_is_told_in_each_place),
        cmocka_unit_test(two_separators_touch_across_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
