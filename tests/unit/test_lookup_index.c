/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows by the texts of their columns: compared with looking at each row. */
#include "query/lookup_index.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

enum { ROWS = 400, COLUMNS = 3 };

/* Few letters, so that texts repeat, and all lengths from none to 9. */
static void put_text(struct buf *out, unsigned *seed)
{
    for (int n = rand_r(seed) % 10; n > 0; n--)
        buf_char(out, (char)('0' + rand_r(seed) % 2));
}

static struct lookup_table *random_table(unsigned *seed)
{
    struct err err = {0};
    struct buf csv = {0};
    struct lookup_table *t;

    buf_text(&csv, "a,b,c\n");
    for (int row = 0; row < ROWS; row++) {
        put_text(&csv, seed);
        buf_char(&csv, ',');
        put_text(&csv, seed);
        buf_printf(&csv, ",%d\n", row);
    }
    t = lookup_table_new(STR("t"), "t.csv", buf_str(&csv), UINT64_MAX, &err);
    assert_non_null(t);
    assert_int_equal(t->n_rows, ROWS);
    assert_int_equal(t->n_columns, COLUMNS);
    buf_done(&csv);
    return t;
}

static uint32_t try_all(const struct lookup_table *t, const uint32_t *columns,
                        uint32_t n, const struct str *keys)
{
    for (uint32_t row = 0; row < t->n_rows; row++) {
        uint32_t same = 0;

        while (same < n &&
               str_eq(lookup_table_cell(t, row, columns[same]), keys[same]))
            same++;
        if (same == n)
            return row;
    }
    return LOOKUP_NONE;
}

static void finds_the_first_row(void **state)
{
    static const struct {
        uint32_t columns[2], n;
    } cases[] = {{{0}, 1}, {{1}, 1}, {{2}, 1}, {{0, 1}, 2}, {{1, 0}, 2}};
    unsigned seed = 7;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lookup_table *t = random_table(&seed);
        const uint32_t *columns = cases[i].columns;
        uint32_t n = cases[i].n;
        const struct lookup_index *x = lookup_index_of(t, columns, n);

        assert_ptr_equal(lookup_index_of(t, columns, n), x);
        for (int k = 0; k < 2000; k++) {
            struct buf texts[2] = {{0}, {0}};
            struct str keys[2];

            for (uint32_t c = 0; c < n; c++) {
                put_text(&texts[c], &seed);
                keys[c] = buf_str(&texts[c]);
            }
            assert_int_equal(lookup_index_find(x, keys),
                             try_all(t, columns, n, keys));
            buf_done(&texts[0]);
            buf_done(&texts[1]);
        }
        lookup_table_free(t);
    }
}

/* A NUL more is another text, though all its other bytes are the same. */
static void tells_texts_apart_by_length(void **state)
{
    struct err err = {0};
    struct lookup_table *t = lookup_table_new(
        STR("t"), "t.csv", STR("a\n\"\"\"\"\nx\0\nx\n"), UINT64_MAX, &err);
    const struct lookup_index *x;
    uint32_t column = 0;
    struct str key = STR("x");

    (void)state;
    assert_non_null(t);
    x = lookup_index_of(t, &column, 1);
    assert_int_equal(lookup_index_find(x, &key), 2);
    key = STR("x\0");
    assert_int_equal(lookup_index_find(x, &key), 1);
    key = STR("\"");
    assert_int_equal(lookup_index_find(x, &key), 0);
    key = STR("");
    assert_int_equal(lookup_index_find(x, &key), LOOKUP_NONE);
    lookup_table_free(t);
}

static void a_table_without_rows_has_none(void **state)
{
    struct err err = {0};
    struct lookup_table *t =
        lookup_table_new(STR("t"), "t.csv", STR("a,b\r\n"), UINT64_MAX, &err);
    uint32_t column = 1;
    struct str key = STR("");

    (void)state;
    assert_non_null(t);
    assert_int_equal(lookup_index_find(lookup_index_of(t, &column, 1), &key),
                     LOOKUP_NONE);
    assert_int_equal(lookup_blocks_column(t), LOOKUP_NONE);
    assert_non_null(lookup_blocks_of(t, 0, &err));
    lookup_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first_row),
        cmocka_unit_test(tells_texts_apart_by_length),
        cmocka_unit_test(a_table_without_rows_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
