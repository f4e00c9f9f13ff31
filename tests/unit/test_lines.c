/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines to rows: single lines of every kind by hand, then random hostile
 * text against a reader that looks at one byte after the other. All is read
 * with each level of vector instructions that the machine has.
 */
#include "scan/lines.h"

#include "base/buf.h"
#include "base/cpu.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    N_WANTED = 3,
    ROWS_MAX = 16384,
    RUNS_MAX = 4096,
    WORDS_MAX = 64,
    TEXT_MAX = 1 << 20
};

struct fixture {
    struct fields *fields;
    struct layouts *layouts;
    struct header_filter filter;
    struct header_rules rules;
    struct line_reader *readers[CPU_AVX512 + 1]; /* NULL: no such level */
    char *end; /* of TEXT_MAX bytes, before a page without access */
};

/* Rows as a reader gives them: the wanted fields, NULL text when missing. */
struct rows {
    struct str text;
    uint32_t n;
    uint32_t line_at[ROWS_MAX];
    struct str fields[ROWS_MAX][N_WANTED];
    struct line_summary summary;
    struct run runs[RUNS_MAX];
};

static const field_id wanted[N_WANTED] = {FIELD_ACTION, FIELD_VERSION,
                                          FIELD_DSTPORT};

static char *map_text(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *p = mmap(NULL, TEXT_MAX + page, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert_ptr_not_equal(p, MAP_FAILED);
    assert_int_equal(mprotect(p + TEXT_MAX, page, PROT_NONE), 0);
    return p + TEXT_MAX;
}

static void make_readers(struct fixture *f)
{
    for (int i = 0; i <= CPU_AVX512; i++) {
        const char *name = cpu_level_name((enum cpu_level)i);

        assert_int_equal(setenv("VPCSCOPE_CPU", name, 1), 0);
        f->readers[i] =
            cpu_level() == (enum cpu_level)i ? line_reader_new() : NULL;
    }
    assert_int_equal(unsetenv("VPCSCOPE_CPU"), 0);
}

static int set_up(void **state)
{
    static struct fixture f;

    f.fields = fields_new();
    f.layouts = layouts_new(f.fields);
    header_filter_init(&f.filter, f.fields);
    f.rules = (struct header_rules){.layouts = f.layouts, .filter = &f.filter};
    f.end = map_text();
    make_readers(&f);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i <= CPU_AVX512; i++)
        line_reader_free(f->readers[i]);
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

static struct line_request request_for(const struct fixture *f,
                                       const struct layout *layout,
                                       struct rows *out)
{
    return (struct line_request){.rules = &f->rules,
                                 .layout = layout,
                                 .wanted = wanted,
                                 .n_wanted = N_WANTED,
                                 .each = keep_batch,
                                 .arg = out};
}

static void read_with(struct fixture *f, struct line_reader *reader,
                      struct str text, const struct layout *layout,
                      struct rows *out)
{
    const struct line_request request = request_for(f, layout, out);

    out->n = 0;
    out->text = text;
    line_reader_run(reader, text, &request, &out->summary);
    assert_true(out->summary.n_runs <= RUNS_MAX);
    memcpy(out->runs, out->summary.runs,
           out->summary.n_runs * sizeof *out->runs);
}

static void check_same(const struct rows *got, const struct rows *want)
{
    assert_int_equal(got->n, want->n);
    assert_int_equal(got->summary.rows, want->summary.rows);
    assert_int_equal(got->summary.lines, want->summary.lines);
    assert_int_equal(got->summary.regular, want->summary.regular);
    assert_int_equal(got->summary.has_header, want->summary.has_header);
    assert_ptr_equal(got->summary.last_layout, want->summary.last_layout);
    for (unsigned k = 0; k < BAD_KINDS; k++) {
        assert_int_equal(got->summary.bad[k].count, want->summary.bad[k].count);
        assert_memory_equal(&got->summary.bad[k], &want->summary.bad[k],
                            sizeof got->summary.bad[k]);
    }
    assert_int_equal(got->summary.n_runs, want->summary.n_runs);
    for (uint32_t i = 0; i < got->summary.n_runs; i++) {
        assert_ptr_equal(got->runs[i].layout, want->runs[i].layout);
        assert_int_equal(got->runs[i].first_row, want->runs[i].first_row);
    }
    for (uint32_t i = 0; i < got->n; i++) {
        assert_int_equal(got->line_at[i], want->line_at[i]);
        for (size_t k = 0; k < N_WANTED; k++) {
            assert_ptr_equal(got->fields[i][k].p, want->fields[i][k].p);
            assert_int_equal(got->fields[i][k].n, want->fields[i][k].n);
        }
    }
}

/* With every level; all must agree. */
static void read_fast(struct fixture *f, struct str text,
                      const struct layout *layout, struct rows *out)
{
    static struct rows other;

    read_with(f, f->readers[CPU_PORTABLE], text, layout, out);
    for (int i = CPU_PORTABLE + 1; i <= CPU_AVX512; i++) {
        if (!f->readers[i])
            continue;
        read_with(f, f->readers[i], text, layout, &other);
        check_same(&other, out);
    }
}

/*
 * Every other row of each run, read by itself, is what it was among all the
 * lines.
 */
static void check_some(struct fixture *f, struct str text,
                       const struct rows *all)
{
    static struct rows some;
    static uint32_t rows[ROWS_MAX];

    for (uint32_t r = 0; r < all->summary.n_runs; r++) {
        uint32_t end =
            r + 1 < all->summary.n_runs ? all->runs[r + 1].first_row : all->n;
        const struct line_request request =
            request_for(f, all->runs[r].layout, &some);
        uint32_t n = 0;

        for (uint32_t row = all->runs[r].first_row; row < end; row += 2)
            rows[n++] = row;
        some.text = text;
        some.n = 0;
        line_reader_run_some(f->readers[CPU_PORTABLE], text, &request,
                             all->line_at, rows, n, &some.summary);
        assert_int_equal(some.n, n);
        assert_int_equal(some.summary.rows, n);
        for (uint32_t i = 0; i < n; i++) {
            assert_int_equal(some.line_at[i], all->line_at[rows[i]]);
            assert_memory_equal(some.fields[i], all->fields[rows[i]],
                                sizeof some.fields[i]);
        }
    }
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

/* Single spaces between the words, and no byte below them elsewhere. */
static bool is_plain(struct str line)
{
    if (line.n == 0 || line.p[0] == '\xef' || line.p[line.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < line.n; i++) {
        if ((unsigned char)line.p[i] < ' ' ||
            (line.p[i] == ' ' && (i == 0 || line.p[i - 1] == ' ')))
            return false;
    }
    return true;
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
    if (layout->n == 0 || !is_plain(line))
        out->summary.regular = false;
}

static void plain_layout(struct rows *out, const struct layout *layout)
{
    struct line_summary *s = &out->summary;

    if (s->last_layout == layout)
        return;
    s->last_layout = layout;
    if (s->n_runs && out->runs[s->n_runs - 1].first_row == out->n)
        s->n_runs--;
    out->runs[s->n_runs++] = (struct run){layout, out->n};
}

static void plain_bad(struct rows *out, enum bad_kind kind, struct str line,
                      uint32_t values)
{
    struct bad *bad = &out->summary.bad[kind];

    if (bad->count++ == 0) {
        bad->line = out->summary.lines;
        bad->values = values;
        bad->expected = out->summary.last_layout->n;
        bad->text =
            (struct slice){(uint32_t)(line.p - out->text.p), (uint32_t)line.n};
    }
}

static void plain_line(struct fixture *f, struct str line, struct rows *out)
{
    struct line_summary *s = &out->summary;
    struct str words[WORDS_MAX];
    uint32_t n = plain_words(line, words);
    const struct layout *header =
        n ? layouts_from_later_header(f->layouts, header_skip_bom(line),
                                      f->rules.first_layout, s->last_layout)
          : NULL;
    uint32_t expected = s->last_layout->n;

    if (n == 0)
        return;
    if (header) {
        plain_layout(out, header);
        s->has_header = true;
    } else if (memchr(line.p, '\0', line.n)) {
        plain_bad(out, BAD_NUL, line, n);
    } else if (expected && n != expected) {
        plain_bad(out, n < expected ? BAD_TOO_FEW : BAD_TOO_MANY, line, n);
    } else {
        plain_row(out, line, s->last_layout, words);
    }
}

static void read_plain(struct fixture *f, struct str text,
                       const struct layout *layout, struct rows *out)
{
    out->text = text;
    out->n = 0;
    out->summary = (struct line_summary){.regular = true};
    plain_layout(out, layout);
    for (size_t at = 0; at < text.n;) {
        const char *newline = memchr(text.p + at, '\n', text.n - at);
        size_t end = newline ? (size_t)(newline - text.p) : text.n;

        plain_line(f, str_slice(text, at, end), out);
        out->summary.lines++;
        at = end + 1;
    }
    out->summary.rows = out->n;
}

/*
 * Read bytes, which end before a page without access, with every level and
 * with the plain reader.
 */
static void check_bytes(struct fixture *f, struct str bytes,
                        const struct layout *layout)
{
    static struct rows fast;
    static struct rows plain;
    struct str text = {f->end - bytes.n, bytes.n};

    assert_true(bytes.n <= TEXT_MAX);
    if (bytes.n)
        memcpy(f->end - bytes.n, bytes.p, bytes.n);
    read_fast(f, text, layout, &fast);
    read_plain(f, text, layout, &plain);
    check_same(&fast, &plain);
    check_some(f, text, &fast);
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

/* As Athena's tables have them. */
static void later_headers_may_begin_with_any_name_that_is_known(void **state)
{
    static const char *const names[] = {
        "startTime",  "endTime",       "sourceAddress", "destinationAddress",
        "sourcePort", "numBytes",      "numPackets",    "windowStart",
        "windowEnd",  "flowLogStatus", "account",       "version",
    };
    struct fixture *f = *state;
    static struct rows rows;

    for (size_t i = 0; i < N_ELEMENTS(names); i++) {
        char text[128];

        snprintf(text, sizeof text, RECORD "\n%s dstport action\n1 25 REJECT\n",
                 names[i]);
        read_fast(f, str_of(text), layouts_default(f->layouts), &rows);
        check_int(names[i], rows.n, 2);
        check_text(names[i], rows.fields[1][2], "25");
    }
}

static void
the_first_header_of_the_file_is_trusted_when_it_comes_again(void **state)
{
    struct fixture *f = *state;
    const struct str header = STR("srcaddr colour dstport action");
    const struct layout *layout = layouts_from_header(f->layouts, header, true);
    static struct rows rows;

    assert_non_null(layout);
    f->rules.first = header;
    f->rules.first_layout = layout;
    read_fast(f,
              STR("srcaddr colour dstport action\n1.1.1.1 red 5 ACCEPT\n"
                  "srcaddr colour dstport action\n"),
              layout, &rows);
    f->rules.first = STR("");
    f->rules.first_layout = NULL;
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
        RECORD,
        RECORD,
        RECORD,
        RECORD,
        RECORD "\r",
        "",
        " ",
        "\r",
        "\t",
        "srcaddr dstport action",
        "Version  Action\r",
        "a b c",
        "x",
        HEADER_V2,
        "10.0.0.1 22 ACCEPT",
        "action 22 end",
        "3 REJECT",
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

    srand(7);
    for (unsigned round = 0; round < 400; round++) {
        struct buf text = {.p = NULL};
        unsigned n = (unsigned)rand() % (round % 8 ? 30 : 900);
        const struct layout *layout =
            rand() % 4 ? layouts_default(f->layouts) : layouts_raw(f->layouts);

        for (unsigned i = 0; i < n; i++) {
            add_random_line(&text);
            if (i + 1 < n || rand() % 2)
                buf_char(&text, '\n');
        }
        buf_char(&text, '\n');
        check_bytes(f,
                    str_slice(buf_str(&text), 0, text.n - (size_t)(rand() % 2)),
                    layout);
        buf_done(&text);
    }
}

/* Records, and now and then a line of another kind. */
static void one_line_among_many_changes_no_other(void **state)
{
    static const char *const others[] = {
        "",
        "bogus",
        RECORD "\r",
        RECORD " ",
        " " RECORD,
        RECORD " x",
        "dstport version srcaddr",
        "A 1 eni-1 10.0.0.1 10.0.0.2 80 443 6 1 40 100 160 ACCEPT OK",
        "\xef\xbb\xbf" RECORD,
        "2 1 eni-1 10.0.0.1 10.0.0.2\t80 443 6 1 40 100 160 ACCEPT OK",
        "2 1 eni-1 10.0.0.1 10.0.0.2\x01 80 443 6 1 40 100 160 ACCEPT OK",
        /* Two lines with the separators of two records together. */
        "2 1 eni-1\n10.0.0.1 10.0.0.2 80 443 6 1 40 100 160 ACCEPT OK 2 1 "
        "eni-1 10.0.0.1 10.0.0.2 80 443 6 1 40 100 160 ACCEPT OK",
        /* And with newlines where records have theirs, but one more. */
        "2 1 eni-1 10.0.0.1 10.0.0.2 80 443\n6 1 40 100 160 ACCEPT OK",
    };
    struct fixture *f = *state;

    for (size_t k = 0; k < N_ELEMENTS(others); k++) {
        for (unsigned place = 0; place < 400; place += 37) {
            struct buf text = {.p = NULL};

            for (unsigned i = 0; i < 400; i++) {
                buf_text(&text, i == place ? others[k] : RECORD);
                buf_char(&text, '\n');
            }
            check_bytes(f, buf_str(&text), layouts_default(f->layouts));
            buf_done(&text);
        }
    }
}

static void text_of_every_length_is_read_to_its_end(void **state)
{
    struct fixture *f = *state;
    struct buf text = {.p = NULL};

    for (unsigned i = 0; i < 8; i++)
        buf_text(&text, i == 2 ? "srcaddr dstport\n1.1.1.1 5\n" HEADER_V2 "\n"
                               : RECORD "\n");
    for (size_t from = 0; from < 64; from++) {
        for (size_t to = from; to < from + 300; to++)
            check_bytes(f, str_slice(buf_str(&text), from, to),
                        layouts_default(f->layouts));
    }
    buf_done(&text);
}

static void lines_of_any_number_of_values_are_read(void **state)
{
    struct fixture *f = *state;
    struct buf text = {.p = NULL};

    for (unsigned n = 0; n <= 5000; n = n < 70 ? n + 1 : n * 3 / 2) {
        buf_text(&text, RECORD "\n");
        for (unsigned i = 0; i < n; i++)
            buf_text(&text, i % 7 ? "1 " : "22222222 ");
        buf_text(&text, "1\n" RECORD "\n");
    }
    check_bytes(f, buf_str(&text), layouts_default(f->layouts));
    check_bytes(f, buf_str(&text), layouts_raw(f->layouts));
    buf_done(&text);
}

/* One value is longer than any window of the reader. */
static void a_record_may_be_very_long(void **state)
{
    static const char *const ends[] = {"\n", "\r\n", "", "\n" RECORD "\n"};
    struct fixture *f = *state;

    for (size_t k = 0; k < N_ELEMENTS(ends); k++) {
        struct buf text = {.p = NULL};

        buf_text(&text, RECORD "\n2 1 ");
        for (unsigned i = 0; i < 40000; i++)
            buf_char(&text, 'e');
        buf_text(&text, " 10.0.0.1 10.0.0.2 80 443 6 1 40 100 160 ACCEPT OK");
        buf_text(&text, ends[k]);
        check_bytes(f, buf_str(&text), layouts_default(f->layouts));
        buf_done(&text);
    }
}

static void random_bytes_are_read_as_by_a_plain_reader(void **state)
{
    static const char often[] = " \n\r\t1\x00v\xef\x1f";
    struct fixture *f = *state;
    static char bytes[30000];

    srand(11);
    for (unsigned round = 0; round < 600; round++) {
        size_t n = (size_t)rand() % (round % 8 ? 400 : sizeof bytes);

        for (size_t i = 0; i < n; i++)
            bytes[i] =
                (char)(rand() % 3 == 0 ? rand() % 256
                       : rand() % 2    ? '1'
                                       : often[(size_t)rand() % sizeof often]);
        check_bytes(f, (struct str){bytes, n}, layouts_default(f->layouts));
        check_bytes(f, (struct str){bytes, n}, layouts_raw(f->layouts));
    }
}

/* The end of a text over 256 MiB without a newline is left out. */
static void an_endless_line_is_one_bad_line(void **state)
{
    const size_t n = ((size_t)256 << 20) + 100;
    struct fixture *f = *state;
    static struct rows rows;
    char *p = malloc(n);

    assert_non_null(p);
    memset(p, 'x', n);
    memcpy(p, RECORD "\n", sizeof RECORD);
    read_with(f, f->readers[cpu_level()], (struct str){p, n},
              layouts_default(f->layouts), &rows);
    assert_int_equal(rows.n, 1);
    assert_int_equal(rows.summary.lines, 2);
    assert_int_equal(rows.summary.bad[BAD_TOO_LONG].count, 1);
    assert_int_equal(rows.summary.bad[BAD_TOO_LONG].line, 1);
    assert_int_equal(rows.summary.bad[BAD_TOO_LONG].text.at, sizeof RECORD);
    free(p);
}

/* It counts in the text in which it begins. */
static void pieces_of_a_cut_line_are_no_lines(void **state)
{
    static const struct {
        const char *text;
        bool goes_on, is_cut;
        unsigned rows, lines, too_long;
    } cases[] = {
        {RECORD "\n" RECORD, false, false, 2, 2, 0},
        {RECORD "\n" RECORD, false, true, 1, 2, 1},
        {RECORD "\n" RECORD, true, false, 1, 1, 0},
        {RECORD "\n" RECORD, true, true, 0, 1, 1},
        {RECORD, true, true, 0, 0, 0},
        {RECORD, true, false, 0, 0, 0},
        {RECORD, false, true, 0, 1, 1},
        {RECORD "\n", true, false, 0, 0, 0},
        {"", true, true, 0, 0, 0},
    };
    struct fixture *f = *state;
    struct line_reader *reader = f->readers[cpu_level()];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct line_request request = {.rules = &f->rules,
                                             .layout =
                                                 layouts_default(f->layouts),
                                             .goes_on = cases[i].goes_on,
                                             .is_cut = cases[i].is_cut};
        struct line_summary found;

        line_reader_run(reader, str_of(cases[i].text), &request, &found);
        assert_int_equal(found.rows, cases[i].rows);
        assert_int_equal(found.lines, cases[i].lines);
        assert_int_equal(found.bad[BAD_TOO_LONG].count, cases[i].too_long);
    }
}

/* Without a callback the summary is the same. */
static void rows_are_counted_without_a_callback(void **state)
{
    static const char text[] = RECORD "\n" RECORD "\r\nx\n" RECORD;
    struct fixture *f = *state;
    const struct line_request request = {.rules = &f->rules,
                                         .layout = layouts_default(f->layouts)};

    for (int i = 0; i <= CPU_AVX512; i++) {
        struct line_summary summary;

        if (!f->readers[i])
            continue;
        line_reader_run(f->readers[i], str_of(text), &request, &summary);
        assert_int_equal(summary.rows, 3);
        assert_int_equal(summary.lines, 4);
        assert_false(summary.regular);
        assert_int_equal(summary.bad[BAD_TOO_FEW].count, 1);
    }
}

struct changing {
    char *text;
    size_t n;
    uint32_t rows;
};

static void change_text(void *arg, const struct row_batch *batch)
{
    struct changing *c = arg;

    c->rows += batch->n;
    memset(c->text, 0, c->n);
}

/* A file that is cut reads as zeros, in the middle of a window, too. */
static void text_may_change_while_it_is_read(void **state)
{
    static const char line[] = RECORD "\r\n";
    enum { LINES = BATCH_ROWS + 40, LINE_BYTES = sizeof line - 1 };
    struct fixture *f = *state;
    struct changing c = {.n = (size_t)LINES * LINE_BYTES};

    c.text = malloc(c.n);
    assert_non_null(c.text);
    for (int i = 0; i <= CPU_AVX512; i++) {
        const struct line_request request = {.rules = &f->rules,
                                             .layout =
                                                 layouts_default(f->layouts),
                                             .wanted = wanted,
                                             .n_wanted = N_WANTED,
                                             .each = change_text,
                                             .arg = &c};
        struct line_summary summary;

        for (size_t k = 0; k < LINES; k++)
            memcpy(c.text + k * LINE_BYTES, line, LINE_BYTES);
        c.rows = 0;
        if (!f->readers[i])
            continue;
        line_reader_run(f->readers[i], (struct str){c.text, c.n}, &request,
                        &summary);
        assert_in_range(c.rows, BATCH_ROWS, LINES);
    }
    free(c.text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_may_change_while_it_is_read),
        cmocka_unit_test(single_lines_are_told_apart),
        cmocka_unit_test(fields_are_found_in_regular_and_irregular_lines),
        cmocka_unit_test(a_header_changes_the_layout_of_what_follows),
        cmocka_unit_test(later_headers_may_begin_with_any_name_that_is_known),
        cmocka_unit_test(
            the_first_header_of_the_file_is_trusted_when_it_comes_again),
        cmocka_unit_test(a_raw_layout_takes_every_line_that_is_not_blank),
        cmocka_unit_test(a_line_with_thousands_of_values_is_one_bad_line),
        cmocka_unit_test(random_text_is_read_as_by_a_plain_reader),
        cmocka_unit_test(one_line_among_many_changes_no_other),
        cmocka_unit_test(text_of_every_length_is_read_to_its_end),
        cmocka_unit_test(lines_of_any_number_of_values_are_read),
        cmocka_unit_test(a_record_may_be_very_long),
        cmocka_unit_test(random_bytes_are_read_as_by_a_plain_reader),
        cmocka_unit_test(an_endless_line_is_one_bad_line),
        cmocka_unit_test(pieces_of_a_cut_line_are_no_lines),
        cmocka_unit_test(rows_are_counted_without_a_callback),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
