/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the text of a query, whatever it is. */
#ifndef FUZZ_QUERY_HOLDS_H
#define FUZZ_QUERY_HOLDS_H

#include "base/buf.h"

#include <stdbool.h>

/*
 * The lexer goes forward and stays inside the text; errors and notices, of the
 * parser and of the binder, point into the text; a tree that is printed and
 * parsed again prints the same, and so it does when it was laid out anew; every
 * edit of a query that parses gives a query that parses. Its colours are all of
 * the text, none of them that of an error when it parses; completion and
 * signatures stay inside the text. False with what does not hold in *why.
 * *parses tells whether the text is a query.
 */
bool query_holds(struct str text, bool *parses, struct buf *why);

#endif
