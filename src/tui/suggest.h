/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean": the name nearest to a wrong one, for the tables of tui. */
#ifndef TUI_SUGGEST_H
#define TUI_SUGGEST_H

#include "base/str.h"

struct suggestion {
    struct str wanted;
    struct str best; /* of those seen; empty: none is near */
    unsigned edits;  /* between the two */
};

enum { SUGGESTION_MAX = 80 };

void suggest_begin(struct suggestion *s, struct str wanted);
/* Take a name into account; it must outlive the suggestion. */
void suggest_see(struct suggestion *s, struct str name);
/* ": did you mean NAME?" with a prefix to the name, or nothing. */
void suggest_text(const struct suggestion *s, const char *prefix,
                  char out[SUGGESTION_MAX]);

#endif
