/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tree back to text: the canonical spelling, one space around operators,
 * " | " between stages. Parsing the text again gives the same tree.
 */
#ifndef QUERY_PRINT_H
#define QUERY_PRINT_H

#include "base/buf.h"
#include "query/tree.h"

void print_expr(struct buf *out, const struct expr *e);
void print_stage(struct buf *out, const struct stage *s);
void print_query(struct buf *out, const struct query *q);
/* A string literal with its quotes and escapes. */
void print_string(struct buf *out, struct str s);
/* A segment of a name in backticks. */
void print_quoted(struct buf *out, struct str name);
/* A field name, in backticks when it needs them. */
void print_name(struct buf *out, struct str name);

#endif
