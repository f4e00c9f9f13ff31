/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query_holds.h"

#include "query/bind.h"
#include "query/edit.h"
#include "query/lexer.h"
#include "query/print.h"

static bool span_holds(struct str text, struct span at, const char *what,
                       struct buf *why)
{
    if (at.start <= at.end && at.end <= text.n)
        return true;
    buf_printf(why, "%s: span %u-%u of %zu bytes", what, at.start, at.end,
               text.n);
    return false;
}

static bool error_holds(struct str text, const struct err *err,
                        const char *what, struct buf *why)
{
    struct buf shown = {0};

    if (err->code == ERR_NONE || err->msg[0] == '\0') {
        buf_printf(why, "%s fails and says nothing", what);
        return false;
    }
    query_explain_at(&shown, text, err->at, err->msg);
    buf_done(&shown);
    return span_holds(text, err->at, err->msg, why);
}

static bool lexing_holds(struct str text, struct buf *why)
{
    struct arena arena = {0};
    struct lexer l = {.arena = &arena, .text = text};
    struct token tok = {0};
    struct err err = {0};
    uint32_t before = 0;
    bool good = true, lexed;

    while ((lexed = lexer_next(&l, &tok, &err)) && tok.kind != TOK_END) {
        good = tok.at.start >= before && tok.at.end > tok.at.start &&
               tok.at.end <= text.n && l.at == tok.at.end;
        if (!good)
            break;
        before = l.at;
    }
    if (!good)
        buf_printf(why, "the token %u-%u after %u, and then %u", tok.at.start,
                   tok.at.end, before, l.at);
    else if (!lexed)
        good = error_holds(text, &err, "the lexer", why);
    arena_done(&arena);
    return good;
}

static bool notices_hold(const struct query *q, struct buf *why)
{
    for (const struct notice *n = q->notices; n; n = n->next)
        if (!span_holds(q->text, n->at, n->text.p, why))
            return false;
    return true;
}

static bool spans_hold(const struct query *q, struct buf *why)
{
    uint32_t end = 0;

    for (const struct stage *s = q->stages; s; s = s->next) {
        if (!span_holds(q->text, s->at, "a stage", why))
            return false;
        if (s->at.start < end || s->at.start != s->word_at.start ||
            s->word_at.end > s->at.end) {
            buf_printf(why, "the stage %u-%u after %u, its word %u-%u",
                       s->at.start, s->at.end, end, s->word_at.start,
                       s->word_at.end);
            return false;
        }
        end = s->at.end;
    }
    return notices_hold(q, why);
}

static bool printing_holds(const struct query *q, struct buf *why)
{
    struct buf once = {0}, twice = {0};
    struct err err = {0};
    struct query *again;
    bool good = false;

    print_query(&once, q);
    again = query_parse(buf_str(&once), false, &err);
    if (!again) {
        buf_printf(why, "prints %.*s\nwhich is refused: %s",
                   STR_ARG(buf_str(&once)), err.msg);
    } else {
        print_query(&twice, again);
        good = str_eq(buf_str(&once), buf_str(&twice));
        if (!good)
            buf_printf(why, "prints %.*s\nthen   %.*s", STR_ARG(buf_str(&once)),
                       STR_ARG(buf_str(&twice)));
    }
    query_free(again);
    buf_done(&once);
    buf_done(&twice);
    return good;
}

/* Binding changes the tree, so it has its own. */
static bool binding_holds(struct str text, bool strict, struct buf *why)
{
    struct fields *fields = fields_new();
    struct bind_options options = {.fields = fields};
    struct err err = {0};
    struct query *q = query_parse(text, strict, &err);
    struct bound *bound;
    bool good = true;

    if (!q || !query_bind(q, &options, &bound, &err))
        good = error_holds(text, &err, "binding", why);
    if (q)
        good = good && notices_hold(q, why);
    query_free(q);
    fields_free(fields);
    return good;
}

static bool edit_holds(const char *what, bool ok, struct str text,
                       struct span inserted, const struct err *err,
                       struct buf *why)
{
    struct query *q;

    if (!ok) {
        buf_printf(why, "%s fails: %s", what, err->msg);
        return false;
    }
    if (!span_holds(text, inserted, what, why))
        return false;
    q = query_parse(text, false, NULL);
    if (!q)
        buf_printf(why, "%s gives what does not parse:\n%.*s", what,
                   STR_ARG(text));
    query_free(q);
    return q != NULL;
}

static bool edits_hold_in(struct arena *a, struct str t, struct buf *why)
{
    struct str field = STR("srcAddr"), filters;
    struct value v = value_text(STR("a\"b\\"));
    struct err err = {0};
    struct edit e;
    bool ok;

#define HOLDS(what) edit_holds(what, ok, e.text, e.inserted, &err, why)
    ok = edit_include(a, t, field, v, &e, &err);
    if (!HOLDS("include"))
        return false;
    ok = edit_exclude(a, t, STR("pkt-dstaddr"), value_int(-1), &e, &err);
    if (!HOLDS("exclude"))
        return false;
    ok = edit_drill(a, t, &field, &v, 1, &e, &err);
    if (!HOLDS("drill"))
        return false;
    ok = edit_lens(a, t, &e, &err);
    if (!HOLDS("lens"))
        return false;
    ok = edit_group(a, t, field, &e, &err);
    if (!HOLDS("group"))
        return false;
    ok = edit_sort(a, t, STR("count(*)"), &e, &err);
    if (!HOLDS("sort"))
        return false;
#undef HOLDS
    ok = edit_filters(a, t, true, &filters, &err);
    return edit_holds("filters", ok, filters, (struct span){0, 0}, &err, why);
}

static bool edits_hold(struct str text, struct buf *why)
{
    struct arena a = {0};
    bool good = edits_hold_in(&a, text, why);

    arena_done(&a);
    return good;
}

bool query_holds(struct str text, bool *parses, struct buf *why)
{
    struct err err = {0};
    struct query *q = query_parse(text, false, &err);
    bool good;

    *parses = q != NULL;
    if (!q)
        return error_holds(text, &err, "parsing", why) &&
               lexing_holds(text, why);
    good = spans_hold(q, why) && printing_holds(q, why);
    query_free(q);
    return good && lexing_holds(text, why) && edits_hold(text, why) &&
           binding_holds(text, false, why) && binding_holds(text, true, why);
}
