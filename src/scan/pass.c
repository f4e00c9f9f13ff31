/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One pass over the text of the open segment, for all that is missing.
 *
 * A mapped file can shrink while it is read. Then it is read again up to
 * the cut, so that lost rows are not counted. Once the number of rows was
 * told it holds: what is made from less text later is filled up with nulls,
 * from more is cut.
 */
#include "scan/scanner_int.h"

#include "base/mem.h"
#include "scan/parquet_scan.h"

#include <stdlib.h>
#include <string.h>

struct pass {
    struct scanner *s;
    bool lines;
    uint32_t n_rows;   /* so far */
    uint32_t max_rows; /* those that were told */
};

void pass_serve(struct scanner *s, struct lane *lane, bool noting)
{
    if (s->n_served == s->cap_served) {
        s->cap_served = s->cap_served * 2 + 8;
        s->served =
            mem_realloc(s->served, s->cap_served * sizeof(struct lane *));
        s->fields = mem_realloc(s->fields, s->cap_served * sizeof *s->fields);
    }
    lane->noting = noting;
    s->fields[s->n_served] = lane->field;
    s->served[s->n_served++] = lane;
}

void pass_reserve_lines(struct scanner *s, size_t n)
{
    struct line_starts *lines = &s->lines;

    if (n <= lines->cap)
        return;
    lines->cap = n * 2;
    lines->own = mem_realloc(lines->own, lines->cap * sizeof *lines->own);
}

static void keep_lines(struct pass *p, const uint32_t *line_at, uint32_t n)
{
    pass_reserve_lines(p->s, (size_t)p->n_rows + n);
    memcpy(p->s->lines.own + p->n_rows, line_at, n * sizeof *line_at);
}

static void on_batch(void *arg, const struct row_batch *batch)
{
    struct pass *p = arg;
    uint32_t left = p->max_rows - p->n_rows;
    uint32_t n = batch->n < left ? batch->n : left;

    if (n == 0)
        return;
    for (size_t i = 0; i < p->s->n_served; i++) {
        struct lane *lane = p->s->served[i];

        if (lane->noting)
            lane_note(lane, batch->fields[i], p->n_rows, n);
        else
            decoder_add(&lane->decoder, batch->fields[i], n);
    }
    if (p->lines)
        keep_lines(p, batch->line_at, n);
    p->n_rows += n;
}

void pass_fill_up(struct lane *lane, uint32_t from, uint32_t n_rows)
{
    if (lane->noting) {
        lane_note(lane, NULL, from, n_rows - from);
        return;
    }
    while (from < n_rows) {
        uint32_t left = n_rows - from;
        uint32_t n = left < BATCH_ROWS ? left : BATCH_ROWS;

        decoder_add(&lane->decoder, NULL, n);
        from += n;
    }
}

static void finish_lanes(struct scanner *s, uint32_t n_rows)
{
    for (size_t i = 0; i < s->n_served; i++) {
        struct lane *lane = s->served[i];

        pass_fill_up(lane, n_rows, s->facts.rows);
        if (lane->noting)
            lane->state = LANE_NOTED;
        else
            scanner_finish_lane(s, lane);
    }
}

void pass_finish_lines(struct scanner *s, uint32_t n_rows)
{
    struct line_starts *lines = &s->lines;
    size_t bytes = ((size_t)s->facts.rows + 1) * sizeof *lines->own;

    pass_reserve_lines(s, s->facts.rows);
    /* Beyond any text: the line is lost. */
    for (uint32_t row = n_rows; row < s->facts.rows; row++)
        lines->own[row] = UINT32_MAX;
    lines->known = true;
    lines->at = lines->own;
    if (!s->keeps)
        return;
    uint32_t *kept = mem_alloc(bytes);
    if (s->facts.rows)
        memcpy(kept, lines->own, bytes - sizeof *kept);
    lines->entry =
        cache_put(s->ds->cache, scanner_key(s, CACHE_LINES), kept, bytes, free);
    lines->at = cache_value(lines->entry);
}

/* The text is gone: as many nulls as rows were told, mostly none. */
static void give_nulls(struct scanner *s)
{
    s->facts.read = true;
    s->nulls = (struct column){.kind = COLUMN_NULL, .n = s->facts.rows};
    for (size_t i = 0; i < s->n_served; i++) {
        s->served[i]->column = &s->nulls;
        s->served[i]->state = LANE_READY;
    }
}

static void read_text(struct scanner *s, struct pass *p,
                      struct line_summary *found)
{
    struct line_request request = {.rules = &s->ds->files[s->file]->rules,
                                   .goes_on = s->text.goes_on,
                                   .layout = s->facts.start,
                                   .wanted = s->fields,
                                   .n_wanted = s->n_served,
                                   .each = on_batch,
                                   .arg = p};

    do {
        p->n_rows = 0;
        request.is_cut = s->text.is_cut;
        for (size_t i = 0; i < s->n_served; i++) {
            if (!s->served[i]->noting)
                decoder_begin(&s->served[i]->decoder, s->text.text);
        }
        line_reader_run(s->reader, s->text.text, &request, found);
    } while (segment_text_cut(&s->text, s->ds, s->file));
}

/* The segment was read for the first time since it was opened. */
static void tell_found(struct scanner *s, const struct line_summary *found)
{
    file_read(s->ds, s->ds->files[s->file], s->segment, s->part, s->text.text,
              found, &s->facts);
    if (s->queue && s->facts.extent)
        queue_note(s->queue, &s->unit, s->first_row + found->rows,
                   found->last_layout);
}

void pass_run(struct scanner *s, bool lines)
{
    struct pass pass = {s, lines, 0, UINT32_MAX};
    struct line_summary found;

    if (s->ds->files[s->file]->parquet) {
        parquet_pass(s, lines);
        return;
    }
    if (scanner_get_text(s, TEXT_ALL)) {
        if (s->facts.read)
            pass.max_rows = s->facts.rows;
        read_text(s, &pass, &found);
        if (!s->facts.read)
            tell_found(s, &found);
        finish_lanes(s, pass.n_rows);
        if (lines)
            pass_finish_lines(s, pass.n_rows);
    } else {
        give_nulls(s);
    }
    s->n_served = 0;
}
