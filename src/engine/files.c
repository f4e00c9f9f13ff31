/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SOURCE: names to loaded files (query-language.md 7.15). */
#include "engine/plan.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool is_named(const struct dataset *ds, size_t file, struct str name)
{
    struct str path = str_of(dataset_path(ds, (uint32_t)file));

    return str_starts(path, name) || str_starts(str_base_name(path), name);
}

static bool choose_named(bool *files, size_t n, const struct dataset *ds,
                         struct str name)
{
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        bool named = is_named(ds, i, name);

        files[i] = files[i] || named;
        any = any || named;
    }
    return any;
}

/* "a.log, b.log and 7 more" */
static void list_files(struct buf *out, const struct dataset *ds)
{
    enum { SHOWN = 3, NAME = 30 };
    size_t n = dataset_n_files(ds);

    for (size_t i = 0; i < n && i < SHOWN; i++) {
        struct str name = str_base_name(str_of(dataset_path(ds, (uint32_t)i)));

        buf_text(out, i ? ", " : "");
        buf_add(out, str_slice(name, 0, NAME));
    }
    if (n > SHOWN)
        buf_printf(out, " and %zu more", n - SHOWN);
}

static bool no_file(const struct dataset *ds, struct str name, struct span at,
                    struct err *err)
{
    struct buf loaded = {0};

    list_files(&loaded, ds);
    err_set_at(err, ERR_QUERY, at,
               "no loaded file is called `%.*s` or begins so; loaded: %.*s",
               STR_ARG(str_slice(name, 0, 40)), STR_ARG(buf_str(&loaded)));
    buf_done(&loaded);
    return false;
}

static bool add_source(struct plan *p, const struct stage *s,
                       const struct dataset *ds, struct err *err)
{
    if (s->source.n == 0)
        memset(p->files, true, p->n_files);
    for (uint32_t i = 0; i < s->source.n; i++)
        if (!choose_named(p->files, p->n_files, ds, s->source.names[i]))
            return no_file(ds, s->source.names[i], s->source.names_at[i], err);
    return true;
}

/* Of the first n files, of which outer are those of the outer query. */
static bool choose(struct plan *p, const bool *outer, size_t n,
                   const struct dataset *ds, struct err *err)
{
    const struct stage *s = p->query->stages;

    p->n_files = n;
    if (outer || (s && s->kind == STAGE_SOURCE))
        p->files = mem_calloc(n, sizeof *p->files);
    if (outer && !(s && s->kind == STAGE_SOURCE))
        memcpy(p->files, outer, n * sizeof *p->files);
    for (; s && s->kind == STAGE_SOURCE; s = s->next)
        if (!add_source(p, s, ds, err))
            return false;
    for (uint32_t i = 0; i < p->n_subs; i++)
        if (!choose(p->subs[i].plan, p->files, n, ds, err))
            return false;
    return true;
}

bool plan_choose_files(struct plan *p, const struct dataset *ds,
                       struct err *err)
{
    return choose(p, NULL, dataset_n_files(ds), ds, err);
}

static void forget(struct plan *p)
{
    free(p->files);
    p->files = NULL;
    for (uint32_t i = 0; i < p->n_subs; i++)
        forget(p->subs[i].plan);
}

void plan_choose_again(struct plan *p, const struct dataset *ds)
{
    struct err err = {0};

    if (!p->files || p->n_files == dataset_n_files(ds))
        return;
    forget(p);
    /* Files only come, so what was found before is found again. */
    plan_choose_files(p, ds, &err);
}
