/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widths that the user gave to columns of the table, by their names. */
#ifndef TUI_WIDTHS_H
#define TUI_WIDTHS_H

#include "base/str.h"

#include <stddef.h>

struct column_width {
    char *name; /* owned */
    int width;  /* cells */
};

/* All-zero is empty. */
struct widths {
    struct column_width *items;
    size_t n, cap;
};

/* The width of a column; 0 when the user gave it none. */
int widths_find(const struct widths *w, struct str name);
void widths_set(struct widths *w, struct str name, int width);
/* Make *w, which is empty, the same as from. */
void widths_copy(struct widths *w, const struct widths *from);
void widths_done(struct widths *w);

#endif
