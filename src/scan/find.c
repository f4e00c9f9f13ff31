/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows by a literal that their lines hold. The whole text of the segment is
 * searched at once, which is faster than a look at each line; then the line
 * of each place is looked up among the starts of lines.
 */
#include "scan/scanner_int.h"

#include "scan/search.h"

#include <string.h>

enum { PLACES = 1024 };

_Static_assert((int)SCANNER_NEEDLE_MAX == (int)SEARCH_MAX,
               "a needle is what the search takes");

/* Places become rows; both rise. */
struct finder {
    struct str text;
    const uint32_t *starts; /* of lines, by row */
    uint32_t n_starts;
    uint32_t next; /* rows before it are done with */
    uint32_t *rows;
    uint32_t n;
};

/*
 * The first row from f->next on whose line starts beyond the place. It is
 * near: steps double until they go too far, then it lies in the last one.
 */
static uint32_t row_beyond(const struct finder *f, uint32_t place)
{
    uint32_t low = f->next;
    uint32_t step = 1;

    while (step < f->n_starts - low && f->starts[low + step] <= place) {
        low += step;
        step *= 2;
    }
    uint32_t high = step < f->n_starts - low ? low + step : f->n_starts;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (f->starts[middle] <= place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void take_place(struct finder *f, uint32_t place)
{
    f->next = row_beyond(f, place);
    if (f->next == 0)
        return;
    uint32_t row = f->next - 1;
    uint32_t start = f->starts[row];
    bool taken = f->n > 0 && f->rows[f->n - 1] == row;
    /* Lines between rows, headers and bad ones, are no rows. */
    if (!taken && !memchr(f->text.p + start, '\n', place - start))
        f->rows[f->n++] = row;
}

static uint32_t find_rows(struct finder *f, const struct search *search)
{
    uint32_t places[PLACES];
    uint32_t from = 0;

    f->next = 0;
    f->n = 0;
    while (from < f->text.n) {
        uint32_t n = search_run(search, f->text, &from, places, PLACES);

        for (uint32_t i = 0; i < n; i++)
            take_place(f, places[i]);
    }
    return f->n;
}

/* What stands before the record of an event is not part of it. */
static uint32_t keep_in_record(struct scanner *s, struct str needle,
                               uint32_t *rows, uint32_t n)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < n; i++) {
        struct str record = scanner_line(s, rows[i]);

        if (str_find(record, needle) < record.n)
            rows[kept++] = rows[i];
    }
    return kept;
}

uint32_t scanner_find(struct scanner *s, struct str needle, uint32_t *rows)
{
    struct search search;
    uint32_t n;

    if (memchr(needle.p, '\n', needle.n) || !scanner_get_lines(s) ||
        !scanner_get_text(s, TEXT_ALL))
        return 0;
    search_init(&search, needle, s->cpu);
    do {
        struct finder f = {.text = s->text.text,
                           .starts = s->lines.at,
                           .n_starts = s->facts.rows,
                           .rows = rows};

        n = find_rows(&f, &search);
    } while (segment_text_cut(&s->text, s->ds, s->file));
    return s->ds->files[s->file]->rules.events ? keep_in_record(s, needle, rows, n)
                                               : n;
}
