/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query_holds.h"

#include "base/hash.h"
#include "query/bind.h"
#include "query/complete.h"
#include "query/edit.h"
#include "query/highlight.h"
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
    ok = edit_either(a, t, field, v, &e, &err);
    if (!HOLDS("either"))
        return false;
    ok = edit_reverse(a, t, &e, &err);
    if (!HOLDS("reverse"))
        return false;
    ok = edit_bound(a, t, STR("count(*)"), value_int(5), true, &e, &err);
    if (!HOLDS("bound"))
        return false;
    ok = edit_difference(a, t, field, STR("44-88 (9% vs 1%)"), &e, &err);
    if (!HOLDS("difference"))
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
    const struct str columns[] = {field, STR("count(*)")};
    ok = edit_display(a, t, columns, 2, &e, &err);
    if (!HOLDS("display"))
        return false;
#undef HOLDS
    ok = edit_filters(a, t, true, &filters, &err);
    return edit_holds("filters", ok, filters, (struct span){0, 0}, &err, why);
}

/* Each way to include a value, and what is put behind a query. */
static bool includes_hold_in(struct arena *a, struct str t, struct buf *why)
{
    static const struct value values[] = {
        [INCLUDE_EXACT] = {.type = VALUE_TEXT, .n = 2, .s = "a/"},
        [INCLUDE_NEAR] = {.type = VALUE_IP4, .i = 0xcb007105},
        [INCLUDE_FAR] = {.type = VALUE_TEXT, .n = 11, .s = "2001:db8::1"},
        [INCLUDE_LIKE] = {.type = VALUE_TEXT, .n = 5, .s = "/[\\\"'"},
        [INCLUDE_AT_LEAST] = {.type = VALUE_INT, .i = INT64_MIN},
        [INCLUDE_AT_MOST] = {.type = VALUE_DOUBLE, .d = 1e300},
    };
    struct err err = {0};
    struct edit e;
    bool ok;

    for (int how = INCLUDE_EXACT; how <= INCLUDE_AT_MOST; how++) {
        ok = edit_include_as(a, t, STR("bytes"), values[how],
                             (enum include_as)how, &e, &err);
        if (!edit_holds("include as", ok, e.text, e.inserted, &err, why))
            return false;
    }
    ok = edit_bound_at_most(a, t, STR("bytes"), value_int(0), &e, &err);
    if (!edit_holds("at most", ok, e.text, e.inserted, &err, why))
        return false;
    ok = edit_append(a, t, STR("limit 3"), &e, &err);
    return edit_holds("append", ok, e.text, e.inserted, &err, why);
}

static bool same_query(struct str a, struct str b)
{
    struct query *one = query_parse(a, false, NULL);
    struct query *other = query_parse(b, false, NULL);
    struct buf printed = {0}, again = {0};
    bool same = one && other;

    if (same) {
        print_query(&printed, one);
        print_query(&again, other);
        same = str_eq(buf_str(&printed), buf_str(&again));
    }
    query_free(one);
    query_free(other);
    buf_done(&printed);
    buf_done(&again);
    return same;
}

/* Laid out anew it is the same query, and stays as it is then. */
static bool format_holds_in(struct arena *a, struct str t, struct buf *why)
{
    struct err err = {0};
    struct edit e, again;
    bool good = edit_format(a, t, &e, &err);

    if (!edit_holds("format", good, e.text, e.inserted, &err, why))
        return false;
    good = same_query(t, e.text) && edit_format(a, e.text, &again, &err) &&
           str_eq(e.text, again.text);
    if (!good)
        buf_printf(why,
                   "laid out it is another query, or twice another:\n"
                   "%.*s",
                   STR_ARG(e.text));
    return good;
}

/* The queries that panes ask beside it, where there are some. */
static bool parts_hold_in(struct arena *a, struct str t, struct buf *why)
{
    enum { FILTERS_MAX = 8 };
    const struct span none = {0, 0};
    struct query_filter filters[FILTERS_MAX];
    struct str crumbs[FILTERS_MAX], part;
    uint32_t n = edit_list_filters(a, t, filters, FILTERS_MAX);
    struct err err = {0};
    bool all;

    for (uint32_t i = 0; i < n; i++) {
        bool ok = edit_before_filter(a, t, i, &part, &err);

        if (!edit_holds("before a filter", ok, part, none, &err, why) ||
            !edit_holds("a filter", true, filters[i].text, none, &err, why))
            return false;
    }
    edit_crumbs(a, t, crumbs, FILTERS_MAX);
    if (edit_counts(a, t, &part, &err) &&
        !edit_holds("counts", true, part, none, &err, why))
        return false;
    return !edit_groups(a, t, &part, &all, &err) ||
           edit_holds("groups", true, part, none, &err, why);
}

static bool edits_hold(struct str text, struct buf *why)
{
    struct arena a = {0};
    bool good = edits_hold_in(&a, text, why) &&
                includes_hold_in(&a, text, why) &&
                format_holds_in(&a, text, why) && parts_hold_in(&a, text, why);

    arena_done(&a);
    return good;
}

static bool highlight_holds(struct str text, bool parses, struct buf *why)
{
    struct arena a = {0};
    uint32_t n, end = 0;
    struct syntax_span *spans = highlight_query(&a, text, &n);
    bool good = true;

    for (uint32_t i = 0; i < n && good; i++) {
        struct span at = spans[i].at;

        good = at.start == end && at.end > at.start;
        end = at.end;
        if (parses && spans[i].role == SYNTAX_ERROR)
            good = false;
        if (!good)
            buf_printf(why, "the part %u-%u has the role %d", at.start, at.end,
                       (int)spans[i].role);
    }
    if (good && end != text.n) {
        good = false;
        buf_printf(why, "the parts end at %u of %zu", end, text.n);
    }
    arena_done(&a);
    return good;
}

static bool completion_holds_at(struct str text, uint32_t cursor,
                                const struct complete_names *names,
                                struct buf *why)
{
    struct arena a = {0};
    struct completion c;
    struct signature s;
    bool good;

    complete_at(&a, text, cursor, names, &c);
    good = span_holds(text, c.at, "completion", why) && c.at.start <= cursor &&
           c.at.end >= cursor;
    for (uint32_t i = 1; i < c.n && good; i++)
        good =
            c.items[i].insert.n > 0 && c.items[i].match >= c.items[i - 1].match;
    if (!good)
        buf_printf(why, "completion at %u, span %u-%u", cursor, c.at.start,
                   c.at.end);
    if (good && complete_signature(&a, text, cursor, &s))
        good = span_holds(s.text, s.argument, "signature", why) &&
               span_holds(text, s.at, "signature", why);
    arena_done(&a);
    return good;
}

/* At the end and some other places, since each takes a while. */
static bool completion_holds(struct str text, struct buf *why)
{
    enum { OTHER_PLACES = 2 };
    uint64_t hash = hash_bytes(text.p, text.n);
    static const struct str saved = {"top", 3};
    struct fields *fields = fields_new();
    struct bind_options options = {.fields = fields};
    struct complete_names names = {
        .bind = &options, .saved = &saved, .n_saved = 1};
    bool good = completion_holds_at(text, (uint32_t)text.n, &names, why);

    for (uint32_t i = 0; i < OTHER_PLACES && good; i++) {
        good = completion_holds_at(text, (uint32_t)(hash % (text.n + 1)),
                                   &names, why);
        hash >>= 32;
    }
    fields_free(fields);
    return good;
}

bool query_holds(struct str text, bool *parses, struct buf *why)
{
    struct err err = {0};
    struct query *q = query_parse(text, false, &err);
    bool good;

    *parses = q != NULL;
    good = q ? spans_hold(q, why) && printing_holds(q, why)
             : error_holds(text, &err, "parsing", why);
    query_free(q);
    good = good && highlight_holds(text, *parses, why) &&
           completion_holds(text, why);
    if (!*parses)
        return good && lexing_holds(text, why);
    return good && lexing_holds(text, why) && edits_hold(text, why) &&
           binding_holds(text, false, why) && binding_holds(text, true, why);
}
