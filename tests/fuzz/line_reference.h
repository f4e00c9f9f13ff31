/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a text, one line and one byte after the other: what scan/lines.h
 * says in the plainest way.
 */
#ifndef FUZZ_LINE_REFERENCE_H
#define FUZZ_LINE_REFERENCE_H

#include "base/str.h"
#include "scan/lines.h"

#include <stdbool.h>
#include <stdint.h>

enum { LINE_FIELDS = 6 };
/* The fields that are looked at: one of each type. */
extern const field_id line_fields[LINE_FIELDS];

struct line_row {
    uint32_t line_at;
    const struct layout *layout;    /* the reference knows */
    struct str fields[LINE_FIELDS]; /* p is NULL: not in the layout */
};

/* All zero at first. */
struct line_rows {
    struct line_row *rows;
    size_t n, cap;
    uint32_t lines;
    uint32_t headers, blanks;
    uint32_t added; /* of the headers; they are none of the lines */
    bool regular;
    struct bad bad[BAD_KINDS];
    const struct layout *layout; /* in force at the end */
};

void line_rows_done(struct line_rows *r);
struct line_row *line_rows_add(struct line_rows *r);
/* Lines of a text that begins under this layout. */
void line_reference(struct str text, const struct header_rules *rules,
                    const struct layout *layout, struct line_rows *out);

#endif
