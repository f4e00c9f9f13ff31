/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading comma-separated values (RFC 4180): fields in quotes may hold commas,
 * line ends and doubled quotes. What the standard does not allow is read as
 * far as it makes sense: text behind a closing quote belongs to the field, a
 * quote that is never closed goes to the end.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

struct csv {
    struct str rest; /* what is not read yet; set it to the text */
    bool more;       /* the record that is being read has another field */
    bool unclosed;   /* a quote was never closed */
};

/*
 * Go to the next record, once all fields of the one before were read; false
 * at the end of the text.
 */
bool csv_record(struct csv *c);
/*
 * The next field of the record: a slice of the text, or a copy in the arena
 * when there were quotes inside. False behind the last field.
 */
bool csv_field(struct csv *c, struct arena *arena, struct str *out);

#endif
