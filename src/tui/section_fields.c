/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fields of the records: kind, how many values, whether the query uses
 * it and whether the table shows it.
 */
#include "tui/section.h"

#include "base/utf8.h"
#include "tui/app.h"
#include "tui/columns.h"
#include "tui/fields.h"
#include "tui/show.h"

enum { NAME_COL = 2, KIND_W = 4, COUNT_W = 5, COUNT_DIGITS = 4 };

/* Texts that come from a short list, by the documents. */
static const struct str listed[] = {
    STR("action"),
    STR("logStatus"),
    STR("type"),
    STR("flowDirection"),
    STR("rejectReason"),
    STR("interfaceType"),
    STR("sublocationType"),
    STR("nextHopInterfaceType"),
};

static const char *const kinds[] = {
    [TYPE_TEXT] = "str",  [TYPE_IP] = "ip",   [TYPE_PORT] = "port",
    [TYPE_SMALL] = "num", [TYPE_INT] = "num", [TYPE_TIME] = "time",
};

static const char *kind_of(const struct app *app, struct str name)
{
    const struct field *field = app_field(app, name);

    if (!field)
        return str_eq(name, STR("@timestamp")) ? "time" : "str";
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        if (str_eq(listed[i], name))
            return "enum";
    return kinds[field->type];
}

/* Times and counters have as many values as records: nothing to learn. */
static bool is_counted(const struct app *app, struct str name)
{
    const struct field *field = app_field(app, name);

    return field && field->type != TYPE_TIME && field->type != TYPE_INT;
}

bool fields_ask_distinct(const struct app *app, struct arena *a,
                         struct str *out)
{
    struct str *names = arena_calloc(a, app->n_columns + 1, sizeof *names);
    uint32_t n = 0;

    for (uint32_t i = 0; i < app->n_columns; i++)
        if (is_counted(app, app->columns[i]))
            names[n++] = app->columns[i];
    *out = ask_distinct(a, names, n);
    return n > 0;
}

static struct str count_text(const struct app *app, struct arena *a,
                             struct value v)
{
    const struct result *r = app->loose[PART_DISTINCT];
    struct num n = value_num(v);
    bool about = value_is_estimate(v) || result_is_partial(r);
    char text[SHOW_MAX];

    if (n.kind == NUM_NONE)
        return (struct str){0};
    show_short(num_double(n), COUNT_DIGITS, text);
    return arena_printf(a, "%s%s", about ? "~" : "", text);
}

/* The answer has a column for each field that is counted, in their order. */
static void load(struct app *app)
{
    struct fields_page *p = &app->fields_page;
    struct result *r = app->loose[PART_DISTINCT];
    struct value *values;
    struct err err = {0};
    uint32_t next = 0;

    p->counts = arena_calloc(&p->arena, app->n_columns + 1, sizeof *p->counts);
    if (!r || result_n_rows(r) != 1)
        return;
    values = arena_calloc(&p->arena, result_n_columns(r) + 1, sizeof *values);
    if (!result_read(r, 0, 1, &p->arena, values, &err))
        return;
    for (uint32_t i = 0; i < app->n_columns && next < result_n_columns(r); i++)
        if (is_counted(app, app->columns[i]))
            p->counts[i] = count_text(app, &p->arena, values[next++]);
}

static struct str title(const struct app *app, struct arena *a)
{
    return arena_printf(a, "Fields %zu", app->n_fields);
}

static uint32_t count(const struct app *app)
{
    return app->n_columns;
}

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '@';
}

/* The next word of a text from *at on, or what is in backquotes. */
static struct str next_word(struct str text, size_t *at)
{
    size_t from, end;

    while (*at < text.n && !word_byte(text.p[*at]) && text.p[*at] != '`')
        ++*at;
    from = *at;
    if (from < text.n && text.p[from] == '`') {
        end = ++from;
        while (end < text.n && text.p[end] != '`')
            end++;
        *at = end < text.n ? end + 1 : end;
    } else {
        end = from;
        while (end < text.n && word_byte(text.p[end]))
            end++;
        *at = end;
    }
    return str_slice(text, from, end);
}

/* The field stands in the query, by any of its names. */
static bool used(struct str query, struct str name)
{
    field_id id = field_by_log_name(name);

    for (size_t at = 0; at < query.n;) {
        struct str word = next_word(query, &at);

        if (str_eq(word, name) ||
            (id != FIELD_NONE && word.n && field_by_log_name(word) == id))
            return true;
    }
    return false;
}

static void draw(const struct app *app, const struct canvas *c, int y,
                 uint32_t row, bool cursor)
{
    struct str name = app->columns[row];
    int kind = c->r.w - 1 - COUNT_W - 1 - KIND_W;
    int room = kind - NAME_COL;
    int width;

    if (cursor)
        draw_run(c, y, NAME_COL, room, ROLE_CURSOR, " ");
    if (column_is_shown(app, name))
        draw_text(c, y, 1, 1, ROLE_DIM, STR("+"));
    width = draw_text(c, y, NAME_COL, room - 1,
                      cursor ? ROLE_CURSOR : ROLE_NORMAL, name);
    if (used(str_of(app_step(app)->query), name))
        draw_text(c, y, NAME_COL + width, 1, ROLE_MATCH, STR("*"));
    draw_text(c, y, kind, KIND_W, ROLE_DIM, str_of(kind_of(app, name)));
    draw_right(c, y, c->r.w - 1 - COUNT_W, COUNT_W, ROLE_NORMAL,
               app->fields_page.counts[row]);
}

static bool cell(struct app *app, uint32_t row, struct cell_at *out)
{
    *out = (struct cell_at){.column = app->columns[row], .no_value = true};
    return true;
}

static void enter(struct app *app, uint32_t row)
{
    fields_choose(app, app->columns[row]);
}

const struct section section_fields = {
    .load = load,
    .title = title,
    .count = count,
    .draw = draw,
    .cell = cell,
    .enter = enter,
    .foot = "* in the query  + shown",
};
