/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a Parquet file is to a dataset, by its footer alone. */
#include "scan/parquet_scan.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdio.h>

enum { NAME_SHOWN = 64, TOLD_MAX = 4, KNOWN_MAX = 1 << 14 };

static void tell_left_out(struct dataset *ds, struct file *f)
{
    uint32_t n = parquet_left_out(f->parquet);

    for (uint32_t i = 0; i < n && i < TOLD_MAX; i++) {
        struct buf what = {.p = NULL};
        const char *why;
        struct str name = parquet_left_out_name(f->parquet, i, &why);

        buf_text(&what, "the column \"");
        utf8_clean(&what, str_slice(name, 0, NAME_SHOWN), SIZE_MAX);
        buf_printf(&what, "\" %s and is left out", why);
        file_tell(ds, f, MESSAGE_NOTE, what.p);
        buf_done(&what);
    }
    if (n > TOLD_MAX) {
        char text[60];

        snprintf(text, sizeof text, "%u more columns are left out",
                 n - TOLD_MAX);
        file_tell(ds, f, MESSAGE_NOTE, text);
    }
}

/* Network events as Amazon Security Lake stores them, by their schema. */
static bool is_ocsf(const struct parquet *p)
{
    const char *why;
    bool has_class = false;
    bool has_source = false;

    for (uint32_t i = 0; i < parquet_columns(p); i++)
        has_class |= str_eq(parquet_name(p, i), STR("class_uid"));
    for (uint32_t i = 0; i < parquet_left_out(p); i++)
        has_source |=
            str_eq(parquet_left_out_name(p, i, &why), STR("src_endpoint"));
    return has_class && has_source;
}

enum detected parquet_detect(struct dataset *ds, struct file *f,
                             const char **why)
{
    struct str names[PARQUET_COLUMNS_MAX];
    uint32_t n = parquet_columns(f->parquet);

    for (uint32_t i = 0; i < n; i++)
        names[i] = parquet_name(f->parquet, i);
    f->start = n ? layouts_from_names(ds->layouts, names, n) : NULL;
    if (n == 0) {
        *why = "holds no flow records: it only tells of other Parquet files";
        return DETECTED_NOTHING;
    }
    if (!f->start) {
        *why = is_ocsf(f->parquet)
                   ? "holds no flow records: OCSF events as Security Lake "
                     "writes them, with nested columns; give the flow logs "
                     "themselves"
                   : "holds no flow records: a Parquet file of other columns";
        return DETECTED_NOTHING;
    }
    tell_left_out(ds, f);
    return DETECTED_RECORDS;
}

/* Seconds and milliseconds side by side would not be in the times' order. */
static void know_range(const struct file *f, uint32_t i,
                       struct segment_facts *facts)
{
    int column = layout_place(f->start, FIELD_START);
    int64_t min, max;

    if (column < 0 ||
        !parquet_bounds(f->parquet, i, (uint32_t)column, &min, &max))
        return;
    facts->has_range =
        range_of_starts(min, max, &facts->min_ms, &facts->max_ms);
}

void parquet_know(struct dataset *ds, struct file *f, uint32_t i,
                  struct segment_facts *facts)
{
    uint32_t rows = parquet_piece(f->parquet, i).rows;
    const struct run run = {f->start, 0};
    const struct line_summary found = {.rows = rows,
                                       .lines = rows,
                                       .last_layout = f->start,
                                       .runs = &run,
                                       .n_runs = 1};
    /* There is no text; what it would be counted by is what is read. */
    struct str text = {NULL, (size_t)parquet_piece_bytes(f->parquet, i)};

    know_range(f, i, facts);
    file_read(ds, f, i, facts_part(facts), text, &found, facts);
}

void parquet_know_all(struct dataset *ds, struct file *f)
{
    uint32_t n = parquet_pieces(f->parquet);

    for (uint32_t i = 0; i < n && n <= KNOWN_MAX; i++) {
        struct segment_facts facts = file_open(f, i);

        parquet_know(ds, f, i, &facts);
    }
}
