/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields of a few rows, when it is known where lines start: only the lines
 * of these rows are split, where a pass would go over the whole text. All
 * rows of the segment must be under one layout, since a line does not tell
 * which is in force.
 */
#include "scan/scanner_int.h"

/*
 * A line by itself takes as long as this many in a pass over all of them,
 * where most of the work is done for many lines together.
 */
enum { PICK_PART = 16 };

struct picking {
    struct scanner *s;
    const uint32_t *rows;
    uint32_t n_rows;
    uint32_t next; /* of rows: those before it are done with */
};

bool pick_suits(const struct scanner *s, uint32_t n_rows)
{
    return s->lines.known && s->text.held && s->facts.only &&
           n_rows <= s->facts.rows / PICK_PART;
}

/* Rows come in their order; where a file was cut some may be missing. */
static void on_batch(void *arg, const struct row_batch *batch)
{
    struct picking *p = arg;
    const uint32_t *line_at = p->s->lines.at;

    for (uint32_t i = 0; i < batch->n; i++) {
        while (p->next < p->n_rows &&
               line_at[p->rows[p->next]] != batch->line_at[i])
            p->next++;
        if (p->next == p->n_rows)
            return;
        for (size_t k = 0; k < p->s->n_served; k++) {
            if (batch->fields[k])
                p->s->served[k]->places[p->rows[p->next]] = batch->fields[k][i];
        }
        p->next++;
    }
}

/* The places are not known, as of rows without the field. */
static void begin_lanes(struct scanner *s, const uint32_t *rows,
                        uint32_t n_rows)
{
    for (size_t k = 0; k < s->n_served; k++) {
        struct lane *lane = s->served[k];

        lane_reserve(lane, s->facts.rows);
        for (uint32_t i = 0; i < n_rows; i++)
            lane->places[rows[i]] = (struct slice){UINT32_MAX, 0};
    }
}

static void read_rows(struct scanner *s, const uint32_t *rows, uint32_t n_rows)
{
    struct picking p = {s, rows, n_rows, 0};
    const struct line_request request = {.rules = &s->ds->files[s->file]->rules,
                                         .layout = s->facts.only,
                                         .wanted = s->fields,
                                         .n_wanted = s->n_served,
                                         .each = on_batch,
                                         .arg = &p};
    struct line_summary found;

    line_reader_run_some(s->reader, s->text.text, &request, s->lines.at, rows,
                         n_rows, &found);
}

void pick_run(struct scanner *s, const uint32_t *rows, uint32_t n_rows)
{
    begin_lanes(s, rows, n_rows);
    read_rows(s, rows, n_rows);
    for (size_t k = 0; k < s->n_served; k++) {
        lane_decode_rows(s->served[k], s->text.text, s->facts.rows, rows,
                         n_rows);
        s->served[k]->state = LANE_PICKED;
        s->served[k]->noting = false;
    }
    /* Rare enough to do all again, from the text that is left. */
    if (segment_text_cut(&s->text, s->ds, s->file))
        pass_run(s, false);
    s->n_served = 0;
}
