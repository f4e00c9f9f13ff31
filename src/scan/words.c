/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/words.h"

#include "base/mem.h"
#include "scan/header.h"

#include <stdlib.h>

/* Controls that are no white space are part of a word. */
static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void words_begin(struct words *w, struct str text, uint32_t start, uint32_t max)
{
    struct str rest = str_slice(text, start, text.n);
    struct str line = header_skip_bom(rest);

    if (w->cap <= max) {
        w->cap = max + 1; /* one more takes the words that are not kept */
        w->at = mem_realloc(w->at, w->cap * sizeof *w->at);
    }
    w->max = max;
    w->n = 0;
    w->from = start + (uint32_t)(rest.n - line.n);
    w->has_nul = false;
    w->plain = rest.n == line.n;
}

static void end_word(struct words *w, uint32_t end)
{
    w->at[w->n < w->max ? w->n : w->max] =
        (struct slice){w->from, end - w->from};
    if (end > w->from)
        w->n++;
    else
        w->plain = false;
}

void words_add(struct words *w, struct str text, const uint32_t *places,
               uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        char c = text.p[places[i]];

        w->plain = w->plain && c == ' ';
        w->has_nul = w->has_nul || c == '\0';
        if (is_blank(c)) {
            end_word(w, places[i]);
            w->from = places[i] + 1;
        }
    }
}

void words_end(struct words *w, uint32_t end)
{
    end_word(w, end);
}

void words_done(struct words *w)
{
    free(w->at);
}
