/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Record layouts: which field stands in which column of a line. Equal
 * layouts are one object, so layouts are compared by pointer.
 */
#ifndef FLOW_LAYOUT_H
#define FLOW_LAYOUT_H

#include "base/err.h"
#include "base/str.h"
#include "flow/field.h"

struct layout {
    uint16_t n;           /* columns; 0: lines without fields, @message only */
    const field_id *cols; /* n ids, none twice but FIELD_NONE: no field */
    const int16_t *place; /* [field id] -> column or -1, for n_places ids */
    uint16_t n_places;
    bool no_records; /* lines under it are none, each is to be told */
};

/* The layouts of a session; owns them. Safe from any thread. */
struct layouts;

struct layouts *layouts_new(struct fields *fields);
void layouts_free(struct layouts *l);

/* The 14 version-2 fields; the empty layout. */
const struct layout *layouts_default(struct layouts *l);
const struct layout *layouts_raw(struct layouts *l);
/* That of lines which are no records, by the names of their values. */
const struct layout *layouts_no_records(struct layouts *l);
/*
 * The layout that a header line states, or NULL when the line is no header.
 * A header: two tokens or more, all names of fields of the catalogue; with
 * trust (the first line of a file), when they are few among many, or when no
 * sentence has such names, up to half of them need only look like names: they
 * become text fields. A field named twice becomes "name_2". The line has no newline and no BOM (scan/header.h); a CR
 * at its end is ignored.
 */
const struct layout *layouts_from_header(struct layouts *l, struct str line,
                                         bool trust);
/*
 * The same of a line behind records of a layout: one with as many words as
 * these have values would be taken for a record, were it no header. Names of
 * the layout in force before, and of that of the file's first header (NULL:
 * it has none), are known, too; the first word must be of the catalogue or of
 * the latter.
 */
const struct layout *layouts_from_later_header(struct layouts *l,
                                               struct str line,
                                               const struct layout *first,
                                               const struct layout *before);
/*
 * The layout of a line of which it is known that its words are names, as those
 * of a JSON object's members or of the columns of CSV: any text is one. NULL
 * when they are none of flow records: half of them, five, or both addresses
 * are to be in the catalogue. Those that the session has no room for become
 * columns without a field.
 */
const struct layout *layouts_from_known_names(struct layouts *l,
                                              struct str line);
/*
 * The layout of named columns, of which each is taken for what it says; NULL
 * when they are no flow records (less than half of them, and less than five,
 * are in the catalogue) or too many. Names as in a header.
 */
const struct layout *layouts_from_names(struct layouts *l,
                                        const struct str *names, size_t n);
/*
 * The layout a user wrote after --format: ${a} or $${a} (Terraform), plain
 * names, commas or spaces between, hyphens or underscores
 * (flow-log-format 5.1). Unknown names are taken as text fields.
 */
const struct layout *layouts_from_format(struct layouts *l, struct str spec,
                                         struct err *err);
/* True when the line looks like a record of the default layout. */
bool layout_is_default_record(struct str line);
/* The layout of these n columns, no field twice. */
const struct layout *layouts_of(struct layouts *l, const field_id *cols,
                                size_t n);
/*
 * The layout of a record in an event: the event's time and log stream stand
 * before it. The time is the record's start where it has none itself.
 */
const struct layout *layouts_of_event(struct layouts *l,
                                      const struct layout *record);
enum { LAYOUT_EVENT_WORDS = 2 };
/*
 * The layout of a record behind n words: the one at `time` is the event's time,
 * the one at `name` its log stream (either may be -1), others have a number.
 * NULL when a field would stand there twice.
 */
const struct layout *layouts_behind(struct layouts *l,
                                    const struct layout *record, int n,
                                    int time, int name);
struct fields *layouts_fields(struct layouts *l);
/* Cut the next word off *line, blanks before it too; false at the end. */
bool layout_next_word(struct str *line, struct str *word);
/* Column of field in layout, or -1. */
static inline int layout_place(const struct layout *l, field_id f)
{
    return f < l->n_places ? l->place[f] : -1;
}

#endif
