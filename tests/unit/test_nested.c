/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maps and lists: read from JSON, logfmt, CSV and XML that may be hostile,
 * kept, ordered, looked into. Expected values are by hand.
 */
#include "base/csv.h"
#include "query/logfmt.h"
#include "query/path.h"
#include "query/value_json.h"
#include "query/xml_path.h"

#include "value_check.h"

#include <string.h>

#define BYTES(s)                                                               \
    {                                                                          \
        s, sizeof(s) - 1                                                       \
    }

/* The JSON text of v, "null" for null. */
static void check_json(struct str name, struct value v, const char *want)
{
    struct buf text = {0};

    value_add_json(&text, v);
    if (!str_eq(buf_str(&text), str_of(want)))
        fail_msg("%.*s\ngives    %.*s\nexpected %s", STR_ARG(name),
                 STR_ARG(buf_str(&text)), want);
    buf_done(&text);
}

static void json_is_read_or_null(void **state)
{
    static const struct {
        struct str text;
        const char *want;
    } cases[] = {
        {BYTES(""), "null"},
        {BYTES("{}"), "{}"},
        {BYTES(" \t[ ]\r\n"), "[]"},
        {BYTES("[1,-2,3.5,\"x\",true,false,null]"),
         "[1,-2,3.5,\"x\",true,false,null]"},
        {BYTES("{\"a\":{\"b\":[{}]},\"\":1}"), "{\"a\":{\"b\":[{}]},\"\":1}"},
        {BYTES("{\"a\":1,\"b\":2,\"a\":3}"), "{\"a\":3,\"b\":2}"},
        {BYTES("[9223372036854775807]"), "[9223372036854775807]"},
        {BYTES("[9223372036854775808]"), "[9223372036854776000]"},
        {BYTES("[1e308]"), "[1e+308]"},
        {BYTES("[1e309]"), "null"},
        {BYTES("[\"\\u0000\"]"), "null"},
        {BYTES("[\"a\0b\"]"), "null"},
        {BYTES("[1]\0"), "null"},
        {BYTES("[\"\xff\"]"), "null"},
        {BYTES("[\"\xc0\xaf\"]"), "null"},
        {BYTES("[\"\xed\xa0\x80\"]"), "null"},
        {BYTES("[\"\\ud800\"]"), "null"},
        {BYTES("[\"\\ud83d\\ude00\"]"), "[\"\xf0\x9f\x98\x80\"]"},
        {BYTES("\"text\""), "null"},
        {BYTES("12"), "null"},
        {BYTES("[1] 2"), "null"},
        {BYTES("[1,]"), "null"},
        {BYTES("{a:1}"), "null"},
        {BYTES("{\"a\":NaN}"), "null"},
        {BYTES("[01]"), "null"},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_json(cases[i].text, value_of_json(&arena, cases[i].text),
                   cases[i].want);
    arena_done(&arena);
}

static void json_is_not_read_too_deep(void **state)
{
    static char text[200000];
    struct arena arena = {0};

    (void)state;
    memset(text, '[', 500);
    memset(text + 500, ']', 500);
    assert_int_equal(value_of_json(&arena, (struct str){text, 1000}).type,
                     VALUE_LIST);
    memset(text, '[', 501);
    memset(text + 501, ']', 501);
    assert_int_equal(value_of_json(&arena, (struct str){text, 1002}).type,
                     VALUE_NULL);
    memset(text, '[', sizeof text);
    assert_int_equal(
        value_of_json(&arena, (struct str){text, sizeof text}).type,
        VALUE_NULL);
    arena_done(&arena);
}

static void kept_values_stand_alone(void **state)
{
    char text[] = "{\"a\":[\"x\",{\"b\":\"y\"}],\"c\":\"z\"}";
    struct arena from = {0}, to = {0};
    struct value v = value_keep(&to, value_of_json(&from, str_of(text)));

    (void)state;
    arena_done(&from);
    memset(text, 'q', sizeof text - 1);
    check_json(STR("kept"), v, "{\"a\":[\"x\",{\"b\":\"y\"}],\"c\":\"z\"}");
    arena_done(&to);
}

static void maps_order_by_their_text(void **state)
{
    struct arena arena = {0};
    struct value one = value_of_json(&arena, STR("{\"a\":1}"));
    struct value two = value_of_json(&arena, STR("{\"a\":2}"));
    struct value text = TEXT("{\"a\":1}");

    (void)state;
    assert_true(value_order(one, two) < 0);
    assert_int_equal(value_order(one, one), 0);
    assert_true(value_same(one, one));
    assert_false(value_same(one, two));
    assert_true(value_same(one, text));
    assert_int_equal(value_relation(OP_EQ, one, one), TRUTH_FALSE);
    assert_int_equal(value_num(one).kind, NUM_NONE);
    arena_done(&arena);
}

static void paths_lead_inside(void **state)
{
    static const struct {
        const char *path;
        const char *want; /* NULL: no path */
    } cases[] = {
        {"a", "{\"b\":[1,{\"c d\":2,\"e.f\":3,\"g`h\":4}]}"},
        {"a.b[0]", "1"},
        {"a.b.0", "1"},
        {"a.b[1].c d", "2"},
        {"a.b[1].`e.f`", "3"},
        {"a.b[1].`g``h`", "4"},
        {"a.b[2]", "null"},
        {"a.b[4294967295]", "null"},
        {"a.b[4294967296]", NULL},
        {"a.b[-1]", NULL},
        {"a.b[]", NULL},
        {"a.b[0", NULL},
        {"a.b[0]c", NULL},
        {"a.b.", NULL},
        {".a", NULL},
        {"a..b", NULL},
        {"", NULL},
        {"x.y.z[3]", "null"},
        {"a[0]", "null"},
    };
    struct arena arena = {0};
    struct value v = value_of_json(
        &arena, STR("{\"a\":{\"b\":[1,{\"c d\":2,\"e.f\":3,\"g`h\":4}]}}"));

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct path path;
        bool good = path_parse(&arena, str_of(cases[i].path), &path);

        check_int(cases[i].path, good, cases[i].want != NULL);
        if (good)
            check_json(str_of(cases[i].path), path_value(v, path.steps, path.n),
                       cases[i].want);
    }
    arena_done(&arena);
}

static void logfmt_survives_anything(void **state)
{
    static const struct {
        struct str text;
        const char *want;
    } cases[] = {
        {BYTES(""), "null"},
        {BYTES("a=1"), "{\"a\":\"1\"}"},
        {BYTES("= =x ==y"), "null"},
        {BYTES("a=\"b\\\"c\" d=\"\\"), "{\"a\":\"b\\\"c\",\"d\":\"\\\\\"}"},
        {BYTES("a=\"b\"c=d"), "{\"a\":\"b\",\"c\":\"d\"}"},
        {BYTES("a=x=y b"), "{\"a\":\"x=y\",\"b\":\"true\"}"},
        {BYTES("a=1 b=2 a=3 b= a=\"\""), "{\"a\":\"\",\"b\":\"\"}"},
        {BYTES("a=\0 b\0=c"), "{\"a\":\"\\u0000\",\"b\\u0000\":\"c\"}"},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_json(cases[i].text, logfmt_parse(&arena, cases[i].text),
                   cases[i].want);
    arena_done(&arena);
}

static void csv_records_and_fields(void **state)
{
    static const struct str text =
        BYTES("a,b\r\n\"x,\"\"y\"\"\nz\",\r\n\n\"q\"w,\"open\n\"\"");
    static const char *const want[] = {"a", "b", "|",  "x,\"y\"\nz", "", "|",
                                       "",  "|", "qw", "open\n\"",   "|"};
    struct arena arena = {0};
    struct csv csv = {.rest = text};
    size_t i = 0;

    (void)state;
    while (csv_record(&csv)) {
        struct str field;

        while (csv_field(&csv, &arena, &field)) {
            assert_true(str_eq(field, str_of(want[i])));
            i++;
        }
        assert_string_equal(want[i++], "|");
    }
    assert_int_equal(i, N_ELEMENTS(want));
    arena_done(&arena);
}

static void xml_is_read_or_null(void **state)
{
    static const struct {
        const char *path;
        struct str text;
        struct value want;
    } cases[] = {
        {"/a/b", BYTES("<a><b>x</b><b>y</b></a>"), TEXT("x")},
        {"/a/@id", BYTES(" <a id='7'/> "), TEXT("7")},
        {"/a", BYTES("<a>&lt;&#233;&amp;</a>"), TEXT("<\xc3\xa9&")},
        {"/a/b", BYTES("<a/>"), NUL},
        {"/a/b", BYTES("<a><b/></a>"), TEXT("")},
        {"boolean(/a/b)", BYTES("<a/>"), TEXT("false")},
        {"/a", BYTES(""), NUL},
        {"/a", BYTES("text"), NUL},
        {"/a", BYTES("<a>"), NUL},
        {"/a", BYTES("<a>\0</a>"), NUL},
        {"/a", BYTES("<a>\xff</a>"), NUL},
        {"/a", BYTES("<a>&none;</a>"), NUL},
        {"/a", BYTES("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"), NUL},
        {"/a", BYTES("<!DOCTYPE a SYSTEM 'http://127.0.0.1/x'><a>b</a>"), NUL},
        {"/a/x:b", BYTES("<a><b/></a>"), NUL},
        {"nofunction(/a)", BYTES("<a/>"), NUL},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct str path = str_of(cases[i].path);

        assert_true(xml_path_check(path, NULL));
        check_value(cases[i].text.p, xml_path_find(&arena, path, cases[i].text),
                    cases[i].want);
    }
    assert_false(xml_path_check(STR("/a["), NULL));
    assert_false(xml_path_check(STR(""), NULL));
    arena_done(&arena);
}

/* Each step of the path multiplies the nodes; the limit ends it. */
static void a_path_without_end_is_null(void **state)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct value v;

    (void)state;
    buf_text(&text, "<a>");
    for (int i = 0; i < 2000; i++)
        buf_text(&text, "<b/>");
    buf_text(&text, "</a>");
    v = xml_path_find(&arena, STR("count(//*[count(//*[count(//*) > 1]) > 1])"),
                      buf_str(&text));
    assert_int_equal(v.type, VALUE_NULL);
    buf_done(&text);
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_read_or_null),
        cmocka_unit_test(json_is_not_read_too_deep),
        cmocka_unit_test(kept_values_stand_alone),
        cmocka_unit_test(maps_order_by_their_text),
        cmocka_unit_test(paths_lead_inside),
        cmocka_unit_test(logfmt_survives_anything),
        cmocka_unit_test(csv_records_and_fields),
        cmocka_unit_test(xml_is_read_or_null),
        cmocka_unit_test(a_path_without_end_is_null),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
