/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is offered at a place of a query, "^" in the text of a case. */
#include "query/complete.h"

#include "base/buf.h"
#include "query/lookup_table.h"

#include "check.h"

/* --- The world of the cases ------------------------------------------------
 */

struct world {
    struct fields *fields;
    struct lookup_tables tables;
    struct lookup_table *ports;
    struct bind_options options;
    struct complete_names names;
};

static struct lookup_table *find_table(struct lookup_tables *t, struct str name,
                                       struct err *err)
{
    struct world *w =
        (struct world *)((char *)t - offsetof(struct world, tables));

    if (str_eq(name, STR("ports")))
        return w->ports;
    err_set(err, ERR_QUERY, "there is none");
    return NULL;
}

static const struct str table_names[] = {{"ports", 5}, {"nets", 4}};
static const struct str saved_names[] = {{"top-bytes", 9}, {"Errors", 6}};
static const field_id loaded[] = {FIELD_SRCADDR, FIELD_DSTADDR, FIELD_DSTPORT,
                                  FIELD_ACTION, FIELD_BYTES};

static int open_world(void **state)
{
    static struct world w;

    w.fields = fields_new();
    w.ports =
        lookup_table_new(STR("ports"), "ports.csv",
                         STR("port,service name\n22,ssh\n"), UINT64_MAX, NULL);
    w.tables.find = find_table;
    w.options = (struct bind_options){.fields = w.fields,
                                      .loaded = loaded,
                                      .n_loaded = N_ELEMENTS(loaded),
                                      .tables = &w.tables};
    w.names = (struct complete_names){.bind = &w.options,
                                      .tables = table_names,
                                      .n_tables = 2,
                                      .saved = saved_names,
                                      .n_saved = 2};
    *state = &w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;

    lookup_table_free(w->ports);
    fields_free(w->fields);
    return 0;
}

/* The text without its "^", and where that was. */
static struct str without_mark(struct arena *a, const char *marked,
                               uint32_t *cursor)
{
    struct str s = str_of(marked);

    *cursor = (uint32_t)str_find(s, STR("^"));
    return arena_printf(a, "%.*s%.*s", STR_ARG(str_slice(s, 0, *cursor)),
                        STR_ARG(str_slice(s, *cursor + 1, s.n)));
}

/* The first insertions, and the text with the first one made. */
static void show(struct buf *out, const struct completion *c, uint32_t most)
{
    for (uint32_t i = 0; i < c->n && i < most; i++)
        buf_printf(out, "%s%.*s", i ? " " : "", STR_ARG(c->items[i].insert));
}

/* --- Places ----------------------------------------------------------------
 */

static const struct {
    const char *text;
    enum complete_expect expect;
    const char *replaced; /* the text that an insertion takes the place of */
    const char *first;    /* the first insertions, as many as are named */
    uint32_t n;           /* how many candidates; 0: not looked at */
} places[] = {
    /* Commands. */
    {"^", COMPLETE_COMMAND, "", "SOURCE fields display filter", 0},
    {"fi^", COMPLETE_COMMAND, "fi", "fields filter filterIndex", 0},
    {"fields a | ^", COMPLETE_COMMAND, "", "fields display filter", 0},
    {"fields a | st^a | limit 1", COMPLETE_COMMAND, "sta", "stats", 0},
    {"FIELDS a | SORT^", COMPLETE_COMMAND, "SORT", "sort", 0},
    {"where a = 1 | tai^", COMPLETE_COMMAND, "tai", "tail", 1},
    {"fitler^", COMPLETE_COMMAND, "fitler", "filter", 1},
    {"| dedu^", COMPLETE_COMMAND, "dedu", "dedup", 1},
    {"$^", COMPLETE_COMMAND, "$", "$Errors() $top-bytes()", 2},
    {"limit 1 | $top-b^", COMPLETE_COMMAND, "$top-b", "$top-bytes()", 1},
    {"$top^-bytes(n = 1)", COMPLETE_COMMAND, "$top-bytes", "$top-bytes", 1},
    {"filter srcAddr in (^", COMPLETE_COMMAND, "", "SOURCE fields", 0},
    {"filter a in (limit 1 | so^)", COMPLETE_COMMAND, "so", "sort", 0},
    /* Values. */
    {"filter ^", COMPLETE_VALUE, "",
     "action bytes dstAddr dstPort srcAddr @aws.account", 0},
    {"filter sr^", COMPLETE_VALUE, "sr", "srcAddr", 0},
    {"filter src^Addr = 1", COMPLETE_VALUE, "srcAddr", "srcAddr", 0},
    {"filter SRC_A^", COMPLETE_VALUE, "SRC_A", "srcAddr", 1},
    {"filter addr^", COMPLETE_VALUE, "addr", "dstAddr srcAddr", 2},
    {"filter scraddr^", COMPLETE_VALUE, "scraddr", "srcAddr", 1},
    {"filter src-a^", COMPLETE_VALUE, "src-a", "srcAddr", 1},
    {"filter bytes-src^", COMPLETE_VALUE, "src", "srcAddr", 1},
    {"filter isIpv4^", COMPLETE_VALUE, "isIpv4", "isIpv4InSubnet(", 0},
    {"filter isIpv4i^ (srcAddr, \"10.0.0.0/8\")", COMPLETE_VALUE, "isIpv4i",
     "isIpv4InSubnet", 1},
    {"fields now^", COMPLETE_VALUE, "now", "now()", 1},
    {"filter not ^", COMPLETE_VALUE, "", "action bytes", 0},
    {"filter (a = 1 or ^", COMPLETE_VALUE, "", "action bytes", 0},
    {"fields 1 + ^, b", COMPLETE_VALUE, "", "action bytes", 0},
    {"fields strlen(^)", COMPLETE_VALUE, "", "action bytes", 0},
    {"stats ^", COMPLETE_VALUE, "", "avg( count( count_distinct(", 0},
    {"stats count(*), s^", COMPLETE_VALUE, "s",
     "sortsFirst( sortsLast( stddev( sum( sumOverTime( srcAddr", 0},
    {"stats sum(^", COMPLETE_VALUE, "", "action bytes", 0},
    {"stats sum(bytes) by ^", COMPLETE_VALUE, "", "action bytes", 0},
    {"sort ^", COMPLETE_VALUE, "", "action bytes", 0},
    {"filter sum^", COMPLETE_VALUE, "sum", "", 0},
    /* Fields alone. */
    {"dedup ^", COMPLETE_FIELD, "", "action bytes dstAddr", 0},
    {"dedup a, str^", COMPLETE_FIELD, "str", "@logStream", 1},
    {"accum by^", COMPLETE_FIELD, "by", "bytes", 1},
    {"relevantfields ^", COMPLETE_FIELD, "", "action", 0},
    {"json field=^", COMPLETE_FIELD, "", "action", 0},
    {"lookup ports port as ^", COMPLETE_FIELD, "", "action", 0},
    {"stats max(bytes) as top by srcAddr | join left=me right=it where ^",
     COMPLETE_FIELD, "", "me.srcAddr me.top it.action it.bytes", 0},
    {"join left=me right=it where me.srcAddr = it.src^", COMPLETE_FIELD,
     "it.src", "it.srcAddr", 1},
    /* Names of the query. */
    {"fields bytes * 2 as twice | filter tw^", COMPLETE_VALUE, "tw", "twice",
     1},
    {"fields bytes as `my bytes` | sort my^", COMPLETE_VALUE, "my",
     "`my bytes`", 0},
    {"fields bytes as `my bytes` | sort `my^", COMPLETE_VALUE, "`my",
     "`my bytes`", 0},
    {"fields bytes as `my bytes` | sort `my^ b`, c", COMPLETE_VALUE, "`my b`",
     "`my bytes`", 0},
    {"stats count(*) as n, sum(bytes) by srcAddr, bin(5m) | sort ^",
     COMPLETE_VALUE, "", "bin(5m) n srcAddr sum(bytes) abs(", 0},
    {"stats count(*) as n by srcAddr | filter dst^", COMPLETE_VALUE, "dst", "",
     0},
    {"stats count(*) as n by srcAddr as s | sort ^", COMPLETE_VALUE, "",
     "n s abs(", 0},
    {"parse @message \"* *\" as one, two | fields t^", COMPLETE_VALUE, "t",
     "two", 0},
    {"parse @message /(?<port>\\d+)/ | dedup po^", COMPLETE_FIELD, "po",
     "port dstPort", 2},
    {"lookup ports port as dstPort OUTPUT `service name` as svc | filter sv^",
     COMPLETE_VALUE, "sv", "svc", 0},
    {"pattern @message | filter @^", COMPLETE_VALUE, "@", "@pattern @ratio", 0},
    {"filter nosuch( | fields 1 as one | filter on^", COMPLETE_VALUE, "on",
     "one", 0},
    {"fields 1 as x | filter a in (fields 2 as yy | dedup yy^)", COMPLETE_FIELD,
     "yy", "yy", 1},
    {"join left=l right=r where l.srcAddr = r.srcAddr (stats count(*) as n by "
     "srcAddr) | fields r.^",
     COMPLETE_VALUE, "r.", "r.n r.srcAddr", 2},
    /* Operators and words. */
    {"filter action ^", COMPLETE_OPERATOR, "", "and or = != like", 0},
    {"filter action = 1 an^", COMPLETE_OPERATOR, "an", "and", 0},
    {"filter action no^", COMPLETE_OPERATOR, "no", "not like not in", 2},
    {"filter dstPort in ^", COMPLETE_OPERATOR, "", "[ (", 2},
    {"filter dstPort not in ^", COMPLETE_OPERATOR, "", "[ (", 2},
    {"stats count(*) ^", COMPLETE_OPERATOR, "", "as by and", 0},
    {"stats count(*) b^", COMPLETE_OPERATOR, "b", "by", 1},
    {"stats count(*) as n ^", COMPLETE_OPERATOR, "", "by", 1},
    {"stats count(*) as n by a ^", COMPLETE_OPERATOR, "", "as offset and", 0},
    {"sort a d^", COMPLETE_OPERATOR, "d", "desc", 0},
    {"lookup ports port ^", COMPLETE_OPERATOR, "", "as OUTPUT OUTPUTNEW", 3},
    {"parse a l^", COMPLETE_OPERATOR, "l", "logfmt", 0},
    {"limit 5 ^", COMPLETE_OPERATOR, "", "", 0},
    {"filter \"x\"^", COMPLETE_OPERATOR, "", "and or", 0},
    {"logcompare ^", COMPLETE_WORD, "", "timeshift", 1},
    {"diff prev^", COMPLETE_WORD, "prev",
     "previousDay previousWeek previousMonth", 3},
    {"join ^", COMPLETE_WORD, "", "type= left= right= where", 4},
    {"join type=^", COMPLETE_WORD, "", "inner left", 2},
    {"appendcols override=^", COMPLETE_WORD, "", "true false", 2},
    {"limit ^", COMPLETE_NOTHING, "", "any", 1},
    /* Periods, tables, columns, new names. */
    {"stats count(*) by bin(^", COMPLETE_PERIOD, "", "1m 5m 15m", 0},
    {"stats rate(bytes, 1^", COMPLETE_PERIOD, "1", "1m 15m 1h", 0},
    {"stats rate(^", COMPLETE_VALUE, "", "action bytes", 0},
    {"logcompare timeshift ^", COMPLETE_PERIOD, "", "1m 5m", 0},
    {"lookup ^", COMPLETE_TABLE, "", "nets ports", 2},
    {"cidrlookup n^", COMPLETE_TABLE, "n", "nets", 1},
    {"lookup ports ^", COMPLETE_COLUMN, "", "port `service name`", 2},
    {"lookup ports port as dstPort OUTPUT s^", COMPLETE_COLUMN, "s",
     "`service name`", 1},
    {"cidrlookup nets sr^", COMPLETE_FIELD, "sr", "srcAddr", 1},
    {"fields a as ^", COMPLETE_NAME, "", "", 0},
    {"fields a as by^", COMPLETE_NAME, "by", "", 0},
    {"parse a \"*\" as b, ^", COMPLETE_NAME, "", "", 0},
    /* Nothing. */
    {"fields a # comm^", COMPLETE_NOTHING, "", "", 0},
    {"filter a like /x^", COMPLETE_NOTHING, "", "", 0},
    {"parse @message \"a ^", COMPLETE_NOTHING, "\"a ", "", 0},
    {"filter \"a^", COMPLETE_NOTHING, "\"a", "", 0},
    {"estimate ^", COMPLETE_NOTHING, "", "", 0},
};

static void offers_what_may_stand_there(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < N_ELEMENTS(places); i++) {
        const char *name = places[i].text;
        struct str first = str_of(places[i].first);
        struct arena a = {0};
        struct buf shown = {0};
        struct completion c;
        uint32_t cursor;
        struct str text = without_mark(&a, name, &cursor);

        complete_at(&a, text, cursor, &w->names, &c);
        show(&shown, &c, UINT32_MAX);
        check_text(name, str_slice(text, c.at.start, c.at.end),
                   places[i].replaced);
        if (first.n == 0)
            check_int(name, c.n, 0);
        check_text(name, str_slice(buf_str(&shown), 0, first.n),
                   places[i].first);
        check_int(name, c.expect, places[i].expect);
        if (places[i].n)
            check_int(name, c.n, places[i].n);
        for (uint32_t k = 0; k < c.n; k++)
            check_int(name, c.items[k].help.n > 0, true);
        buf_done(&shown);
        arena_done(&a);
    }
}

/* --- Values that the data has ----------------------------------------------
 */

static const struct {
    const char *text, *replaced, *typed, *field;
    field_id id;
} seen[] = {
    {"filter action = ^", "", "", "action", FIELD_ACTION},
    {"filter action = \"RE^", "\"RE", "RE", "action", FIELD_ACTION},
    {"filter action = 'RE^JECT' and a = \"b\"", "'REJECT'", "RE", "action",
     FIELD_ACTION},
    {"filter action = \"RE^ | filter b = \"c\"", "\"RE", "RE", "action",
     FIELD_ACTION},
    {"filter dstPort != 44^", "44", "44", "dstPort", FIELD_DSTPORT},
    {"filter dst_port == ^", "", "", "dst_port", FIELD_DSTPORT},
    {"filter `dst-port` in [22, ^]", "", "", "dst-port", FIELD_DSTPORT},
    {"filter srcAddr not in [\"1\", \"10.^\"]", "\"10.\"", "10.", "srcAddr",
     FIELD_SRCADDR},
    {"filter srcAddr like \"10^", "\"10", "10", "srcAddr", FIELD_SRCADDR},
    {"filter srcAddr not like ^", "", "", "srcAddr", FIELD_SRCADDR},
    {"filterIndex action = ^", "", "", "action", FIELD_ACTION},
    {"filter (bytes > 1 and action=^", "", "", "action", FIELD_ACTION},
    {"fields if(action = ^", "", "", "action", FIELD_ACTION},
    {"fields srcAddr as s | filter s = ^", "", "", "s", FIELD_SRCADDR},
    {"stats count(*) as n by srcAddr as s | filter s = ^", "", "", "s",
     FIELD_SRCADDR},
    {"stats count(*) as n by srcAddr | filter srcAddr = ^", "", "", "srcAddr",
     FIELD_SRCADDR},
    {"stats count(*) as n by srcAddr | filter n = ^", "", "", "n", FIELD_NONE},
    {"fields 1 as action | filter action = ^", "", "", "action", FIELD_NONE},
    {"filter nosuch = ^", "", "", "nosuch", FIELD_NONE},
};

static void names_the_field_whose_values_fit(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < N_ELEMENTS(seen); i++) {
        const char *name = seen[i].text;
        struct arena a = {0};
        struct completion c;
        uint32_t cursor;
        struct str text = without_mark(&a, name, &cursor);

        complete_at(&a, text, cursor, &w->names, &c);
        check_int(name, c.expect, COMPLETE_SEEN);
        check_text(name, str_slice(text, c.at.start, c.at.end),
                   seen[i].replaced);
        check_text(name, c.typed, seen[i].typed);
        check_text(name, c.field, seen[i].field);
        check_int(name, c.field_id, seen[i].id);
        arena_done(&a);
    }
}

static void writes_a_value_as_a_number_or_in_quotes(void **state)
{
    struct arena a = {0};

    (void)state;
    check_text("number", complete_value(&a, STR("443")), "443");
    check_text("text", complete_value(&a, STR("REJECT")), "\"REJECT\"");
    check_text("quote", complete_value(&a, STR("a\"b")), "\"a\\\"b\"");
    check_text("dash", complete_value(&a, STR("-")), "\"-\"");
    check_text("empty", complete_value(&a, STR("")), "\"\"");
    arena_done(&a);
}

static void hides_what_is_not_loaded_or_left(void **state)
{
    struct world *w = *state;
    static const char *const texts[] = {
        "filter vpc^",                                     /* not loaded */
        "stats count(*) by srcAddr | fields dstP^",        /* not left */
        "stats sum(bytes) as total | fields sum(by^",      /* under an alias */
        "fields 1 as a | stats count(*) as nn | sort a^c", /* lost */
    };

    for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
        struct arena a = {0};
        struct completion c;
        uint32_t cursor;
        struct str text = without_mark(&a, texts[i], &cursor);

        complete_at(&a, text, cursor, &w->names, &c);
        for (uint32_t k = 0; k < c.n; k++)
            check_int(texts[i], c.items[k].kind, CANDIDATE_FUNCTION);
        arena_done(&a);
    }
}

/* --- Signatures ------------------------------------------------------------
 */

static const struct {
    const char *text, *signature, *argument;
    uint32_t index;
} signatures[] = {
    {"fields substr(^", "substr(text, start[, length])", "text", 0},
    {"fields substr(a, ^1)", "substr(text, start[, length])", "start", 1},
    {"fields substr(a, 1, ^", "substr(text, start[, length])", "length", 2},
    {"fields substr(a, 1, 2, ^", "substr(text, start[, length])", "", 3},
    {"fields substr(concat(a, b, c^), 1)", "concat(text, ...)", "...", 2},
    {"fields substr(concat(a, b), ^1)", "substr(text, start[, length])",
     "start", 1},
    {"filter isIpInSubnet((a), \"1,2^\")", "isIpInSubnet(ip, \"cidr\")",
     "\"cidr\"", 1},
    {"stats count(^*)", "count([*|f])", "*|f", 0},
    {"fields now(^)", "now()", "", 0},
    {"sort a, ^", "sort expr [asc|desc], ...", "expr [asc|desc], ...", 0},
    {"stats count(*) ^",
     "stats aggregate [as name], ... [by expr [as name], ...]",
     "aggregate [as name], ...", 0},
    {"stats count(*) by ^",
     "stats aggregate [as name], ... [by expr [as name], ...]",
     "by expr [as name], ...", 0},
    {"lookup t ^",
     "lookup table column [as field], ... OUTPUT|OUTPUTNEW column [as name], "
     "...",
     "table column [as field], ...", 0},
    {"limit 1 | head ^", "limit [any] N", "[any] N", 0},
    {"filter a in (sort ^", "sort expr [asc|desc], ...", "expr [asc|desc], ...",
     0},
    {"estimate ^", "estimate", "", 0},
    {"fields nosuch(^", "fields expr [as name], ...", "expr [as name], ...", 0},
};

static void shows_the_signature_around(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(signatures); i++) {
        const char *name = signatures[i].text;
        struct arena a = {0};
        struct signature s;
        uint32_t cursor;
        struct str text = without_mark(&a, name, &cursor);

        check_int(name, complete_signature(&a, text, cursor, &s), true);
        check_text(name, s.text, signatures[i].signature);
        check_text(name, str_slice(s.text, s.argument.start, s.argument.end),
                   signatures[i].argument);
        check_int(name, s.index, signatures[i].index);
        check_int(name, s.help.n > 0, true);
        arena_done(&a);
    }
}

static void shows_no_signature_outside(void **state)
{
    static const char *const texts[] = {"^", "fi^", "limit 1 | ^", "nosuch ^"};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
        struct arena a = {0};
        struct signature s;
        uint32_t cursor;
        struct str text = without_mark(&a, texts[i], &cursor);

        check_int(texts[i], complete_signature(&a, text, cursor, &s), false);
        arena_done(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offers_what_may_stand_there),
        cmocka_unit_test(names_the_field_whose_values_fit),
        cmocka_unit_test(writes_a_value_as_a_number_or_in_quotes),
        cmocka_unit_test(hides_what_is_not_loaded_or_left),
        cmocka_unit_test(shows_the_signature_around),
        cmocka_unit_test(shows_no_signature_outside),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
