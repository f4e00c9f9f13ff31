/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Header lines among records. Every line whose first byte could begin a name
 * is a suspect; the filter clears nearly all of them by the beginning of
 * their first word, the rest are asked about in full.
 */
#ifndef SCAN_HEADER_H
#define SCAN_HEADER_H

#include "base/str.h"
#include "flow/field.h"
#include "flow/layout.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { HEADER_FILTER_WORDS = 16 };

/* A set of hashed beginnings of first words; may say yes wrongly. */
struct header_filter {
    _Atomic uint64_t bits[HEADER_FILTER_WORDS];
};

/* The beginnings of all names of the catalogue. */
void header_filter_init(struct header_filter *f, const struct fields *fields);
/* Also lines that begin as this one; others may be looking. */
void header_filter_add(struct header_filter *f, struct str line);
/* Also lines that begin with any name of this header, which is trusted. */
void header_filter_add_names(struct header_filter *f, struct str header);
/* False: a line that begins so is certainly no header. */
bool header_filter_has(const struct header_filter *f, struct str line);

/* Could a header line begin with this byte? A letter, "@", a BOM, a blank. */
static inline bool header_first_byte(char c)
{
    unsigned char u = (unsigned char)c;

    return u >= '@' || u <= ' ';
}

/* How one file's headers are told. */
struct header_rules {
    struct layouts *layouts;
    const struct header_filter *filter;
    /*
     * The first line of the file when it is a header, without blanks at its
     * ends: it is trusted with names nobody knows. Empty when it is none.
     */
    struct str first;
    const struct layout *first_layout;
    bool events; /* records stand in events: layouts_of_event */
    /*
     * Headers are the lines that unwrapping marked (source/record_lines.h), and
     * no others. Lines under one whose names are none of flow records have this
     * layout.
     */
    bool marked;
    const struct layout *others;
};

/*
 * The layout that the line states, or NULL when it is no header. before: the
 * one in force.
 */
const struct layout *header_find(const struct header_rules *rules,
                                 struct str line, const struct layout *before);
/* Is the line, of a file with these rules, a header that was put there? */
bool header_is_added(const struct header_rules *rules, struct str line);
/* The names of such a header. */
struct str header_names(struct str line);

/* s without a byte order mark at its start. */
struct str header_skip_bom(struct str s);

#endif
