/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the outline share: outline_step.c, but for the pieces. */
#ifndef QUERY_OUTLINE_INT_H
#define QUERY_OUTLINE_INT_H

#include "query/outline.h"

/* The innermost bracket that is open. */
static inline struct frame *outline_top(struct outline *o)
{
    return &o->frames[o->n_frames - 1];
}

/* The innermost query. */
static inline struct frame *outline_open_query(struct outline *o)
{
    uint32_t i = o->n_frames - 1;

    while (o->frames[i].kind != FRAME_QUERY)
        i--;
    return &o->frames[i];
}

/* A query whose stages begin at start. */
struct frame outline_query_frame(uint32_t start);
/* Open a bracket, which is just before the lexer. */
void outline_push(struct outline *o, struct frame frame);

/* An operand is complete; field is its place when it is a name alone. */
void outline_operand_done(struct outline *o, struct span field);

/* Go over a token, behind which the lexer is; what it is there. */
enum piece_kind outline_step_sign(struct outline *o, enum token_kind kind);
enum piece_kind outline_step_name(struct outline *o, const struct token *tok);

#endif
