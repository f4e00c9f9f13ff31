/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/suggest.h"

#include <stdio.h>

enum { NEAR_EDITS = 2, SHORT = 4 };

void suggest_begin(struct suggestion *s, struct str wanted)
{
    /* Of a short name two edits leave too little. */
    *s = (struct suggestion){.wanted = wanted,
                             .edits = wanted.n < SHORT ? NEAR_EDITS
                                                       : NEAR_EDITS + 1};
}

void suggest_see(struct suggestion *s, struct str name)
{
    unsigned edits = str_distance(s->wanted, name, NEAR_EDITS);

    if (edits < s->edits && edits < s->wanted.n && edits < name.n) {
        s->edits = edits;
        s->best = name;
    }
}

void suggest_text(const struct suggestion *s, const char *prefix,
                  char out[SUGGESTION_MAX])
{
    out[0] = '\0';
    if (s->best.n)
        snprintf(out, SUGGESTION_MAX, ": did you mean %s%.*s?", prefix,
                 STR_ARG(s->best));
}
