/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layouts: from headers, from what the user wrote, and from records. */
#include "flow/layout.h"

#include "base/mem.h"
#include "base/team.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_HEADER                                                         \
    "version account-id interface-id srcaddr dstaddr srcport dstport "         \
    "protocol packets bytes start end action log-status"

struct session {
    struct fields *fields;
    struct layouts *layouts;
};

static int open_session(void **state)
{
    struct session *s = mem_alloc(sizeof *s);

    s->fields = fields_new();
    s->layouts = layouts_new(s->fields);
    *state = s;
    return 0;
}

static int close_session(void **state)
{
    struct session *s = *state;

    layouts_free(s->layouts);
    fields_free(s->fields);
    free(s);
    return 0;
}

/* The query names of a layout's columns, spaces between. */
static struct str names_of(const struct session *s, const struct layout *l,
                           char out[512])
{
    size_t n = 0;

    for (size_t i = 0; l && i < l->n; i++) {
        n += (size_t)snprintf(out + n, 512 - n, "%s%s", i ? " " : "",
                              fields_get(s->fields, l->cols[i])->query_name);
    }
    return (struct str){out, n};
}

static void default_layout_has_the_14_fields(void **state)
{
    const struct session *s = *state;
    const struct layout *l = layouts_default(s->layouts);

    assert_int_equal(l->n, 14);
    assert_int_equal(layout_place(l, FIELD_VERSION), 0);
    assert_int_equal(layout_place(l, FIELD_SRCADDR), 3);
    assert_int_equal(layout_place(l, FIELD_LOG_STATUS), 13);
    assert_int_equal(layout_place(l, FIELD_VPC_ID), -1);
    assert_int_equal(layout_place(l, FIELD_NONE), -1);
    assert_int_equal(layouts_raw(s->layouts)->n, 0);
    assert_int_equal(layout_place(layouts_raw(s->layouts), FIELD_VERSION), -1);
}

static void equal_layouts_are_one_object(void **state)
{
    static const char *const headers[] = {
        DEFAULT_HEADER,
        DEFAULT_HEADER "\r",
        "  " DEFAULT_HEADER " \t",
        ("VERSION account_id interface_id srcAddr dstAddr srcPort dstPort "
         "protocol packets bytes startTime endTime action logStatus"),
    };
    const struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(headers); i++) {
        const struct layout *l =
            layouts_from_header(s->layouts, str_of(headers[i]), false);

        check_int(headers[i], l == layouts_default(s->layouts), true);
    }
    const struct layout *other =
        layouts_from_header(s->layouts, STR("dstaddr srcaddr"), false);
    assert_non_null(other);
    assert_ptr_not_equal(
        other, layouts_from_header(s->layouts, STR("srcaddr dstaddr"), false));
}

static void header_states_the_place_of_each_field(void **state)
{
    const struct session *s = *state;
    const struct layout *l = layouts_from_header(
        s->layouts, STR("account-id action az-id bytes dstaddr"), false);

    assert_non_null(l);
    assert_int_equal(l->n, 5);
    assert_int_equal(layout_place(l, FIELD_ACTION), 1);
    assert_int_equal(layout_place(l, FIELD_AZ_ID), 2);
    assert_int_equal(layout_place(l, FIELD_DSTADDR), 4);
    assert_int_equal(layout_place(l, FIELD_SRCADDR), -1);
}

static void other_lines_are_no_headers(void **state)
{
    static const char *const lines[] = {
        "",
        " ",
        "version",
        "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 "
        "20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK",
        "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 "
        "1431280934 - NODATA",
        "bogus line",
        "version srcaddr 7",
        "\xef\xbb\xbf" DEFAULT_HEADER, /* header_find() takes it away, once */
        "srcaddr dstaddr <xml>",
        "srcaddr dstaddr unknown-name",
    };
    const struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(lines); i++) {
        check_int(lines[i],
                  layouts_from_header(s->layouts, str_of(lines[i]), false) ==
                      NULL,
                  true);
    }
}

static void first_line_may_name_fields_we_do_not_know(void **state)
{
    const struct session *s = *state;
    char out[512];
    struct str header = STR("version srcaddr new-thing other_thing");

    assert_null(layouts_from_header(s->layouts, header, false));
    const struct layout *l = layouts_from_header(s->layouts, header, true);
    check_text("trusted", names_of(s, l, out),
               "version srcAddr newThing otherThing");
    /* Repeated further down it is a header too, but not in another file. */
    assert_ptr_equal(layouts_from_later_header(s->layouts, header, l, l), l);
    assert_null(layouts_from_header(s->layouts, header, false));
}

static void a_new_field_among_many_that_are_known_needs_no_trust(void **state)
{
    const struct session *s = *state;
    char out[512];
    const struct layout *l = layouts_from_header(
        s->layouts, STR("version srcaddr dstaddr srcport dstport brand-new"),
        false);

    assert_non_null(l);
    check_text("names", names_of(s, l, out),
               "version srcAddr dstAddr srcPort dstPort brandNew");
}

static void no_sentence_has_the_names_of_two_words(void **state)
{
    static const struct {
        const char *line;
        unsigned before; /* columns of the layout before it */
        unsigned want;   /* columns; 0: no header */
    } cases[] = {
        {"version srcaddr dstaddr srcport new1", 0, 5},
        {"srcaddr dstaddr start new2", 14, 4},
        {"srcaddr dstaddr new3", 14, 0},
        {"srcaddr dstaddr new3", 3, 3},
        {"srcaddr new4", 2, 2},
        {"srcaddr new5", 3, 0},
        {"start new6", 2, 0},
        {"start end action new7", 4, 0},
        {"srcaddr new8 new9", 3, 0},
        {"new10 srcaddr dstaddr start", 4, 0},
        {"srcaddr dstaddr start 7", 4, 0},
    };
    const struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct layout before = {.n = (uint16_t)cases[i].before};
        const struct layout *l = layouts_from_later_header(
            s->layouts, str_of(cases[i].line), NULL, &before);

        check_int(cases[i].line, l ? l->n : 0, cases[i].want);
    }
}

static void known_names_are_any_texts(void **state)
{
    static const struct {
        const char *line;
        unsigned want; /* columns; 0: they are of no flow records */
    } cases[] = {
        {"srcaddr dstaddr a%20b 7 {} x y", 7},
        {"bytes 7", 2},
        {"start", 1},
        {"bytes start a b c", 0},
        {"level text", 0},
        {"version bytes packets start end a b c d e f", 11},
        {"srcaddr srcaddr a b c d", 0},
    };
    const struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        const struct layout *l =
            layouts_from_known_names(s->layouts, str_of(cases[i].line));

        check_int(cases[i].line, l ? l->n : 0, cases[i].want);
    }
}

static void mostly_unknown_words_are_no_header(void **state)
{
    const struct session *s = *state;

    assert_null(layouts_from_header(
        s->layouts, STR("the start of a text and its end"), true));
    assert_null(
        layouts_from_header(s->layouts, STR("srcaddr dstaddr 10.0.0.1"), true));
    assert_int_equal(fields_count(s->fields), FIELD_CATALOGUE_SIZE);
}

static void repeated_columns_get_numbers(void **state)
{
    const struct session *s = *state;
    char out[512];
    const struct layout *l = layouts_from_header(
        s->layouts, STR("srcaddr dstaddr srcaddr srcaddr"), false);

    check_text("repeated", names_of(s, l, out),
               "srcAddr dstAddr srcAddr_2 srcAddr_3");
    assert_int_equal(layout_place(l, FIELD_SRCADDR), 0);
    assert_ptr_equal(layouts_from_header(s->layouts,
                                         STR("srcaddr dstaddr srcaddr srcaddr"),
                                         false),
                     l);
}

static void columns_with_names_are_a_layout(void **state)
{
    static const struct {
        const char *name;
        const char *columns[8]; /* up to NULL */
        const char *want;       /* NULL: no flow records */
    } cases[] = {
        {"half",
         {"srcaddr", "pkt_dstaddr", "my_col", "x"},
         "srcAddr pktDstAddr myCol x"},
        {"less", {"srcaddr", "dstaddr", "a", "b", "c"}, NULL},
        {"one", {"srcaddr"}, NULL},
        {"twice", {"bytes", "bytes"}, "bytes bytes_2"},
        {"five of seven",
         {"version", "bytes", "start", "end", "action", "a", "b"},
         "version bytes start end action a b"},
    };
    const struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct str names[8];
        char out[512];
        size_t n = 0;

        for (; cases[i].columns[n]; n++)
            names[n] = str_of(cases[i].columns[n]);
        const struct layout *l = layouts_from_names(s->layouts, names, n);
        check_int(cases[i].name, l != NULL, cases[i].want != NULL);
        if (l)
            check_text(cases[i].name, names_of(s, l, out), cases[i].want);
    }
}

static void too_many_columns_are_no_header(void **state)
{
    const struct session *s = *state;
    char line[6 * 600 + 1];

    for (size_t i = 0; i < 600; i++)
        memcpy(line + 6 * i, "bytes ", 7);
    assert_null(layouts_from_header(s->layouts, str_of(line), true));
}

static void formats_are_read_as_people_write_them(void **state)
{
    static const struct {
        const char *spec;
        const char *want;
    } cases[] = {
        {"${version} ${account-id} ${srcaddr}", "version accountId srcAddr"},
        {"$${version} $${account-id}", "version accountId"},
        {"${version}${bytes}", "version bytes"},
        {"version,account_id, bytes", "version accountId bytes"},
        {"'version\n account-id'", "version accountId"},
        {"pkt-srcaddr", "pktSrcAddr"},
        {"srcaddr my-column", "srcAddr myColumn"},
        {"srcaddr srcaddr", "srcAddr srcAddr_2"},
    };
    const struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {0};
        char out[512];
        const struct layout *l =
            layouts_from_format(s->layouts, str_of(cases[i].spec), &err);

        check_text(cases[i].spec, names_of(s, l, out), cases[i].want);
        assert_int_equal(err.code, ERR_NONE);
    }
}

static void bad_formats_are_usage_errors(void **state)
{
    static const struct {
        const char *spec;
        const char *msg;
    } cases[] = {
        {"", "the format names no field"},
        {" ${} ", "the format names no field"},
        {"version 7up", "\"7up\" in the format is no field name"},
        {"version | bytes", "\"|\" in the format is no field name"},
    };
    const struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {0};

        assert_null(
            layouts_from_format(s->layouts, str_of(cases[i].spec), &err));
        assert_int_equal(err.code, ERR_USAGE);
        check_text(cases[i].spec, str_of(err.msg), cases[i].msg);
    }
}

static void default_records_are_recognised(void **state)
{
    static const struct {
        const char *line;
        bool want;
    } cases[] = {
        {"2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 "
         "20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK",
         true},
        {"2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 "
         "1431280934 - NODATA\r",
         true},
        {"2 unknown eni-069xxxxxb7a490 2001:db8::1 2001:db8::2 0 0 58 1 64 "
         "1431280876 1431280934 REJECT OK",
         true},
        {" 2 1 e  1.1.1.1\t2.2.2.2 1 2 6 1 40 1 2 REJECT SKIPDATA ", true},
        /* 13 and 15 columns. */
        {"2 1 e 1.1.1.1 2.2.2.2 1 2 6 1 40 1 2 REJECT", false},
        {"2 1 e 1.1.1.1 2.2.2.2 1 2 6 1 40 1 2 REJECT OK vpc-1", false},
        /* Columns in another order. */
        {"2 1 e 1.1.1.1 2.2.2.2 1 2 6 1 40 1 2 OK REJECT", false},
        {"- 1 e 1.1.1.1 2.2.2.2 1 2 6 1 40 1 2 REJECT OK", false},
        {"2 1 e 1.1.1.1 2.2.2.2 x 2 6 1 40 1 2 REJECT OK", false},
        {DEFAULT_HEADER, false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        check_int(cases[i].line,
                  layout_is_default_record(str_of(cases[i].line)),
                  cases[i].want);
    }
}

struct crowd {
    struct layouts *layouts;
    const struct layout *seen[4][50];
};

static void read_headers(void *arg, unsigned thread)
{
    struct crowd *crowd = arg;

    for (unsigned k = 0; k < 50; k++) {
        unsigned i = (k + 13 * thread) % 50;
        char line[64];

        snprintf(line, sizeof line, "srcaddr dstaddr column-%u", i);
        crowd->seen[thread][i] =
            layouts_from_header(crowd->layouts, str_of(line), true);
    }
}

static void threads_agree_on_layouts(void **state)
{
    const struct session *s = *state;
    struct crowd crowd = {.layouts = s->layouts};

    team_run(4, read_headers, &crowd);
    for (unsigned i = 0; i < 50; i++) {
        assert_non_null(crowd.seen[0][i]);
        for (unsigned t = 1; t < 4; t++)
            assert_ptr_equal(crowd.seen[t][i], crowd.seen[0][i]);
    }
}

#define LAYOUT_TEST(test)                                                      \
    cmocka_unit_test_setup_teardown(test, open_session, close_session)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LAYOUT_TEST(default_layout_has_the_14_fields),
        LAYOUT_TEST(equal_layouts_are_one_object),
        LAYOUT_TEST(header_states_the_place_of_each_field),
        LAYOUT_TEST(other_lines_are_no_headers),
        LAYOUT_TEST(first_line_may_name_fields_we_do_not_know),
        LAYOUT_TEST(a_new_field_among_many_that_are_known_needs_no_trust),
        LAYOUT_TEST(no_sentence_has_the_names_of_two_words),
        LAYOUT_TEST(known_names_are_any_texts),
        LAYOUT_TEST(mostly_unknown_words_are_no_header),
        LAYOUT_TEST(repeated_columns_get_numbers),
        LAYOUT_TEST(columns_with_names_are_a_layout),
        LAYOUT_TEST(too_many_columns_are_no_header),
        LAYOUT_TEST(formats_are_read_as_people_write_them),
        LAYOUT_TEST(bad_formats_are_usage_errors),
        LAYOUT_TEST(default_records_are_recognised),
        LAYOUT_TEST(threads_agree_on_layouts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
