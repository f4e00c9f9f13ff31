/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expanding: the typed query is parsed to see where its invocations stand,
 * also within subqueries, and their texts are replaced.
 */
#include "query/saved.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "query/saved_int.h"
#include "query/subquery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SHOWN = 40 };

/* The invocations of a query. */
struct invocations {
    const struct stage **items;
    size_t n, cap;
};

static void collect(struct invocations *all, const struct query *q)
{
    for (const struct stage *s = q->stages; s; s = s->next) {
        if (s->kind != STAGE_SAVED)
            continue;
        all->items =
            mem_grow(all->items, all->n, &all->cap, sizeof *all->items);
        all->items[all->n++] = s;
    }
    for (const struct subquery *sub = q->subs; sub; sub = sub->next)
        collect(all, sub->query);
}

static int order_stages(const void *a, const void *b)
{
    const struct stage *const *x = a, *const *y = b;

    return ((*x)->at.start > (*y)->at.start) -
           ((*x)->at.start < (*y)->at.start);
}

/* --- One invocation ----------------------------------------------------- */

static const struct saved_argument *find_argument(const struct stage *s,
                                                  struct str name)
{
    for (uint32_t i = 0; i < s->saved.n; i++)
        if (str_eq(s->saved.args[i].name, name))
            return &s->saved.args[i];
    return NULL;
}

static const struct saved_parameter *find_parameter(const struct saved_query *q,
                                                    struct str name)
{
    for (uint32_t i = 0; i < q->n; i++)
        if (str_eq(q->parameters[i].name, name))
            return &q->parameters[i];
    return NULL;
}

/* "`a`, `b`" for messages. */
static void list_parameters(const struct saved_query *q, char *out, size_t cap)
{
    size_t n = 0;

    out[0] = '\0';
    for (uint32_t i = 0; i < q->n && n < cap; i++)
        n += (size_t)snprintf(out + n, cap - n, "%s`%.*s`", i ? ", " : "",
                              STR_ARG(str_slice(q->parameters[i].name, 0, 30)));
}

static bool unknown_parameter(const struct stage *s,
                              const struct saved_argument *a,
                              const struct saved_query *q, struct err *err)
{
    char names[80];

    list_parameters(q, names, sizeof names);
    return err_set_at(err, ERR_QUERY, a->name_at,
                      "the saved query `%.*s` has no parameter `%.*s`; it has "
                      "%s",
                      STR_ARG(str_slice(s->saved.name, 0, 30)),
                      STR_ARG(str_slice(a->name, 0, 30)),
                      q->n ? names : "none");
}

static bool check_arguments(const struct stage *s, const struct saved_query *q,
                            struct err *err)
{
    for (uint32_t i = 0; i < s->saved.n; i++)
        if (!find_parameter(q, s->saved.args[i].name))
            return unknown_parameter(s, &s->saved.args[i], q, err);
    for (uint32_t i = 0; i < q->n; i++) {
        const struct saved_parameter *p = &q->parameters[i];

        if (!p->value.n && !find_argument(s, p->name))
            return err_set_at(err, ERR_QUERY, s->at,
                              "the saved query `%.*s` needs a value for its "
                              "parameter `%.*s`",
                              STR_ARG(str_slice(s->saved.name, 0, NAME_SHOWN)),
                              STR_ARG(str_slice(p->name, 0, NAME_SHOWN)));
    }
    return true;
}

/* The body with the values in the place of placeholders. */
static void put_body(struct buf *out, const struct stage *s,
                     const struct saved_query *q)
{
    size_t from = 0, len;
    char quote = '\0';
    struct str name;

    for (size_t at = 0;
         saved_next_placeholder(q->body, &at, &quote, &name, &len);
         from = at += len) {
        const struct saved_argument *a = find_argument(s, name);

        buf_add(out, str_slice(q->body, from, at));
        buf_add(out, a ? a->text : find_parameter(q, name)->value);
    }
    buf_add(out, str_slice(q->body, from, q->body.n));
}

static bool read_saved(struct arena *arena, const struct stage *s,
                       struct saved_queries *queries, struct saved_query *out,
                       struct err *err)
{
    struct err wrong = {0};
    struct str text;

    if (!queries)
        return err_set_at(err, ERR_QUERY, s->saved.name_at,
                          "there are no saved queries here");
    if (!queries->find(queries, s->saved.name, arena, &text, &wrong))
        return err_set_at(err, wrong.code, s->saved.name_at, "%s", wrong.msg);
    return saved_read(text, out, &wrong) ||
           err_set_at(err, ERR_QUERY, s->saved.name_at,
                      "the saved query `%.*s` is wrong: %.130s",
                      STR_ARG(str_slice(s->saved.name, 0, NAME_SHOWN)),
                      wrong.msg);
}

/* Append what the invocation stands for. */
static bool put_invocation(struct arena *arena, struct buf *out,
                           const struct stage *s, struct saved_queries *queries,
                           struct saved_piece *piece, struct err *err)
{
    struct saved_query q;
    size_t from = out->n;

    if (!read_saved(arena, s, queries, &q, err) || !check_arguments(s, &q, err))
        return false;
    piece->needs = q.needs;
    put_body(out, s, &q);
    if (utf8_count(str_slice(buf_str(out), from, out->n)) >
        SAVED_MAX_CHARACTERS)
        return err_set_at(err, ERR_QUERY, s->at,
                          "the saved query `%.*s` is longer than %d characters "
                          "with these values",
                          STR_ARG(str_slice(s->saved.name, 0, NAME_SHOWN)),
                          (int)SAVED_MAX_CHARACTERS);
    /* What follows must not become part of a comment. */
    if (str_find(q.body, STR("#")) < q.body.n)
        buf_char(out, '\n');
    return true;
}

/* --- All of them -------------------------------------------------------- */

static bool put_all(struct arena *arena, struct buf *out, struct str typed,
                    const struct invocations *all,
                    struct saved_queries *queries, struct saved_piece *pieces,
                    struct err *err)
{
    uint32_t from = 0;

    for (size_t i = 0; i < all->n; i++) {
        const struct stage *s = all->items[i];

        buf_add(out, str_slice(typed, from, s->at.start));
        pieces[i].at.start = (uint32_t)out->n;
        if (!put_invocation(arena, out, s, queries, &pieces[i], err))
            return false;
        pieces[i].at.end = (uint32_t)out->n;
        pieces[i].typed = s->at;
        pieces[i].name = arena_copy(arena, s->saved.name);
        from = s->at.end;
    }
    buf_add(out, str_slice(typed, from, typed.n));
    return true;
}

/* A saved query may not run another one. */
static bool check_nesting(const struct expansion *x, bool strict,
                          struct err *err)
{
    struct err ignored = {0};
    struct query *q = query_parse(x->text, strict, &ignored);
    struct invocations nested = {0};
    bool good = true;

    if (q)
        collect(&nested, q);
    if (nested.n) {
        err_set_at(err, ERR_QUERY, nested.items[0]->at,
                   "a saved query cannot run another one");
        expansion_err(x, err);
        good = false;
    }
    query_free(q);
    free(nested.items);
    return good;
}

static bool expand(struct arena *arena, const struct query *q, bool strict,
                   struct saved_queries *queries, struct expansion *out,
                   struct err *err)
{
    struct invocations all = {0};
    struct saved_piece *pieces;
    struct buf text = {0};
    bool good;

    collect(&all, q);
    pieces = arena_alloc(arena, all.n * sizeof *pieces);
    if (all.n)
        qsort(all.items, all.n, sizeof *all.items, order_stages);
    good = put_all(arena, &text, q->text, &all, queries, pieces, err);
    if (good && all.n) {
        out->text = arena_copy(arena, buf_str(&text));
        out->pieces = pieces;
        out->n = (uint32_t)all.n;
        good = check_nesting(out, strict, err);
    }
    buf_done(&text);
    free(all.items);
    return good;
}

bool saved_expand(struct arena *arena, struct str typed, bool strict,
                  struct saved_queries *queries, struct expansion *out,
                  struct err *err)
{
    struct err unparsed = {0};
    struct query *q;
    bool good;

    *out = (struct expansion){.text = typed};
    if (!typed.n || !memchr(typed.p, '$', typed.n))
        return true;
    q = query_parse(typed, strict, &unparsed);
    good = !q || expand(arena, q, strict, queries, out, err);
    if (!good)
        *out = (struct expansion){.text = typed};
    query_free(q);
    return good;
}

/* --- Places ------------------------------------------------------------- */

/*
 * The typed offset of an expanded one, which is where something begins or
 * ends. Within a piece it is where the invocation does; *in is then set.
 */
static uint32_t typed_offset(const struct expansion *x, uint32_t at, bool end,
                             const struct saved_piece **in)
{
    uint32_t added = 0, removed = 0; /* bytes, before it */

    for (uint32_t i = 0; i < x->n; i++) {
        const struct saved_piece *p = &x->pieces[i];

        if (at < p->at.start + end)
            break;
        if (at < p->at.end) {
            *in = p;
            return end ? p->typed.end : p->typed.start;
        }
        added += p->at.end - p->at.start;
        removed += p->typed.end - p->typed.start;
    }
    return at + removed - added;
}

struct span expansion_place(const struct expansion *x, struct span at,
                            struct str *name)
{
    const struct saved_piece *in = NULL, *ignored = NULL;

    /* Where something is missing at the end of a saved query, it is its. */
    for (uint32_t i = 0; i < x->n && at.start == at.end; i++)
        if (at.end == x->pieces[i].at.end && at.start > 0)
            at.start--;
    struct span typed = {
        .start = typed_offset(x, at.start, false, &in),
        .end = typed_offset(x, at.end, true, &ignored),
    };

    *name = in ? in->name : STR("");
    return in ? in->typed : typed;
}

void expansion_err(const struct expansion *x, struct err *err)
{
    struct str name;
    char msg[sizeof err->msg];

    if (err->code != ERR_QUERY)
        return;
    err->at = expansion_place(x, err->at, &name);
    if (!name.n)
        return;
    memcpy(msg, err->msg, sizeof msg);
    snprintf(err->msg, sizeof err->msg, "%.140s (in the saved query `%.*s`)",
             msg, STR_ARG(str_slice(name, 0, NAME_SHOWN)));
}
