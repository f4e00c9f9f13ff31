/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/answer_complete.h"

#include "tui/app.h"
#include "tui/line.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CANDIDATES_MAX = 500 };

/* Candidates as they are found. */
struct found {
    struct arena *arena;
    struct str typed; /* what they begin with */
    struct completion *out;
};

static void begin(struct found *f, struct arena *a, struct str text,
                  size_t from, size_t cursor, struct completion *out)
{
    *out = (struct completion){
        .expect = COMPLETE_NAME,
        .field_id = FIELD_NONE,
        .at = {(uint32_t)from, (uint32_t)cursor},
        .typed = str_slice(text, from, cursor),
        .items = arena_calloc(a, CANDIDATES_MAX, sizeof *out->items)};
    *f = (struct found){a, out->typed, out};
}

static void add(struct found *f, struct str name, struct str help)
{
    if (!str_starts(name, f->typed) || f->out->n == CANDIDATES_MAX)
        return;
    f->out->items[f->out->n++] =
        (struct candidate){.kind = CANDIDATE_NAME,
                           .name = arena_copy(f->arena, name),
                           .insert = arena_copy(f->arena, name),
                           .help = arena_copy(f->arena, help)};
}

static int order_names(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    return str_cmp(x->name, y->name);
}

static void sort(struct completion *out)
{
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, order_names);
}

/* --- Files --------------------------------------------------------------- */

static bool is_folder(struct arena *a, struct str folder, const char *name)
{
    struct stat status;

    return stat(arena_printf(a, "%.*s%s", STR_ARG(folder), name).p, &status) ==
               0 &&
           S_ISDIR(status.st_mode);
}

/* The entries of a folder, which is named up to and with its last slash. */
static void add_files(struct found *f, struct str folder)
{
    struct str path = folder.n ? arena_copy(f->arena, folder) : STR("./");
    DIR *dir = opendir(path.p);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        const char *name = entry->d_name;
        bool hidden = name[0] == '.' && f->typed.n == folder.n;

        if (hidden || !strcmp(name, ".") || !strcmp(name, ".."))
            continue;
        add(f,
            arena_printf(f->arena, "%.*s%s%s", STR_ARG(folder), name,
                         is_folder(f->arena, path, name) ? "/" : ""),
            (struct str){0});
    }
    if (dir)
        closedir(dir);
}

static void complete_file(struct arena *a, struct str text, size_t from,
                          size_t cursor, struct completion *out)
{
    struct found f;
    size_t slash;

    begin(&f, a, text, from, cursor, out);
    slash = f.typed.n;
    while (slash && f.typed.p[slash - 1] != '/')
        slash--;
    add_files(&f, str_slice(f.typed, 0, slash));
    sort(out);
}

void file_complete(struct app *app, struct arena *a, struct str text,
                   size_t cursor, struct completion *out)
{
    (void)app;
    complete_file(a, text, 0, cursor, out);
}

/* --- Lines --------------------------------------------------------------- */

/* next_pane is typed as next-pane. */
static struct str typed_name(struct arena *a, const char *name)
{
    struct str copy = arena_copy(a, str_of(name));
    char *p = (char *)(uintptr_t)copy.p;

    for (size_t i = 0; i < copy.n; i++)
        if (p[i] == '_')
            p[i] = '-';
    return copy;
}

static void complete_name(struct arena *a, struct str text, size_t from,
                          size_t cursor, struct completion *out)
{
    struct found f;

    begin(&f, a, text, from, cursor, out);
    for (size_t i = 0; i < line_count(); i++)
        add(&f, typed_name(a, line_at(i)->name), str_of(line_at(i)->help));
    for (int id = 0; id < COMMAND_COUNT; id++)
        add(&f, typed_name(a, command_at((enum command_id)id)->name),
            str_of(command_at((enum command_id)id)->help));
    sort(out);
}

static void complete_setting(struct arena *a, struct str text, size_t from,
                             size_t cursor, struct completion *out)
{
    struct found f;

    begin(&f, a, text, from, cursor, out);
    for (int id = 0; id < SETTING_COUNT; id++)
        add(&f, str_of(setting_at((enum setting_id)id)->name),
            str_of(setting_at((enum setting_id)id)->help));
    sort(out);
}

static void complete_saved(struct app *app, struct arena *a, struct str text,
                           size_t from, size_t cursor, struct completion *out)
{
    const struct saved_names *names = saved_names(app);
    struct found f;

    begin(&f, a, text, from, cursor, out);
    for (uint32_t i = 0; i < names->n; i++)
        add(&f, names->items[i], (struct str){0});
}

static bool takes_file(struct str command)
{
    return str_eq(command, STR("open")) || str_eq(command, STR("report")) ||
           str_eq(command, STR("write"));
}

void line_complete(struct app *app, struct arena *a, struct str text,
                   size_t cursor, struct completion *out)
{
    size_t from = 0, name;

    while (from < cursor && text.p[from] == ' ')
        from++;
    name = from;
    while (name < cursor && text.p[name] != ' ')
        name++;
    struct str command = str_slice(text, from, name);
    size_t argument = name;

    while (argument < cursor && text.p[argument] == ' ')
        argument++;
    if (name == cursor)
        complete_name(a, text, from, cursor, out);
    else if (str_eq(command, STR("load")) || str_eq(command, STR("save")))
        complete_saved(app, a, text, argument, cursor, out);
    else if (str_eq(command, STR("help")))
        complete_name(a, text, argument, cursor, out);
    else if (str_eq(command, STR("set")))
        complete_setting(a, text, argument, cursor, out);
    else if (takes_file(command))
        complete_file(a, text, argument, cursor, out);
    else
        *out = (struct completion){.expect = COMPLETE_NOTHING};
}
