/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The binder: which columns a query has, what it is told, and what is wrong
 * with it, as query-language.md 6, 7, 9, 10.2, 15 and 20 state it.
 */
#include "query/bind.h"

#include "check.h"

#include <string.h>

struct fixture {
    struct fields *fields;
    struct query *q;
    struct bound *bound;
    struct err err;
    struct bind_options options;
    struct buf text;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){.fields = fields_new()};
    f.options.fields = f.fields;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    query_free(f->q);
    fields_free(f->fields);
    buf_done(&f->text);
    return 0;
}

static bool bind(struct fixture *f, const char *text, bool strict)
{
    query_free(f->q);
    f->err = (struct err){0};
    f->bound = NULL;
    f->q = query_parse(str_of(text), strict, &f->err);
    return f->q && query_bind(f->q, &f->options, &f->bound, &f->err);
}

static void must_bind(struct fixture *f, const char *text)
{
    if (!bind(f, text, false))
        check_text(text, str_of(f->err.msg), "");
}

/* "name:kind, ...": n number, # number of a log field, t text, d date, b
 * boolean, ? any. */
static struct str columns_of(struct fixture *f)
{
    static const char kinds[] = {[RESULT_ANY] = '?',
                                 [RESULT_NUMBER] = 'n',
                                 [RESULT_TEXT] = 't',
                                 [RESULT_TIME] = 'd',
                                 [RESULT_BOOL] = 'b'};

    buf_reset(&f->text);
    for (uint32_t i = 0; i < f->bound->n_columns; i++) {
        const struct output_column *c = &f->bound->columns[i];

        buf_printf(&f->text, "%s%.*s:%c", i ? ", " : "", STR_ARG(c->name),
                   c->numeric_field ? '#' : kinds[c->type]);
    }
    return buf_str(&f->text);
}

/* Each notice with the text that it is about: "text: notice; ..." */
static struct str notices_of(struct fixture *f)
{
    buf_reset(&f->text);
    for (const struct notice *n = f->q->notices; n; n = n->next)
        buf_printf(&f->text, "%s%.*s: %.*s", f->text.n ? "; " : "",
                   STR_ARG(str_slice(f->q->text, n->at.start, n->at.end)),
                   STR_ARG(n->text));
    return buf_str(&f->text);
}

static void columns_are_those_of_the_query(void **state)
{
    static const struct {
        const char *query, *want;
    } cases[] = {
        {"", "@timestamp:d, @message:t"},
        {"filter bytes > 1", "@timestamp:d, @message:t"},
        {"fields srcAddr, bytes", "srcAddr:t, bytes:#"},
        {"fields srcAddr | filter bytes > 1 | fields dstAddr",
         "srcAddr:t, dstAddr:t"},
        {"fields srcAddr, bytes | fields srcAddr", "srcAddr:t, bytes:#"},
        {"fields bytes / packets as bpp, isPresent(srcAddr) as p",
         "bpp:n, p:b"},
        {"fields bytes/1024, concat( srcAddr , ' b' )",
         "bytes/1024:n, concat(srcAddr,' b'):t"},
        {"fields bytes  /  1024", "bytes / 1024:n"},
        {"fields bytes as b, b * 8 as bits", "b:#, bits:n"},
        {"fields srcAddr | display dstAddr | display bytes, srcAddr",
         "bytes:#, srcAddr:t"},
        {"display action = 'REJECT' as rejected", "rejected:b"},
        {"parse @message '* *' as a, b | limit 3", "a:t, b:t"},
        {"fields bytes | parse @message /(?<n>eni-\\S+) /", "bytes:#, n:t"},
        {"parse @message '* *' as srcAddr, b | fields srcAddr",
         "srcAddr:t, b:t"},
        {"stats count(*) by srcAddr, bin(5m)",
         "srcAddr:t, bin(5m):d, count(*):n"},
        {"stats count( * )  as n, SUM( bytes ) by dstPort as port",
         "port:#, n:n, SUM(bytes):n"},
        {"stats sum(bytes)/1024/1024 as mb", "mb:n"},
        {"stats sum(bytes) / 1e9, count(*)", "sum(bytes) / 1e9:n, count(*):n"},
        {"stats sum(if(action = 'REJECT' and bytes > 1, 1, 0))",
         "sum(if(action='REJECT' and bytes>1,1,0)):n"},
        {"stats count(*), count(*) by srcAddr, srcAddr",
         "srcAddr:t, srcAddr_2:t, count(*):n, count(*)_2:n"},
        {"stats sum(bytes) as b, sum(packets) as p, b / p as size",
         "b:n, p:n, size:n"},
        {"stats srcAddr, count(*) by srcAddr", "srcAddr:t, count(*):n"},
        {"stats max(bytes), min(srcAddr), latest(action), max(@timestamp)",
         "max(bytes):#, min(srcAddr):?, latest(action):t, max(@timestamp):d"},
        {"stats count(*) as n by srcAddr | fields n * 2 as m",
         "srcAddr:t, n:n, m:n"},
        {"stats count(*) as n by srcAddr | fields n", "srcAddr:t, n:n"},
        {"stats count(*) as n by srcAddr | display n, srcAddr",
         "n:n, srcAddr:t"},
        {"fields srcAddr | display bytes | stats count(*)", "count(*):n"},
        {"stats sum(bytes) as b by srcAddr, bin(5m) | stats max(b), avg(b) by "
         "srcAddr",
         "srcAddr:t, max(b):n, avg(b):n"},
        {"stats sum(bytes) as b by bin(5m) as @t "
         "| stats max(b) as peak by dateceil(@t, 10m)",
         "dateceil(@t,10m):d, peak:n"},
        {"stats topk(3, dstPort)", "dstPort:#, count:n"},
        {"fields if(bytes > 1, srcAddr, dstAddr) as a, if(1, 1, 'x') as b, "
         "case(1, 1, 2) as c, coalesce(srcAddr, bytes) as d",
         "a:t, b:?, c:n, d:?"},
        {"unmask srcAddr", "srcAddr:t"},
        {"unmask", "@timestamp:d, @message:t"},
        {"fields startTime, endTime", "startTime:#, endTime:#"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        must_bind(f, cases[i].query);
        check_text(cases[i].query, columns_of(f), cases[i].want);
        check_text(cases[i].query, notices_of(f), "");
    }
}

/* query-language.md 12.1 and 12.3. */
static void published_queries_bind_without_a_word(void **state)
{
    static const struct {
        const char *query, *want;
    } cases[] = {
        {"stats sum(packets) as packetsTransferred by srcAddr, dstAddr\n"
         "    | sort packetsTransferred  desc\n    | limit 15",
         "srcAddr:t, dstAddr:t, packetsTransferred:n"},
        {"filter isIpv4InSubnet(srcAddr, \"192.0.2.0/24\")\n"
         "    | stats sum(bytes) as bytesTransferred by dstAddr\n"
         "    | sort bytesTransferred desc\n    | limit 15",
         "dstAddr:t, bytesTransferred:n"},
        {"filter protocol=17 | stats count(*) by srcAddr",
         "srcAddr:t, count(*):n"},
        {"filter logStatus=\"SKIPDATA\"\n    | stats count(*) by bin(1h) as t"
         "\n    | sort t",
         "t:d, count(*):n"},
        {"stats avg(bytes), max(bytes) by dstAddr",
         "dstAddr:t, avg(bytes):n, max(bytes):#"},
        {"parse @message /(?<NetworkInterface>eni-.*?) /\n"
         "| display NetworkInterface, @message",
         "NetworkInterface:t, @message:t"},
        {"filter action=\"REJECT\" | stats count(*) as numRejections by "
         "srcAddr | sort numRejections desc | limit 20",
         "srcAddr:t, numRejections:n"},
        {"filter (dstAddr like 'x.x.x.x' and srcAddr not like 'y.y.')\n"
         "| stats sum(bytes) as bytesTransferred by srcAddr, dstAddr",
         "srcAddr:t, dstAddr:t, bytesTransferred:n"},
        {"parse @message \"* * * * * * * * * * * * * *\" as version, "
         "account_id, interface_id, srcaddr, dstaddr, srcport, dstport, "
         "protocol, packets, bytes, start, end, action, log_status\n"
         "| filter action = \"REJECT\" | stats count(*) by srcaddr",
         "srcaddr:t, count(*):n"},
        {"STATS SUM(bytes) / 1e9 AS gb BY BIN(5m) | SORT BIN(5m) ASC",
         "BIN(5m):d, gb:n"},
        {"stats count(*) as total by srcAddr as source", "source:t, total:n"},
        {"stats count(*) by srcAddr, dstAddr | display srcAddr, dstAddr",
         "srcAddr:t, dstAddr:t"},
        {"fields (end - start) as duration, bytes / packets as bpp",
         "duration:n, bpp:n"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        must_bind(f, cases[i].query);
        check_text(cases[i].query, columns_of(f), cases[i].want);
        check_text(cases[i].query, notices_of(f), "");
    }
}

static void columns_can_be_named_by_their_text(void **state)
{
    static const char *const queries[] = {
        "stats count(*) by bin(5m) | sort bin(5m) desc",
        "stats count(*) by bin(5m) | sort BIN( 5m )",
        "stats sum(bytes) by srcAddr | filter SUM(bytes) > 5",
        "stats sum(bytes) by srcAddr | filter (sum(bytes)) > 5",
        "stats sum(bytes) / 2 by srcAddr | sort sum(bytes)/2",
        "stats count(*), bin(5m) by bin(5m)",
        "stats count(*) by srcAddr | display srcaddr, `count(*)`",
        "stats count(*) by bin(5m) | stats max(count(*)) by bin(5m)",
        "stats count(*), count(*) / 2 as half by srcAddr",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(queries); i++) {
        must_bind(f, queries[i]);
        check_text(queries[i], notices_of(f), "");
    }
}

static void leniencies_say_what_was_meant(void **state)
{
    static const struct {
        const char *query, *want;
    } cases[] = {
        {"fields srcaddr", "srcaddr: `srcaddr` is read as `srcAddr`"},
        {"fields `pkt-srcaddr`",
         "`pkt-srcaddr`: `pkt-srcaddr` is read as `pktSrcAddr`"},
        {"fields @Timestamp",
         "@Timestamp: `@Timestamp` is read as `@timestamp`"},
        {"fields account_id",
         "account_id: `account_id` is read as `accountId`"},
        {"stats count(*) by srcAddr | sort count desc",
         "count: `count` is read as the column `count(*)`"},
        {"stats avg(bytes) as mean by srcAddr | sort avg",
         "avg: `avg` is read as the column `mean`"},
        {"stats count(*) by bin(5m) as t | sort @timestamp",
         "@timestamp: `@timestamp` is read as the column `t`"},
        {"stats count(*) by src_addr | sort srcAddr",
         "src_addr: `src_addr` is read as `srcAddr`; "
         "srcAddr: `srcAddr` is read as the column `src_addr`"},
        {"stats sum(action = 'REJECT') as r",
         "action = 'REJECT': the sum of a condition counts the rows where it "
         "is true"},
        {"sort bytes | stats count(*)",
         "sort: the service wants `sort` behind the last `stats`; here stages "
         "run in order"},
        {"limit 5 | stats count(*)",
         "limit: the service wants `limit` behind the last `stats`; here "
         "stages run in order"},
        {"dedup srcAddr | sort bytes",
         "sort: in the service only `limit` may follow `dedup`; here stages "
         "run in order"},
        {"dedup srcAddr | limit 5", ""},
        {"fields bytes as x, packets as x", "x: `x` is defined again"},
        {"fields bytes | parse @message '*' as bytes",
         "bytes: `bytes` is defined again"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        must_bind(f, cases[i].query);
        check_text(cases[i].query, notices_of(f), cases[i].want);
    }
}

static void strict_refuses_what_the_service_refuses(void **state)
{
    static const char *const refused[] = {
        "stats count(*) by srcAddr | sort count desc",
        "stats count(*) by bin(5m) as t | sort @timestamp",
        "stats sum(action = 'REJECT') as r",
        "sort bytes | stats count(*)",
        "dedup srcAddr | sort bytes",
        "fields bytes as x, packets as x",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(refused); i++) {
        check_int(refused[i], bind(f, refused[i], true), false);
        check_int(refused[i], f->err.code, ERR_QUERY);
    }
    /* Names that nothing defines are null there too. */
    assert_true(bind(f, "fields srcaddr", true));
    check_text("strict name", notices_of(f),
               "srcaddr: no field is named `srcaddr`, so it is null in every "
               "row; did you mean `srcAddr`?");
}

static void other_notices(void **state)
{
    static const struct {
        const char *query, *want;
    } cases[] = {
        {"fields nosuch",
         "nosuch: no field is named `nosuch`, so it is null in every row"},
        {"fields logStream",
         "logStream: no field is named `logStream`, so it is null in every "
         "row; did you mean `@logStream`?"},
        {"filter bytse > 1 | fields bytse",
         "bytse: no field is named `bytse`, so it is null in every row; did "
         "you mean `bytes`?"},
        {"fields bytes as total | filter totl > 1",
         "totl: no field is named `totl`, so it is null in every row; did you "
         "mean `total`?"},
        {"filter @timestamp > '2024-01-01T00:00:00Z'",
         "@timestamp > '2024-01-01T00:00:00Z': a time compared with a text is "
         "never true; use toMillis() and epoch milliseconds, or the time "
         "window"},
        {"filter @timestamp > 1717338360000", ""},
        {"filter @timestamp > '1717338360000'", ""},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        must_bind(f, cases[i].query);
        check_text(cases[i].query, notices_of(f), cases[i].want);
    }
}

static void fields_that_no_file_has_are_null_with_a_notice(void **state)
{
    static const field_id loaded[] = {FIELD_SRCADDR};
    struct fixture *f = *state;

    f->options.loaded = loaded;
    f->options.n_loaded = 1;
    must_bind(f, "fields srcAddr, vpcId");
    check_text("notice", notices_of(f),
               "vpcId: no loaded file has the field `vpcId`");
    assert_int_equal(f->bound->scopes[0].slots[1].kind, SLOT_FIELD);
}

static void errors_point_at_what_is_wrong(void **state)
{
    static const struct {
        const char *query, *want, *at;
    } cases[] = {
        {"filter sum(bytes) > 5",
         "`sum` is an aggregate and stands only in the list of `stats`",
         "sum(bytes)"},
        {"stats count(*) by sum(bytes)",
         "`sum` is an aggregate and stands only in the list of `stats`",
         "sum(bytes)"},
        {"stats max(sum(bytes))", "an aggregate cannot stand inside another",
         "sum(bytes)"},
        {"stats srcAddr, count(*) by dstAddr",
         "`srcAddr` is neither inside an aggregate nor in `by`", "srcAddr"},
        {"stats sum(bytes) as b by srcAddr | filter dstPort = 443",
         "`dstPort` does not exist after `stats sum(bytes) as b by srcAddr`, "
         "which keeps only its own columns",
         "dstPort"},
        {"stats sum(bytes) as b by srcAddr | fields bytes / 2 as x",
         "`bytes` does not exist after `stats sum(bytes) as b by srcAddr`, "
         "which keeps only its own columns",
         "bytes"},
        {"fields bytes as x | stats count(*) | sort x",
         "`x` does not exist after `stats count(*)`, which keeps only its own "
         "columns",
         "x"},
        {"stats sum(bytes) as total by srcAddr | sort totl",
         "there is no `totl` after `stats`; did you mean `total`?", "totl"},
        {"stats count(*) | sort request_source",
         "there is no `request_source` after `stats`", "request_source"},
        {"stats count(*) by srcAddr | fields bin(5m)",
         "`bin` needs @timestamp, which `stats` does not keep; use "
         "`datefloor` on a column of it",
         "bin(5m)"},
        {"stats count(*) as n, bin(5m) as t",
         "`bin` stands in the list behind `by`", "bin(5m)"},
        {"stats count(*) by srcAddr | stats latest(srcAddr)",
         "`latest` needs @timestamp, which `stats` does not keep",
         "latest(srcAddr)"},
        {"stats count(*) by srcAddr | parse '*' as x",
         "`@message` does not exist after `stats count(*) by srcAddr`, which "
         "keeps only its own columns",
         "parse"},
        {"stats pct(bytes, 101)", "`pct` takes a percentile from 0 to 100",
         "101"},
        {"stats pct(bytes, -1)", "`pct` takes a percentile from 0 to 100",
         "-1"},
        {"stats pct(bytes, packets)", "`pct` takes a percentile from 0 to 100",
         "packets"},
        {"stats topk(3, dstPort) by srcAddr",
         "`topk` stands alone, without `by` or other aggregates",
         "topk(3, dstPort)"},
        {"stats topk(3, dstPort), count(*)",
         "`topk` stands alone, without `by` or other aggregates",
         "topk(3, dstPort)"},
        {"stats topk(0, dstPort)",
         "`topk` takes a whole number from 1 to 10000 first", "0"},
        {"filter isIpInSubnet(srcAddr, '10.0.0.0/33')",
         "\"10.0.0.0/33\" is not an address block such as 10.0.0.0/8",
         "'10.0.0.0/33'"},
        {"fields regexReplace(srcAddr, '(?=a)', '')",
         "regex: look-ahead is not supported", "'(?=a)'"},
        {"fields formatDate(@timestamp, '%Q')", "unknown date format %Q",
         "'%Q'"},
        {"stats count(*) by bin(1d) offset 1mo",
         "`offset` takes a period of fixed length, at most weeks",
         "stats count(*) by bin(1d) offset 1mo"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct str text = str_of(cases[i].query);

        check_int(cases[i].query, bind(f, cases[i].query, false), false);
        check_text(cases[i].query, str_of(f->err.msg), cases[i].want);
        check_int(cases[i].query, f->err.code, ERR_QUERY);
        check_text(cases[i].query,
                   str_slice(text, f->err.at.start, f->err.at.end),
                   cases[i].at);
    }
}

static void definitions_win_over_fields_of_the_log(void **state)
{
    struct fixture *f = *state;
    const struct scope *s;

    must_bind(f, "filter bytes > 1 | fields packets * 2 as bytes "
                 "| filter bytes > 2");
    s = &f->bound->scopes[0];
    assert_int_equal(s->n_ops, 2);
    assert_int_equal(s->slots[s->ops[0].expr->op.a->field.slot].kind,
                     SLOT_FIELD);
    assert_int_equal(s->slots[s->ops[1].expr->op.a->field.slot].kind,
                     SLOT_EXPR);
}

static void equal_aggregates_are_computed_once(void **state)
{
    struct fixture *f = *state;
    const struct scope *s;

    must_bind(f, "stats sum(bytes) as b, sum( bytes ) / count(*) as mean, "
                 "count() as n, countOverTime(*), sumOverTime(bytes), "
                 "median(bytes), pct(bytes, 50), pct(bytes, 95), sum(packets) "
                 "by srcAddr");
    s = &f->bound->scopes[0];
    assert_true(s->grouped);
    assert_int_equal(s->n_keys, 1);
    /* sum(bytes), count, pct 50, pct 95, sum(packets) */
    assert_int_equal(s->n_aggs, 5);
    assert_int_equal(s->aggs[0].fn->id, FUNCTION_SUM);
    assert_int_equal(s->aggs[1].fn->id, FUNCTION_COUNT_ROWS);
    assert_null(s->aggs[1].arg);
    assert_true(s->aggs[2].p == 50 && s->aggs[3].p == 95);
    assert_int_equal(f->bound->n_scopes, 2);
    assert_int_equal(f->bound->scopes[1].slots[0].kind, SLOT_KEY);
    assert_false(f->bound->raw);
}

static void keys_that_are_time_bins_are_marked(void **state)
{
    struct fixture *f = *state;
    const struct scope *s;
    const struct time_bin *bin;

    must_bind(f, "fields bin(1h) as h | stats count(*) as n by srcAddr, "
                 "bin(5m) as t, datefloor(@timestamp, 1d), h offset 10m "
                 "| stats max(n) by t, srcAddr");
    s = &f->bound->scopes[0];
    assert_int_equal(s->n_keys, 4);
    assert_false(s->key_is_bin[0]);
    assert_true(s->key_is_bin[1]);
    assert_true(s->key_is_bin[2]);
    assert_true(s->key_is_bin[3]);
    bin = s->keys[1]->call.prep;
    assert_int_equal(bin->offset_ms, 600000);
    assert_int_equal(bin->period.n, 5);
    assert_int_equal(s->keys[1]->call.n, 2);
    assert_int_equal(s->slots[s->keys[1]->call.args[0]->field.slot].kind,
                     SLOT_SYSTEM);
    assert_true(f->bound->scopes[1].key_is_bin[0]);
    assert_false(f->bound->scopes[1].key_is_bin[1]);
}

static void topk_counts_sorts_and_limits(void **state)
{
    struct fixture *f = *state;
    const struct scope *old, *next;

    must_bind(f, "stats topk(3, dstPort)");
    old = &f->bound->scopes[0];
    next = &f->bound->scopes[1];
    assert_int_equal(old->n_keys, 1);
    assert_int_equal(old->aggs[0].fn->id, FUNCTION_COUNT_ROWS);
    assert_int_equal(old->ops[0].kind, ROW_FILTER);
    assert_int_equal(old->ops[0].expr->call.fn->id, FUNCTION_IS_PRESENT);
    assert_int_equal(next->n_ops, 2);
    assert_int_equal(next->ops[0].kind, ROW_SORT);
    assert_true(next->ops[0].keys[0].desc);
    assert_int_equal(next->ops[1].kind, ROW_LIMIT);
    assert_int_equal(next->ops[1].limit, 3);
}

static void parse_makes_captures_side_by_side(void **state)
{
    struct fixture *f = *state;
    const struct scope *s;

    must_bind(f, "fields bytes | parse @message '* * *' as a, b, c "
                 "| filter b = 'x'");
    s = &f->bound->scopes[0];
    for (uint32_t i = 0; i < 3; i++) {
        const struct slot *slot =
            &s->slots[f->q->stages->next->parse->first_slot + i];

        assert_int_equal(slot->kind, SLOT_CAPTURE);
        assert_int_equal(slot->capture, i);
    }
    assert_true(f->bound->raw);
    must_bind(f, "parse @message /(?<ip>\\d+)/ multi");
    assert_int_equal(f->bound->scopes[0].ops[0].kind, ROW_EXPAND);
    assert_false(f->bound->raw);
    must_bind(f, "parse @message 'no star' as a");
    assert_int_equal(f->bound->scopes[0].slots[f->bound->columns[0].slot].kind,
                     SLOT_NULL);
}

static void rows_are_done_to_in_order(void **state)
{
    static const enum row_op_kind want[] = {ROW_FILTER, ROW_SORT, ROW_LIMIT,
                                            ROW_FILTER, ROW_TAIL, ROW_LIMIT_ANY,
                                            ROW_DEDUP};
    struct fixture *f = *state;
    const struct scope *s;

    must_bind(f, "filter bytes > 1 | sort bytes desc, srcAddr | limit 5 "
                 "| filterIndex action = 'REJECT' | tail 2 | limit any 1 "
                 "| dedup srcAddr, dstAddr");
    s = &f->bound->scopes[0];
    assert_int_equal(s->n_ops, N_ELEMENTS(want));
    for (size_t i = 0; i < N_ELEMENTS(want); i++)
        assert_int_equal(s->ops[i].kind, want[i]);
    assert_int_equal(s->ops[1].n_keys, 2);
    assert_int_equal(s->ops[6].n_slots, 2);
}

static void default_columns_are_the_callers(void **state)
{
    static const struct str names[] = {{"srcAddr", 7}, {"nosuch", 6}};
    struct fixture *f = *state;

    f->options.default_columns = names;
    f->options.n_default_columns = 2;
    must_bind(f, "filter bytes > 1");
    check_text("columns", columns_of(f), "srcAddr:t, nosuch:?");
    check_text("notices", notices_of(f), "");
    assert_true(f->bound->default_columns);
    must_bind(f, "fields dstAddr");
    check_text("chosen", columns_of(f), "dstAddr:t");
    assert_false(f->bound->default_columns);
}

static void system_fields_are_listed(void **state)
{
    unsigned n = 0;

    (void)state;
    while (system_field_name(n))
        n++;
    assert_int_equal(n, 11);
    assert_string_equal(system_field_name(0), "@timestamp");
}

#define with_fixture(test)                                                     \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_fixture(columns_are_those_of_the_query),
        with_fixture(published_queries_bind_without_a_word),
        with_fixture(columns_can_be_named_by_their_text),
        with_fixture(leniencies_say_what_was_meant),
        with_fixture(strict_refuses_what_the_service_refuses),
        with_fixture(other_notices),
        with_fixture(fields_that_no_file_has_are_null_with_a_notice),
        with_fixture(errors_point_at_what_is_wrong),
        with_fixture(definitions_win_over_fields_of_the_log),
        with_fixture(equal_aggregates_are_computed_once),
        with_fixture(keys_that_are_time_bins_are_marked),
        with_fixture(topk_counts_sorts_and_limits),
        with_fixture(parse_makes_captures_side_by_side),
        with_fixture(rows_are_done_to_in_order),
        with_fixture(default_columns_are_the_callers),
        cmocka_unit_test(system_fields_are_listed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
