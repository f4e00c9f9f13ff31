/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines with something before each record, as "aws logs tail", an export to
 * S3, syslog or grep put it there, or in quotes. Which it is, is found out by
 * those who know what a record is; stripping makes events of the lines
 * (record_lines.h).
 */
#ifndef SOURCE_STRIP_H
#define SOURCE_STRIP_H

#include "base/str.h"
#include "source/stream.h"

#include <stdbool.h>

struct strip {
    unsigned words; /* before the record */
    bool glued;     /* then, up to the last ":" of the next word, a name */
};

enum { STRIP_WORDS_MAX = 8 };

/*
 * Cut what stands before the record off line, which gets the record, without
 * quotes around it: false when nothing is left. *time: the word of it that is a
 * date, *name: the last one that is neither date nor number; empty when there
 * is none.
 */
bool strip_line(struct strip how, struct str *line, struct str *time,
                struct str *name);
/* The events in what head and the stream below hold; as in wrapping.h. */
struct stream *strip_stream(struct stream *below, struct str head,
                            struct strip how);

#endif
