/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser, seen through its printed trees, its notices and its errors.
 * Expected texts follow docs of the language: precedence, leniencies and
 * what each kind of mistake is told.
 */
#include "query/print.h"
#include "query/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define N_OF(table) (sizeof(table) / sizeof *(table))

/* Fields in brackets show how operators bind. */
static const struct {
    const char *query;
    const char *printed;
} accepted[] = {
    {"", ""},
    {"  # nothing but a comment", ""},
    {"fields @timestamp, action", "fields @timestamp, action"},
    {"| stats count(*)", "stats count(*)"},
    {"FIELDS a | STATS COUNT(*) AS n BY BIN(5m)",
     "fields a | stats count(*) as n by bin(5m)"},
    {"fields a\n# | filter x\n| limit 20  # newest", "fields a | limit 20"},
    /* Keywords are names outside their places (2.3). */
    {"fields start, end, count, type, limit, source, pattern, any, multi",
     "fields start, end, count, type, limit, source, pattern, any, multi"},
    {"fields (end - start) as duration", "fields (end - start) as duration"},
    {"stats count(*) by offset offset 1h",
     "stats count(*) by offset offset 1h"},
    {"fields `by`, `a b`, `x``y`", "fields `by`, `a b`, `x``y`"},
    {"fields json_message.`user.id`, @`aws.tag.aws:name`",
     "fields json_message.`user.id`, `@aws.tag.aws:name`"},
    {"fields m.list[ 0 ].`odd key`[1].2, `m.a`, m.in, `m`.`b`",
     "fields m.list[0].`odd key`[1].2, `m.a`, m.in, m.b"},
    {"PARSE Logfmt AS a | parse b csv as c, `d e` | parse xml '/a/b' as f",
     "parse logfmt as a | parse b csv as c, `d e` | parse xml \"/a/b\" as f"},
    {"AUTOREGRESS bytes p = 1 - 4 AS b | autoregress p as q p=3",
     "autoregress bytes as b p=1-4 | autoregress p as q p=3"},
    {"autoregress sum( bytes ) | autoregress `in` as `by`",
     "autoregress sum(bytes) | autoregress `in` as `by`"},
    {"filldown | filldown a* *b `in` `c*` d2*e | filldown *",
     "filldown | filldown a* *b `in` `c*` d2*e | filldown *"},
    {"unnest m.list[0] INTO `a b` | expand into",
     "unnest m.list[0] into `a b` | expand into"},
    {"count_frequent a, b.c | COUNTFREQUENT `by`",
     "countFrequent a, b.c | countFrequent `by`"},
    {"addtotals | addtotals row, col | addtotals col = TRUE row=false "
     "fieldname=`a b` sum(x), fieldname",
     "addtotals | addtotals row, col | addtotals fieldname=`a b` row=false "
     "col=true sum(x), fieldname"},
    {"outlier a b, c | outlier param=.5 mark=true action=transform "
     "uselower=true action | outlier action=remove mark",
     "outlier a b c | outlier param=0.5 uselower=true mark=true action | "
     "outlier action=remove mark"},
    {"sessionize a, maxspan | sessionize b maxspan 90m AS `as`",
     "sessionize a, maxspan | sessionize b maxspan 60m as `as`"},
    {"fillmissing | FILLMISSING WITH - 1.5 FOR a, b, 'x' for sum( c ), true "
     "for `for`",
     "fillmissing | fillmissing with -1.5 for a, -1.5 for b, \"x\" for "
     "sum(c), true for for"},
    {"json FIELD = a.b[1] 'c.`d e`[0]' as f",
     "json field=a.b[1] \"c.`d e`[0]\" as f"},
    {"filter a in b.c[0] and 1 not in split(d, \",\")",
     "filter a in b.c[0] and 1 not in split(d, \",\")"},
    {"fields items.0.id", "fields items.0.id"},
    /* Strings and numbers. */
    {"filter a = 'x\"y'", "filter a = \"x\\\"y\""},
    {"filter a like \"^10\\.\"", "filter a like \"^10\\.\""},
    {"filter a = \"|#\\n\\\\n\"", "filter a = \"|#\\n\\\\n\""},
    {"filter a > 1e3 and b < .5 and c = 1.50",
     "filter a > 1000 and b < 0.5 and c = 1.5"},
    {"filter a = -5", "filter a = -5"},
    {"filter a = - 5.5", "filter a = -5.5"},
    {"fields -a, --5, - -a, +3", "fields -a, 5, - -a, 3"},
    {"fields a--5", "fields a - -5"},
    {"filter a = TRUE or b = false", "filter a = true or b = false"},
    /* Expressions. */
    {"fields a+b*c^-d", "fields a + b * c ^ -d"},
    {"fields (a+b)*c", "fields (a + b) * c"},
    {"filter not a like /x/ and b = 1", "filter not a like /x/ and b = 1"},
    {"filter a not like 'x' or b NOT IN [1,'2']",
     "filter a not like \"x\" or b not in [1, \"2\"]"},
    {"filter a =~ /^172\\.(1[6-9]|2\\d)\\//",
     "filter a like /^172\\.(1[6-9]|2\\d)\\//"},
    {"filter a =~ 'x/y'", "filter a like /x\\/y/"},
    {"filter a like b", "filter a like b"},
    {"filter @message like /(?i) reject /",
     "filter @message like /(?i) reject /"},
    {"filter isValidIpv4 (srcAddr)", "filter isValidIpV4(srcAddr)"},
    {"fields countdistinct", "fields countdistinct"},
    {"stats count_distinct(a), count(), pct(a, 95)",
     "stats count_distinct(a), count(), pct(a, 95)"},
    {"stats sum(bytes) / 1e9 as gb by bin( 5 minutes )",
     "stats sum(bytes) / 1000000000 as gb by bin(5m)"},
    {"stats sum(action = 'REJECT') as r by if(a, 1, 2) as k, datefloor(t, 1mo)",
     "stats sum(action = \"REJECT\") as r by if(a, 1, 2) as k, "
     "datefloor(t, 1mo)"},
    /* Stages. */
    {"where a = 1", "filter a = 1"},
    {"filterIndex a in [1, 2] and b = 3", "filterIndex a in [1, 2] and b = 3"},
    {"sort a", "sort a asc"},
    {"order by a desc, bin(5m)", "sort a desc, bin(5m) asc"},
    {"sort by count(*) DESC", "sort count(*) desc"},
    {"head 5 | tail 3 | limit any 7", "limit 5 | tail 3 | limit any 7"},
    {"display a, b + 1 as c", "display a, b + 1 as c"},
    {"dedup a, `b c`", "dedup a, `b c`"},
    {"unmask | unmask a", "unmask | unmask a"},
    /* parse. */
    {"parse @message \"user=*, x := *\" as @user, y",
     "parse @message \"user=*, x := *\" as @user, y"},
    {"parse '* \\* *' as a, b", "parse \"* \\* *\" as a, b"},
    {"parse @message /(?<eni>eni-\\S+) (\\S+)/ as src multi",
     "parse @message /(?<eni>eni-\\S+) (\\S+)/ as src multi"},
    {"parse /(?<payload>x.*)/ as payload", "parse /(?<payload>x.*)/"},
    {"parse concat(a, b) \"*-*\" as c, d",
     "parse concat(a, b) \"*-*\" as c, d"},
    {"parse @message \"* *\"\n| as a,\n| b\n| limit 1",
     "parse @message \"* *\" as a, b | limit 1"},
};

static struct query *parse(const char *text)
{
    struct err err = {0};
    struct query *q = query_parse(str_of(text), false, &err);

    if (!q)
        fail_msg("%s\nis refused: %s", text, err.msg);
    return q;
}

static void prints_canonically(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(accepted); i++) {
        struct query *q = parse(accepted[i].query);
        struct buf out = {0};

        buf_text(&out, "");
        print_query(&out, q);
        buf_char(&out, '\0');
        if (strcmp(out.p, accepted[i].printed) != 0)
            fail_msg("%s\nprints  %s\nexpected %s", accepted[i].query, out.p,
                     accepted[i].printed);
        buf_done(&out);
        query_free(q);
    }
}

/* The marked part of the query, "at", is what the error points to. */
static const struct {
    const char *query;
    const char *message; /* a part of it */
    const char *at;      /* NULL: the end of the query */
} refused[] = {
    /* The frame. */
    {"fields a | | limit 1", "a command is missing", "| limit"},
    {"fields a |", "after `|`, found the end", NULL},
    {"|", "expected a command", NULL},
    {"flter a = 1", "did you mean `filter`?", "flter"},
    {"select a from b", "this is not SQL", "select"},
    {"eval a = 1", "fields expression as name", "eval"},
    {"lookup t a b", "expected `OUTPUT` or `OUTPUTNEW`", "b"},
    {"filter a = 1 | pattern", "expected a text", NULL},
    {"$Name(a = [1])", "expected a string or a number", "["},
    {"$Name", "expected `(`", NULL},
    {"$(a = 1)", "the name of a saved query", "("},
    {"xyzzy", "expected filter, stats", "xyzzy"},
    {"-- all rows\nfields a", "a comment starts with `#`", "--"},
    {"fields a; limit 5", "unexpected `;`", ";"},
    /* Never closed: the opening is shown. */
    {"filter a = \"x | limit 5", "never closed", "\""},
    {"filter a = 'x\\'", "never closed", "'"},
    {"filter a like /x | limit 5", "never closed", "/"},
    {"fields `a b", "never closed", "`"},
    {"filter (a = 1", "`(` is never closed", "("},
    {"stats count(*", "`(` is never closed", "("},
    {"filter a in [1, 2", "`[` is never closed", "["},
    {"fields ``", "no name between", "``"},
    {"fields a.", "cannot end with a dot", "a."},
    /* Expressions. */
    {"filter", "expected a condition", NULL},
    {"filter a = ", "expected a field, a value or a function, found the end",
     NULL},
    {"filter a = 1 && b = 2", "write `and`", "&&"},
    {"filter a = 1 || b = 2", "write `or`", "||"},
    {"filter a = 1 or )", "found `)`", ")"},
    {"filter a = 1)", "closes nothing", ")"},
    {"filter a = b = c", "cannot be chained", "= c"},
    {"filter srcAddrlike \"10.\"", "did you mean `srcAddr like`?", "\"10.\""},
    {"filter isIpv4InSubnet(a, <VPC_CIDR>)", "is a placeholder", "<VPC_CIDR>"},
    {"filter a in (22, 23)", "list in brackets", "(22"},
    {"filter a in []", "found `]`", "]"},
    {"filter a not = 1", "expected `like` or `in`", "= 1"},
    {"filter a like /x/i", "/(?i)text/", "i"},
    {"filter a like /(x/", "missing closing parenthesis", "/"},
    {"filter a =~ b", "expected a regular expression", "b"},
    {"filter by = 1", "found `by`", "by"},
    {"fields a as by", "reserved word", "by"},
    {"filter a > 5m", "stands only in a function", "5m"},
    {"filter a = 10.0.0.1", "an address goes in quotes", "10.0.0.1"},
    {"fields nosuch(a)", "there is no function `nosuch`", "nosuch"},
    {"fields strln(a)", "did you mean `strlen`?", "strln"},
    {"fields strlen()", "takes 1 argument, found 0", "strlen()"},
    {"fields round(a, 1, 2)", "takes at most 2 arguments, found 3",
     "round(a, 1, 2)"},
    {"fields bin(300)", "takes a period such as 5m", "300"},
    {"fields strlen(5m)", "takes no period", "5m"},
    {"stats sum(*)", "`*` goes with count", "*"},
    {"fields a[x]", "the number of an item", "x"},
    {"fields a[-1]", "the number of an item", "-"},
    {"fields a[0", "expected `]`", NULL},
    {"fields a[0]. b", "a name is missing behind this dot", "."},
    {"fields a[0].b..c", "a name is missing between", "b..c"},
    {"fields \xe2\x80\x9c"
     "a\xe2\x80\x9d",
     "typographic", "\xe2\x80\x9c"},
    /* Stages. */
    {"fields *", "name the fields", "*"},
    {"fields a, ", "found the end", NULL},
    {"fields a b", "expected `,`, `|` or the end, found `b`", "b"},
    {"fields a\nfilter b = 1", "is a `|` missing before it?", "filter"},
    {"stats by a", "expected an aggregate", "by"},
    {"stats count(*) bye a", "found `bye`", "bye"},
    {"limit 0", "must be 1 or more", "0"},
    {"limit -5", "positive whole number", "-"},
    {"limit 1.5", "positive whole number", "1.5"},
    {"limit", "found the end", NULL},
    {"limit 10 offset 5", "found `offset`", "offset"},
    {"filterIndex a > 1", "only `=` and `in`", "a > 1"},
    {"dedup a + 1", "dedup takes field names", "a + 1"},
    {"parse @message \"* *\" as a", "2 stars (*), but 1 name stands",
     "\"* *\""},
    {"parse @message \"*\" as a, b", "1 star (*), but 2 names stand", "\"*\""},
    {"parse @message \"*\"", "expected `as` and a name for each *", NULL},
    {"parse @message \"*\" as a-b", "needs its backticks", "a-b"},
    {"parse @message \"*\" as a multi", "regular expression only", "multi"},
    {"parse @message /x/", "name a group", "/x/"},
    {"parse @message /(x)/", "have no names", "/(x)/"},
    {"parse @message /(x)/ as a, b", "1 unnamed group, but 2 names", "a, b"},
    {"parse csv @message as a", "the field stands before `csv`", "@message"},
    {"parse @message a", "expected a pattern", "a"},
};

static void refuse(const char *text, bool strict, const char *message,
                   const char *at)
{
    struct err err = {0};
    struct query *q = query_parse(str_of(text), strict, &err);
    const char *place = at ? strstr(text, at) : NULL;
    size_t want = place ? (size_t)(place - text) : err.at.start;

    if (q)
        fail_msg("%s\nis accepted, expected: %s", text, message);
    if (!strstr(err.msg, message))
        fail_msg("%s\nsays     %s\nexpected %s", text, err.msg, message);
    /* The last occurrence counts where the text comes twice. */
    if (place && strlen(at) < 3) {
        for (const char *next = place; next; next = strstr(next + 1, at)) {
            if ((size_t)(next - text) == err.at.start)
                want = err.at.start;
        }
    }
    if (err.at.start != want || err.at.end < err.at.start ||
        err.at.end > strlen(text))
        fail_msg("%s\npoints to %u-%u, expected %zu (%s)", text, err.at.start,
                 err.at.end, want, err.msg);
}

static void refuses_with_a_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(refused); i++)
        refuse(refused[i].query, false, refused[i].message, refused[i].at);
}

/* Accepted with a notice; --strict refuses those that are leniencies. */
static const struct {
    const char *query;
    const char *notice;
    bool refused; /* by strict */
} lenient[] = {
    {"filter a == 1", "`==` is read as `=`", true},
    {"filter a <> 1", "`<>` is read as `!=`", true},
    {"filter !isPresent(a)", "`!` is read as `not`", true},
    {"sort by a", "`sort by` is read as `sort`", true},
    {"order by a", "`order by` is read as `sort`", true},
    {"order a", "`order` is read as `sort`", true},
    {"parse \"*\" | as a", "`|` inside the names of `parse`", true},
    {"parse \"* *\" as a,\n | b", "`|` inside the names of `parse`", true},
    {"filter pkt-dstaddr = 'x'", "did you mean `` `pkt-dstaddr` ``", false},
    {"fields pkt-dst-aws-service", "`` `pkt-dst-aws-service` ``", false},
    {"filter flow-direction = 'x'", "`` `flow-direction` ``", false},
    {"stats count(*) by bin(300s)", "300s is cut to 60s", false},
    {"stats count(*) by bin(300s)", "write 5m", false},
    {"stats count(*) by bin(48h)", "write 2d", false},
    {"stats count(*) by bin(61s)", "use a larger unit", false},
    {"parse \"text\" as a", "`a` is null in every row", false},
};

static void tells_what_it_took_leniently(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(lenient); i++) {
        struct query *q = parse(lenient[i].query);

        if (!q->notices)
            fail_msg("%s\ngives no notice", lenient[i].query);
        if (!strstr(q->notices->text.p, lenient[i].notice))
            fail_msg("%s\nnotes    %s\nexpected %s", lenient[i].query,
                     q->notices->text.p, lenient[i].notice);
        assert_null(q->notices->next);
        query_free(q);
        if (lenient[i].refused)
            refuse(lenient[i].query, true, lenient[i].notice, NULL);
    }
}

static void says_nothing_about_plain_queries(void **state)
{
    static const char *const plain[] = {
        "fields (end - start) as d, a - b, end-start",
        "filter `pkt-dstaddr` = 'x' and not a != 1",
        "head 5",
        "stats count(*) by bin(60m), bin(90d)",
        "parse \"* *\" as a, b | sort a",
    };

    (void)state;
    for (size_t i = 0; i < N_OF(plain); i++) {
        struct query *q = parse(plain[i]);

        if (q->notices)
            fail_msg("%s\nnotes %s", plain[i], q->notices->text.p);
        query_free(q);
    }
}

static void finds_globs_that_are_columns(void **state)
{
    static const struct {
        const char *query;
        uint32_t positional;
    } cases[] = {
        {"parse @message \"* * *\" as a, b, c", 3},
        {"parse \"* *\" as a, b", 2},
        {"parse \"*\" as a", 1},
        {"parse action \"* *\" as a, b", 0},
        {"parse \"*  *\" as a, b", 0},
        {"parse \" * *\" as a, b", 0},
        {"parse \"* * \" as a, b", 0},
        {"parse \"x\" as a", 0},
    };

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct query *q = parse(cases[i].query);

        if (q->stages->parse->positional != cases[i].positional)
            fail_msg("%s: %u", cases[i].query, q->stages->parse->positional);
        query_free(q);
    }
}

static void cuts_globs_at_their_stars(void **state)
{
    struct query *q = parse("parse \"user=*, \\* *\" as a, b");
    const struct parse_spec *spec = q->stages->parse;

    (void)state;
    assert_int_equal(spec->n, 2);
    assert_true(str_eq(spec->pieces[0], STR("user=")));
    assert_true(str_eq(spec->pieces[1], STR(", * ")));
    assert_true(str_eq(spec->pieces[2], STR("")));
    query_free(q);
    q = parse("parse \"no star\" as a");
    assert_null(q->stages->parse->pieces);
    query_free(q);
}

static void names_groups_in_order(void **state)
{
    struct query *q = parse("parse /(x)(?<b>y)(z)/ as a, c");
    const struct parse_spec *spec = q->stages->parse;

    (void)state;
    assert_int_equal(spec->n, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(spec->names[i].p[0], 'a' + (char)i);
        assert_int_equal(spec->groups[i], i + 1);
    }
    query_free(q);
}

/* The article's query as printed: pipes before "as" and inside the names. */
static void reads_queries_as_articles_print_them(void **state)
{
    struct query *q = parse(
        "parse @message \"* * * * * * * * * * * * * * * * * * *\"\n"
        "| as region, vpc_id, az_id, subnet_id, instance_id, interface_id,\n"
        "| flow_direction, srcaddr, dstaddr, srcport, dstport,\n"
        "| pkt_srcaddr, pkt_dstaddr, pkt_src_aws_service, "
        "pkt_dst_aws_service,\n"
        "| traffic_path, packets, bytes, action\n"
        "| filter action=\"REJECT\"\n"
        "| filter (srcaddr not like \"162.142.125.\") and "
        "(flow_direction like \"ingress\")\n"
        "| stats count(action) as redjects by flow_direction, srcaddr, "
        "dstaddr, pkt_srcaddr, pkt_dstaddr\n"
        "| sort redjects desc");

    (void)state;
    assert_int_equal(q->stages->parse->positional, 19);
    assert_non_null(q->notices);
    assert_null(q->notices->next);
    assert_int_equal(q->stages->next->next->next->stats.n_by, 5);
    query_free(q);
}

static void stops_at_deep_nesting(void **state)
{
    static const char *const openings[] = {"(",    "not ",  "- ",  "a ^ ",
                                           "abs(", "a or ", "a + "};
    struct buf text = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(openings); i++) {
        struct err err = {0};

        buf_reset(&text);
        buf_text(&text, "filter ");
        for (int n = 0; n < 20000; n++)
            buf_text(&text, openings[i]);
        buf_text(&text, "a");
        assert_null(query_parse(buf_str(&text), false, &err));
        assert_int_equal(err.code, ERR_QUERY);
    }
    buf_done(&text);
}

static void explains_with_a_caret(void **state)
{
    struct str text = STR("fields a\n| limit \xc3\xa9 0 x\r\n| sort b");
    struct buf out = {0};
    uint32_t line, column;

    (void)state;
    query_place(text, 20, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 11);
    query_explain_at(&out, text, (struct span){20, 23}, "no");
    assert_string_equal(out.p, "vpcscope: query:2:11: no\n"
                               "| limit \xc3\xa9 0 x\n"
                               "          ^^^\n");
    buf_reset(&out);
    query_explain_at(&out, STR("limit"), (struct span){5, 5}, "no");
    assert_string_equal(out.p, "vpcscope: query:1:6: no\nlimit\n     ^\n");
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_canonically),
        cmocka_unit_test(refuses_with_a_place),
        cmocka_unit_test(tells_what_it_took_leniently),
        cmocka_unit_test(says_nothing_about_plain_queries),
        cmocka_unit_test(finds_globs_that_are_columns),
        cmocka_unit_test(cuts_globs_at_their_stars),
        cmocka_unit_test(names_groups_in_order),
        cmocka_unit_test(reads_queries_as_articles_print_them),
        cmocka_unit_test(stops_at_deep_nesting),
        cmocka_unit_test(explains_with_a_caret),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
