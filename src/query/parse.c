/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser's frame: a query is stages between pipes. Stages are in
 * parse_stage.c, expressions in parse_expr.c; here are also the helpers that
 * all of them use. One token is held; reading ahead copies the lexer.
 */
#include "query/parse_int.h"

#include "base/mem.h"
#include "query/subquery.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Far above what people write, and room for long lists that programs make. */
enum { QUERY_MAX_BYTES = 16 << 20 };

bool parser_next(struct parser *p)
{
    p->end = p->tok.at.end;
    return lexer_next(&p->lex, &p->tok, p->err);
}

struct token parser_peek(const struct parser *p)
{
    struct lexer ahead = p->lex;
    struct token tok;

    if (!lexer_next(&ahead, &tok, NULL))
        tok = (struct token){.kind = TOK_END};
    return tok;
}

bool parser_at_word(const struct parser *p, const char *word)
{
    return p->tok.kind == TOK_NAME && !p->tok.quoted &&
           str_eq_nocase(p->tok.text, str_of(word));
}

bool parser_fail(struct parser *p, struct span at, const char *format, ...)
{
    char msg[sizeof p->err->msg];
    va_list args;

    va_start(args, format);
    vsnprintf(msg, sizeof msg, format, args);
    va_end(args);
    return err_set_at(p->err, ERR_QUERY, at, "%s", msg);
}

bool parser_expected(struct parser *p, const char *what)
{
    /* A longer token is cut: the caret shows the rest. */
    enum { SHOWN = 40 };
    struct str found = parser_text(p, p->tok.at);

    if (p->tok.kind == TOK_END)
        return parser_fail(p, (struct span){p->end, p->end},
                           "expected %s, found the end of the query", what);
    return parser_fail(p, p->tok.at, "expected %s, found `%.*s%s`", what,
                       STR_ARG(str_slice(found, 0, SHOWN)),
                       found.n > SHOWN ? "..." : "");
}

bool parser_take(struct parser *p, enum token_kind kind, const char *what)
{
    return p->tok.kind == kind ? parser_next(p) : parser_expected(p, what);
}

bool parser_lenient(struct parser *p, struct span at, const char *format, ...)
{
    char msg[sizeof p->err->msg];
    va_list args;

    va_start(args, format);
    vsnprintf(msg, sizeof msg, format, args);
    va_end(args);
    if (p->q->strict)
        return parser_fail(p, at, "%s (refused by --strict)", msg);
    query_notice(p->q, at, "%s", msg);
    return true;
}

struct str parser_text(const struct parser *p, struct span at)
{
    return str_slice(p->q->text, at.start, at.end);
}

void *parser_grow(struct parser *p, void *items, uint32_t n, size_t size)
{
    void *larger;

    if (n & (n - 1))
        return items;
    larger = arena_alloc(&p->q->arena, (n ? 2 * (size_t)n : 1) * size);
    if (n)
        memcpy(larger, items, n * size);
    return larger;
}

/* A query ends with the text, a subquery with its parenthesis. */
static bool at_end(const struct parser *p)
{
    return p->tok.kind == TOK_END ||
           (p->q->inner && p->tok.kind == TOK_CLOSE);
}

static bool parse_stages(struct parser *p)
{
    struct stage **tail = &p->q->stages;

    if (p->tok.kind == TOK_PIPE) {
        if (!parser_next(p))
            return false;
        if (at_end(p))
            return parser_expected(p, "a command");
    }
    while (!at_end(p)) {
        if (!parse_stage(p, tail))
            return false;
        if (p->tok.kind == TOK_PIPE) {
            if (!parser_next(p))
                return false;
            if (at_end(p))
                return parser_expected(p, "a command after `|`");
        } else if (!at_end(p)) {
            return hint_after_stage(p, *tail);
        }
        tail = &(*tail)->next;
    }
    return true;
}

/* What was found out about the subquery belongs to the whole. */
static void move_notices(struct query *outer, struct query *inner)
{
    for (const struct notice *n = inner->notices; n; n = n->next) {
        query_notice(outer, n->at, "%.*s", STR_ARG(n->text));
        if (n->doubtful)
            query_doubt(outer, n->at);
    }
    inner->notices = NULL;
    inner->n_notices = 0;
}

bool parse_subquery(struct parser *p, struct subquery **out)
{
    struct query *outer = p->q;
    struct span open = p->tok.at;
    unsigned operators = p->operators;
    struct query *q;
    bool good;

    if (outer->inner)
        return parser_fail(p, open, "a subquery cannot contain another one");
    q = mem_calloc(1, sizeof *q);
    q->strict = outer->strict;
    q->text = outer->text;
    q->inner = true;
    *out = subquery_add(outer, q, open);
    p->q = q;
    p->lex.arena = &q->arena;
    good = parser_next(p) && parse_stages(p);
    p->q = outer;
    p->lex.arena = &outer->arena;
    p->operators = operators;
    (*out)->at.end = p->tok.at.end;
    move_notices(outer, q);
    if (!good)
        return false;
    if (p->tok.kind != TOK_CLOSE)
        return parser_fail(p, open, "this `(` is never closed");
    return parser_next(p);
}

struct query *query_parse(struct str text, bool strict, struct err *err)
{
    struct err own = {0};
    struct query *q;
    struct parser p;

    if (text.n > QUERY_MAX_BYTES) {
        err_set_at(err, ERR_QUERY, (struct span){0, 0},
                   "the query is longer than %d MiB",
                   (int)QUERY_MAX_BYTES >> 20);
        return NULL;
    }
    q = mem_calloc(1, sizeof *q);
    q->strict = strict;
    q->text = arena_copy(&q->arena, text);
    p = (struct parser){.q = q, .err = err ? err : &own};
    p.lex = (struct lexer){.arena = &q->arena, .text = q->text};
    if (parser_next(&p) && parse_stages(&p))
        return q;
    query_free(q);
    return NULL;
}

void query_free(struct query *q)
{
    if (!q)
        return;
    subquery_free_all(q);
    regex_owner_done(&q->regexes);
    arena_done(&q->arena);
    free(q);
}

/* Nobody reads more; and each new one is compared with those before. */
enum { NOTICES_MAX = 50 };

bool query_notices_full(const struct query *q)
{
    return q->n_notices >= NOTICES_MAX;
}

void query_notice(struct query *q, struct span at, const char *format, ...)
{
    char msg[sizeof((struct err *)NULL)->msg];
    struct notice **tail = &q->notices;
    struct str text;
    va_list args;

    va_start(args, format);
    vsnprintf(msg, sizeof msg, format, args);
    va_end(args);
    text = str_of(msg);
    if (q->n_notices > NOTICES_MAX)
        return;
    if (q->n_notices == NOTICES_MAX)
        text = STR("there is more to say about this query");
    for (; *tail; tail = &(*tail)->next) {
        if ((*tail)->at.start == at.start && str_eq((*tail)->text, text))
            return;
    }
    *tail = arena_calloc(&q->arena, 1, sizeof **tail);
    (*tail)->at = at;
    (*tail)->text = arena_copy(&q->arena, text);
    q->n_notices++;
}

void query_doubt(struct query *q, struct span at)
{
    for (struct notice *n = q->notices; n; n = n->next)
        if (n->at.start == at.start && n->at.end == at.end)
            n->doubtful = true;
}
