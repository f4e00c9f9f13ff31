/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of one page that are still wanted: all, a mask, or, when they are
 * few, a list. Filters narrow it and move nothing. Its memory is used again
 * for the next page.
 */
#ifndef ENGINE_SELECTION_H
#define ENGINE_SELECTION_H

#include "engine/bits.h"
#include "engine/kernel.h"

#include <stdbool.h>

enum selection_form { SELECTION_ALL, SELECTION_BITS, SELECTION_ROWS };

struct selection {
    const struct kernels *kernels;
    enum selection_form form;
    uint32_t n_page; /* rows of the page */
    uint32_t n;      /* rows selected */
    uint64_t *bits;  /* SELECTION_BITS */
    uint32_t *rows;  /* SELECTION_ROWS, rising */
    size_t cap_words, cap_rows;
};

void selection_init(struct selection *s, const struct kernels *kernels);
void selection_done(struct selection *s);
/* All rows of a page of n. */
void selection_all(struct selection *s, uint32_t n);
void selection_none(struct selection *s);
/* These rows of a page of n_page, rising. */
void selection_set(struct selection *s, uint32_t n_page, const uint32_t *rows,
                   uint32_t n);
void selection_copy(struct selection *to, const struct selection *from);
/*
 * Make the page longer by n rows, those in the mask selected. The form is a
 * mask, the page so far a multiple of 64 rows; 0 rows to begin with.
 */
void selection_append(struct selection *s, uint32_t n, const uint64_t *bits);
/* Keep those in a mask of the page; not in the form of a list. */
void selection_keep(struct selection *s, const uint64_t *bits);
/* Keep those among rows[0..n), rising. */
void selection_keep_rows(struct selection *s, const uint32_t *rows, uint32_t n);
/* Keep those in a mask of the list: bit i is for the i-th. */
void selection_keep_listed(struct selection *s, const uint64_t *bits);
/* The rows, rising; NULL: all of them. Takes the form of a list, then. */
const uint32_t *selection_rows(struct selection *s);

#endif
