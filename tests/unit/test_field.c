/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The catalogue of fields as a table, and the registry around it. Counts per
 * version are those of the AWS documentation (flow-log-format 2).
 */
#include "flow/field.h"

#include "base/team.h"

#include "check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static int registry(void **state)
{
    *state = fields_new();
    return 0;
}

static int no_registry(void **state)
{
    fields_free(*state);
    return 0;
}

/* "pktSrcAddr" for "pkt-srcaddr", by the rule of query-language 11.2. */
static void canonical_name(const char *log_name, char *out)
{
    static const char *const ends[] = {"addr", "port"};

    for (const char *c = log_name; *c; c++, out++) {
        if (*c == '-')
            *out = (char)toupper((unsigned char)*++c);
        else
            *out = *c;
        /* "srcaddr" and its like are two words. */
        if (c[0] != 'c' && c[0] != 't')
            continue;
        for (size_t i = 0; i < N_ELEMENTS(ends); i++) {
            if (strncmp(c + 1, ends[i], 4) == 0 && c - log_name >= 2) {
                *++out = (char)toupper((unsigned char)c[1]);
                c++;
            }
        }
    }
    *out = '\0';
}

static void catalogue_names_follow_the_rule(void **state)
{
    char want[64];

    for (field_id id = 0; id < FIELD_CATALOGUE_SIZE; id++) {
        const struct field *f = fields_get(*state, id);

        canonical_name(f->log_name, want);
        check_text(f->log_name, str_of(f->query_name), want);
    }
}

static void catalogue_lines_are_complete(void **state)
{
    for (field_id id = 0; id < FIELD_CATALOGUE_SIZE; id++) {
        const struct field *f = fields_get(*state, id);
        size_t len = strlen(f->help);

        check_int(f->log_name, len >= 4 && len <= 72, true);
        check_int(f->log_name, f->help[len - 1] != '.', true);
        check_int(f->log_name, f->width >= 2 && f->width <= 40, true);
        check_int(f->log_name, f->version == 0 || (f->version >= 2 && f->version <= 11),
                  true);
    }
}

static void catalogue_names_are_unique(void **state)
{
    for (field_id id = 0; id < FIELD_CATALOGUE_SIZE; id++) {
        const struct field *f = fields_get(*state, id);

        check_int(f->log_name, field_by_log_name(str_of(f->log_name)), id);
        check_int(f->log_name, fields_find(*state, str_of(f->query_name)), id);
        check_int(f->log_name, field_by_log_name(str_of(f->query_name)), id);
    }
}

static void versions_have_the_documented_number_of_fields(void **state)
{
    static const unsigned want[12] = {
        [0] = 2, /* of what carries records */
        [2] = 14, [3] = 7, [4] = 4, [5] = 4,  [6] = 18,
        [7] = 10, [8] = 1, [9] = 1, [10] = 1, [11] = 12};
    unsigned n[12] = {0};

    for (field_id id = 0; id < FIELD_CATALOGUE_SIZE; id++)
        n[fields_get(*state, id)->version]++;
    for (unsigned v = 0; v < N_ELEMENTS(want); v++)
        assert_int_equal(n[v], want[v]);
}

static void catalogue_begins_with_the_default_format(void **state)
{
    static const char *const names[] = {
        "version", "account-id", "interface-id", "srcaddr",    "dstaddr",
        "srcport", "dstport",    "protocol",     "packets",    "bytes",
        "start",   "end",        "action",       "log-status",
    };

    for (field_id id = 0; id < N_ELEMENTS(names); id++) {
        check_text(names[id], str_of(fields_get(*state, id)->log_name),
                   names[id]);
    }
}

static void header_names_are_known_in_every_spelling(void **state)
{
    static const struct {
        const char *name;
        field_id want;
    } cases[] = {
        {"pkt-srcaddr", FIELD_PKT_SRCADDR},
        {"pkt_srcaddr", FIELD_PKT_SRCADDR},
        {"PKT-SrcAddr", FIELD_PKT_SRCADDR},
        {"pktSrcAddr", FIELD_PKT_SRCADDR},
        {"account_id", FIELD_ACCOUNT_ID},
        {"startTime", FIELD_START},
        {"windowstart", FIELD_START},
        {"windowend", FIELD_END},
        {"flowlogstatus", FIELD_LOG_STATUS},
        {"account", FIELD_ACCOUNT_ID},
        {"end", FIELD_END},
        {"instance-tag-2", FIELD_INSTANCE_TAG_2},
        {"instance-tag", FIELD_INSTANCE_TAG},
        {"tgw-pair-attachment-id", FIELD_TGW_PAIR_ATTACHMENT_ID},
        {"srcaddrs", FIELD_NONE},
        {"src", FIELD_NONE},
        {"", FIELD_NONE},
        {"-", FIELD_NONE},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        check_int(cases[i].name, field_by_log_name(str_of(cases[i].name)),
                  cases[i].want);
    }
}

static void query_names_are_exact(void **state)
{
    struct fields *f = *state;

    assert_int_equal(fields_find(f, STR("srcAddr")), FIELD_SRCADDR);
    assert_int_equal(fields_find(f, STR("srcaddr")), FIELD_NONE);
    assert_int_equal(fields_find(f, STR("start")), FIELD_START);
    assert_int_equal(fields_find(f, STR("startTime")), FIELD_START);
    assert_int_equal(fields_find(f, STR("endTime")), FIELD_END);
    assert_int_equal(fields_find(f, STR("StartTime")), FIELD_NONE);
    assert_int_equal(fields_find(f, STR("packetsLostNoRoute")),
                     FIELD_PACKETS_LOST_NO_ROUTE);
}

static void lenient_names_need_only_the_letters(void **state)
{
    static const struct {
        const char *name;
        field_id want;
    } cases[] = {
        {"srcaddr", FIELD_SRCADDR},
        {"src_addr", FIELD_SRCADDR},
        {"pkt-srcaddr", FIELD_PKT_SRCADDR},
        {"account_id", FIELD_ACCOUNT_ID},
        {"log-status", FIELD_LOG_STATUS},
        {"StartTime", FIELD_START},
        {"end_time", FIELD_END},
        {"source", FIELD_NONE},
    };

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        check_int(cases[i].name,
                  fields_find_lenient(*state, str_of(cases[i].name)),
                  cases[i].want);
    }
}

static void unknown_columns_become_text_fields(void **state)
{
    struct fields *f = *state;
    size_t before = fields_count(f);
    field_id id = fields_add(f, STR("edge-site-name"));

    assert_int_equal(id, before);
    assert_int_equal(fields_count(f), before + 1);
    const struct field *field = fields_get(f, id);
    assert_string_equal(field->log_name, "edge-site-name");
    assert_string_equal(field->query_name, "edgeSiteName");
    assert_int_equal(field->type, TYPE_TEXT);
    assert_int_equal(field->version, 0);
    assert_int_equal(fields_find(f, STR("edgeSiteName")), id);
    assert_int_equal(fields_find_lenient(f, STR("edge_site_name")), id);
    assert_int_equal(fields_by_log_name(f, STR("edge-site-name")), id);
    assert_int_equal(field_by_log_name(STR("edge-site-name")), FIELD_NONE);
}

static void adding_again_gives_the_same_field(void **state)
{
    struct fields *f = *state;
    field_id id = fields_add(f, STR("edge-site"));

    assert_int_equal(fields_add(f, STR("edge-site")), id);
    assert_int_equal(fields_add(f, STR("EDGE_SITE")), id);
    assert_int_equal(fields_add(f, STR("srcaddr")), FIELD_SRCADDR);
}

static void a_taken_query_name_gets_a_number(void **state)
{
    struct fields *f = *state;
    field_id first = fields_add(f, STR("a.b"));
    field_id again = fields_add_repeat(f, FIELD_SRCADDR, 2);

    assert_string_equal(fields_get(f, first)->query_name, "a.b");
    assert_string_equal(fields_get(f, again)->query_name, "srcAddr_2");
    assert_int_equal(fields_get(f, again)->type, TYPE_IP);
    assert_int_equal(fields_add_repeat(f, FIELD_SRCADDR, 2), again);
    /* Not the catalogue's instance-tag-2, which has that name already. */
    field_id tag = fields_add_repeat(f, FIELD_INSTANCE_TAG, 2);
    assert_int_not_equal(tag, FIELD_INSTANCE_TAG_2);
    assert_string_equal(fields_get(f, tag)->query_name, "instanceTag_2");
}

static void registry_refuses_to_grow_without_end(void **state)
{
    char name[16];

    for (int i = 0; i < 4096; i++) {
        snprintf(name, sizeof name, "x%d", i);
        assert_int_not_equal(fields_add(*state, str_of(name)), FIELD_NONE);
    }
    assert_int_equal(fields_add(*state, STR("one-more")), FIELD_NONE);
    assert_int_equal(fields_count(*state), FIELD_CATALOGUE_SIZE + 4096);
    assert_int_equal(fields_add(*state, STR("x0")), FIELD_CATALOGUE_SIZE);
}

enum { N_SHARED = 200 };

static void add_shared(void *arg, unsigned thread)
{
    char name[16];

    for (unsigned i = 0; i < N_SHARED; i++) {
        snprintf(name, sizeof name, "t%u", (i + thread * 50) % N_SHARED);
        fields_add(arg, str_of(name));
    }
}

static void threads_agree_on_fields(void **state)
{
    struct fields *f = *state;

    team_run(4, add_shared, f);
    assert_int_equal(fields_count(f), FIELD_CATALOGUE_SIZE + N_SHARED);
    for (size_t id = FIELD_CATALOGUE_SIZE; id < fields_count(f); id++) {
        const struct field *field = fields_get(f, (field_id)id);

        check_int(field->log_name, fields_find(f, str_of(field->query_name)),
                  id);
    }
}

#define FIELD_TEST(test)                                                       \
    cmocka_unit_test_setup_teardown(test, registry, no_registry)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIELD_TEST(catalogue_names_follow_the_rule),
        FIELD_TEST(catalogue_lines_are_complete),
        FIELD_TEST(catalogue_names_are_unique),
        FIELD_TEST(versions_have_the_documented_number_of_fields),
        FIELD_TEST(catalogue_begins_with_the_default_format),
        FIELD_TEST(header_names_are_known_in_every_spelling),
        FIELD_TEST(query_names_are_exact),
        FIELD_TEST(lenient_names_need_only_the_letters),
        FIELD_TEST(unknown_columns_become_text_fields),
        FIELD_TEST(adding_again_gives_the_same_field),
        FIELD_TEST(a_taken_query_name_gets_a_number),
        FIELD_TEST(registry_refuses_to_grow_without_end),
        FIELD_TEST(threads_agree_on_fields),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
