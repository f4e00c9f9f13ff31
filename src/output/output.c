/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a result: finds the writer of the format, reads the rows chunk by
 * chunk and passes them on. What a format looks like is in its own file.
 */
#include "output/output.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "output/writer_int.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_ROWS = 1024, FLUSH_BYTES = 1 << 16 };

static const struct writer *const writers[OUTPUT_FORMAT_COUNT] = {
    [OUTPUT_TABLE] = &writer_table, [OUTPUT_CSV] = &writer_csv,
    [OUTPUT_TSV] = &writer_tsv,     [OUTPUT_JSON] = &writer_json,
    [OUTPUT_JSONL] = &writer_jsonl, [OUTPUT_MD] = &writer_md,
    [OUTPUT_CHART] = &writer_chart,
};

const char *output_format_name(enum output_format format)
{
    return format == OUTPUT_RAW ? "raw" : writers[format]->name;
}

bool output_format_find(struct str name, enum output_format *format)
{
    for (enum output_format f = 0; f < OUTPUT_FORMAT_COUNT; f++) {
        if (str_eq(name, str_of(output_format_name(f)))) {
            *format = f;
            return true;
        }
    }
    return false;
}

void writing_text(struct writing *w, struct str s)
{
    if (w->options->terminal)
        utf8_clean(&w->out, s, SIZE_MAX);
    else
        buf_add(&w->out, s);
}

static bool flush(struct writing *w, FILE *out, struct err *err)
{
    if (w->out.n && fwrite(w->out.p, 1, w->out.n, out) != w->out.n)
        return err_set(err, ERR_SYSTEM, "cannot write the output: %s",
                       strerror(errno));
    buf_reset(&w->out);
    return true;
}

static bool stopped(const struct writing *w)
{
    return w->options->stop && *w->options->stop;
}

static uint32_t chunk_at(uint64_t row, uint64_t n_rows)
{
    return n_rows - row < CHUNK_ROWS ? (uint32_t)(n_rows - row) : CHUNK_ROWS;
}

/* The row behind the last one to write. */
static uint64_t end_row(const struct writing *w)
{
    uint64_t n_rows = result_n_rows(w->result);
    uint64_t first = w->options->first_row, max = w->options->max_rows;
    if (first >= n_rows)
        return first;
    return max && max < n_rows - first ? first + max : n_rows;
}

static bool write_rows(struct writing *w, const struct writer *writer,
                       FILE *out, struct err *err)
{
    uint64_t end = end_row(w);
    struct value *rows = mem_calloc((size_t)CHUNK_ROWS * w->n_columns + 1,
                                    sizeof *rows);
    struct arena arena = {0};
    bool ok = !writer->prepare || writer->prepare(w, err);
    uint64_t row = w->options->first_row;
    while (ok) {
        uint32_t n = chunk_at(row, end);
        arena_reset(&arena);
        ok = n == 0 || result_read(w->result, row, n, &arena, rows, err);
        if (!ok)
            break;
        if (row == w->options->first_row)
            writer->begin(w, rows, n);
        for (uint32_t i = 0; i < n && ok; i++) {
            writer->row(w, rows + (size_t)i * w->n_columns);
            w->rows++;
            if (w->out.n >= FLUSH_BYTES)
                ok = flush(w, out, err);
        }
        row += n;
        if (row >= end || stopped(w))
            break;
    }
    if (ok) {
        writer->end(w);
        ok = flush(w, out, err);
    }
    arena_done(&arena);
    free(rows);
    return ok;
}

static bool write_lines(struct writing *w, FILE *out, struct err *err)
{
    if (!result_is_raw(w->result))
        return err_set(err, ERR_USAGE,
                       "-o raw writes records, and after stats there are "
                       "none left: choose another format");
    uint64_t end = end_row(w);
    struct str *lines = mem_calloc(CHUNK_ROWS, sizeof *lines);
    struct arena arena = {0};
    bool ok = true;
    for (uint64_t row = w->options->first_row;
         ok && row < end && !stopped(w);) {
        uint32_t n = chunk_at(row, end);
        arena_reset(&arena);
        ok = result_lines(w->result, row, n, &arena, lines, err);
        for (uint32_t i = 0; i < n && ok; i++) {
            writing_text(w, lines[i]);
            buf_char(&w->out, '\n');
            if (w->out.n >= FLUSH_BYTES)
                ok = flush(w, out, err);
        }
        row += n;
    }
    ok = ok && flush(w, out, err);
    arena_done(&arena);
    free(lines);
    return ok;
}

bool output_result(FILE *out, struct result *result,
                   const struct output_options *options, struct err *err)
{
    struct writing w = {.result = result,
                        .options = options,
                        .n_columns = result_n_columns(result)};
    bool ok = options->format == OUTPUT_RAW
                  ? write_lines(&w, out, err)
                  : write_rows(&w, writers[options->format], out, err);
    if (ok && fflush(out) != 0)
        ok = err_set(err, ERR_SYSTEM, "cannot write the output: %s",
                     strerror(errno));
    buf_done(&w.out);
    buf_done(&w.cell);
    free(w.widths);
    return ok;
}
