/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a result: finds the writer of the format, reads the rows chunk by
 * chunk and passes them on. What a format looks like is in its own file.
 */
#include "output/output.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "engine/budget.h"
#include "engine/row_reader.h"
#include "output/writer_int.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    /*
     * Rows that are read at once: few, so that they are soon there and stay
     * in the cache; but then more and more where each chunk opens all
     * segments again.
     */
    FIRST_ROWS = 1024,
    CHUNK_BYTES = 6 << 20, /* of values, without texts */
    TEXT_BYTES = 8 << 20,  /* of texts, at least */
    TEXT_SHARE = 4,        /* of the memory, if that is more */
    FLUSH_BYTES = 1 << 16
};

static const struct writer *const writers[OUTPUT_FORMAT_COUNT] = {
    [OUTPUT_TABLE] = &writer_table, [OUTPUT_CSV] = &writer_csv,
    [OUTPUT_TSV] = &writer_tsv,     [OUTPUT_JSON] = &writer_json,
    [OUTPUT_JSONL] = &writer_jsonl, [OUTPUT_ECS] = &writer_ecs,
    [OUTPUT_MD] = &writer_md,
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
    return w->options->stop && atomic_load(w->options->stop);
}

static uint64_t rows_to_write(const struct writing *w)
{
    uint64_t n_rows = result_n_rows(w->result);
    uint64_t first = w->options->first_row, max = w->options->max_rows;
    if (first >= n_rows)
        return 0;
    return max && max < n_rows - first ? max : n_rows - first;
}

/* Rows in a chunk at most, of so many bytes each. */
static uint32_t most_rows(const struct writing *w, size_t row_bytes)
{
    size_t most =
        result_reads_far(w->result) ? CHUNK_BYTES / (row_bytes + 1) : 0;
    uint64_t all = rows_to_write(w);

    most = most < FIRST_ROWS ? FIRST_ROWS : most;
    return (uint32_t)(all < most ? all : most);
}

/* What the texts of a chunk may take in memory. */
static uint64_t text_room(const struct writing *w)
{
    uint64_t room = result_memory(w->result) / TEXT_SHARE;

    return room > TEXT_BYTES ? room : TEXT_BYTES;
}

/* Bytes that the texts of a chunk have taken, in memory or not. */
static uint64_t text_bytes(const struct arena *arena)
{
    return arena->bytes + arena->disk_bytes;
}

/* The same, now that the texts of n rows are known to take so many bytes. */
static uint32_t fewer_rows(const struct writing *w, uint32_t most, uint32_t n,
                           uint64_t bytes)
{
    uint64_t rows = text_room(w) * n / (bytes + 1);

    rows = rows < 1 ? 1 : rows;
    return rows < most ? (uint32_t)rows : most;
}

/*
 * The chunk after so many rows: where it begins and how many it has. Backwards
 * the chunks are taken from the end.
 */
static uint32_t chunk_at(const struct writing *w, uint64_t done, uint32_t most,
                         uint64_t *first)
{
    uint64_t left = rows_to_write(w) - done;
    uint64_t wanted = done < FIRST_ROWS ? FIRST_ROWS : done;
    uint32_t n = wanted < most ? (uint32_t)wanted : most;

    n = left < n ? (uint32_t)left : n;

    *first = w->options->first_row +
             (w->options->backwards ? left - n : done);
    return n;
}

static struct row_reader *new_reader(const struct writing *w, bool lines)
{
    return row_reader_new(
        &(struct row_reader_spec){.result = w->result,
                                  .first = w->options->first_row,
                                  .n = rows_to_write(w),
                                  .backwards = w->options->backwards,
                                  .lines = lines,
                                  .stop = w->options->stop});
}

/* Which row of a chunk of n comes as number i. */
static uint32_t row_in_chunk(const struct writing *w, uint32_t i, uint32_t n)
{
    return w->options->backwards ? n - 1 - i : i;
}

/* Bytes of a value's text, about. */
static uint64_t value_bytes(struct value v)
{
    uint64_t bytes = 0;

    if (v.type == VALUE_TEXT)
        return v.n;
    for (uint32_t i = 0; v.type == VALUE_LIST && i < v.n; i++)
        bytes += 1 + value_bytes(v.list[i]);
    for (uint32_t i = 0; v.type == VALUE_MAP && i < v.n; i++)
        bytes += 1 + v.map[i].key.n + value_bytes(v.map[i].value);
    return bytes;
}

/*
 * A row is written in one piece, in memory. One that has no room there is
 * looked for only where the texts of the chunk have none.
 */
static bool rows_fit(const struct writing *w, const struct value *rows,
                     uint32_t n, uint64_t chunk_bytes, struct err *err)
{
    if (chunk_bytes <= text_room(w))
        return true;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t bytes = 0;

        for (uint32_t k = 0; k < w->n_columns; k++)
            bytes += value_bytes(rows[(size_t)i * w->n_columns + k]);
        if (bytes > text_room(w))
            return budget_exceeded_by("the text of one row",
                                      result_memory(w->result), err);
    }
    return true;
}

static bool write_chunk(struct writing *w, const struct writer *writer,
                        const struct value *rows, uint32_t n, FILE *out,
                        struct err *err)
{
    bool ok = true;

    if (!w->begun)
        writer->begin(w, rows, n);
    w->begun = true;
    for (uint32_t i = 0; i < n && ok; i++) {
        writer->row(w, rows + (size_t)row_in_chunk(w, i, n) * w->n_columns);
        w->rows++;
        if (w->out.n >= FLUSH_BYTES)
            ok = flush(w, out, err);
    }
    return ok;
}

static bool write_rows(struct writing *w, const struct writer *writer,
                       FILE *out, struct err *err)
{
    uint32_t most = most_rows(w, w->n_columns * sizeof(struct value));
    uint32_t now = most;
    struct value *rows =
        mem_calloc((size_t)most * w->n_columns + 1, sizeof *rows);
    struct row_reader *reader = new_reader(w, false);
    struct arena arena = {0};
    bool ok = !writer->prepare || writer->prepare(w, err);
    uint64_t done = 0, first, all = rows_to_write(w);

    result_texts_to_disk(w->result, &arena, (size_t)text_room(w));
    do {
        uint32_t n = chunk_at(w, done, now, &first);

        arena_reset(&arena);
        ok = ok &&
             (n == 0 || row_reader_read(reader, first, n, &arena, rows, err)) &&
             rows_fit(w, rows, n, text_bytes(&arena), err) &&
             write_chunk(w, writer, rows, n, out, err);
        now = fewer_rows(w, most, n, text_bytes(&arena));
        done += n;
    } while (ok && done < all && !stopped(w));
    ok = ok && flush(w, out, err);
    arena_done(&arena);
    row_reader_free(reader);
    free(rows);
    return ok;
}

static bool write_lines(struct writing *w, FILE *out, struct err *err)
{
    if (!result_is_raw(w->result))
        return err_set(err, ERR_USAGE,
                       "-o raw writes records, and after stats there are "
                       "none left: choose another format");
    uint64_t all = rows_to_write(w);
    /* A line is some 100 bytes. */
    uint32_t most = most_rows(w, sizeof(struct str) + 100), now = most;
    struct str *lines = mem_calloc((size_t)most + 1, sizeof *lines);
    struct row_reader *reader = new_reader(w, true);
    struct arena arena = {0};
    bool ok = true;

    result_texts_to_disk(w->result, &arena, (size_t)text_room(w));
    for (uint64_t done = 0, first; ok && done < all && !stopped(w);) {
        uint32_t n = chunk_at(w, done, now, &first);
        arena_reset(&arena);
        ok = row_reader_lines(reader, first, n, &arena, lines, err);
        for (uint32_t i = 0; i < n && ok; i++) {
            writing_text(w, lines[row_in_chunk(w, i, n)]);
            buf_char(&w->out, '\n');
            if (w->out.n >= FLUSH_BYTES)
                ok = flush(w, out, err);
        }
        now = fewer_rows(w, most, n, text_bytes(&arena));
        done += n;
    }
    ok = ok && flush(w, out, err);
    arena_done(&arena);
    row_reader_free(reader);
    free(lines);
    return ok;
}

struct output_stream {
    FILE *out;
    struct output_options options;
    struct writing writing;
};

struct output_stream *output_begin(FILE *out,
                                   const struct output_options *options)
{
    struct output_stream *s = mem_calloc(1, sizeof *s);

    s->out = out;
    s->options = *options;
    s->writing.options = &s->options;
    return s;
}

static bool flush_file(FILE *out, struct err *err)
{
    return fflush(out) == 0 ||
           err_set(err, ERR_SYSTEM, "cannot write the output: %s",
                   strerror(errno));
}

bool output_add(struct output_stream *s, struct result *result,
                struct err *err)
{
    struct writing *w = &s->writing;

    w->result = result;
    w->n_columns = result_n_columns(result);
    bool ok = s->options.format == OUTPUT_RAW
                  ? write_lines(w, s->out, err)
                  : write_rows(w, writers[s->options.format], s->out, err);
    w->result = NULL;
    ok = ok && flush_file(s->out, err);
    w->failed = w->failed || !ok;
    return ok;
}

bool output_end(struct output_stream *s, struct err *err)
{
    bool ok = true;

    if (s->writing.begun && !s->writing.failed) {
        writers[s->options.format]->end(&s->writing);
        ok = flush(&s->writing, s->out, err) && flush_file(s->out, err);
    }
    buf_done(&s->writing.out);
    buf_done(&s->writing.cell);
    free(s->writing.widths);
    free(s);
    return ok;
}

bool output_result(FILE *out, struct result *result,
                   const struct output_options *options, struct err *err)
{
    struct output_stream *s = output_begin(out, options);
    bool ok = output_add(s, result, err);

    return output_end(s, err) && ok;
}
