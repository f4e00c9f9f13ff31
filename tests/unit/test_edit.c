/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Edits of a query's text: text in, gesture, text out. The expected texts
 * are written by hand from the table of gestures. Every result has to parse.
 */
#include "query/edit.h"
#include "query/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N_OF(table) (sizeof(table) / sizeof *(table))

#define IP "185.220.101.34"

/* A value as a test writes it: NULL is null, digits a number, else text. */
static struct value value_from(const char *z)
{
    struct num n;

    if (!z)
        return value_null();
    n = num_parse(str_of(z));
    return n.kind == NUM_NONE ? value_text(str_of(z)) : value_of_num(n);
}

static void expect_text(const char *before, const char *gesture,
                        const struct edit *e, const char *after)
{
    struct query *q = query_parse(e->text, false, NULL);

    if (!str_eq(e->text, str_of(after)))
        fail_msg("%s\n%s\ngives    %.*s\nexpected %s", before, gesture,
                 STR_ARG(e->text), after);
    if (!q)
        fail_msg("%s\ndoes not parse", after);
    query_free(q);
    assert_int_equal(e->changed, !str_eq(e->text, str_of(before)));
    assert_true(e->inserted.start <= e->inserted.end);
    assert_true(e->inserted.end <= e->text.n);
    assert_true(e->message.n > 0);
}

static const struct {
    const char *before;
    const char *field;
    const char *value; /* NULL: null */
    const char *after;
} includes[] = {
    /* From the table of gestures. */
    {"filter action = \"REJECT\"", "srcAddr", IP,
     "filter action = \"REJECT\" | filter srcAddr = \"" IP "\""},
    {"fields a | filter dstPort = 22", "dstPort", "23",
     "fields a | filter dstPort in [22, 23]"},
    {"", "srcPort", "-", "filter srcPort = \"-\""},
    {"filter dstPort in [22, 23]", "dstPort", "80",
     "filter dstPort in [22, 23, 80]"},
    /* Nothing to do. */
    {"filter dstPort = 22", "dstPort", "22", "filter dstPort = 22"},
    {"filter dstPort = '22'", "dstPort", "22", "filter dstPort = '22'"},
    {"filter dstPort in [22, 23]", "dstPort", "23",
     "filter dstPort in [22, 23]"},
    {"filter not ispresent(a)", "a", NULL, "filter not ispresent(a)"},
    /* Null is no value of a list. */
    {"filter a = 1", "a", NULL, "filter a = 1 | filter not ispresent(a)"},
    /* Inside a longer condition, but only where "and" joins. */
    {"filter a = 1 and (b = 2 and c = 3)", "b", "4",
     "filter a = 1 and (b in [2, 4] and c = 3)"},
    {"filter a = 1 or b = 2", "b", "4", "filter a = 1 or b = 2 | filter b = 4"},
    /* Where a new filter goes. */
    {"stats count(*) by a | filter b = 1", "c", "2",
     "filter c = 2 | stats count(*) by a | filter b = 1"},
    {"filter a = 1 | fields x | sort a", "c", "2",
     "filter a = 1 | filter c = 2 | fields x | sort a"},
    {"parse \"* *\" as a, b | limit 5", "b", "2",
     "parse \"* *\" as a, b | filter b = 2 | limit 5"},
    {"filter c = 1 | parse \"* *\" as a, b | limit 5", "b", "2",
     "filter c = 1 | parse \"* *\" as a, b | filter b = 2 | limit 5"},
    {"fields x + 1 as y | limit 5", "y", "2",
     "fields x + 1 as y | filter y = 2 | limit 5"},
    {"limit 5", "y", "2", "filter y = 2 | limit 5"},
    /* The shape of the text stays. */
    {"# mine\nfilter a = 1 # why\n| limit 5 # five\n", "b", "2",
     "# mine\nfilter a = 1 | filter b = 2 # why\n| limit 5 # five\n"},
    {"fields a\n| filter a = 1\n| limit 5", "b", "2",
     "fields a\n| filter a = 1\n| filter b = 2\n| limit 5"},
    {"  limit   5  ", "b", "x\"y", "  filter b = \"x\\\"y\" | limit   5  "},
    {"# only a comment", "b", "2", "# only a comment\nfilter b = 2"},
    {"| limit 5", "b", "2", "| filter b = 2 | limit 5"},
    /* The query's own spelling of the field. */
    {"filter srcaddr = 'x'", "srcAddr", "y", "filter srcaddr in ['x', \"y\"]"},
    {"filter `pkt-dstaddr` != 'x'", "pktDstAddr", "y",
     "filter `pkt-dstaddr` != 'x' | filter `pkt-dstaddr` = \"y\""},
    {"stats count(*) by src_addr", "srcAddr", "y",
     "filter src_addr = \"y\" | stats count(*) by src_addr"},
    {"limit 5", "pkt-dstaddr", "y", "filter `pkt-dstaddr` = \"y\" | limit 5"},
};

static void includes_values(void **state)
{
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(includes); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(edit_include(&a, str_of(includes[i].before),
                                 str_of(includes[i].field),
                                 value_from(includes[i].value), &e, &err));
        expect_text(includes[i].before, "include", &e, includes[i].after);
    }
    arena_done(&a);
}

static const struct {
    const char *before;
    const char *field;
    const char *value;
    const char *after;
} excludes[] = {
    {"", "dstPort", "443", "filter dstPort != 443"},
    {"limit 1 | filter dstPort != 443", "dstPort", "80",
     "limit 1 | filter dstPort not in [443, 80]"},
    {"filter dstPort not in [443,80]", "dstPort", "22",
     "filter dstPort not in [443,80, 22]"},
    {"filter dstPort = 443", "dstPort", "80",
     "filter dstPort = 443 | filter dstPort != 80"},
    {"", "a", NULL, "filter ispresent(a)"},
    {"filter ispresent(a)", "a", NULL, "filter ispresent(a)"},
    {"filterIndex a = 1", "a", "2", "filterIndex a = 1 | filter a != 2"},
};

static void excludes_values(void **state)
{
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(excludes); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(edit_exclude(&a, str_of(excludes[i].before),
                                 str_of(excludes[i].field),
                                 value_from(excludes[i].value), &e, &err));
        expect_text(excludes[i].before, "exclude", &e, excludes[i].after);
    }
    arena_done(&a);
}

static const struct {
    const char *before;
    const char *field;
    const char *value;
    const char *field2; /* NULL: one field only */
    const char *value2;
    const char *after;
} drills[] = {
    {"filter x = 1 | stats count(*) as n by srcAddr | sort n desc", "srcAddr",
     "V", NULL, NULL, "filter x = 1 | filter srcAddr = \"V\""},
    {"filter x = 1", "srcAddr", "V", NULL, NULL,
     "filter x = 1 | filter srcAddr = \"V\""},
    {"stats count(*) by srcaddr, dstPort", "srcaddr", "V", "dstPort", "22",
     "filter srcaddr = \"V\" | filter dstPort = 22"},
    {"stats count(*) by srcaddr", "srcAddr", "V", NULL, NULL,
     "filter srcaddr = \"V\""},
    {"stats count(*) by a", "a", NULL, NULL, NULL, "filter not ispresent(a)"},
    {"stats count(*) by a", "a", "-", NULL, NULL, "filter a = \"-\""},
    {"# top\n| filter x = 1 # why\n| stats count(*) by a # then\n| limit 1",
     "a", "2", NULL, NULL, "# top\n| filter x = 1 | filter a = 2 # why\n"},
    {"# top\nstats count(*) by a", "a", "2", NULL, NULL, "# top\nfilter a = 2"},
    {"| stats count(*) by a", "a", "2", NULL, NULL, "filter a = 2"},
    /* A list narrows to the one value, beside what is there. */
    {"filter a in [1, 2] | stats count(*) by a", "a", "1", NULL, NULL,
     "filter a in [1, 2] | filter a = 1"},
    {"filter a = 1 | stats count(*) by a", "a", "1", NULL, NULL,
     "filter a = 1"},
    {"parse \"* *\" as a, b | stats count(*) by b | limit 3", "b", "x", NULL,
     NULL, "parse \"* *\" as a, b | filter b = \"x\""},
};

static void drills_into_groups(void **state)
{
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(drills); i++) {
        struct str fields[] = {str_of(drills[i].field),
                               str_of(drills[i].field2)};
        struct value values[] = {value_from(drills[i].value),
                                 value_from(drills[i].value2)};
        struct edit e;
        struct err err = {0};

        assert_true(edit_drill(&a, str_of(drills[i].before), fields, values,
                               drills[i].field2 ? 2 : 1, &e, &err));
        expect_text(drills[i].before, "drill", &e, drills[i].after);
    }
    arena_done(&a);
}

/* Each text is what the lens makes of the one before it. */
static void the_lens_goes_round(void **state)
{
    static const char *const rounds[][4] = {
        {"", "filter action = \"REJECT\"", "filter action = \"ACCEPT\"", ""},
        {"filter a = 1\n| limit 5",
         "filter a = 1\n| filter action = \"REJECT\"\n| limit 5",
         "filter a = 1\n| filter action = \"ACCEPT\"\n| limit 5",
         "filter a = 1\n| limit 5"},
        {"stats count(*)", "filter action = \"REJECT\" | stats count(*)",
         "filter action = \"ACCEPT\" | stats count(*)", "stats count(*)"},
        {"# c\nlimit 5 # d", "# c\nfilter action = \"REJECT\" | limit 5 # d",
         "# c\nfilter action = \"ACCEPT\" | limit 5 # d", "# c\nlimit 5 # d"},
    };
    static const char *const lens[] = {"", "REJECT", "ACCEPT", ""};
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(rounds); i++) {
        for (size_t j = 0; j < 3; j++) {
            struct edit e;
            struct err err = {0};

            assert_true(edit_lens(&a, str_of(rounds[i][j]), &e, &err));
            expect_text(rounds[i][j], "lens", &e, rounds[i][j + 1]);
            assert_true(str_eq(edit_lens_of(e.text), str_of(lens[j + 1])));
        }
    }
    arena_done(&a);
}

static void the_lens_takes_over_filters(void **state)
{
    static const char *const cases[][2] = {
        {"filter action='REJECT' | limit 5",
         "filter action=\"ACCEPT\" | limit 5"},
        {"filter action = 'ACCEPT' # a\n| limit 5", " # a\n| limit 5"},
        {"| filter action = 'ACCEPT' # a\n| limit 5", " # a\n| limit 5"},
        {"| filter action = 'ACCEPT'", ""},
        {"# a\nfilter action = 'ACCEPT'", "# a\n"},
        {"filter x = 1 # a\n| filter action = 'ACCEPT' | limit 5",
         "filter x = 1 # a\n | limit 5"},
        {"filter x = 1 | # a\nfilter action = 'ACCEPT' | limit 5",
         "filter x = 1  | limit 5"},
        {"filter action = '-'", "filter action = \"REJECT\""},
        /* Not exactly the lens's filter. */
        {"filter action = 'ACCEPT' and x = 1",
         "filter action = 'ACCEPT' and x = 1 | filter action = \"REJECT\""},
        {"stats count(*) by action | filter action = 'ACCEPT'",
         "filter action = \"REJECT\" | stats count(*) by action | "
         "filter action = 'ACCEPT'"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(edit_lens(&a, str_of(cases[i][0]), &e, &err));
        expect_text(cases[i][0], "lens", &e, cases[i][1]);
    }
    arena_done(&a);
}

static void groups_by_a_field(void **state)
{
    static const char *const cases[][3] = {
        {"", "dstPort", "stats count(*) as flows by dstPort | sort flows desc"},
        {"filter x = 1", "dstPort",
         "filter x = 1 | stats count(*) as flows by dstPort | sort flows "
         "desc"},
        {"filter x = 1 | stats count(*) as flows by dstPort | sort flows desc",
         "srcAddr",
         "filter x = 1 | stats count(*) as flows by dstPort, srcAddr | "
         "sort flows desc"},
        {"stats count(*)|limit 5", "a", "stats count(*) by a|limit 5"},
        {"stats count(*) by bin(5m) as t offset 1m", "a",
         "stats count(*) by bin(5m) as t, a offset 1m"},
        {"stats count(*) by src_addr", "srcAddr", "stats count(*) by src_addr"},
        /* What shows or orders raw rows would be wrong on groups. */
        {"fields a + 1 as b | sort b desc | filter b > 1 | limit 20", "b",
         "fields a + 1 as b | filter b > 1 | "
         "stats count(*) as flows by b | sort flows desc"},
        {"sort b desc", "b", "stats count(*) as flows by b | sort flows desc"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(
            edit_group(&a, str_of(cases[i][0]), str_of(cases[i][1]), &e, &err));
        expect_text(cases[i][0], "group", &e, cases[i][2]);
    }
    arena_done(&a);
}

static void sorts_by_a_column(void **state)
{
    static const char *const cases[][3] = {
        {"stats count(*) as flows by a", "flows",
         "stats count(*) as flows by a | sort flows desc"},
        {"stats count(*) as flows by a | sort flows desc", "flows",
         "stats count(*) as flows by a | sort flows asc"},
        {"stats count(*) as flows by a | sort flows asc", "flows",
         "stats count(*) as flows by a"},
        {"stats count(*) as flows by a | sort flows desc", "a",
         "stats count(*) as flows by a | sort a desc"},
        {"stats count(*) by a | limit 5", "count(*)",
         "stats count(*) by a | sort count(*) desc | limit 5"},
        {"limit 9 | stats count(*) by bin(5m)", "bin(5m)",
         "limit 9 | stats count(*) by bin(5m) | sort bin(5m) desc"},
        {"sort x | stats count(*) by a", "a",
         "sort x | stats count(*) by a | sort a desc"},
        {"", "bytes", "sort bytes desc"},
        {"sort bytes # biggest\n", "bytes", " # biggest\n"},
        {"fields `pkt-dstaddr`", "pkt-dstaddr",
         "fields `pkt-dstaddr` | sort `pkt-dstaddr` desc"},
        {"fields src_addr\n| limit any 5", "srcAddr",
         "fields src_addr\n| limit any 5\n| sort src_addr desc"},
        {"filter a = 1 | sort a desc, b asc | limit 3", "a",
         "filter a = 1 | sort a asc | limit 3"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(
            edit_sort(&a, str_of(cases[i][0]), str_of(cases[i][1]), &e, &err));
        expect_text(cases[i][0], "sort", &e, cases[i][2]);
    }
    arena_done(&a);
}

static void shows_columns_in_an_order(void **state)
{
    static const char *const cases[][3] = {
        /* query, columns, query */
        {"", "@timestamp srcAddr", "display @timestamp, srcAddr"},
        {"filter a = 1", "b", "filter a = 1 | display b"},
        {"fields a, b, c", "c a", "fields a, b, c | display c, a"},
        {"display a, b, c", "a c", "display a, c"},
        {"display a, b", "a b", "display a, b"},
        /* Nothing behind it has other columns: it is changed in its place. */
        {"display a, b # why\n| sort a | limit 5", "b a",
         "display b, a # why\n| sort a | limit 5"},
        {"display a\n| filter c = 1\n| dedup a", "a b",
         "display a, b\n| filter c = 1\n| dedup a"},
        /* What is made behind it can only be shown behind that. */
        {"display a | parse \"* *\" as b, c", "a b",
         "parse \"* *\" as b, c | display a, b"},
        {"display a | parse \"* *\" as b, c | display b, c", "c",
         "display a | parse \"* *\" as b, c | display c"},
        /* What computes stays, since others may use it. */
        {"display a, b * 2 as c | filter c > 1", "c a",
         "display a, b * 2 as c | filter c > 1 | display c, a"},
        {"display a, b * 2 as c | display c, a", "a",
         "display a, b * 2 as c | display a"},
        /* Groups: the display behind the last stats decides. */
        {"display a, b | stats count(*) as flows by a | sort flows desc",
         "flows a",
         "display a, b | stats count(*) as flows by a | sort flows desc "
         "| display flows, a"},
        {"stats count(*), sum(b) by a | display a, count(*)", "sum(b) a",
         "stats count(*), sum(b) by a | display sum(b), a"},
        {"display a, b/1024", "b/1024 a", "display b/1024, a"},
        {"stats count(*) by bin(5m)", "count(*) bin(5m)",
         "stats count(*) by bin(5m) | display count(*), bin(5m)"},
        /* The query's own spelling, and quotes where a name needs them. */
        {"fields `pkt-dstaddr`, src_addr", "srcAddr pkt-dstaddr",
         "fields `pkt-dstaddr`, src_addr | display src_addr, `pkt-dstaddr`"},
        {"fields a # only a comment behind\n", "a",
         "fields a | display a # only a comment behind\n"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct str columns[8];
        uint32_t n = 0;
        struct edit e;
        struct err err = {0};

        for (const char *z = cases[i][1]; *z; z += strspn(z, " ")) {
            columns[n] = (struct str){z, strcspn(z, " ")};
            z += columns[n++].n;
        }
        assert_true(
            edit_display(&a, str_of(cases[i][0]), columns, n, &e, &err));
        expect_text(cases[i][0], "display", &e, cases[i][2]);
    }
    arena_done(&a);
}

static void gives_the_filters_for_the_panes(void **state)
{
    static const struct {
        const char *query;
        bool no_action;
        const char *filters;
    } cases[] = {
        {"", false, ""},
        {"stats count(*)", false, ""},
        {"fields a | filter  b=1 # c\n| sort a | where c | limit 5 | filter d",
         false, "fields a | filter  b=1 | where c"},
        {"filter action = 'REJECT' | filter a = 1", false,
         "filter action = 'REJECT' | filter a = 1"},
        {"filter action = 'REJECT' | filter a = 1", true, "filter a = 1"},
        {"filter a = 1 and action in ['x'] and (b or c)", true,
         "filter a = 1 and (b or c)"},
        {"filter action = 'ACCEPT'", true, ""},
        {"parse \"* *\" as action, b | filter action = 'ACCEPT'", true,
         "parse \"* *\" as action, b"},
        {"filter a | stats count(*) by a | filter b", true, "filter a"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct str out;
        struct err err = {0};

        assert_true(edit_filters(&a, str_of(cases[i].query), cases[i].no_action,
                                 &out, &err));
        if (!str_eq(out, str_of(cases[i].filters)))
            fail_msg("%s\ngives    %.*s\nexpected %s", cases[i].query,
                     STR_ARG(out), cases[i].filters);
    }
    arena_done(&a);
}

static void gives_all_groups(void **state)
{
    static const struct {
        const char *query;
        const char *groups; /* NULL: refused */
        bool all;
    } cases[] = {
        {"stats count(*) by a", "stats count(*) by a", true},
        {"filter x | stats count(*) as n by a | sort n desc # top",
         "filter x | stats count(*) as n by a", true},
        {"stats count(*) as n by a | sort n | limit 5",
         "stats count(*) as n by a", false},
        {"stats count(*) as n by a | filter n > 2 | display a",
         "stats count(*) as n by a", false},
        {"stats count(*) as n by a | fields n / 2 as half",
         "stats count(*) as n by a", true},
        {"limit 5 | stats count(*) as n", "limit 5 | stats count(*) as n",
         true},
        {"filter x", NULL, false},
        {"stats count(*) as n by a | stats max(n)", NULL, false},
        {"stats count(", NULL, false},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct str out = {0};
        struct err err = {0};
        bool all = false;
        bool ok = edit_groups(&a, str_of(cases[i].query), &out, &all, &err);

        if (ok != (cases[i].groups != NULL) ||
            (ok && (!str_eq(out, str_of(cases[i].groups)) ||
                    all != cases[i].all)))
            fail_msg("%s\ngives    %.*s%s\nexpected %s", cases[i].query,
                     STR_ARG(out), all ? " (all)" : "", cases[i].groups);
    }
    arena_done(&a);
}

static void knows_pinned_fields(void **state)
{
    static const struct {
        const char *query;
        bool pinned;
    } cases[] = {
        {"filter srcAddr = 'x'", true},
        {"filter srcaddr = 'x' and b = 1", true},
        {"filter srcAddr in ['x']", true},
        {"filter srcAddr in ['x', 'y']", false},
        {"filter srcAddr != 'x'", false},
        {"filter srcAddr = dstAddr", false},
        {"filter srcAddr = 'x' or a", false},
        {"stats count(*) by srcAddr | filter srcAddr = 'x'", false},
        {"not a query", false},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        if (edit_pinned(&a, str_of(cases[i].query), STR("srcAddr")) !=
            cases[i].pinned)
            fail_msg("%s", cases[i].query);
    }
    arena_done(&a);
}

static void filters_either_side(void **state)
{
    static const struct {
        const char *before, *field, *value, *after;
    } cases[] = {
        {"", "srcAddr", "10.0.0.1",
         "filter (srcAddr = \"10.0.0.1\" or dstAddr = \"10.0.0.1\")"},
        {"filter action = \"REJECT\" | limit 5", "dstPort", "22",
         "filter action = \"REJECT\" | filter (dstPort = 22 or srcPort = 22) | "
         "limit 5"},
        {"filter srcaddr = 'x'", "srcAddr", "y",
         "filter srcaddr = 'x' | filter (srcaddr = \"y\" or dstaddr = \"y\")"},
        {"", "pktDstAwsService", "S3",
         "filter (pktDstAwsService = \"S3\" or pktSrcAwsService = \"S3\")"},
        {"stats count(*) by srcPort", "srcPort", "53",
         "filter (srcPort = 53 or dstPort = 53) | stats count(*) by srcPort"},
        /* Nothing to do. */
        {"limit 5", "action", "REJECT", "limit 5"},
        {"filter (srcPort = 53 or dstPort = 53)", "srcPort", "53",
         "filter (srcPort = 53 or dstPort = 53)"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(edit_either(&a, str_of(cases[i].before),
                                str_of(cases[i].field),
                                value_from(cases[i].value), &e, &err));
        expect_text(cases[i].before, "either", &e, cases[i].after);
    }
    arena_done(&a);
}

static void turns_to_the_return_traffic(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"filter srcAddr = \"A\" and dstPort = 22",
         "filter dstAddr = \"A\" and srcPort = 22"},
        {"filter `pkt-srcaddr` like 'src' # src\n| filter DSTPORT in [srcPort]",
         "filter `pkt-dstaddr` like 'src' # src\n| filter SRCPORT in [dstPort]"},
        /* What is grouped stays: only the filters turn. */
        {"filter srcAddr = 'x' | stats count(*) by srcAddr | filter srcAddr = 'y'",
         "filter dstAddr = 'x' | stats count(*) by srcAddr | filter srcAddr = 'y'"},
        {"filter action = 'REJECT' and isPrivateIP(tgwSrcEni)",
         "filter action = 'REJECT' and isPrivateIP(tgwDstEni)"},
        {"filter src = 1 and source = 2", "filter src = 1 and source = 2"},
        {"limit 5", "limit 5"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(edit_reverse(&a, str_of(cases[i].before), &e, &err));
        expect_text(cases[i].before, "reverse", &e, cases[i].after);
    }
    arena_done(&a);
}

static void bounds_computed_columns(void **state)
{
    static const struct {
        const char *before, *column, *value;
        bool below;
        const char *after;
    } cases[] = {
        {"stats count(*) as flows by srcAddr | sort flows desc", "flows", "932",
         false,
         "stats count(*) as flows by srcAddr | filter flows >= 932 | "
         "sort flows desc"},
        {"stats count(*) by srcAddr", "count(*)", "5", true,
         "stats count(*) by srcAddr | filter count(*) < 5"},
        {"stats sum(bytes) as b by srcAddr | filter b > 1 | limit 5", "b", "2.5",
         false,
         "stats sum(bytes) as b by srcAddr | filter b > 1 | filter b >= 2.5 | "
         "limit 5"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(edit_bound(&a, str_of(cases[i].before),
                               str_of(cases[i].column),
                               value_from(cases[i].value), cases[i].below, &e,
                               &err));
        expect_text(cases[i].before, "bound", &e, cases[i].after);
    }
    arena_done(&a);
}

static void goes_from_a_difference_to_its_records(void **state)
{
    static const struct {
        const char *before, *field, *contributors, *after;
    } cases[] = {
        {"filter action = \"REJECT\" | relevantfields where @timestamp > 5",
         "srcAddr", "10.0.0.1 (92% vs 0%); fewer: 10.0.0.2 (2% vs 9%)",
         "filter action = \"REJECT\" | filter srcAddr = \"10.0.0.1\""},
        {"relevantfields where bytes > 5 | limit 3", "dstPort",
         "443 (60% vs 2.1%)", "filter dstPort = 443"},
        {"logcompare timeshift 1h", "bytes", "44-88 (94% vs 33%); 88 (4% vs 1%)",
         "filter bytes >= 44 and bytes <= 88"},
        {"relevantfields where a = 1", "vpc-id", "vpc-1 (5% vs 1%)",
         "filter `vpc-id` = \"vpc-1\""},
        {"relevantfields where a = 1", "b", "null (5% vs 1%)",
         "filter not ispresent(b)"},
        {"relevantfields where a = 1", "dstPort",
         "others (94% vs 46%); fewer: 443 (3% vs 32%)",
         "relevantfields where a = 1"},
        {"relevantfields where a = 1", "dstPort", "fewer: 443 (3% vs 32%)",
         "relevantfields where a = 1"},
        {"limit 5", "dstPort", "443 (3% vs 32%)", "limit 5"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(edit_difference(&a, str_of(cases[i].before),
                                    str_of(cases[i].field),
                                    str_of(cases[i].contributors), &e, &err));
        expect_text(cases[i].before, "difference", &e, cases[i].after);
    }
    arena_done(&a);
}

static void includes_what_is_near(void **state)
{
    static const struct {
        const char *before;
        const char *field;
        const char *value;
        enum include_as how;
        const char *after;
    } cases[] = {
        /* From the table of gestures. */
        {"filter action = \"REJECT\"", "srcAddr", IP, INCLUDE_NEAR,
         "filter action = \"REJECT\" | filter isIpv4InSubnet(srcAddr, "
         "\"185.220.101.0/24\")"},
        {"", "srcAddr", IP, INCLUDE_FAR,
         "filter isIpv4InSubnet(srcAddr, \"185.220.0.0/16\")"},
        {"", "srcAddr", "2001:db8:1:2:3::9", INCLUDE_NEAR,
         "filter isIpv6InSubnet(srcAddr, \"2001:db8:1:2::/64\")"},
        {"", "srcAddr", "2001:db8:1:2:3::9", INCLUDE_FAR,
         "filter isIpv6InSubnet(srcAddr, \"2001:db8:1::/48\")"},
        {"", "srcAddr", IP, INCLUDE_LIKE,
         "filter srcAddr like /185\\.220\\.101\\.34/"},
        {"", "`a-b`", "x/y", INCLUDE_LIKE, "filter ```a-b``` like /x\\/y/"},
        {"", "bytes", "100", INCLUDE_AT_LEAST, "filter bytes >= 100"},
        {"filter bytes >= 100", "bytes", "200", INCLUDE_AT_MOST,
         "filter bytes >= 100 | filter bytes <= 200"},
        {"", "bytes", "7", INCLUDE_EXACT, "filter bytes = 7"},
        {"filter bytes = 7", "bytes", "8", INCLUDE_EXACT,
         "filter bytes in [7, 8]"},
        {"", "bytes", NULL, INCLUDE_AT_LEAST, "filter not ispresent(bytes)"},
        /* A bound is replaced, wherever "and" joins it. */
        {"filter a = 1 and bytes >= 100", "bytes", "50", INCLUDE_AT_LEAST,
         "filter a = 1 and bytes >= 50"},
        {"filter a = 1 or bytes >= 100", "bytes", "50", INCLUDE_AT_LEAST,
         "filter a = 1 or bytes >= 100 | filter bytes >= 50"},
        /* Nothing to do. */
        {"filter bytes >= 100", "bytes", "100", INCLUDE_AT_LEAST,
         "filter bytes >= 100"},
        {"filter isIpv4InSubnet(srcAddr, \"185.220.101.0/24\")", "srcAddr", IP,
         INCLUDE_NEAR,
         "filter isIpv4InSubnet(srcAddr, \"185.220.101.0/24\")"},
        {"", "srcAddr", "-", INCLUDE_NEAR, ""},
        {"", "action", "REJECT", INCLUDE_AT_LEAST, ""},
        /* The query's own spelling. */
        {"filter srcaddr != 'x'", "srcAddr", "10.1.2.3", INCLUDE_FAR,
         "filter srcaddr != 'x' | filter isIpv4InSubnet(srcaddr, "
         "\"10.1.0.0/16\")"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e;
        struct err err = {0};

        assert_true(edit_include_as(&a, str_of(cases[i].before),
                                    str_of(cases[i].field),
                                    value_from(cases[i].value), cases[i].how,
                                    &e, &err));
        expect_text(cases[i].before, "include as", &e, cases[i].after);
    }
    arena_done(&a);
}

static void puts_a_stage_on_each_line(void **state)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"limit 5", "limit 5"},
        {"filter  a=1|sort a|limit 5", "filter a = 1\n| sort a asc\n| limit 5"},
        {"filter a = 1\n| limit 5", "filter a = 1\n| limit 5"},
        {"# why\nfilter a = 1 | limit 5", "# why\nfilter a = 1\n| limit 5"},
        {"filter a = 1 # one\n# two\n| limit 5 # three",
         "filter a = 1  # one\n# two\n| limit 5  # three"},
        {"filter a = 1 | # one\n limit 5\n", "filter a = 1  # one\n| limit 5"},
        {"fields a, # first\n b | limit 5",
         "fields a, # first\n b\n| limit 5"},
        {"filter a = '#|' | limit 5", "filter a = '#|'\n| limit 5"},
        {"# only", "# only"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct edit e, again;
        struct err err = {0};

        assert_true(edit_format(&a, str_of(cases[i][0]), &e, &err));
        expect_text(cases[i][0], "format", &e, cases[i][1]);
        assert_true(edit_format(&a, e.text, &again, &err));
        assert_false(again.changed);
    }
    arena_done(&a);
}

static void counts_what_each_filter_leaves(void **state)
{
    static const char *const cases[][2] = {
        {"", "stats count(*) as records"},
        {"filter a = 1",
         "fields case((a = 1), 1, 0) as left1 | stats count(*) as records, "
         "sum(left1) as left_by_1"},
        {"filter a = 1 or b = 2 | sort a | parse c \"*-*\" as d, e "
         "| filter d = 3 | stats count(*) as n by d | filter n > 1",
         "fields case((a = 1 or b = 2), 1, 0) as left1 "
         "| parse c \"*-*\" as d, e "
         "| fields case(left1 = 1 and (d = 3), 1, 0) as left2 "
         "| stats count(*) as records, sum(left1) as left_by_1, "
         "sum(left2) as left_by_2"},
    };
    struct query_filter filters[4];
    struct arena a = {0};
    struct err err = {0};
    struct str out;

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        assert_true(edit_counts(&a, str_of(cases[i][0]), &out, &err));
        if (!str_eq(out, str_of(cases[i][1])))
            fail_msg("%s\ngives %.*s", cases[i][0], STR_ARG(out));
        struct query *q = query_parse(out, false, NULL);
        assert_non_null(q);
        query_free(q);
    }
    assert_int_equal(
        edit_list_filters(&a, str_of(cases[2][0]), filters, 4), 3);
    assert_int_equal(filters[0].field.n, 0);
    assert_true(str_eq(filters[1].field, STR("d")));
    assert_true(str_eq(filters[1].text, STR("filter d = 3")));
    assert_false(filters[1].of_groups);
    assert_true(filters[2].of_groups);
    assert_true(edit_before_filter(&a, str_of(cases[2][0]), 1, &out, &err));
    assert_true(str_eq(out, STR("filter a = 1 or b = 2 "
                                "| parse c \"*-*\" as d, e")));
    arena_done(&a);
}

static void lists_filters_as_crumbs(void **state)
{
    struct arena a = {0};
    struct str out[3];

    (void)state;
    assert_int_equal(
        edit_crumbs(&a, STR("filter a='x' | fields b | where  c  > 1"), out, 3),
        2);
    assert_true(str_eq(out[0], STR("a = \"x\"")));
    assert_true(str_eq(out[1], STR("c > 1")));
    assert_int_equal(
        edit_crumbs(&a, STR("filter a | filter b | filter c"), out, 2), 2);
    assert_int_equal(edit_crumbs(&a, STR("filter"), out, 3), 0);
    arena_done(&a);
}

static void marks_and_names_what_is_new(void **state)
{
    struct arena a = {0};
    struct edit e;
    struct err err = {0};

    (void)state;
    assert_true(edit_include(&a, STR("filter x = 1 | limit 5"), STR("y"),
                             value_int(2), &e, &err));
    assert_int_equal(e.inserted.start, 12);
    assert_int_equal(e.inserted.end, 27);
    assert_true(str_eq(e.message, STR("added: filter y = 2")));
    assert_true(edit_include(&a, e.text, STR("y"), value_int(2), &e, &err));
    assert_true(str_eq(e.message, STR("already filtered by y = 2")));
    assert_false(
        edit_include(&a, STR("filter ("), STR("y"), value_int(2), &e, &err));
    assert_int_equal(err.code, ERR_QUERY);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(includes_values),
        cmocka_unit_test(excludes_values),
        cmocka_unit_test(drills_into_groups),
        cmocka_unit_test(the_lens_goes_round),
        cmocka_unit_test(the_lens_takes_over_filters),
        cmocka_unit_test(groups_by_a_field),
        cmocka_unit_test(sorts_by_a_column),
        cmocka_unit_test(shows_columns_in_an_order),
        cmocka_unit_test(gives_the_filters_for_the_panes),
        cmocka_unit_test(gives_all_groups),
        cmocka_unit_test(knows_pinned_fields),
        cmocka_unit_test(filters_either_side),
        cmocka_unit_test(turns_to_the_return_traffic),
        cmocka_unit_test(bounds_computed_columns),
        cmocka_unit_test(goes_from_a_difference_to_its_records),
        cmocka_unit_test(includes_what_is_near),
        cmocka_unit_test(puts_a_stage_on_each_line),
        cmocka_unit_test(counts_what_each_filter_leaves),
        cmocka_unit_test(lists_filters_as_crumbs),
        cmocka_unit_test(marks_and_names_what_is_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
