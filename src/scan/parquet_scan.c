/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From batches of a Parquet column to a lane's decoder. What comes as numbers
 * or as codes of a dictionary needs no parsing, or that of the dictionary;
 * the rest is text as in a log.
 */
#include "scan/parquet_scan.h"

#include "base/mem.h"
#include "base/num.h"
#include "scan/scanner_int.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)PARQUET_BATCH_ROWS == (int)BATCH_ROWS,
               "a batch is what the decoder takes");

enum {
    /* Around texts that are parsed: see parse_batch.h. */
    BEFORE = 16,
    AFTER = 16
};

struct parquet_lane {
    struct parquet_cursor *cursor;
    struct decoder_coded coded;
    uint64_t dict_number; /* that is in coded; 0: none */
    bool fits;            /* the decoder takes its values by code */
    /* Numbers as texts, for columns that are no numbers to us. */
    char text[BEFORE + BATCH_ROWS * NUM_TEXT_MAX + 1 + AFTER];
    struct slice slices[BATCH_ROWS];
};

void parquet_lane_free(struct parquet_lane *l)
{
    if (!l)
        return;
    parquet_cursor_free(l->cursor);
    decoder_coded_done(&l->coded);
    free(l);
}

static struct parquet_lane *lane_get(struct lane *lane)
{
    if (!lane->parquet) {
        lane->parquet = mem_calloc(1, sizeof *lane->parquet);
        lane->parquet->cursor = parquet_cursor_new();
    }
    return lane->parquet;
}

static bool number_of(const struct parquet_batch *b, uint32_t i, int64_t *out)
{
    if (b->null && b->null[i])
        return false;
    *out = b->codes ? b->dict->ints[b->codes[i]] : b->ints[i];
    return true;
}

static void add_numbers_as_texts(struct parquet_lane *l, struct decoder *d,
                                 const struct parquet_batch *b)
{
    size_t at = BEFORE;
    int64_t v;

    for (uint32_t i = 0; i < b->n; i++) {
        size_t n = 1;

        if (number_of(b, i, &v))
            n = num_format_int(v, l->text + at);
        else
            l->text[at] = '-';
        l->slices[i] = (struct slice){(uint32_t)at, (uint32_t)n};
        at += n;
    }
    memset(l->text + at, 0, AFTER);
    decoder_set_text(d, (struct str){l->text, at + AFTER});
    decoder_add(d, l->slices, b->n);
}

static void add_batch(struct parquet_lane *l, struct decoder *d,
                      const struct parquet_batch *b)
{
    const struct parquet_dict *dict = b->dict;

    if (b->codes && b->dict_number != l->dict_number) {
        l->fits = decoder_coded_begin(d, &l->coded, dict->n, dict->text,
                                      dict->slices, dict->ints);
        l->dict_number = b->dict_number;
    }
    if (b->codes && l->fits) {
        decoder_add_coded(d, &l->coded, b->codes, b->null, b->n);
    } else if (b->codes || (b->ints && d->kind != COLUMN_INT)) {
        add_numbers_as_texts(l, d, b);
    } else if (b->ints) {
        decoder_add_numbers(d, b->ints, b->null, b->n);
    } else {
        decoder_set_text(d, b->text);
        decoder_add(d, b->slices, b->n);
    }
}

uint32_t parquet_lane_decode(struct lane *lane, const struct file *f,
                             uint32_t segment)
{
    struct parquet_lane *l = lane_get(lane);
    int column = layout_place(f->start, lane->field);
    struct parquet_batch batch;
    uint32_t n = 0;

    decoder_begin(&lane->decoder, STR(""));
    decoder_coded_renew(&l->coded);
    if (column < 0)
        return 0;
    parquet_cursor_seek(l->cursor, f->parquet, (uint32_t)column, segment);
    while (parquet_cursor_next(l->cursor, &batch)) {
        add_batch(l, &lane->decoder, &batch);
        n += batch.n;
    }
    return n;
}

/* Where the lines of the made text start: each record is one. */
static uint32_t find_lines(struct scanner *s)
{
    struct line_starts *lines = &s->lines;
    struct str text = s->text.text;
    uint32_t n = 0;

    pass_reserve_lines(s, s->facts.rows);
    for (size_t at = 0; at < text.n && n < s->facts.rows; n++) {
        const char *newline = memchr(text.p + at, '\n', text.n - at);

        lines->own[n] = (uint32_t)at;
        at = newline ? (size_t)(newline - text.p) + 1 : text.n;
    }
    return n;
}

void parquet_pass(struct scanner *s, bool lines)
{
    struct file *f = s->ds->files[s->file];

    for (size_t i = 0; i < s->n_served; i++) {
        struct lane *lane = s->served[i];

        lane->noting = false;
        pass_fill_up(lane, parquet_lane_decode(lane, f, s->segment),
                     s->facts.rows);
        scanner_finish_lane(s, lane);
    }
    if (s->n_served)
        scanner_count_read(s);
    s->n_served = 0;
    if (lines && scanner_get_text(s, TEXT_ALL))
        pass_finish_lines(s, find_lines(s));
    file_check_damage(s->ds, f);
}
