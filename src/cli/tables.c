/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/tables.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "cli/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 30 };

struct tables {
    struct lookup_tables base;
    const struct table_option *options;
    size_t n_options;
    uint64_t most_bytes;        /* of a file */
    struct lookup_table **read; /* so far */
    size_t n_read, cap_read;
};

static struct tables *tables_of(struct lookup_tables *t)
{
    /* base is the first member. */
    return (struct tables *)t;
}

bool table_option_read(const char *text, struct table_option *out)
{
    const char *equals = strchr(text, '=');

    if (!equals || equals == text || !equals[1])
        return false;
    *out = (struct table_option){text, (size_t)(equals - text), equals + 1};
    return true;
}

/* Letters, digits and "_" make a name; nothing else becomes part of a path. */
static bool is_table_name(struct str name)
{
    static const struct str good = {"abcdefghijklmnopqrstuvwxyz"
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
                                    64};

    for (size_t i = 0; i < name.n; i++)
        if (!memchr(good.p, name.p[i], good.n))
            return false;
    return name.n > 0;
}

/* Where the table is; false when nothing says. */
static bool find_path(const struct tables *t, struct str name, struct buf *path)
{
    for (size_t i = 0; i < t->n_options; i++) {
        const struct table_option *o = &t->options[i];

        if (str_eq((struct str){o->name, o->name_n}, name)) {
            buf_text(path, o->path);
            return true;
        }
    }
    if (!is_table_name(name) || !config_folder(path, "tables/"))
        return false;
    buf_add(path, name);
    buf_text(path, ".csv");
    return true;
}

static void add_name(struct buf *out, struct str name)
{
    enum { SHOWN = 60 };

    if (out->n > SHOWN)
        return;
    buf_text(out, out->n ? ", " : "");
    buf_add(out, str_slice(name, 0, 25));
}

/* The names of the tables that there are. */
static void list_names(const struct tables *t, struct buf *out)
{
    struct buf folder = {0};
    struct dirent *entry;
    DIR *dir = NULL;

    for (size_t i = 0; i < t->n_options; i++)
        add_name(out, (struct str){t->options[i].name, t->options[i].name_n});
    if (config_folder(&folder, "tables")) {
        buf_char(&folder, '\0');
        dir = opendir(folder.p);
    }
    while (dir && (entry = readdir(dir))) {
        struct str name = str_of(entry->d_name);

        if (str_ends(name, STR(".csv")))
            add_name(out, str_slice(name, 0, name.n - 4));
    }
    if (dir)
        closedir(dir);
    buf_done(&folder);
}

static bool no_table(const struct tables *t, struct str name, struct err *err)
{
    struct buf names = {0};

    list_names(t, &names);
    if (names.n)
        err_set(err, ERR_QUERY,
                "there is no table `%.*s`; there are: %.*s; `--table "
                "%.*s=FILE` gives one",
                STR_ARG(str_slice(name, 0, 25)), STR_ARG(buf_str(&names)),
                STR_ARG(str_slice(name, 0, 25)));
    else
        err_set(err, ERR_QUERY,
                "there is no table `%.*s`; give one with `--table %.*s=FILE`",
                STR_ARG(str_slice(name, 0, 40)),
                STR_ARG(str_slice(name, 0, 40)));
    buf_done(&names);
    return false;
}

static bool is_given(const struct tables *t, struct str name)
{
    for (size_t i = 0; i < t->n_options; i++)
        if (str_eq((struct str){t->options[i].name, t->options[i].name_n},
                   name))
            return true;
    return false;
}

static struct lookup_table *read_path(struct tables *t, struct str name,
                                      const char *path, struct err *err)
{
    struct lookup_table *table = NULL;
    struct buf text = {0};
    char size[NUM_TEXT_MAX];

    if (file_load(path, t->most_bytes, &text))
        table =
            lookup_table_new(name, path, buf_str(&text), t->most_bytes, err);
    else if (errno == ENOENT && !is_given(t, name))
        no_table(t, name, err);
    else if (errno == EFBIG)
        err_set(err, ERR_LIMIT,
                "the table `%.*s`: %s has more than the %s that are allowed",
                STR_ARG(str_slice(name, 0, 40)), path,
                num_format_size(t->most_bytes, size));
    else
        err_set(err, ERR_QUERY, "the table `%.*s`: cannot read %s: %s",
                STR_ARG(str_slice(name, 0, 40)), path, strerror(errno));
    buf_done(&text);
    return table;
}

static struct lookup_table *read_table(struct tables *t, struct str name,
                                       struct err *err)
{
    struct lookup_table *table = NULL;
    struct buf path = {0};

    if (find_path(t, name, &path)) {
        buf_char(&path, '\0');
        table = read_path(t, name, path.p, err);
    } else {
        no_table(t, name, err);
    }
    buf_done(&path);
    return table;
}

static struct lookup_table *find(struct lookup_tables *base, struct str name,
                                 struct err *err)
{
    struct tables *t = tables_of(base);
    struct lookup_table *table = NULL;

    for (size_t i = 0; i < t->n_read && !table; i++)
        if (str_eq(t->read[i]->name, name))
            table = t->read[i];
    if (!table) {
        table = read_table(t, name, err);
        if (table) {
            t->read =
                mem_grow(t->read, t->n_read, &t->cap_read, sizeof(*t->read));
            t->read[t->n_read++] = table;
        }
    }
    return table;
}

struct lookup_tables *tables_new(const struct table_option *options, size_t n,
                                 uint64_t memory_bytes)
{
    struct tables *t = mem_calloc(1, sizeof *t);

    t->base.find = find;
    t->options = options;
    t->n_options = n;
    t->most_bytes =
        memory_bytes && memory_bytes < MOST_BYTES ? memory_bytes : MOST_BYTES;
    return &t->base;
}

void tables_free(struct lookup_tables *base)
{
    struct tables *t = tables_of(base);

    if (!t)
        return;
    for (size_t i = 0; i < t->n_read; i++)
        lookup_table_free(t->read[i]);
    free(t->read);
    free(t);
}
