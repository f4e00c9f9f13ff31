/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shape of a text, for the command pattern (query-language.md 7.10): its
 * words, with a mark in the place of those whose kind tells that they vary.
 */
#ifndef QUERY_SHAPE_H
#define QUERY_SHAPE_H

#include "base/buf.h"
#include "query/function.h"

/* A mark is this byte and a letter for the kind; no text has it. */
enum { SHAPE_MARK = '\x01' };

/* What a letter stands for: "IP", "Time", "Number", "Id" or "Token". */
const char *shape_kind(char letter);

/*
 * Words are parted by one space each. Of a word that is a value in quotes,
 * brackets or behind "key=", only the value is marked.
 */
void shape_of(struct str text, struct buf *out);

/* shape_of as a function of one text, which no query can name. */
const struct function *shape_function(void);

#endif
