/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What layout a file starts with, by the first of these that holds: a header
 * on its first line; the layout the user gave; a header or a record of the
 * default layout among its first lines. Else its lines have no fields.
 */
#include "scan/dataset_int.h"

#include <string.h>

enum { BINARY_BYTES = 8 << 10, LOOK_LINES = 100 };

/* The next line that is not blank, trimmed. */
static bool next_line(struct str *rest, struct str *line)
{
    while (str_split(rest, '\n', line)) {
        *line = str_trim(*line);
        if (line->n)
            return true;
    }
    return false;
}

static const struct layout *first_evidence(struct dataset *ds, struct str text)
{
    struct str line;

    for (unsigned i = 0; i < LOOK_LINES && next_line(&text, &line); i++) {
        if (layout_is_default_record(line))
            return layouts_default(ds->layouts);
        const struct layout *stated =
            layouts_from_header(ds->layouts, line, false);
        if (stated)
            return stated;
    }
    return NULL;
}

enum detected detect_layout(struct dataset *ds, struct file *f,
                            struct str text, const char **why)
{
    struct str rest = header_skip_bom(text);
    struct str line;

    *why = "holds no flow records: it is empty";
    f->rules = (struct header_rules){.layouts = ds->layouts,
                                     .filter = &ds->filter};
    if (str_starts(text, STR("PAR1"))) {
        *why = "is a Parquet file compressed as a whole: decompress it first";
        return DETECTED_NOTHING;
    }
    if (memchr(text.p, '\0', text.n < BINARY_BYTES ? text.n : BINARY_BYTES)) {
        *why = "holds no flow records: it is no text";
        return DETECTED_NOTHING;
    }
    if (!next_line(&rest, &line))
        return DETECTED_NOTHING;
    f->start = layouts_from_header(ds->layouts, line, true);
    if (f->start) {
        header_filter_add(&ds->filter, line);
        pthread_mutex_lock(&ds->lock);
        f->rules.first = arena_copy(&ds->arena, line);
        pthread_mutex_unlock(&ds->lock);
        f->rules.first_layout = f->start;
        return DETECTED_RECORDS;
    }
    f->start = ds->format ? ds->format
                          : first_evidence(ds, header_skip_bom(text));
    if (f->start)
        return DETECTED_RECORDS;
    f->start = layouts_raw(ds->layouts);
    return DETECTED_RAW;
}
