/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all unwrapping streams share: lines are made when they are asked for,
 * a step at a time. Each wrapping is a struct that begins with this one.
 */
#ifndef SOURCE_UNWRAP_H
#define SOURCE_UNWRAP_H

#include "source/record_lines.h"
#include "source/stream.h"
#include "source/window.h"

#include <stdbool.h>

struct unwrap {
    struct stream stream; /* first: what callers hold */
    struct window window;
    uint64_t at; /* in the window: what was not looked at yet */
    struct record_lines lines;
    size_t given; /* bytes of the lines */
    /* Make more lines; false at the end. */
    bool (*step)(struct unwrap *u);
    /* Free the wrapping's own; NULL: nothing. */
    void (*done)(struct unwrap *u);
};

/* Set up *u, which is the beginning of an allocated struct. */
struct stream *unwrap_begin(struct unwrap *u, struct stream *below,
                            struct str head, bool (*step)(struct unwrap *u),
                            void (*done)(struct unwrap *u));
/*
 * The next line, without its end; false at the end of the text, where half a
 * line that was cut is left out. One longer than the window is given in
 * pieces.
 */
bool unwrap_line(struct unwrap *u, struct str *line);
/* Or up to the next TAB. */
bool unwrap_cell(struct unwrap *u, struct str *cell);
/* Go on behind a byte order mark, where one is next. */
bool unwrap_skip_bom(struct unwrap *u);
/* Has a text as many words, blanks between, as records have? */
bool unwrap_is_record(struct str text);
size_t unwrap_words(struct str text);
enum { UNWRAP_RECORD_WORDS = 6 };
/*
 * Does a name in a JSON object or a CSV header say that flow records are
 * there: that of a message, or of a field that every flow log has? Other JSON
 * and CSV are texts like any other.
 */
bool unwrap_telling(struct str name);
/* Does the text end here because the data below were cut or damaged? */
bool unwrap_is_cut(const struct unwrap *u);
/* The data ended too early, or is none of this kind from here on. */
void unwrap_fail(struct unwrap *u, const char *why);

/*
 * The events of a delivery, or of a gzip of one, that was a text in another;
 * false: it is none.
 */
bool unwrap_inner(struct record_lines *lines, struct str data,
                  struct unpack_room *room, const char **damage);

/* The wrappings. */
bool json_is(struct str head);
struct stream *json_stream(struct stream *below, struct str head);
/* The same for a delivery in another, in which no third is looked for. */
struct stream *json_inner_stream(struct stream *below, struct str head);
bool csv_is(struct str head);
struct stream *csv_stream(struct stream *below, struct str head);
bool tabbed_is(struct str head);
struct stream *tabbed_stream(struct stream *below, struct str head);

#endif
