/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The saved queries by name, read from their folders once. */
#ifndef TUI_SAVED_NAMES_H
#define TUI_SAVED_NAMES_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct app;

/* What there is to say about one. */
struct saved_note {
    struct str about;
    struct str lacking; /* why it cannot be run on these files; or empty */
};

/* All-zero is not read yet. */
struct saved_names {
    bool known;
    struct arena arena;
    struct str *items; /* in alphabetical order */
    struct saved_note *notes; /* of each */
    uint32_t n, cap;
};

/* Read them, unless they are known. They live until they are forgotten. */
const struct saved_names *saved_names(struct app *app);
/* One was saved: read them again next time. */
void saved_names_forget(struct saved_names *s);

#endif
