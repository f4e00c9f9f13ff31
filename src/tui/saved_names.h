/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of the saved queries, read from their folders once. */
#ifndef TUI_SAVED_NAMES_H
#define TUI_SAVED_NAMES_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct app;

/* All-zero is not read yet. */
struct saved_names {
    bool known;
    struct arena arena;
    struct str *items; /* in alphabetical order */
    uint32_t n, cap;
};

/* Read them, unless they are known. They live until they are forgotten. */
const struct saved_names *saved_names(struct app *app);
/* One was saved: read them again next time. */
void saved_names_forget(struct saved_names *s);

#endif
