/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of the records (class L): names and kinds, those of the query
 * marked. For looking only. */
#include "tui/app.h"

#include <stdio.h>

enum { KIND_W = 5 };

static const char *const kinds[] = {
    [TYPE_TEXT] = "text",  [TYPE_IP] = "ip",     [TYPE_PORT] = "port",
    [TYPE_SMALL] = "num",  [TYPE_INT] = "num",   [TYPE_TIME] = "time",
};

static void load(struct app *app, struct rect r)
{
    (void)app;
    (void)r;
}

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '@';
}

/* name stands in the query as a word. */
static bool used(struct str query, struct str name)
{
    for (size_t from = 0; from < query.n;) {
        struct str rest = str_slice(query, from, query.n);
        size_t at = from + str_find(rest, name);
        size_t end = at + name.n;

        if (end > query.n)
            return false;
        if ((at == 0 || !word_byte(query.p[at - 1])) &&
            (end == query.n || !word_byte(query.p[end])))
            return true;
        from = at + 1;
    }
    return false;
}

static void draw(const struct app *app, const struct canvas *c, bool focused)
{
    struct str query = str_of(app_step(app)->query);
    char title[40];

    snprintf(title, sizeof title, "Fields %zu", app->n_fields);
    draw_title(c, focused, str_of(title), (struct str){0});
    for (size_t i = 0; i < app->n_fields && (int)i + 1 < c->r.h; i++) {
        const struct engine_field *f = &app->fields[i];
        int row = (int)i + 1;
        int width = draw_text(c, row, 1, c->r.w - KIND_W - 3, ROLE_NORMAL,
                              f->name);

        if (used(query, f->name))
            draw_text(c, row, 1 + width, 1, ROLE_MATCH, STR("*"));
        draw_text(c, row, c->r.w - KIND_W, KIND_W, ROLE_DIM,
                  str_of(kinds[f->field->type]));
    }
}

const struct pane pane_fields = {
    .name = "fields",
    .load = load,
    .draw = draw,
};
