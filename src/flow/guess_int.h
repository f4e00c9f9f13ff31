/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample that a layout is worked out from: between the guess files. */
#ifndef FLOW_GUESS_INT_H
#define FLOW_GUESS_INT_H

#include "flow/guess.h"
#include "flow/look.h"

struct sample {
    struct layouts *layouts;
    bool has_time;
    size_t n_rows, n_columns;
    struct str *words; /* [row * n_columns + column] */
};

static inline struct str sample_word(const struct sample *s, size_t row,
                                     size_t column)
{
    return s->words[row * s->n_columns + column];
}

/*
 * Have nearly all values of a column this look? *seen: how many there are
 * that are not "-"; without any, the answer is yes.
 */
bool sample_fits(const struct sample *s, size_t column, enum look look,
                 unsigned *seen);
/* Name the columns by their values; *g stays as it is when too few tell. */
void guess_by_values(const struct sample *s, struct guess *g);

#endif
