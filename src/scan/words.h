/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of one line, split on runs of white space, from the places of
 * its separators (split.h): the exact way, which takes any line.
 */
#ifndef SCAN_WORDS_H
#define SCAN_WORDS_H

#include "base/str.h"
#include "scan/lines.h"

#include <stdbool.h>
#include <stdint.h>

/* All zero at first. */
struct words {
    struct slice *at; /* the first max words */
    uint32_t max;
    uint32_t cap;
    uint32_t n;    /* words of the line, kept or not */
    uint32_t from; /* where the word being read begins */
    bool has_nul;
    bool plain; /* single spaces between the words, nothing else */
};

/* A line that starts at start; a BOM there is no part of a word. */
void words_begin(struct words *w, struct str text, uint32_t start,
                 uint32_t max);
/* Its next n separators, without the newline. */
void words_add(struct words *w, struct str text, const uint32_t *places,
               uint32_t n);
/* The line ends before end. */
void words_end(struct words *w, uint32_t end);
void words_done(struct words *w);

#endif
