/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines to rows: single lines of every kind by hand, then random hostile
 * text against a reader that looks at one byte after the other.
 */
#include "scan/lines.h"

#include "base/buf.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_WANTED = 3, ROWS_MAX = 4096, WORDS_MAX = 64 };

struct fixture {
    struct fields *fields;
    struct layouts *layouts;
    struct header_filter filter;
    struct header_rules rules;
    struct line_reader *reader;
};

/* Rows as a reader gives them: the wanted fields, NULL text when missing. */
struct rows {
    struct str text;
    uint32_t n;
    uint32_t line_at[ROWS_MAX];
    struct str fields[ROWS_MAX][N_WANTED];
    struct line_summary summary;
};

static const field_id wanted[N_WANTED] = {FIELD_ACTION, FIELD_VERSION,
                                          FIELD_DSTPORT};

static int set_up(void **state)
{
    static struct fixture f;

    f.fields = fields_new();
    f.layouts = layouts_new(f.fields);
    header_filter_init(&f.filter, f.fields);
    f.rules = (struct header_rules){.layouts = f.layouts, .filter = &f.filter};
    f.reader = line_reader_new();
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    line_reader_free(f->reader);
    layouts_free(f->layouts);
    fields_free(f->fields);
    return 0;
}

static void keep_batch(void *arg, const struct row_batch *batch)
{
    struct rows *rows = arg;

    for (uint32_t i = 0; i < batch->n; i++) {
        assert_true(rows->n < ROWS_MAX);
        rows->line_at[rows->n] = batch->line_at[i];
        for (size_t k = 0; k < N_WANTED; k++) {
            const struct slice *s = batch->fields[k];

            rows->fields[rows->n][k] =
                s ? (struct str){rows->text.p + s[i].at, s[i].n}
                  : (struct str){NULL, 0};
        }
        rows->n++;
    }
}

static void read_fast(struct fixture *f, struct str text,
                      const struct layout *layout, struct rows *out)
{
    const struct line_request request = {.rules = &f->rules,
                                         .layout = layout,
                                         .wanted = wanted,
                                         .n_wanted = N_WANTED,
                                         .each = keep_batch,
                                         .arg = out};

    out->n = 0;
    out->text = text;
    line_reader_run(f->reader, text, &request, &out->summary);
}

/* The plain reader. */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static uint32_t plain_words(struct str line, struct str *words)
{
    uint32_t n = 0;
    size_t i = 0;

    if (line.n >= 3 && memcmp(line.p, "\xef\xbb\xbf", 3) == 0)
        i = 3;
    while (i < line.n) {
        if (is_blank(line.p[i])) {
            i++;
            continue;
        }
        size_t from = i;
        while (i < line.n && !is_blank(line.p[i]))
            i++;
        if (n < WORDS_MAX)
            words[n] = str_slice(line, from, i);
        n++;
    }
    return n;
}

static void plain_row(struct rows *out, struct str line,
                      const struct layout *layout, const struct str *words)
{
    out->line_at[out->n] = (uint32_t)(line.p - out->text.p);
    for (size_t k = 0; k < N_WANTED; k++) {
        int column = layout_place(layout, wanted[k]);

        out->fields[out->n][k] =
            column < 0 ? (struct str){NULL, 0} : words[column];
    }
    out->n++;
}

static void plain_line(struct fixture *f, struct str line, struct rows *out)
{
    struct line_summary *s = &out->summary;
    struct str words[WORDS_MAX];
    uint32_t n = plain_words(line, words);
    const struct layout *header =
        n ? layouts_from_header(f->layouts, line, false) : NULL;
    uint32_t expected = s->last_layout->n;

    if (n == 0)
        return;
    if (header) {
        s->last_layout = header;
        s->has_header = true;
    } else if (memchr(line.p, '\0', line.n)) {
        s->bad[BAD_NUL].count++;
    } else if (expected && n != expected) {
        s->bad[n < expected ? BAD_TOO_FEW : BAD_TOO_MANY].count++;
    } else {
        plain_row(out, line, s->last_layout, words);
    }
}

static void read_plain(struct fixture *f, struct str text,
                       const struct layout *layout, struct rows *out)
{
    out->text = text;
    out->n = 0;
    out->summary = (struct line_summary){.last_layout = layout};
    for (size_t at = 0; at < text.n;) {
        const char *newline = memchr(text.p + at, '\n', text.n - at);
        size_t end = newline ? (size_t)(newline - text.p) : text.n;

        plain_line(f, str_slice(text, at, end), out);
        out->summary.lines++;
        at = end + 1;
    }
    out->summary.rows = out->n;
}

static void check_same(const struct rows *got, const struct rows *want)
{
    assert_int_equal(got->n, want->n);
    assert_int_equal(got->summary.rows, want->summary.rows);
    assert_int_equal(got->summary.lines, want->summary.lines);
    assert_int_equal(got->summary.has_header, want->summary.has_header);
    assert_ptr_equal(got->summary.last_layout, want->summary.last_layout);
    for (unsigned k = 0; k < BAD_KINDS; k++)
        assert_int_equal(got->summary.bad[k].count, want->summary.bad[k].count);
    for (uint32_t i = 0; i < got->n; i++) {
        assert_int_equal(got->line_at[i], want->line_at[i]);
        for (size_t k = 0; k < N_WANTED; k++) {
            assert_ptr_equal(got->fields[i][k].p, want->fields[i][k].p);
            assert_int_equal(got->fields[i][k].n, want->fields[i][k].n);
        }
    }
}

/* Tests. */

#define RECORD "2 1 eni-1 10.0.0.1 10.0.0.2 80 443 6 1 40 100 160 ACCEPT OK"

#define HEADER_V2                                                              \
    "version account-id interface-id srcaddr dstaddr srcport dstport "         \
    "protocol packets bytes start end action log-status"

static void single_lines_are_told_apart(void **state)
{
    static const struct {
        const char *text;
        uint32_t rows, few, many, nul;
        bool regular;
    } cases[] = {
        {"", 0, 0, 0, 0, true},
        {"\n", 0, 0, 0, 0, true},
        {" \t\r\n\n", 0, 0, 0, 0, true},
        {RECORD, 1, 0, 0, 0, true},
        {RECORD "\n", 1, 0, 0, 0, true},
        {RECORD "\n" RECORD, 2, 0, 0, 0, true},
        {RECORD "\r\n", 1, 0, 0, 0, false},
        {RECORD " \n", 1, 0, 0, 0, false},
        {RECORD " ", 1, 0, 0, 0, false},
        {" " RECORD "\n", 1, 0, 0, 0, false},
        {"\xef\xbb\xbf" RECORD "\n", 1, 0, 0, 0, false},
        {"2\t1  eni-1 a b 80 443 6 1 40 100 160 ACCEPT OK\n", 1, 0, 0, 0,
         false},
        {RECORD " x\n", 0, 0, 1, 0, true},
        {"2 1 eni-1\n", 0, 1, 0, 0, true},
        {"bogus\n" RECORD "\n", 1, 1, 0, 0, true},
        {"srcaddr dstaddr\n", 0, 0, 0, 0, true},
        {"srcaddr dstaddr\n1.2.3.4 5.6.7.8\n" RECORD "\n", 1, 0, 1, 0, true},
        {"ACCEPT 1 e a b 80 443 6 1 40 1 2 ACCEPT OK\n", 1, 0, 0, 0, true},
    };
    struct fixture *f = *state;
    static struct rows rows;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        const char *name = cases[i].text;

        read_fast(f, str_of(name), layouts_default(f->layouts), &rows);
        check_int(name, rows.summary.rows, cases[i].rows);
        check_int(name, rows.n, cases[i].rows);
        check_int(name, rows.summary.bad[BAD_TOO_FEW].count, cases[i].few);
        check_int(name, rows.summary.bad[BAD_TOO_MANY].count, cases[i].many);
        check_int(name, rows.summary.bad[BAD_NUL].count, cases[i].nul);
        check_int(name, rows.summary.regular, cases[i].regular);
    }
}

static void fields_are_found_in_regular_and_irregular_lines(void **state)
{
    static const char *const texts[] = {
        RECORD "\n",
        RECORD,
        RECORD "\r\n",
        "\xef\xbb\xbf" RECORD "\n",
        "  2 1 eni-1 10.0.0.1 10.0.0.2 80\t443 6 1 40 100 160   ACCEPT OK\t",
        "dstport version x y\n2 1 e a b 80 443 6 1 4 1 2 ACCEPT OK\n",
    };
    struct fixture *f = *state;
    static struct rows rows;

    for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
        read_fast(f, str_of(texts[i]), layouts_default(f->layouts), &rows);
        check_int(texts[i], rows.n, 1);
        check_text(texts[i], rows.fields[0][0], "ACCEPT");
        check_text(texts[i], rows.fields[0][1], "2");
        check_text(texts[i], rows.fields[0][2], "443");
    }
}

static void a_header_changes_the_layout_of_what_follows(void **state)
{
    static const char text[] = RECORD "\n"
                                      "dstport srcaddr action\n"
                                      "22 10.0.0.9 REJECT\n"
                                      "23 10.0.0.9 REJECT\n"
                                      "srcaddr\tdstport\r\n"
                                      "10.0.0.8 24\n";
    struct fixture *f = *state;
    static struct rows rows;

    read_fast(f, str_of(text), layouts_default(f->layouts), &rows);
    assert_int_equal(rows.n, 4);
    check_text("default", rows.fields[0][2], "443");
    check_text("first header", rows.fields[1][2], "22");
    check_text("first header", rows.fields[2][0], "REJECT");
    assert_null(rows.fields[2][1].p);
    check_text("second header", rows.fields[3][2], "24");
    assert_null(rows.fields[3][0].p);
    assert_int_equal(rows.summary.n_runs, 3);
    assert_int_equal(rows.summary.runs[1].first_row, 1);
    assert_int_equal(rows.summary.runs[2].first_row, 3);
    assert_int_equal(rows.summary.last_layout->n, 2);
}

static void the_first_header_of_the_file_is_trusted_when_it_comes_again(
    void **state)
{
    struct fixture *f = *state;
    const struct str header = STR("srcaddr colour dstport action");
    const struct layout *layout =
        layouts_from_header(f->layouts, header, true);
    static struct rows rows;

    assert_non_null(layout);
    f->rules.first = header;
    f->rules.first_layout = layout;
    read_fast(f, STR("srcaddr colour dstport action\n1.1.1.1 red 5 ACCEPT\n"
                     "srcaddr colour dstport action\n"),
              layout, &rows);
    f->rules.first = STR("");
    assert_int_equal(rows.n, 1);
    assert_int_equal(rows.summary.n_runs, 1);
    check_text("port", rows.fields[0][2], "5");
}

static void a_raw_layout_takes_every_line_that_is_not_blank(void **state)
{
    struct fixture *f = *state;
    static struct rows rows;

    read_fast(f, STR("one\n\n  two words \nthree"), layouts_raw(f->layouts),
              &rows);
    assert_int_equal(rows.n, 3);
    assert_int_equal(rows.line_at[1], 5);
    assert_null(rows.fields[0][0].p);
}

static void a_line_with_thousands_of_values_is_one_bad_line(void **state)
{
    struct fixture *f = *state;
    static struct rows rows;
    struct buf text = {.p = NULL};

    for (unsigned i = 0; i < 20000; i++)
        buf_text(&text, "1 ");
    buf_text(&text, "1\n" RECORD "\n");
    read_fast(f, buf_str(&text), layouts_default(f->layouts), &rows);
    assert_int_equal(rows.summary.bad[BAD_TOO_MANY].count, 1);
    assert_int_equal(rows.summary.bad[BAD_TOO_MANY].values, 20001);
    assert_int_equal(rows.n, 1);
    check_text("after it", rows.fields[0][0], "ACCEPT");
    buf_done(&text);
}

static void add_random_line(struct buf *text)
{
    static const char *const lines[] = {
        RECORD, RECORD, RECORD, RECORD, RECORD "\r", "", " ", "\r", "\t",
        "srcaddr dstport action", "Version  Action\r", "a b c", "x",
        HEADER_V2,
        "10.0.0.1 22 ACCEPT", "action 22 end", "3 REJECT",
    };
    static const char noise[] = " \t\r\v0a-\xef\xbb\xbf\x01\x00";
    size_t from = text->n;

    buf_text(text, lines[(size_t)rand() % N_ELEMENTS(lines)]);
    for (unsigned n = rand() % 4 ? 0 : (unsigned)rand() % 4; n > 0; n--) {
        char c = noise[(size_t)rand() % (sizeof noise - 1)];

        if (text->n > from && rand() % 2)
            text->p[from + (size_t)rand() % (text->n - from)] = c;
        else
            buf_char(text, c);
    }
    if (rand() % 50 == 0)
        buf_text(text, "\xef\xbb\xbf" RECORD);
}

static void random_text_is_read_as_by_a_plain_reader(void **state)
{
    struct fixture *f = *state;
    static struct rows fast;
    static struct rows plain;

    srand(7);
    for (unsigned round = 0; round < 400; round++) {
        struct buf text = {.p = NULL};
        unsigned n = (unsigned)rand() % (round % 8 ? 30 : 900);
        const struct layout *layout = rand() % 4
                                          ? layouts_default(f->layouts)
                                          : layouts_raw(f->layouts);

        for (unsigned i = 0; i < n; i++) {
            add_random_line(&text);
            if (i + 1 < n || rand() % 2)
                buf_char(&text, '\n');
        }
        buf_char(&text, '\n');
        struct str all = str_slice(buf_str(&text), 0,
                                   text.n - (size_t)(rand() % 2));
        read_fast(f, all, layout, &fast);
        read_plain(f, all, layout, &plain);
        check_same(&fast, &plain);
        buf_done(&text);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_lines_are_told_apart),
        cmocka_unit_test(fields_are_found_in_regular_and_irregular_lines),
        cmocka_unit_test(a_header_changes_the_layout_of_what_follows),
        cmocka_unit_test(
            the_first_header_of_the_file_is_trusted_when_it_comes_again),
        cmocka_unit_test(a_raw_layout_takes_every_line_that_is_not_blank),
        cmocka_unit_test(a_line_with_thousands_of_values_is_one_bad_line),
        cmocka_unit_test(random_text_is_read_as_by_a_plain_reader),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
