/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The versions of the search that this machine has against a look at every
 * place, in text before a page that must not be touched.
 */
#include "scan/search_int.h"

#include "check.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LENGTH_MAX = 700, LONG = 1 << 16, CAP = 100 };

struct version {
    const char *name;
    search_fn *run;
};

/* The versions that can run here; returns how many. */
static size_t versions(struct version out[CPU_AVX512 + 2])
{
    size_t n = 0;

    out[n++] = (struct version){"plain", search_plain};
    for (int i = 0; i <= CPU_AVX512; i++) {
        enum cpu_level level = (enum cpu_level)i;
        struct search s;

        if (level > cpu_level())
            continue;
        search_init(&s, STR("x"), level);
        out[n++] = (struct version){cpu_level_name(level), s.run};
    }
    return n;
}

/* The end of LONG bytes before a page without access. */
static char *map_text(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *p = mmap(NULL, LONG + page, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(p, MAP_FAILED);
    assert_int_equal(mprotect(p + LONG, page, PROT_NONE), 0);
    return p + LONG;
}

/* Every place of the literal, in calls of CAP places. */
static void check_search(struct str text, struct str literal)
{
    struct version all[CPU_AVX512 + 2];
    size_t n_versions = versions(all);
    struct search s;

    search_init(&s, literal, CPU_PORTABLE);
    for (size_t v = 0; v < n_versions; v++) {
        uint32_t out[CAP];
        uint32_t from = 0;
        uint32_t n = 0;
        uint32_t i = 0;

        s.run = all[v].run;
        for (size_t at = 0; at + literal.n <= text.n; at++) {
            if (memcmp(text.p + at, literal.p, literal.n) != 0)
                continue;
            while (i == n && from < text.n) {
                n = search_run(&s, text, &from, out, CAP);
                i = 0;
            }
            assert_true(i < n);
            check_int(all[v].name, out[i++], at);
        }
        while (i == n && from < text.n) {
            n = search_run(&s, text, &from, out, CAP);
            i = 0;
        }
        check_int(all[v].name, i, n);
        check_int(all[v].name, from, text.n);
    }
}

static void places_are_found_in_text_of_every_length(void **state)
{
    char *end = map_text();

    (void)state;
    srand(3);
    for (char *p = end - LONG; p < end; p++)
        *p = "0123.1"[rand() % 6];
    for (size_t n = 0; n <= LENGTH_MAX; n++) {
        for (size_t length = 1; length <= SEARCH_MAX;
             length += length / 3 + 1) {
            struct str text = {end - n, n};
            size_t at = n > length ? (size_t)rand() % (n - length) : 0;
            struct str literal = n > length ? str_slice(text, at, at + length)
                                            : (struct str){end - LONG, length};

            check_search(text, literal);
        }
    }
}

static void overlapping_places_are_all_found(void **state)
{
    char *end = map_text();
    struct str text = {end - 1000, 1000};

    (void)state;
    memset(end - 1000, 'a', 1000);
    for (size_t length = 1; length <= SEARCH_MAX; length++)
        check_search(text, str_slice(text, 0, length));
    check_search(text, STR("b"));
    check_search(text, STR("ab"));
}

/* They differ from the literal in one byte, which may not be compared first. */
static void near_misses_are_no_places(void **state)
{
    static const char literal[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,;";
    char *end = map_text();

    (void)state;
    for (size_t length = 1; length <= SEARCH_MAX; length++) {
        struct str text = {end - 2 * length * length, 2 * length * length};
        char *p = end - text.n;

        for (size_t i = 0; i < 2 * length; i++) {
            memcpy(p + i * length, literal, length);
            if (i % 2)
                p[i * length + i / 2] = '-';
        }
        check_search(text, (struct str){literal, length});
    }
}

static void random_bytes_are_searched(void **state)
{
    char *end = map_text();
    struct str text = {end - LONG, LONG};

    (void)state;
    srand(4);
    for (char *p = end - LONG; p < end; p++)
        *p = (char)(rand() % 256);
    for (size_t length = 1; length <= SEARCH_MAX; length++) {
        size_t at = (size_t)rand() % (LONG - SEARCH_MAX);

        check_search(text, str_slice(text, at, at + length));
    }
    check_search(text, str_slice(text, LONG - 9, LONG));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_found_in_text_of_every_length),
        cmocka_unit_test(overlapping_places_are_all_found),
        cmocka_unit_test(near_misses_are_no_places),
        cmocka_unit_test(random_bytes_are_searched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
