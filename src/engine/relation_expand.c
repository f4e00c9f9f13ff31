/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The captures of the parse are searched again where the match is known to
 * begin; every other slot is read from the base row. A page is a page of the
 * base.
 */
#include "engine/relation_expand.h"

#include "base/mem.h"
#include "engine/capture.h"
#include "engine/eval.h"

#include <stdlib.h>
#include <string.h>

struct relation_expand {
    struct relation rel;
    struct relation *base;
    const struct parse_spec *parse;
    struct match *matches;
    struct batch source; /* of base rows, to evaluate the parse's source */
};

static struct relation_expand *expand_of(const struct relation *r)
{
    /* rel is the first member of what relation_expand_new made. */
    return (struct relation_expand *)(uintptr_t)r;
}

/* The base's row numbers of these rows, all of the open page. */
static struct rows base_rows(const struct relation_expand *x, struct rows rows)
{
    uint32_t *at = arena_alloc(rows.arena, rows.n * sizeof *at);

    for (uint32_t i = 0; i < rows.n; i++)
        at[i] = x->base->ops->row(x->base, x->matches[rows.at[i]].base);
    return (struct rows){at, rows.n, rows.arena};
}

static uint64_t expand_page(const struct relation *r, uint64_t id)
{
    const struct relation_expand *x = expand_of(r);

    return x->base->ops->page(x->base, x->matches[id].base);
}

static bool expand_open(struct relation *r, uint64_t page)
{
    struct relation_expand *x = expand_of(r);

    return x->base->ops->open(x->base, page);
}

/* For all records of the page: several rows may come from one. */
static void expand_want(struct relation *r, const struct needs *needs,
                        const uint32_t *rows, uint32_t n)
{
    struct relation_expand *x = expand_of(r);

    (void)rows, (void)n;
    if (x->base->ops->want)
        x->base->ops->want(x->base, needs, NULL, 0);
}

static uint32_t expand_row(const struct relation *r, uint64_t id)
{
    (void)r;
    return (uint32_t)id;
}

static uint64_t expand_id(const struct relation *r, uint32_t row)
{
    (void)r;
    return row;
}

static const struct column *expand_column(struct relation *r, uint32_t slot)
{
    (void)r;
    (void)slot;
    return NULL;
}

static void expand_system(struct relation *r, enum system_field f,
                          struct rows rows, struct value *out)
{
    struct relation_expand *x = expand_of(r);

    x->base->ops->system(x->base, f, base_rows(x, rows), out);
}

/* The texts that the parse looks at, for the rows of a batch. */
static const struct value *
source_of(struct batch *b, const struct parse_spec *parse, struct value *room)
{
    if (parse->source)
        return eval_values(b, parse->source, room);
    b->rel->ops->system(b->rel, SYSTEM_MESSAGE,
                        (struct rows){b->rows, b->n, &b->arena}, room);
    return room;
}

static void capture_values(struct relation_expand *x, uint32_t capture,
                           struct rows rows, struct value *out)
{
    struct batch *b = &x->source;
    struct value *found = arena_alloc(rows.arena, x->parse->n * sizeof *found);

    batch_rows(b, base_rows(x, rows).at, rows.n);
    struct value *room = batch_take(b);
    const struct value *source = source_of(b, x->parse, room);
    for (uint32_t i = 0; i < rows.n; i++) {
        char scratch[VALUE_TEXT_MAX];
        struct str text = value_str(source[i], scratch);
        size_t end;

        out[i] = value_null();
        if (!arena_takes(rows.arena, text.n))
            continue;
        /* Captures are slices, so the text must last. */
        if (x->matches[rows.at[i]].from <= text.n)
            text = arena_copy(rows.arena, text);
        capture_match(x->parse, b->env.regex, text, x->matches[rows.at[i]].from,
                      found, &end);
        out[i] = found[capture];
    }
    batch_give(b, room);
    /* Its texts are half of what is made for the rows. */
    if (b->arena.full)
        rows.arena->full = true;
}

static bool expand_gather(struct relation *r, uint32_t slot, struct rows rows,
                          struct value *out)
{
    struct relation_expand *x = expand_of(r);
    const struct slot *s = &r->scope->slots[slot];

    if (s->kind == SLOT_EXPR)
        return false;
    if (s->kind == SLOT_CAPTURE && s->parse == x->parse) {
        capture_values(x, s->capture, rows, out);
        return true;
    }
    return x->base->ops->gather(x->base, slot, base_rows(x, rows), out);
}

static void expand_times(struct relation *r, const uint32_t *rows, uint32_t n,
                         int64_t *out)
{
    struct relation_expand *x = expand_of(r);
    struct arena arena = {0};
    struct rows base = base_rows(x, (struct rows){rows, n, &arena});

    x->base->ops->times(x->base, base.at, n, out);
    arena_done(&arena);
}

static void expand_rest(struct relation *r)
{
    relation_rest(expand_of(r)->base);
}

static void expand_free(struct relation *r)
{
    struct relation_expand *x = expand_of(r);

    batch_done(&x->source);
    relation_free(x->base);
    big_free(x->matches);
    free(x);
}

static const struct relation_ops expand_ops = {
    .page = expand_page,
    .open = expand_open,
    .row = expand_row,
    .id = expand_id,
    .want = expand_want,
    .column = expand_column,
    .gather = expand_gather,
    .system = expand_system,
    .times = expand_times,
    .rest = expand_rest,
    .free = expand_free,
};

struct relation *relation_expand_new(struct relation *base,
                                     const struct parse_spec *parse,
                                     const struct call_env *env,
                                     struct match *matches)
{
    struct relation_expand *x = mem_calloc(1, sizeof *x);

    x->rel = (struct relation){&expand_ops, base->scope, base->dict};
    x->base = base;
    x->parse = parse;
    x->matches = matches;
    batch_init(&x->source, base, env);
    return &x->rel;
}

static bool grow(struct matches *m, struct err *err)
{
    enum { FIRST = 256 };
    uint64_t cap = m->cap ? 2 * m->cap : FIRST;
    size_t bytes = cap * sizeof *m->items;
    struct match *items =
        big_alloc(bytes > m->most_bytes ? m->spill : NULL, bytes, err);

    if (!items)
        return false;
    if (m->n)
        memcpy(items, m->items, m->n * sizeof *items);
    big_free(m->items);
    big_cool(items);
    m->items = items;
    m->cap = cap;
    return true;
}

static bool add_match(struct matches *m, struct match match, struct err *err)
{
    if (m->n == m->cap && !grow(m, err))
        return false;
    m->items[m->n++] = match;
    return true;
}

/* The matches in one text; a row without any is one of nulls. */
static bool add_all(struct matches *m, struct match match, struct str text,
                    const struct parse_spec *parse, struct batch *b,
                    struct value *found, struct err *err)
{
    size_t end;
    bool any = false;

    for (match.from = 0; text.p && capture_match(parse, b->env.regex, text,
                                                 match.from, found, &end);
         match.from = end) {
        if (!add_match(m, match, err))
            return false;
        any = true;
    }
    match.from = SIZE_MAX;
    return any || add_match(m, match, err);
}

bool matches_add(struct matches *m, struct batch *b, const size_t *at,
                 const struct parse_spec *parse, struct err *err)
{
    struct value *room = batch_take(b);
    const struct value *source = source_of(b, parse, room);
    struct value *found = arena_alloc(&b->arena, parse->n * sizeof *found);
    bool done = true;

    for (uint32_t i = 0; done && i < b->n; i++) {
        char scratch[VALUE_TEXT_MAX];
        struct match match = {b->rel->ops->id(b->rel, b->rows[i]), at[i], 0};
        struct str text = {NULL, 0};

        if (source[i].type != VALUE_NULL && !value_is_nested(source[i])) {
            text = value_str(source[i], scratch);
            text.p = text.p ? text.p : "";
        }
        done = add_all(m, match, text, parse, b, found, err);
    }
    batch_give(b, room);
    return done;
}
