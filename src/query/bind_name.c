/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names to slots. In the first scope a name is, in this order, what the query
 * defined, a log field, a system field, either in a lenient spelling
 * (query-language.md 15.1), or null in every row. After a stats only its
 * columns and later definitions exist; anything else is an error.
 */
#include "query/bind_int.h"

#include "base/num.h"

static const struct {
    const char *name;
    enum system_field field;
    enum result_type type;
} system_fields[] = {
    {"@timestamp", SYSTEM_TIMESTAMP, RESULT_TIME},
    {"@message", SYSTEM_MESSAGE, RESULT_TEXT},
    {"@logStream", SYSTEM_LOG_STREAM, RESULT_TEXT},
    {"@log", SYSTEM_LOG, RESULT_TEXT},
    {"@logGroup", SYSTEM_LOG, RESULT_TEXT},
    {"@logGroupName", SYSTEM_LOG, RESULT_TEXT},
    {"@ingestionTime", SYSTEM_INGESTION_TIME, RESULT_TIME},
    {"@ptr", SYSTEM_PTR, RESULT_TEXT},
    {"@aws.account", SYSTEM_ACCOUNT, RESULT_TEXT},
    {"@data_source_name", SYSTEM_SOURCE_NAME, RESULT_TEXT},
    {"@data_source_type", SYSTEM_SOURCE_TYPE, RESULT_TEXT},
};

enum {
    N_SYSTEM = sizeof system_fields / sizeof *system_fields,
    NEAR_EDITS = 2,
    STATS_SHOWN = 60 /* bytes of a stats in messages */
};

/* For "%.*s" in messages, which hold 200 bytes. */
#define SHOWN(s) (int)((s).n < 64 ? (s).n : 64), (s).p

const char *system_field_name(unsigned i)
{
    return i < N_SYSTEM ? system_fields[i].name : NULL;
}

/* Number in system_fields, or N_SYSTEM. */
static size_t find_system(struct str name, bool any_case)
{
    for (size_t i = 0; i < N_SYSTEM; i++) {
        struct str own = str_of(system_fields[i].name);

        if (any_case ? str_eq_nocase(own, name) : str_eq(own, name))
            return i;
    }
    return N_SYSTEM;
}

/* The nearest so far to a name that is wrong. */
struct nearest {
    struct str wanted;
    struct str name;
    unsigned distance;
};

static void consider(struct nearest *n, struct str name)
{
    unsigned d = str_distance(n->wanted, name, NEAR_EDITS);

    if (d < n->distance && d < name.n && d < n->wanted.n) {
        n->distance = d;
        n->name = name;
    }
}

static bool is_loaded(const struct binder *b, field_id id)
{
    if (!b->options->loaded)
        return true;
    for (size_t i = 0; i < b->options->n_loaded; i++)
        if (b->options->loaded[i] == id)
            return true;
    return false;
}

/* Not in the catalogue, and in no header so far: a query named it. */
static bool is_unseen(const struct binder *b, field_id id)
{
    return id >= FIELD_CATALOGUE_SIZE && !is_loaded(b, id);
}

/* The name that may have been meant; empty when none is near. */
static struct str nearest_name(const struct binder *b, struct str name)
{
    struct nearest n = {.wanted = name, .distance = NEAR_EDITS + 1};

    for (uint32_t i = 0; i < b->scope->n_names; i++)
        consider(&n, b->scope->names[i].name);
    if (b->scope->before)
        return n.name;
    for (size_t i = 0; i < fields_count(b->options->fields); i++) {
        const struct field *f = fields_get(b->options->fields, (field_id)i);

        if (!is_unseen(b, (field_id)i))
            consider(&n, str_of(f->query_name));
    }
    for (size_t i = 0; i < N_SYSTEM; i++)
        consider(&n, str_of(system_fields[i].name));
    return n.name;
}

/* The slot of this name that is there, or this one. */
static uint32_t origin_slot(struct binder *b, struct slot slot,
                            struct slot_note note)
{
    struct name_index *index = &b->scope->by_origin;
    uint32_t i = name_index_get(index, slot.name);

    if (i != NAME_NONE)
        return i;
    i = bind_add_slot(b, slot, note);
    name_index_set(&b->q->arena, index, slot.name, i);
    return i;
}

/* The slot of a log field, made when it is first named. */
static uint32_t field_slot(struct binder *b, field_id id, struct span at)
{
    const struct field *f = fields_get(b->options->fields, id);
    bool numeric = f->type != TYPE_TEXT && f->type != TYPE_IP;
    struct slot slot = {.kind = SLOT_FIELD,
                        .name = str_of(f->query_name),
                        .type = numeric ? RESULT_NUMBER : RESULT_TEXT};
    struct slot_note note = {.numeric_field = numeric};
    uint32_t there = name_index_get(&b->scope->by_origin, slot.name);

    if (there != NAME_NONE)
        return there;
    if (!is_loaded(b, id))
        bind_notice(b, at, "no loaded file has the field `%s`%s", f->query_name,
                    b->options->awaited ? " so far" : "");
    slot.field = id;
    return origin_slot(b, slot, note);
}

static uint32_t system_slot(struct binder *b, size_t which)
{
    struct slot slot = {.kind = SLOT_SYSTEM,
                        .name = str_of(system_fields[which].name),
                        .type = system_fields[which].type};

    slot.system = system_fields[which].field;
    return origin_slot(b, slot, (struct slot_note){0});
}

/*
 * "srcAddr_2" is the second of two columns of that name, which a header gives
 * a field of its own: that of the first, or none. *nth: which.
 */
static field_id repeated_field(const struct binder *b, struct str name,
                               unsigned *nth)
{
    enum { MOST = 512 };
    size_t n = name.n;
    uint64_t number;

    while (n > 0 && name.p[n - 1] != '_')
        n--;
    if (n < 2 || !num_parse_uint(str_slice(name, n, name.n), MOST, &number) ||
        number < 2)
        return FIELD_NONE;
    *nth = (unsigned)number;
    return fields_find_lenient(b->options->fields, str_slice(name, 0, n - 1));
}

/* The field that a header may have that is still to be read; or none. */
static field_id await_field(const struct binder *b, struct str name)
{
    enum { LONGEST = 64 };
    unsigned nth;

    if (!b->options->awaited || name.n > LONGEST)
        return FIELD_NONE;
    field_id of = repeated_field(b, name, &nth);
    if (of != FIELD_NONE)
        return fields_add_repeat(b->options->awaited, of, nth);
    /* A field that is there has another spelling, which strict minds. */
    field_id there = fields_by_log_name(b->options->fields, name);
    if (there != FIELD_NONE && !is_unseen(b, there))
        return FIELD_NONE;
    return fields_add(b->options->awaited, name);
}

static void tell_unknown(struct binder *b, struct str name, struct span at,
                         bool awaited)
{
    const char *until = awaited ? " so far, so it is null until one is"
                                : ", so it is null in every row";
    struct str near = STR("");

    if (!query_notices_full(b->q))
        near = nearest_name(b, name);
    if (str_eq_nocase(name, STR("null")))
        bind_notice(b, at,
                    "no comparison with null is true; write `isPresent(f)` or "
                    "`not isPresent(f)`");
    else if (near.n)
        bind_notice(b, at, "no field is named `%.*s`%s; did you mean `%.*s`?",
                    SHOWN(name), until, SHOWN(near));
    else
        bind_notice(b, at, "no field is named `%.*s`%s", SHOWN(name), until);
    query_doubt(b->q, at);
}

/* A name that nothing has, so far. */
static uint32_t unknown_slot(struct binder *b, struct str name, struct span at)
{
    struct slot slot = {.kind = SLOT_NULL, .name = name};
    field_id id = await_field(b, name);

    if (id != FIELD_NONE) {
        slot.kind = SLOT_FIELD;
        slot.type = RESULT_TEXT;
        slot.field = id;
    }
    tell_unknown(b, name, at, id != FIELD_NONE);
    return origin_slot(b, slot, (struct slot_note){0});
}

/* A name of the first scope that the query did not define. */
static uint32_t log_slot(struct binder *b, struct str name, struct span at)
{
    field_id id = fields_find(b->options->fields, name);
    size_t which;

    if (id != FIELD_NONE && !is_unseen(b, id))
        return field_slot(b, id, at);
    which = find_system(name, !b->q->strict);
    if (which < N_SYSTEM) {
        if (!str_eq(name, str_of(system_fields[which].name)))
            bind_notice(b, at, "`%.*s` is read as `%s`", SHOWN(name),
                        system_fields[which].name);
        return system_slot(b, which);
    }
    id = b->q->strict ? FIELD_NONE
                      : fields_find_lenient(b->options->fields, name);
    if (id == FIELD_NONE || is_unseen(b, id))
        return unknown_slot(b, name, at);
    bind_notice(b, at, "`%.*s` is read as `%s`", SHOWN(name),
                fields_get(b->options->fields, id)->query_name);
    return field_slot(b, id, at);
}

/* Does a column fit the name that stands for its origin? */
static bool fits(const struct scope_build *scope, const struct bound_name *n,
                 struct str name, const struct function *fn, field_id id)
{
    if (id != FIELD_NONE)
        return n->field == id;
    if (fn)
        return n->fn == fn;
    return str_eq(name, STR("@timestamp")) && scope->notes[n->slot].is_bin;
}

/*
 * The only column that comes from what name stands for: the log field, the
 * aggregate function, or for @timestamp the time bin (15.1 to 15.3).
 */
static const struct bound_name *by_origin(const struct binder *b,
                                          struct str name)
{
    field_id id = fields_find_lenient(b->options->fields, name);
    const struct function *fn = function_find(name);
    const struct bound_name *found = NULL;

    for (uint32_t i = 0; i < b->scope->n_names; i++) {
        const struct bound_name *n = &b->scope->names[i];

        if (!fits(b->scope, n, name, fn, id))
            continue;
        if (found && found->slot != n->slot)
            return NULL;
        found = n;
    }
    return found;
}

/* Did the name mean something in a scope before this one? */
static bool existed(const struct binder *b, struct str name)
{
    if (find_system(name, false) < N_SYSTEM ||
        fields_find(b->options->fields, name) != FIELD_NONE)
        return true;
    for (const struct scope_build *s = b->scope->before; s; s = s->before)
        if (bind_find_name(s, name))
            return true;
    return false;
}

/* A name in the list of stats, where only values of groups may stand. */
static bool outside_aggregate(struct binder *b, struct str name, struct span at)
{
    const struct function *fn = function_find(name);

    if (fn && fn->kind == FUNCTION_AGGREGATE)
        return err_set_at(
            b->err, ERR_QUERY, at, "`%s` is a function: write `%s(%s)`",
            fn->name, fn->name, fn->id == FUNCTION_COUNT_ROWS ? "*" : fn->args);
    return err_set_at(b->err, ERR_QUERY, at,
                      "`%.*s` is neither inside an aggregate nor in `by`",
                      SHOWN(name));
}

static bool unknown_after_stats(struct binder *b, struct str name,
                                struct span at)
{
    struct str near = nearest_name(b, name), stats;
    struct str word = bind_source(b, b->scope->made_by->word_at);

    if (b->grouped && !b->in_aggregate)
        return outside_aggregate(b, name, at);
    if (existed(b, name)) {
        stats =
            bind_text_name(&b->q->arena, bind_source(b, b->scope->made_by->at));
        return err_set_at(b->err, ERR_QUERY, at,
                          "`%.*s` does not exist after `%.*s%s`, which keeps "
                          "only its own columns",
                          SHOWN(name),
                          stats.n < STATS_SHOWN ? (int)stats.n : STATS_SHOWN,
                          stats.p, stats.n < STATS_SHOWN ? "" : "...");
    }
    if (near.n)
        return err_set_at(
            b->err, ERR_QUERY, at,
            "there is no `%.*s` after `%.*s`; did you mean `%.*s`?",
            SHOWN(name), SHOWN(word), SHOWN(near));
    return err_set_at(b->err, ERR_QUERY, at, "there is no `%.*s` after `%.*s`",
                      SHOWN(name), SHOWN(word));
}

bool bind_find_slot(struct binder *b, struct str name, struct span at,
                    uint32_t *slot)
{
    const struct bound_name *n = bind_find_name(b->scope, name);
    bool good;

    if (!n && bind_join_name(b, name, at, slot, &good))
        return good;
    if (!n && !b->scope->before) {
        *slot = log_slot(b, name, at);
        return true;
    }
    if (!n)
        n = bind_find_text(b, name);
    if (!n && !b->q->strict) {
        n = by_origin(b, name);
        if (n)
            bind_notice(b, at, "`%.*s` is read as the column `%.*s`",
                        SHOWN(name), SHOWN(n->name));
    }
    if (!n)
        return unknown_after_stats(b, name, at);
    *slot = n->slot;
    return true;
}

bool bind_name(struct binder *b, struct str name, struct span at,
               uint32_t *slot)
{
    if (!bind_find_slot(b, name, at, slot))
        return false;
    /* A query with a join that chooses no columns shows what it names. */
    if (b->has_join && !b->scope->before)
        bind_set_column(b, &b->named, name, *slot);
    return true;
}
