/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The characters that pictures are made of: ASCII or Unicode
 * (tui-design.md 14). Each is one cell wide. */
#ifndef TUI_GLYPHS_H
#define TUI_GLYPHS_H

#include <stdbool.h>

struct glyphs {
    const char *const *accept; /* bars: blank, then bar_steps heights */
    const char *const *reject;
    const char *const *spark;  /* blank, then spark_steps heights */
    int bar_steps;
    int spark_steps;
    const char *unknown;       /* a place not scanned yet */
    const char *hline;
    const char *vline;
    const char *tee_left;      /* a vline with a rule at its left */
    const char *tee_right;
    const char *cursor;        /* before the current row */
    const char *cut;           /* at the end of a value that does not fit */
    const char *dot;           /* where a bar reached before */
    const char *full;          /* progress bar */
    const char *empty;
};

const struct glyphs *glyphs_for(bool unicode);

#endif
