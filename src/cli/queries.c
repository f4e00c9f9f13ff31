/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/queries.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/folder.h"
#include "flow/field.h"
#include "tui/state.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { N_FOLDERS = 3, NEAR_EDITS = 2, NAME_SHOWN = 60, FILE_MAX = 1 << 20 };

static const struct str suffix = {".cwq", 4};

struct queries {
    struct saved_queries base;
    struct buf folders[N_FOLDERS]; /* empty: not known */
};

static struct queries *queries_of(struct saved_queries *q)
{
    /* base is the first member. */
    return (struct queries *)q;
}

/* --- Finding one --------------------------------------------------------- */

/* A name may not lead out of the folders. */
static bool is_file_name(struct str name)
{
    return name.n > 0 && name.p[0] != '.' && !memchr(name.p, '/', name.n) &&
           !memchr(name.p, '\0', name.n);
}

/* False with errno. */
static bool read_from(const struct buf *folder, struct str name,
                      struct buf *text, struct buf *path)
{
    buf_reset(path);
    errno = ENOENT;
    if (folder->n == 0)
        return false;
    buf_printf(path, "%s/%.*s%s", folder->p, STR_ARG(name), suffix.p);
    return file_load_plain(path->p, FILE_MAX, text);
}

/* What is done with each name; the texts do not outlive the call. */
typedef void name_fn(void *arg, struct str name);

static void each_name(const struct buf *folder, name_fn *see, void *arg)
{
    DIR *dir = folder->n ? opendir(folder->p) : NULL;
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        struct str name = str_of(entry->d_name);

        if (str_ends(name, suffix) && name.n > suffix.n && name.p[0] != '.')
            see(arg, str_slice(name, 0, name.n - suffix.n));
    }
    if (dir)
        closedir(dir);
}

struct nearest {
    struct str wanted;
    unsigned distance;
    char name[NAME_SHOWN];
};

static void see_nearest(void *arg, struct str name)
{
    struct nearest *n = arg;
    unsigned distance = str_distance(n->wanted, name, NEAR_EDITS);

    if (distance >= n->distance || distance >= name.n ||
        name.n >= sizeof n->name)
        return;
    n->distance = distance;
    snprintf(n->name, sizeof n->name, "%.*s", STR_ARG(name));
}

static bool no_query(const struct queries *q, struct str name, struct err *err)
{
    struct nearest n = {.wanted = name, .distance = NEAR_EDITS + 1};

    for (unsigned i = 0; i < N_FOLDERS; i++)
        each_name(&q->folders[i], see_nearest, &n);
    if (n.name[0])
        return err_set(err, ERR_QUERY,
                       "there is no saved query `%.*s`; did you mean `%s`?",
                       STR_ARG(str_slice(name, 0, NAME_SHOWN)), n.name);
    return err_set(err, ERR_QUERY,
                   "there is no saved query `%.*s`; `vpcscope -Q list` shows "
                   "those there are",
                   STR_ARG(str_slice(name, 0, NAME_SHOWN)));
}

static bool find(struct saved_queries *base, struct str name,
                 struct arena *arena, struct str *text, struct err *err)
{
    const struct queries *q = queries_of(base);
    struct buf content = {0}, path = {0};
    bool found = false;

    errno = ENOENT;
    for (unsigned i = 0; is_file_name(name) && i < N_FOLDERS; i++) {
        found = read_from(&q->folders[i], name, &content, &path);
        if (found || errno != ENOENT)
            break;
    }
    if (found)
        *text = arena_copy(arena, buf_str(&content));
    else if (errno != ENOENT)
        err_set(err, ERR_USAGE, "cannot read the saved query %.100s: %s",
                path.p,
                errno == EINVAL ? "it is no plain file" : strerror(errno));
    else
        no_query(q, name, err);
    buf_done(&content);
    buf_done(&path);
    return found;
}

/* --- All of them --------------------------------------------------------- */

struct names {
    char **items;
    size_t n, cap;
};

static void see_one(void *arg, struct str name)
{
    struct names *names = arg;

    names->items =
        mem_grow(names->items, names->n, &names->cap, sizeof *names->items);
    names->items[names->n++] =
        memcpy(mem_calloc(name.n + 1, 1), name.p, name.n);
}

static int order_names(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*x, *y);
}

/* All names, each once, in alphabetical order. */
static void collect_names(const struct queries *q, struct names *names)
{
    size_t n = 0;

    for (unsigned i = 0; i < N_FOLDERS; i++)
        each_name(&q->folders[i], see_one, names);
    if (names->n)
        qsort(names->items, names->n, sizeof *names->items, order_names);
    for (size_t i = 0; i < names->n; i++) {
        if (n && strcmp(names->items[i], names->items[n - 1]) == 0)
            free(names->items[i]);
        else
            names->items[n++] = names->items[i];
    }
    names->n = n;
}

static void each(struct saved_queries *base, saved_see *see, void *arg)
{
    struct names names = {0};

    collect_names(queries_of(base), &names);
    for (size_t i = 0; i < names.n; i++) {
        see(arg, str_of(names.items[i]));
        free(names.items[i]);
    }
    free(names.items);
}

/* --- Saving one ---------------------------------------------------------- */

static enum saved_outcome save(struct saved_queries *base, struct str name,
                               struct str text, bool replace, struct err *err)
{
    const struct buf *folder = &queries_of(base)->folders[0];
    enum saved_outcome outcome = SAVED_FAILED;
    struct buf path = {0};

    if (!is_file_name(name)) {
        err_set(err, ERR_USAGE,
                "a name of a saved query has no / and does not begin with .");
        return SAVED_FAILED;
    }
    if (!folder->n) {
        err_set(err, ERR_USAGE, "there is no folder for them: HOME is not set");
        return SAVED_FAILED;
    }
    buf_printf(&path, "%s/%.*s%s", folder->p, STR_ARG(name), suffix.p);
    state_make_folders(path.p);
    if (file_write(path.p, text, 0666, replace))
        outcome = SAVED_DONE;
    else if (errno == EEXIST)
        outcome = SAVED_EXISTS;
    else
        err_set(err, ERR_SYSTEM, "%.150s: %s", path.p, strerror(errno));
    buf_done(&path);
    return outcome;
}

struct saved_queries *queries_new(void)
{
    struct queries *q = mem_calloc(1, sizeof *q);

    q->base.find = find;
    q->base.each = each;
    q->base.save = save;
    (void)config_folder(&q->folders[0], "queries");
    buf_text(&q->folders[1], ".vpcscope");
    data_folder(&q->folders[2], "queries");
    return &q->base;
}

void queries_free(struct saved_queries *base)
{
    struct queries *q = queries_of(base);

    for (unsigned i = 0; i < N_FOLDERS; i++)
        buf_done(&q->folders[i]);
    free(q);
}

/* --- Listing ------------------------------------------------- */

/* The fields that there are to answer a query with. */
struct loaded {
    const struct str *names;
    size_t n;
    bool known; /* else they are those of the default format */
};

/* " (the files lack azId)", if they do. */
static void put_lacks(struct buf *about, struct arena *arena,
                      const struct saved_query *query,
                      const struct loaded *loaded)
{
    struct str lacks =
        saved_lacks(arena, &query->needs, loaded->names, loaded->n);

    if (lacks.n)
        buf_printf(about,
                   loaded->known ? " (the files lack %.*s)"
                                 : " (not in the default format: %.*s)",
                   STR_ARG(lacks));
}

/* "name(a, b = 5)", and what it is about or what is wrong with it. */
static void describe(struct saved_queries *q, const char *name,
                     const struct loaded *loaded, struct buf *call,
                     struct buf *about)
{
    struct saved_query query = {0};
    struct arena arena = {0};
    struct err err = {0};
    struct str text;

    saved_put_name(call, str_of(name));
    buf_char(call, '(');
    if (q->find(q, str_of(name), &arena, &text, &err) &&
        saved_read(text, &query, &err)) {
        for (uint32_t i = 0; i < query.n; i++) {
            const struct saved_parameter *p = &query.parameters[i];

            buf_printf(call, "%s%.*s%s%.*s", i ? ", " : "", STR_ARG(p->name),
                       p->value.n ? " = " : "", STR_ARG(p->value));
        }
        buf_add(about, query.about);
        put_lacks(about, &arena, &query, loaded);
    } else {
        buf_printf(about, "cannot be used: %s", err.msg);
    }
    buf_char(call, ')');
    arena_done(&arena);
}

/* One line of the list. */
static void put_query(FILE *out, struct saved_queries *q, const char *name,
                      const struct loaded *loaded)
{
    enum { COLUMN = 36 };
    struct buf call = {0}, about = {0}, clean = {0};

    describe(q, name, loaded, &call, &about);
    utf8_clean(&clean, buf_str(&call), SIZE_MAX);
    for (size_t i = utf8_width(buf_str(&call)); i < COLUMN; i++)
        buf_char(&clean, ' ');
    buf_text(&clean, "  ");
    utf8_clean(&clean, buf_str(&about), SIZE_MAX);
    buf_char(&clean, '\n');
    fwrite(clean.p, 1, clean.n, out);
    buf_done(&call);
    buf_done(&about);
    buf_done(&clean);
}

/* The fields of the default format come first in the catalogue. */
static size_t default_format(struct str names[FIELD_CATALOGUE_SIZE])
{
    struct fields *fields = fields_new();
    size_t n = 0;

    for (field_id id = 0; id <= FIELD_LOG_STATUS; id++)
        names[n++] = str_of(fields_get(fields, id)->query_name);
    fields_free(fields);
    return n;
}

void queries_list(FILE *out, const struct str *loaded, size_t n)
{
    struct str usual[FIELD_CATALOGUE_SIZE];
    struct loaded all = {loaded, n, true};
    struct saved_queries *q = queries_new();
    struct names names = {0};

    if (!loaded)
        all = (struct loaded){usual, default_format(usual), false};
    collect_names(queries_of(q), &names);
    for (size_t i = 0; i < names.n; i++) {
        put_query(out, q, names.items[i], &all);
        free(names.items[i]);
    }
    free(names.items);
    queries_free(q);
}
