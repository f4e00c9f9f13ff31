/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/saved_names.h"

#include "tui/app.h"

#include <string.h>

static void see(void *arg, struct str name)
{
    struct saved_names *s = arg;

    if (s->n == s->cap) {
        uint32_t cap = 2 * s->cap + 16;
        struct str *more = arena_calloc(&s->arena, cap, sizeof *more);

        if (s->n)
            memcpy(more, s->items, s->n * sizeof *more);
        s->items = more;
        s->cap = cap;
    }
    s->items[s->n++] = arena_copy(&s->arena, name);
}

const struct saved_names *saved_names(struct app *app)
{
    struct saved_names *s = &app->saved_names;
    struct saved_queries *saved = app->options->saved;

    if (!s->known && saved)
        saved->each(saved, see, s);
    s->known = true;
    return s;
}

void saved_names_forget(struct saved_names *s)
{
    arena_done(&s->arena);
    *s = (struct saved_names){.known = false};
}
