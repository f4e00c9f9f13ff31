/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for any query text (tests/fuzz/query_holds.h), for texts that are
 * random but the same in each run. A fuzzer finds more, where there is one.
 */
#include "../fuzz/query_holds.h"

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

/* True when the text parses. */
static bool check_text(struct str text)
{
    struct buf why = {0};
    bool parses;

    if (!query_holds(text, &parses, &why))
        fail_msg("%.*s\n%s", STR_ARG(text), why.p);
    return parses;
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
