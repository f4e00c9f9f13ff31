/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/saved_names.h"

#include "tui/app.h"

#include <string.h>

/* Fields of the loaded files; they live as long as the program. */
static size_t loaded_fields(const struct app *app, struct arena *a,
                            struct str **out)
{
    size_t n = 0;

    *out = arena_calloc(a, app->n_fields + 1, sizeof **out);
    for (size_t i = 0; i < app->n_fields; i++)
        if (app->fields[i].loaded)
            (*out)[n++] = app->fields[i].name;
    return n;
}

static struct saved_note note_of(struct app *app, struct str name)
{
    struct arena *keep = &app->saved_names.arena;
    struct saved_queries *saved = app->options->saved;
    struct saved_query query = {0};
    struct saved_note note = {0};
    struct arena a = {0};
    struct err err = {0};
    struct str text, *fields, lacks;

    if (!saved->find(saved, name, &a, &text, &err) ||
        !saved_read(text, &query, &err)) {
        note.lacking = arena_printf(keep, "cannot be used: %s", err.msg);
    } else {
        note.about = arena_copy(keep, query.about);
        size_t n = loaded_fields(app, &a, &fields);

        lacks = saved_lacks(&a, &query.needs, fields, n);
        if (lacks.n)
            note.lacking =
                arena_printf(keep, "the files lack %.*s", STR_ARG(lacks));
    }
    arena_done(&a);
    return note;
}

/* Room for one more. */
static void reserve(struct saved_names *s)
{
    uint32_t cap = 2 * s->cap + 16;
    struct str *items;
    struct saved_note *notes;

    if (s->n < s->cap)
        return;
    items = arena_calloc(&s->arena, cap, sizeof *items);
    notes = arena_calloc(&s->arena, cap, sizeof *notes);
    if (s->n) {
        memcpy(items, s->items, s->n * sizeof *items);
        memcpy(notes, s->notes, s->n * sizeof *notes);
    }
    s->items = items;
    s->notes = notes;
    s->cap = cap;
}

static void see(void *arg, struct str name)
{
    struct app *app = arg;
    struct saved_names *s = &app->saved_names;

    reserve(s);
    s->items[s->n] = arena_copy(&s->arena, name);
    s->notes[s->n++] = note_of(app, name);
}

const struct saved_names *saved_names(struct app *app)
{
    struct saved_names *s = &app->saved_names;
    struct saved_queries *saved = app->options->saved;

    if (!s->known && saved)
        saved->each(saved, see, app);
    s->known = true;
    return s;
}

void saved_names_forget(struct saved_names *s)
{
    arena_done(&s->arena);
    *s = (struct saved_names){.known = false};
}
