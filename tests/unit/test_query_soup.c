/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Properties of the front end that hold for any text: no crash; errors point
 * into the text; a printed tree, parsed again, prints the same; every edit
 * of a query that parses gives a query that parses. The texts are random but
 * the same in each run.
 */
#include "query/edit.h"
#include "query/print.h"
#include "query/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define N_OF(table) (sizeof(table) / sizeof *(table))

/* A step of a linear congruential generator (Knuth's MMIX constants). */
static uint32_t dice(uint64_t *seed, uint32_t sides)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % sides;
}

static void check_span(struct str text, struct span at)
{
    if (at.start > at.end || at.end > text.n)
        fail_msg("%.*s\nspan %u-%u", STR_ARG(text), at.start, at.end);
}

static void check_spans(const struct query *q)
{
    uint32_t end = 0;

    for (const struct stage *s = q->stages; s; s = s->next) {
        check_span(q->text, s->at);
        assert_true(s->at.start >= end);
        assert_int_equal(s->at.start, s->word_at.start);
        assert_true(s->word_at.end <= s->at.end);
        end = s->at.end;
    }
    for (const struct notice *n = q->notices; n; n = n->next)
        check_span(q->text, n->at);
}

static void check_printing(const struct query *q)
{
    struct buf once = {0};
    struct buf twice = {0};
    struct err err = {0};
    struct query *again;

    print_query(&once, q);
    again = query_parse(buf_str(&once), false, &err);
    if (!again)
        fail_msg("%.*s\nprints %.*s\nwhich is refused: %s", STR_ARG(q->text),
                 STR_ARG(buf_str(&once)), err.msg);
    print_query(&twice, again);
    if (!str_eq(buf_str(&once), buf_str(&twice)))
        fail_msg("%.*s\nprints %.*s\nthen   %.*s", STR_ARG(q->text),
                 STR_ARG(buf_str(&once)), STR_ARG(buf_str(&twice)));
    query_free(again);
    buf_done(&once);
    buf_done(&twice);
}

static void check_result(struct str before, const char *what, bool ok,
                         const struct edit *e, const struct err *err)
{
    struct query *q;

    if (!ok)
        fail_msg("%.*s\n%s fails: %s", STR_ARG(before), what, err->msg);
    check_span(e->text, e->inserted);
    q = query_parse(e->text, false, NULL);
    if (!q)
        fail_msg("%.*s\n%s gives what does not parse:\n%.*s", STR_ARG(before),
                 what, STR_ARG(e->text));
    query_free(q);
}

static void check_edits(struct str t)
{
    struct str field = STR("srcAddr");
    struct value v = value_text(STR("a\"b\\"));
    struct arena a = {0};
    struct err err = {0};
    struct str filters;
    struct edit e;
    bool ok;

    ok = edit_include(&a, t, field, v, &e, &err);
    check_result(t, "include", ok, &e, &err);
    ok = edit_exclude(&a, t, STR("pkt-dstaddr"), value_int(-1), &e, &err);
    check_result(t, "exclude", ok, &e, &err);
    ok = edit_drill(&a, t, &field, &v, 1, &e, &err);
    check_result(t, "drill", ok, &e, &err);
    ok = edit_lens(&a, t, &e, &err);
    check_result(t, "lens", ok, &e, &err);
    ok = edit_group(&a, t, field, &e, &err);
    check_result(t, "group", ok, &e, &err);
    ok = edit_sort(&a, t, STR("count(*)"), &e, &err);
    check_result(t, "sort", ok, &e, &err);
    ok = edit_filters(&a, t, true, &filters, &err);
    e = (struct edit){.text = filters};
    check_result(t, "filters", ok, &e, &err);
    arena_done(&a);
}

/* True when the text parses. */
static bool check_text(struct str text)
{
    struct err err = {0};
    struct query *q = query_parse(text, false, &err);
    struct buf out = {0};

    if (!q) {
        assert_int_not_equal(err.code, ERR_NONE);
        assert_int_not_equal(err.msg[0], '\0');
        check_span(text, err.at);
        query_explain_at(&out, text, err.at, err.msg);
        buf_done(&out);
        return false;
    }
    check_spans(q);
    check_printing(q);
    query_free(q);
    check_edits(text);
    return true;
}

static void survives_random_bytes(void **state)
{
    uint64_t seed = 1;
    char text[40];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint32_t n = dice(&seed, sizeof text);
        for (uint32_t i = 0; i < n; i++)
            text[i] = (char)dice(&seed, round % 2 ? 256 : 128);
        check_text((struct str){text, n});
    }
}

static const char *const soup[] = {
    "fields",
    "filter",
    "where",
    "stats",
    "by",
    "sort",
    "limit",
    "parse",
    "logfmt",
    "csv",
    "xml",
    "json field=",
    "autoregress",
    "p=",
    "filldown",
    "fillmissing",
    "with",
    "for",
    "addtotals",
    "col=true",
    "outlier",
    "param=",
    "mark=",
    "sessionize",
    "maxspan",
    "countFrequent",
    "unnest",
    "into",
    "expand",
    "as",
    "dedup",
    "display",
    "offset",
    "multi",
    "any",
    "tail",
    "and",
    "or",
    "not",
    "like",
    "in",
    "=~",
    "|",
    "|",
    "|",
    ",",
    ",",
    "(",
    ")",
    "[",
    "]",
    "=",
    "!=",
    "==",
    "<",
    ">=",
    "!",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "srcAddr",
    "srcaddr",
    "action",
    "`pkt-dstaddr`",
    "@message",
    "a.b",
    "a.`b.c``d`[0].1",
    "`a.b`",
    "a[0]",
    "json_parse(a)",
    "count(*)",
    "bin(5m)",
    "bin(300s)",
    "sum",
    "if(a, 1, 2)",
    "strlen",
    "5",
    "1.5",
    "5m",
    "\"x\"",
    "'REJECT'",
    "\"* *\"",
    "\"\\\\*\\n\"",
    "/x(?<g>y)/",
    "/(\\/)/",
    "# c\n",
    "true",
    "desc",
    "&&",
    "--",
    "\"",
    "`",
    "\n",
};

static void survives_random_tokens(void **state)
{
    uint64_t seed = 2;
    struct buf text = {0};

    (void)state;
    for (int round = 0; round < 30000; round++) {
        buf_reset(&text);
        for (uint32_t i = dice(&seed, 14); i > 0; i--) {
            buf_text(&text, soup[dice(&seed, N_OF(soup))]);
            if (dice(&seed, 4))
                buf_char(&text, ' ');
        }
        check_text(buf_str(&text));
    }
    buf_done(&text);
}

/* Whole stages in any order, joined in many ways: these mostly parse. */
static void holds_for_queries_of_random_stages(void **state)
{
    static const char *const stages[] = {
        "filter action = 'REJECT'",
        "filter action=\"ACCEPT\"",
        "filter srcaddr = 'x' and (b like /y/ or not c in [1, 2])",
        "where srcAddr in ['p' , 'q']",
        "filter `pkt-dstaddr` != 5",
        "filterIndex action = 'REJECT'",
        "fields @timestamp, srcAddr as s",
        "fields - -a ^ -2 ^ b - --1 as action",
        "display a, b",
        "stats count(*) as n by srcAddr, bin( 5 m ) offset 1m",
        "stats sum(bytes)/1e9 by `a b`",
        "stats count(*)",
        "sort count(*) desc",
        "sort by a, b asc",
        "order b",
        "limit 5",
        "limit any 3",
        "tail 2",
        "dedup srcAddr",
        "unmask",
        "parse \"a=* \\\\* b=*\" as x, srcAddr",
        "parse @message \"* *\"\n| as p,\n| q",
        "parse s /(?<t>\\/x)(y)/ as action multi",
        "parse 'none' as z",
        "filter a # in it\n = 1",
        "autoregress bytes as b p=2-3",
        "filldown a *b `c*`",
        "fillmissing with 0 for a, b, 'x' for count(*)",
        "addtotals fieldname=t col=true a, b",
        "addtotals",
        "outlier param=3 mark=true a sum(b)",
        "sessionize a, b maxspan 10m as s",
        "countFrequent srcAddr, b",
        "filldown",
        "unnest l into `i t`",
        "expand sum(l)",
    };
    static const char *const joints[] = {
        "|", " | ", "\n| ", " # c | d\n| ", " |# c\n", "\t|\r\n\t"};
    static const char *const edges[] = {"", "", " ", "# c\n", "\n"};
    uint64_t seed = 3;
    struct buf text = {0};

    (void)state;
    for (int round = 0; round < 10000; round++) {
        buf_reset(&text);
        buf_text(&text, edges[dice(&seed, N_OF(edges))]);
        if (dice(&seed, 8) == 0)
            buf_text(&text, "| ");
        for (uint32_t i = 1 + dice(&seed, 5); i > 0; i--) {
            buf_text(&text, stages[dice(&seed, N_OF(stages))]);
            if (i > 1)
                buf_text(&text, joints[dice(&seed, N_OF(joints))]);
        }
        buf_text(&text, edges[dice(&seed, N_OF(edges))]);
        if (!check_text(buf_str(&text)))
            fail_msg("%.*s\ndoes not parse", STR_ARG(buf_str(&text)));
    }
    buf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survives_random_bytes),
        cmocka_unit_test(survives_random_tokens),
        cmocka_unit_test(holds_for_queries_of_random_stages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
