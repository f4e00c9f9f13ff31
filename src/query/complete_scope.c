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

/* --- Stages that are wrong ------------------------------------------------ */

/* text without the stage that holds the offset; false when that is all. */
static bool drop_stage(struct arena *a, struct str *text, uint32_t offset)
{
    struct outline o;
    struct piece piece;
    uint32_t start = 0, end = (uint32_t)text->n;

    outline_init(&o, a, *text);
    while (outline_next(&o, &piece)) {
        uint32_t next = o.frames[0].stage_start;

        if (o.n_frames > 1 || next == start)
            continue;
        if (next > offset) {
            end = next;
            break;
        }
        start = next;
    }
    if (start == 0 && end == text->n)
        return false;
    if (end == text->n) /* the last: the "|" before it, too */
        *text = str_slice(*text, 0, start - 1);
    else
        *text = arena_printf(a, "%.*s%.*s", STR_ARG(str_slice(*text, 0, start)),
                             STR_ARG(str_slice(*text, end, text->n)));
    return true;
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

void complete_scope(struct arena *a, struct str stages,
                    const struct bind_options *options, struct visible *out)
{
    enum { TRIES = 4 };
    uint32_t wrong;

    for (int i = 0; i < TRIES; i++) {
        if (read_stages(a, stages, options, out, &wrong))
            return;
        if (!drop_stage(a, &stages, wrong))
            break;
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
