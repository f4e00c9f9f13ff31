/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The names that can be used behind some stages: the binder knows them. A
 * stage that it or the parser refuses is taken out, and the rest tried again.
 */
#include "query/complete_int.h"

#include "query/bind_int.h"

#include <string.h>

/* --- Which field a slot is ------------------------------------------------ */

static field_id origin_of(const struct scope_build *s, uint32_t slot)
{
    for (;;) {
        const struct slot *k = &s->s.slots[slot];
        const struct expr *key;

        if (k->kind == SLOT_FIELD)
            return k->field;
        if (k->kind != SLOT_KEY || !s->before)
            return FIELD_NONE;
        key = s->before->s.keys[k->index];
        if (key->kind != EXPR_FIELD)
            return FIELD_NONE;
        slot = key->field.slot;
        s = s->before;
    }
}

static const char *help_of(enum slot_kind kind)
{
    switch (kind) {
    case SLOT_KEY:
        return "group of the stats before";
    case SLOT_AGG:
        return "aggregate of the stats before";
    case SLOT_CAPTURE:
        return "taken out of a text before";
    default:
        return "defined by this query";
    }
}

/* --- Names of a binder ---------------------------------------------------- */

static void add(struct arena *a, struct visible *v, uint32_t *cap,
                struct visible_name name)
{
    uint32_t at = name_index_get(&v->by_name, name.name);

    if (at != NAME_NONE) {
        v->names[at] = name;
        return;
    }
    if (v->n == *cap) {
        struct visible_name *old = v->names;

        *cap = *cap ? 2 * *cap : 16;
        v->names = arena_alloc(a, *cap * sizeof *v->names);
        if (v->n)
            memcpy(v->names, old, v->n * sizeof *v->names);
    }
    name_index_set(a, &v->by_name, name.name, v->n);
    v->names[v->n++] = name;
}

/* The names of a scope, each behind the prefix. */
static void add_scope(struct arena *a, struct visible *v, uint32_t *cap,
                      const struct scope_build *s, struct str prefix)
{
    for (uint32_t i = 0; i < s->n_names; i++) {
        const struct bound_name *n = &s->names[i];
        struct visible_name name = {.origin = origin_of(s, n->slot)};

        name.name =
            arena_printf(a, "%.*s%.*s", STR_ARG(prefix), STR_ARG(n->name));
        name.help = str_of(help_of(s->s.slots[n->slot].kind));
        name.as_written =
            n->by_text && (n->fn || s->notes[n->slot].is_bin) && !prefix.n;
        add(a, v, cap, name);
    }
}

/* Columns of the right side of a join; all of the log's, if it has them. */
static void add_join(struct arena *a, struct visible *v, uint32_t *cap,
                     const struct join_names *j, const struct fields *fields)
{
    const struct scope_build *right = j->right->scope;
    struct str prefix = arena_printf(a, "%.*s.", STR_ARG(j->stage->join.right));

    if (!right->before) {
        for (size_t i = 0; i < fields_count(fields); i++) {
            const struct field *f = fields_get(fields, (field_id)i);
            struct visible_name name = {.origin = (field_id)i};

            name.name =
                arena_printf(a, "%.*s%s", STR_ARG(prefix), f->query_name);
            name.help = str_of(f->help);
            add(a, v, cap, name);
        }
    }
    add_scope(a, v, cap, right, prefix);
}

/* --- Stages --------------------------------------------------------------- */

/* Stages to bind, in order. */
struct kept {
    struct span *at; /* in the text */
    uint32_t n;
};

/* Those leave the names as they are, and may be long. */
static bool defines_names(enum stage_kind kind)
{
    switch (kind) {
    case STAGE_SOURCE:
    case STAGE_FILTER:
    case STAGE_FILTER_INDEX:
    case STAGE_SORT:
    case STAGE_LIMIT:
    case STAGE_DEDUP:
    case STAGE_UNMASK:
    case STAGE_SAVED: /* it is not known what it stands for */
        return false;
    default:
        return true;
    }
}

static struct str join(struct arena *a, struct str text,
                       const struct kept *kept)
{
    struct buf out = {0};
    struct str joined;

    for (uint32_t i = 0; i < kept->n; i++) {
        if (i)
            buf_char(&out, '|');
        buf_add(&out, str_slice(text, kept->at[i].start, kept->at[i].end));
        buf_char(&out, '\n'); /* it may end in a comment */
    }
    joined = arena_copy(a, buf_str(&out));
    buf_done(&out);
    return joined;
}

/* Leave out the stage that holds the offset in the joined text. */
static void drop_stage(struct kept *kept, uint32_t offset)
{
    uint32_t end = 0, i = 0, n = 0;

    for (; i < kept->n; i++) {
        end += kept->at[i].end - kept->at[i].start + 2;
        if (end > offset || i + 1 == kept->n)
            break;
    }
    for (uint32_t k = 0; k < kept->n; k++)
        if (k != i)
            kept->at[n++] = kept->at[k];
    kept->n = n;
}

/* False with the offset that is wrong. */
static bool read_stages(struct arena *a, struct str text,
                        const struct bind_options *options, struct visible *out,
                        uint32_t *wrong)
{
    struct err err = {0};
    struct query *q = query_parse(text, false, &err);
    struct binder b = {.q = q, .options = options, .err = &err, .quiet = true};
    uint32_t cap = 0;
    bool good;

    *wrong = err.at.start;
    if (!q)
        return false;
    q->n_notices = UINT32_MAX; /* nobody reads any: do not look for them */
    good = bind_stages(&b);
    *wrong = err.at.start;
    *out = (struct visible){.log = !b.scope->before};
    if (good) {
        for (struct join_names *j = b.joins; j && out->log; j = j->next)
            add_join(a, out, &cap, j, options->fields);
        add_scope(a, out, &cap, b.scope, STR(""));
    }
    query_free(q);
    return good;
}

void complete_scope(struct arena *a, struct str text,
                    const struct typed_stage *stages, uint32_t n,
                    uint32_t query, const struct bind_options *options,
                    struct visible *out)
{
    enum { TRIES = 4 };
    struct kept kept = {.at = arena_calloc(a, n, sizeof *kept.at)};
    uint32_t wrong;

    for (uint32_t i = 0; i < n; i++)
        if (stages[i].query == query && stages[i].at.end > 0 &&
            defines_names(stages[i].kind))
            kept.at[kept.n++] = stages[i].at;
    for (int i = 0; i < TRIES && kept.n > 0; i++) {
        if (read_stages(a, join(a, text, &kept), options, out, &wrong))
            return;
        drop_stage(&kept, wrong);
    }
    *out = (struct visible){.log = true};
}

field_id complete_origin(const struct visible *v,
                         const struct bind_options *options, struct str name)
{
    uint32_t at = name_index_get(&v->by_name, name);
    field_id id;

    if (at != NAME_NONE)
        return v->names[at].origin;
    if (!v->log)
        return FIELD_NONE;
    id = fields_find(options->fields, name);
    return id != FIELD_NONE ? id : fields_find_lenient(options->fields, name);
}
