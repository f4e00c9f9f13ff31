/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The markers against a byte loop, on random text of every length. */
#include "scan/split.h"

#include "check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_MAX = 400, WORDS_MAX = (LENGTH_MAX + 63) / 64 + 1 };

static bool bit(const uint64_t *words, size_t i)
{
    return words[i / 64] >> i % 64 & 1;
}

static void check_marks(mark_fn *mark, const char *text, size_t n)
{
    uint64_t space[WORDS_MAX];
    uint64_t newline[WORDS_MAX];
    uint64_t odd[WORDS_MAX];
    const struct marks marks = {space, newline, odd};
    size_t n_words = (n + 63) / 64;

    memset(space, 0xa5, sizeof space);
    memset(newline, 0xa5, sizeof newline);
    memset(odd, 0xa5, sizeof odd);
    mark(text, n, &marks);
    for (size_t i = 0; i < n_words * 64; i++) {
        unsigned char c = i < n ? (unsigned char)text[i] : 'x';

        assert_int_equal(bit(space, i), c == ' ');
        assert_int_equal(bit(newline, i), c == '\n');
        assert_int_equal(bit(odd, i), c < 0x20 && c != '\n');
    }
    /* The word after the last is left alone. */
    assert_true(space[n_words] == UINT64_C(0xa5a5a5a5a5a5a5a5));
}

static char random_byte(void)
{
    static const char often[] = " \n\r\t!\x1f\x20\x21\x7f\x80\xa0\x8a\x00";

    if (rand() % 2)
        return often[(size_t)rand() % sizeof often];
    return (char)(rand() % 256);
}

static void marks_are_those_of_a_byte_loop(void **state)
{
    char text[LENGTH_MAX];

    (void)state;
    srand(1);
    for (size_t n = 0; n <= LENGTH_MAX; n++) {
        for (size_t i = 0; i < n; i++)
            text[i] = random_byte();
        check_marks(mark_portable, text, n);
        check_marks(mark_best(), text, n);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_those_of_a_byte_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
