/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lines_hold.h"

#include "cells_hold.h"
#include "line_reference.h"

#include "base/mem.h"
#include "scan/split_int.h"

#include <stdlib.h>
#include <string.h>

struct session {
    struct fields *fields;
    struct layouts *layouts;
    struct header_filter filter;
    struct header_rules rules;
    const struct layout *start;
};

/* Layouts of a few columns, which a text has sooner than 14. */
static const char *const formats[] = {
    "srcaddr dstaddr bytes start action dstport protocol", "srcaddr bytes",
    "start",
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol "
    "packets bytes start end action log-status",
    NULL};

static void begin(struct session *s, struct str text,
                  const struct lines_case *how)
{
    const char *format = formats[how->layout % 5];
    struct str line = text;

    s->fields = fields_new();
    s->layouts = layouts_new(s->fields);
    header_filter_init(&s->filter, s->fields);
    s->rules = (struct header_rules){.layouts = s->layouts,
                                     .filter = &s->filter,
                                     .marked = how->marked,
                                     .others = layouts_no_records(s->layouts)};
    s->start = format ? layouts_from_format(s->layouts, str_of(format), NULL)
                      : layouts_raw(s->layouts);
    if (!how->trusted || !str_split(&text, '\n', &line))
        return;
    line = str_trim(header_skip_bom(line));
    s->rules.first_layout = layouts_from_header(s->layouts, line, true);
    if (s->rules.first_layout) {
        s->rules.first = line;
        header_filter_add_names(&s->filter, line);
    }
}

static void end(struct session *s)
{
    layouts_free(s->layouts);
    fields_free(s->fields);
}

/* Rows as the reader gives them, its text beginning at an offset. */
struct taken {
    struct line_rows rows;
    struct str text;
    uint32_t offset;
};

static void take_batch(void *arg, const struct row_batch *batch)
{
    struct taken *t = arg;

    for (uint32_t i = 0; i < batch->n; i++) {
        struct line_row *row = line_rows_add(&t->rows);

        *row = (struct line_row){.line_at = batch->line_at[i] + t->offset};
        for (size_t k = 0; k < LINE_FIELDS; k++)
            if (batch->fields[k])
                row->fields[k] = (struct str){
                    t->text.p + batch->fields[k][i].at, batch->fields[k][i].n};
    }
}

static struct line_request request_of(const struct session *s,
                                      const struct layout *layout,
                                      struct taken *to)
{
    return (struct line_request){.rules = &s->rules,
                                 .layout = layout,
                                 .wanted = line_fields,
                                 .n_wanted = LINE_FIELDS,
                                 .each = take_batch,
                                 .arg = to};
}

/* Is the value the same bytes at the same place? */
static bool same_value(struct str a, struct str b)
{
    return a.p == b.p && a.n == b.n;
}

static void compare_rows(const struct line_rows *want,
                         const struct line_rows *got, const char *what,
                         struct buf *why)
{
    if (want->n != got->n)
        buf_printf(why, "%s: %zu rows, not %zu", what, got->n, want->n);
    for (size_t i = 0; i < want->n && !why->n; i++) {
        const struct line_row *a = &want->rows[i], *b = &got->rows[i];

        if (a->line_at != b->line_at)
            buf_printf(why, "%s: row %zu at %u, not %u", what, i, b->line_at,
                       a->line_at);
        for (size_t k = 0; k < LINE_FIELDS; k++)
            if (!same_value(a->fields[k], b->fields[k]))
                buf_printf(why, "%s: row %zu, field %zu: %.*s, not %.*s", what,
                           i, k, STR_ARG(b->fields[k]), STR_ARG(a->fields[k]));
    }
}

static void compare_summary(const struct line_rows *want,
                            const struct line_summary *got, const char *what,
                            struct buf *why)
{
    uint32_t all = got->rows + want->headers - want->added + want->blanks;

    for (size_t kind = 0; kind < BAD_KINDS; kind++) {
        const struct bad *a = &want->bad[kind], *b = &got->bad[kind];

        all += b->count;
        if (a->count != b->count ||
            (a->count && (a->line != b->line || a->values != b->values ||
                          a->expected != b->expected ||
                          a->text.at != b->text.at || a->text.n != b->text.n)))
            buf_printf(why, "%s: bad lines of kind %zu: %u, not %u", what, kind,
                       b->count, a->count);
    }
    if (got->lines != want->lines || all != got->lines ||
        got->has_header != (want->headers > 0) ||
        got->regular != want->regular || got->last_layout != want->layout)
        buf_printf(why, "%s: of %u lines %u, the rest %u; regular %d, not %d",
                   what, want->lines, got->lines, all, got->regular,
                   want->regular);
}

/* Does each row stand in a run of its layout? */
static void compare_runs(const struct line_rows *want,
                         const struct line_summary *got, const char *what,
                         struct buf *why)
{
    uint32_t run = 0;

    for (size_t i = 0; i < want->n; i++) {
        while (run + 1 < got->n_runs && got->runs[run + 1].first_row <= i)
            run++;
        if (got->runs[run].layout != want->rows[i].layout)
            buf_printf(why, "%s: row %zu is under another layout", what, i);
    }
}

static void check_whole(const struct session *s, struct line_reader *reader,
                        struct str text, const struct line_rows *want,
                        const char *what, struct buf *why)
{
    struct taken got = {.text = text};
    struct line_request request = request_of(s, s->start, &got);
    struct line_summary summary;

    line_reader_run(reader, text, &request, &summary);
    compare_rows(want, &got.rows, what, why);
    compare_summary(want, &summary, what, why);
    compare_runs(want, &summary, what, why);
    line_rows_done(&got.rows);
}

/* Each third row alone, where all are under one layout. */
static void check_some(const struct session *s, struct line_reader *reader,
                       struct str text, const struct line_rows *want,
                       const char *what, struct buf *why)
{
    struct taken got = {.text = text};
    struct line_rows third = {.n = 0};
    struct line_summary summary;
    uint32_t *line_at = mem_alloc(want->n * sizeof *line_at);
    uint32_t *rows = mem_alloc(want->n * sizeof *rows);

    for (uint32_t i = 0; i < want->n; i++) {
        line_at[i] = want->rows[i].line_at;
        if (i % 3 == 0) {
            rows[third.n] = i;
            *line_rows_add(&third) = want->rows[i];
        }
    }
    if (want->n && !want->headers) {
        struct line_request request = request_of(s, s->start, &got);

        line_reader_run_some(reader, text, &request, line_at, rows,
                             (uint32_t)third.n, &summary);
        compare_rows(&third, &got.rows, what, why);
    }
    line_rows_done(&third);
    line_rows_done(&got.rows);
    free(line_at);
    free(rows);
}

/* The length of the next part of text, whole lines of it. */
static size_t part_bytes(struct str text, uint16_t cuts, unsigned *line)
{
    size_t n = 0;

    while (n < text.n) {
        const char *newline = memchr(text.p + n, '\n', text.n - n);

        n = newline ? (size_t)(newline - text.p) + 1 : text.n;
        if (cuts >> (*line)++ % 16 & 1)
            break;
    }
    return n;
}

static void check_cut(const struct session *s, struct line_reader *reader,
                      struct str text, uint16_t cuts,
                      const struct line_rows *want, const char *what,
                      struct buf *why)
{
    const struct layout *layout = s->start;
    struct taken got = {.text = text};
    unsigned line = 0;

    while (got.offset < text.n) {
        struct line_request request = request_of(s, layout, &got);
        struct line_summary summary;

        got.text = str_slice(text, got.offset, text.n);
        got.text.n = part_bytes(got.text, cuts, &line);
        line_reader_run(reader, got.text, &request, &summary);
        layout = summary.last_layout;
        got.offset += (uint32_t)got.text.n;
    }
    compare_rows(want, &got.rows, what, why);
    line_rows_done(&got.rows);
}

/* The values of each field, over the rows that have it. */
static void check_values(const struct session *s, struct str text,
                         const struct line_rows *want, enum cpu_level level,
                         struct buf *why)
{
    struct slice *slices = mem_alloc(want->n * sizeof *slices);

    for (size_t k = 0; k < LINE_FIELDS && !why->n; k++) {
        enum field_type type = fields_get(s->fields, line_fields[k])->type;
        uint32_t n = 0;

        for (size_t i = 0; i < want->n; i++) {
            struct str v = want->rows[i].fields[k];

            if (v.p)
                slices[n++] =
                    (struct slice){(uint32_t)(v.p - text.p), (uint32_t)v.n};
        }
        cells_hold(text, slices, n, type, level, why);
    }
    free(slices);
    for (size_t i = 0; i < want->n && !why->n; i++)
        if (want->rows[i].fields[0].p)
            address_holds(want->rows[i].fields[0], why);
}

/* Every version of the splitter against the portable one. */
static void check_split(struct str text, enum cpu_level level, struct buf *why)
{
    uint32_t n = (uint32_t)text.n;
    uint32_t *want = mem_calloc(n + SPLIT_SLACK, sizeof *want);
    uint32_t *got = mem_calloc(n + SPLIT_SLACK, sizeof *got);
    struct split_found a = split_plain(text.p, n, 7, want);
    struct split_found b = split_for(level)(text.p, n, 7, got);

    if (a.n != b.n || a.newlines != b.newlines || a.calm != b.calm ||
        memcmp(want, got, a.n * sizeof *want) != 0)
        buf_printf(why, "%s splits otherwise", cpu_level_name(level));
    free(want);
    free(got);
}

/* A reader at a level; NULL when the machine, or VPCSCOPE_CPU, has it not. */
static struct line_reader *reader_at(enum cpu_level level)
{
    struct line_reader *reader = NULL;

    setenv("VPCSCOPE_CPU", cpu_level_name(level), 1);
    if (cpu_level() == level)
        reader = line_reader_new();
    unsetenv("VPCSCOPE_CPU");
    return reader;
}

bool lines_hold(struct str text, const struct lines_case *how, struct buf *why)
{
    struct session s;
    struct line_rows want;

    begin(&s, text, how);
    line_reference(text, &s.rules, s.start, &want);
    for (int i = 0; i <= CPU_AVX512 && !why->n; i++) {
        enum cpu_level level = (enum cpu_level)i;
        const char *name = cpu_level_name(level);
        struct line_reader *reader = reader_at(level);

        if (!reader)
            continue;
        check_split(text, level, why);
        check_whole(&s, reader, text, &want, name, why);
        check_some(&s, reader, text, &want, name, why);
        check_cut(&s, reader, text, how->cuts, &want, name, why);
        check_values(&s, text, &want, level, why);
        line_reader_free(reader);
    }
    line_rows_done(&want);
    end(&s);
    return !why->n;
}
