/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved queries: reading their texts, expanding, and places. By hand. */
#include "query/saved.h"

#include "check.h"

#include <string.h>

/* Texts by name, as the program finds them in files. */
static const struct {
    const char *name, *text;
} texts[] = {
    {"all", "limit 5"},
    {"n", "# param count = 3\nlimit {{count}}"},
    {"host", "filter srcAddr = {{a}} or dstAddr = {{ a }}"},
    {"note", "limit 1 # {{not}} one\n"},
    {"quoted", "filter x = \"# {{a}}\""},
    {"two stages", "# About\n\n# param b = \"y\"\n fields {{a}}, {{b}} | limit 1"},
    {"nested", "limit 1 | $all()"},
    {"zones", "# needs azId, pkt-srcaddr\nlimit 2"},
};

static bool find(struct saved_queries *q, struct str name, struct arena *arena,
                 struct str *text, struct err *err)
{
    (void)q;
    for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
        if (!str_eq(name, str_of(texts[i].name)))
            continue;
        *text = arena_copy(arena, str_of(texts[i].text));
        return true;
    }
    return err_set(err, ERR_QUERY, "there is none");
}

static struct saved_queries queries = {.find = find};

static void texts_are_put_in(void **state)
{
    static const struct {
        const char *typed, *want;
    } cases[] = {
        {"fields a | limit 2", "fields a | limit 2"},
        {"filter a = \"$all()\"", "filter a = \"$all()\""},
        {"$all()", "limit 5"},
        {" $n() ", " limit 3 "},
        {"$n(count = 7) | $all()", "limit 7 | limit 5"},
        {"$host(a = \"10.0.0.1\")",
         "filter srcAddr = \"10.0.0.1\" or dstAddr = \"10.0.0.1\""},
        {"$host(a = -1.5)", "filter srcAddr = -1.5 or dstAddr = -1.5"},
        {"$host(a = true)", "filter srcAddr = true or dstAddr = true"},
        {"$host(a = 5m)", "filter srcAddr = 5m or dstAddr = 5m"},
        {"$note() | fields a", "limit 1 # {{not}} one\n | fields a"},
        {"$quoted(a = 5)", "filter x = \"# 5\"\n"},
        {"$`two stages`(a = 'x')", "fields 'x', \"y\" | limit 1"},
        {"filter a in ($host(a = 1) | fields b) | $n()",
         "filter a in (filter srcAddr = 1 or dstAddr = 1 | fields b) | "
         "limit 3"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct arena arena = {0};
        struct expansion x;
        struct err err = {0};

        check_int(cases[i].typed,
                  saved_expand(&arena, str_of(cases[i].typed), false, &queries,
                               &x, &err),
                  true);
        check_text(cases[i].typed, x.text, cases[i].want);
        arena_done(&arena);
    }
}

/* The part of typed that the error is about. */
static void refusals_have_a_place(void **state)
{
    static const struct {
        const char *typed, *message, *at;
    } cases[] = {
        {"limit 1 | $nosuch()", "there is none", "nosuch"},
        {"$n(c = 1)", "has no parameter `c`; it has `count`", "c"},
        {"$host()", "needs a value for its parameter `a`", "$host()"},
        {"limit 9 | $nested()", "cannot run another one", "$nested()"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct str typed = str_of(cases[i].typed);
        struct arena arena = {0};
        struct expansion x;
        struct err err = {0};

        check_int(cases[i].typed,
                  saved_expand(&arena, typed, false, &queries, &x, &err),
                  false);
        check_text(cases[i].typed, str_slice(typed, err.at.start, err.at.end),
                   cases[i].at);
        assert_non_null(strstr(err.msg, cases[i].message));
        check_text(cases[i].typed, x.text, cases[i].typed);
        arena_done(&arena);
    }
}

/* Every byte of what was typed is found again, and the rest is the call's. */
static void places_lead_back(void **state)
{
    struct str typed = STR("fields abc | $n() | sort xyz | $all()");
    struct str want = STR("fields abc | limit 3 | sort xyz | limit 5");
    struct arena arena = {0};
    struct expansion x;
    struct err err = {0};

    (void)state;
    assert_true(saved_expand(&arena, typed, false, &queries, &x, &err));
    assert_true(str_eq(x.text, want));
    for (uint32_t i = 0; i < x.text.n; i++) {
        bool first = i >= 13 && i < 20, second = i >= 34;
        struct str name;
        struct span at = expansion_place(&x, (struct span){i, i + 1}, &name);
        struct str part = str_slice(typed, at.start, at.end);

        if (first || second) {
            check_text("invocation", part, first ? "$n()" : "$all()");
            check_text("name", name, first ? "n" : "all");
        } else {
            assert_int_equal(part.n, 1);
            assert_int_equal(part.p[0], x.text.p[i]);
            assert_int_equal(name.n, 0);
        }
    }
    arena_done(&arena);
}

static void spans_over_an_invocation(void **state)
{
    struct str typed = STR("filter a in ($host(a = 1)) | limit 1");
    struct arena arena = {0};
    struct expansion x;
    struct err err = {0};
    struct str name;
    struct span at;

    (void)state;
    assert_true(saved_expand(&arena, typed, false, &queries, &x, &err));
    at.start = (uint32_t)str_find(x.text, STR("("));
    at.end = (uint32_t)str_find(x.text, STR(")")) + 1;
    at = expansion_place(&x, at, &name);
    check_text("the subquery", str_slice(typed, at.start, at.end),
               "($host(a = 1))");
    check_text("is typed", name, "");
    at.start = at.end = (uint32_t)x.text.n;
    at = expansion_place(&x, at, &name);
    assert_int_equal(at.start, typed.n);
    arena_done(&arena);
}

static void texts_are_read(void **state)
{
    static const struct {
        const char *text, *wrong; /* NULL: nothing */
        const char *about, *body;
        uint32_t n;
    } cases[] = {
        {"limit 1", NULL, "", "limit 1", 0},
        {"#  What it is \r\n# more\r\n\r\nlimit 1\r\n", NULL, "What it is",
         "limit 1", 0},
        {"# param a = 5\n# About\nlimit {{a}}", NULL, "About", "limit {{a}}",
         1},
        {"# params are none\nlimit 1", NULL, "params are none", "limit 1", 0},
        {"limit {{a}} # {{b}}", NULL, "", "limit {{a}} # {{b}}", 1},
        {"limit {{a}}\n  # {{b}}\n| limit {{c}}", NULL, "",
         "limit {{a}}\n  # {{b}}\n| limit {{c}}", 2},
        {"filter a = \"#{{a}}\" or b = {{a}}", NULL, "",
         "filter a = \"#{{a}}\" or b = {{a}}", 1},
        {"filter a like /{{2}}/", NULL, "", "filter a like /{{2}}/", 0},
        {"", "no commands", NULL, NULL, 0},
        {"# only\n", "no commands", NULL, NULL, 0},
        {"# param = 5\nlimit 1", "not of the form", NULL, NULL, 0},
        {"# param a = b\nlimit {{a}}", "not of the form", NULL, NULL, 0},
        {"# param a =\nlimit {{a}}", "not of the form", NULL, NULL, 0},
        {"# param a\n# param a\nlimit {{a}}", "twice", NULL, NULL, 0},
        {"# param a\nlimit 1", "does not use", NULL, NULL, 0},
        {"# needs azId\n# About\nlimit 1", NULL, "About", "limit 1", 0},
        {"# needs\nlimit 1", NULL, "needs", "limit 1", 0},
        {"# needs a b\nlimit 1", "not of the form", NULL, NULL, 0},
        {"# needs a,\nlimit 1", "not of the form", NULL, NULL, 0},
        {"# needs a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u\nlimit 1",
         "more than 20 fields", NULL, NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct saved_query q;
        struct err err = {0};

        check_int(cases[i].text, saved_read(str_of(cases[i].text), &q, &err),
                  !cases[i].wrong);
        if (cases[i].wrong) {
            assert_non_null(strstr(err.msg, cases[i].wrong));
            continue;
        }
        check_text(cases[i].text, q.about, cases[i].about);
        check_text(cases[i].text, q.body, cases[i].body);
        check_int(cases[i].text, q.n, cases[i].n);
    }
}

static void what_the_files_lack(void **state)
{
    static const struct {
        const char *top;
        size_t n; /* of the loaded ones */
        const char *lacks;
    } cases[] = {
        {"", 4, ""},
        {"# needs srcAddr, dstAddr", 4, ""},
        {"# needs srcaddr, dst_addr, pktSrcAddr", 4, ""},
        {"# needs srcAddr, azId", 4, "azId"},
        {"# needs srcAddr\n# needs az-id,\t pktDstAddr", 4,
         "az-id, pktDstAddr"},
        {"# needs tenant, shop", 4, "shop"},
        {"# needs azId", 0, ""},
    };
    static const struct str loaded[] = {
        {"srcAddr", 7}, {"dstAddr", 7}, {"pktSrcAddr", 10}, {"tenant", 6}};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct arena arena = {0};
        struct saved_query q;
        struct err err = {0};
        struct str text =
            arena_printf(&arena, "%s\nlimit 1", cases[i].top);

        assert_true(saved_read(text, &q, &err));
        check_text(cases[i].top,
                   saved_lacks(&arena, &q.needs, loaded, cases[i].n),
                   cases[i].lacks);
        arena_done(&arena);
    }
}

static void needs_come_with_the_invocation(void **state)
{
    struct arena arena = {0};
    struct expansion x;
    struct err err = {0};

    (void)state;
    assert_true(saved_expand(&arena, STR("$all() | $zones()"), false, &queries,
                             &x, &err));
    assert_int_equal(x.n, 2);
    assert_int_equal(x.pieces[0].needs.n, 0);
    assert_int_equal(x.pieces[1].needs.n, 2);
    check_text("second", x.pieces[1].needs.fields[1], "pkt-srcaddr");
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_put_in),
        cmocka_unit_test(refusals_have_a_place),
        cmocka_unit_test(places_lead_back),
        cmocka_unit_test(spans_over_an_invocation),
        cmocka_unit_test(texts_are_read),
        cmocka_unit_test(what_the_files_lack),
        cmocka_unit_test(needs_come_with_the_invocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
