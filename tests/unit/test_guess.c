/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layouts from values alone. Records are made here field by field, so that
 * the layout they were made for is the one to be found.
 */
#include "flow/guess.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 60 };

#define ARN "arn:aws:ecs:eu-central-1:123456789012:"

struct session {
    struct fields *fields;
    struct layouts *layouts;
    uint64_t seed;
    struct buf text;
    struct str lines[LINES];
};

static int open_session(void **state)
{
    struct session *s = mem_calloc(1, sizeof *s);

    s->fields = fields_new();
    s->layouts = layouts_new(s->fields);
    s->seed = 88172645463325252u;
    *state = s;
    return 0;
}

static int close_session(void **state)
{
    struct session *s = *state;

    layouts_free(s->layouts);
    fields_free(s->fields);
    buf_done(&s->text);
    free(s);
    return 0;
}

static unsigned draw(struct session *s, unsigned below)
{
    s->seed ^= s->seed << 13;
    s->seed ^= s->seed >> 7;
    s->seed ^= s->seed << 17;
    return (unsigned)(s->seed >> 33) % below;
}

/* What one record says, so that its fields fit each other. */
struct record {
    unsigned packets, size, start, length, client;
    bool ingress;
};

/* A value as AWS writes it; most rare fields have none. */
static void write_value(struct session *s, const struct record *r,
                        field_id field)
{
    static const unsigned protocols[] = {6, 6, 6, 17, 17, 1};
    static const unsigned services[] = {22, 443, 53, 3389};
    struct buf *b = &s->text;

    switch (field) {
    case FIELD_VERSION:
        buf_text(b, "5");
        break;
    case FIELD_ACCOUNT_ID:
        buf_text(b, "123456789012");
        break;
    case FIELD_INTERFACE_ID:
        buf_printf(b, "eni-0123456789abcde%02x", draw(s, 9));
        break;
    case FIELD_SRCADDR:
    case FIELD_PKT_SRCADDR:
        buf_printf(b, "203.0.113.%u", draw(s, 250));
        break;
    case FIELD_DSTADDR:
    case FIELD_PKT_DSTADDR:
        buf_printf(b, "10.0.%u.%u", draw(s, 4), draw(s, 250));
        break;
    case FIELD_SRCPORT:
        buf_printf(b, "%u", r->client);
        break;
    case FIELD_DSTPORT:
        buf_printf(b, "%u", services[draw(s, 4)]);
        break;
    case FIELD_PROTOCOL:
        buf_printf(b, "%u", protocols[draw(s, 6)]);
        break;
    case FIELD_PACKETS:
        buf_printf(b, "%u", r->packets);
        break;
    case FIELD_BYTES:
        buf_printf(b, "%u", r->packets * r->size);
        break;
    case FIELD_START:
        buf_printf(b, "%u", r->start);
        break;
    case FIELD_END:
        buf_printf(b, "%u", r->start + r->length);
        break;
    case FIELD_ACTION:
        buf_text(b, draw(s, 3) ? "ACCEPT" : "REJECT");
        break;
    case FIELD_LOG_STATUS:
        buf_text(b, "OK");
        break;
    case FIELD_VPC_ID:
        buf_text(b, "vpc-0aaaaaaaaaaaaaaaa");
        break;
    case FIELD_SUBNET_ID:
        buf_text(b, "subnet-0aaaaaaaaaaaaaaaa");
        break;
    case FIELD_INSTANCE_ID:
        buf_text(b, draw(s, 4) ? "i-0aaaaaaaaaaaaaaaa" : "-");
        break;
    case FIELD_TCP_FLAGS:
        buf_printf(b, "%u", draw(s, 2) ? 2 : 19);
        break;
    case FIELD_TYPE:
        buf_text(b, "IPv4");
        break;
    case FIELD_REGION:
        buf_text(b, "eu-central-1");
        break;
    case FIELD_AZ_ID:
        buf_text(b, "euc1-az2");
        break;
    case FIELD_FLOW_DIRECTION:
        buf_text(b, r->ingress ? "ingress" : "egress");
        break;
    case FIELD_TRAFFIC_PATH:
        if (r->ingress)
            buf_text(b, "-");
        else
            buf_printf(b, "%u", 1 + draw(s, 8));
        break;
    case FIELD_PKT_SRC_AWS_SERVICE:
    case FIELD_PKT_DST_AWS_SERVICE:
        buf_text(b, draw(s, 3) ? "-" : "S3");
        break;
    case FIELD_RESOURCE_TYPE:
        buf_text(b, "TransitGateway");
        break;
    case FIELD_TGW_ID:
        buf_text(b, "tgw-0aaaaaaaaaaaaaaaa");
        break;
    case FIELD_TGW_ATTACHMENT_ID:
    case FIELD_TGW_PAIR_ATTACHMENT_ID:
        buf_printf(b, "tgw-attach-0aaaaaaaaaaaaaa%02x", draw(s, 9));
        break;
    case FIELD_TGW_SRC_VPC_ID:
    case FIELD_TGW_DST_VPC_ID:
        buf_printf(b, "vpc-0aaaaaaaaaaaaaa%02x", draw(s, 9));
        break;
    case FIELD_TGW_SRC_ENI:
    case FIELD_TGW_DST_ENI:
        buf_printf(b, "eni-0aaaaaaaaaaaaaa%02x", draw(s, 9));
        break;
    case FIELD_TGW_SRC_AZ_ID:
    case FIELD_TGW_DST_AZ_ID:
        buf_text(b, draw(s, 2) ? "eu-central-1a" : "eu-central-1b");
        break;
    case FIELD_PACKETS_LOST_NO_ROUTE:
    case FIELD_PACKETS_LOST_BLACKHOLE:
    case FIELD_PACKETS_LOST_MTU_EXCEEDED:
    case FIELD_PACKETS_LOST_TTL_EXPIRED:
        buf_printf(b, "%u", draw(s, 5) ? 0 : draw(s, 9));
        break;
    case FIELD_ECS_CLUSTER_ARN:
        buf_text(b, ARN "cluster/shop");
        break;
    case FIELD_ECS_CLUSTER_NAME:
        buf_text(b, "shop");
        break;
    case FIELD_ECS_CONTAINER_INSTANCE_ARN:
        buf_text(b, ARN "container-instance/shop/0f");
        break;
    case FIELD_ECS_CONTAINER_INSTANCE_ID:
        buf_text(b, "0f");
        break;
    case FIELD_ECS_CONTAINER_ID:
        buf_printf(b, "c0ffee%u", draw(s, 9));
        break;
    case FIELD_ECS_SERVICE_NAME:
        buf_text(b, "web");
        break;
    case FIELD_ECS_TASK_DEFINITION_ARN:
        buf_text(b, ARN "task-definition/web:3");
        break;
    case FIELD_ECS_TASK_ARN:
        buf_text(b, ARN "task/shop/b9ad");
        break;
    case FIELD_ECS_TASK_ID:
        buf_text(b, "b9ad");
        break;
    default:
        buf_text(b, "-");
    }
}

/* LINES records of these fields. */
static void write_records(struct session *s, const field_id *ids, size_t n)
{
    size_t starts[LINES + 1];

    buf_reset(&s->text);
    for (size_t i = 0; i < LINES; i++) {
        struct record r = {1 + draw(s, 500),           40 + draw(s, 1400),
                           1700000000 + draw(s, 3600), 1 + draw(s, 60),
                           32768 + draw(s, 28000),     draw(s, 2) == 1};

        starts[i] = s->text.n;
        for (size_t c = 0; c < n; c++) {
            if (c)
                buf_char(&s->text, ' ');
            write_value(s, &r, ids[c]);
        }
    }
    starts[LINES] = s->text.n;
    for (size_t i = 0; i < LINES; i++)
        s->lines[i] = str_slice(buf_str(&s->text), starts[i], starts[i + 1]);
}

/* The fields that a header names. */
static const struct layout *layout_of(const struct session *s,
                                      const char *header)
{
    const struct layout *l =
        layouts_from_header(s->layouts, str_of(header), false);

    assert_non_null(l);
    return l;
}

static void check_layout(const struct session *s, const char *name,
                         const struct layout *got, const struct layout *want)
{
    if (!got) {
        fail_msg("%s: nothing was found", name);
        return;
    }
    check_int(name, got->n, want->n);
    for (uint16_t i = 0; i < want->n; i++)
        if (got->cols[i] != want->cols[i])
            fail_msg("%s: column %u is %s, not %s", name, i + 1u,
                     fields_get(s->fields, want->cols[i])->log_name,
                     fields_get(s->fields, got->cols[i])->log_name);
}

static size_t fields_to(const struct session *s, unsigned version,
                        field_id *out)
{
    size_t n = 0;

    for (field_id id = 0; id < FIELD_RESOURCE_TYPE; id++)
        if (fields_get(s->fields, id)->version <= version)
            out[n++] = id;
    return n;
}

static void finds_the_documented_and_the_alphabetical_orders(void **state)
{
    static const unsigned versions[] = {2, 3, 4, 5, 7, 8, 9, 10, 11};
    struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(versions); i++) {
        field_id ids[FIELD_CATALOGUE_SIZE];
        size_t n = fields_to(s, versions[i], ids);
        struct guess g;
        char name[64];

        for (int sorted = 0; sorted < 2; sorted++) {
            snprintf(name, sizeof name, "version %u%s", versions[i],
                     sorted ? " by name" : "");
            if (sorted)
                fields_sort(s->fields, ids, n);
            write_records(s, ids, n);
            g = guess_layout(s->layouts, s->lines, LINES, GUESS_BY_VALUES);
            check_layout(s, name, g.layout, layouts_of(s->layouts, ids, n));
            assert_non_null(g.order);
            assert_int_equal(g.lines, LINES);
            assert_int_equal(g.unnamed, 0);
        }
    }
}

static void names_columns_of_other_orders_by_their_values(void **state)
{
    static const char *const headers[] = {
        "srcaddr dstaddr srcport dstport protocol packets bytes start end "
        "action",
        "start end interface-id srcaddr srcport dstaddr dstport protocol "
        "bytes packets action log-status",
        "version vpc-id subnet-id instance-id interface-id account-id type "
        "srcaddr dstaddr srcport dstport pkt-srcaddr pkt-dstaddr protocol "
        "bytes packets start end action tcp-flags log-status",
        "action bytes dstaddr dstport end interface-id log-status packets "
        "protocol srcaddr srcport start",
        "interface-id srcaddr dstaddr srcport dstport protocol flow-direction "
        "traffic-path action start",
        "region az-id vpc-id srcaddr dstaddr srcport dstport tcp-flags "
        "protocol packets bytes start end action",
        /* Without a time: what only AWS has tells that it is a flow log. */
        "version interface-id account-id vpc-id subnet-id instance-id srcaddr "
        "dstaddr srcport dstport protocol tcp-flags type pkt-srcaddr "
        "pkt-dstaddr action log-status",
        "instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr",
        /* The default format, and more. */
        "version account-id interface-id srcaddr dstaddr srcport dstport "
        "protocol packets bytes start end action log-status ecs-task-id "
        "ecs-task-arn ecs-task-definition-arn ecs-cluster-name "
        "ecs-cluster-arn ecs-container-instance-id ecs-container-instance-arn "
        "ecs-container-id",
        "version account-id interface-id srcaddr dstaddr srcport dstport "
        "protocol packets bytes start end action log-status flow-direction "
        "traffic-path vpc-id",
        /* Transit gateways. */
        "account-id tgw-id tgw-attachment-id tgw-src-vpc-id tgw-dst-vpc-id "
        "tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id "
        "tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol "
        "packets bytes start end log-status type packets-lost-no-route "
        "packets-lost-blackhole packets-lost-mtu-exceeded "
        "packets-lost-ttl-expired tcp-flags region flow-direction",
        "version account-id tgw-id tgw-attachment-id tgw-src-vpc-id "
        "tgw-dst-vpc-id srcaddr dstaddr srcport dstport protocol packets "
        "bytes start end log-status type tcp-flags flow-direction region",
    };
    struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(headers); i++) {
        const struct layout *want = layout_of(s, headers[i]);
        struct guess g;

        write_records(s, want->cols, want->n);
        g = guess_layout(s->layouts, s->lines, LINES, GUESS_BY_VALUES);
        check_layout(s, headers[i], g.layout, want);
        assert_null(g.order);
        check_int(headers[i], g.known, want->n);
    }
}

/* A line by itself, and the layout it was made for. */
static void names_the_columns_of_a_single_line(void **state)
{
    static const struct {
        const char *header, *line;
    } cases[] = {
        /* A start in the year 1975, and more packets than bytes. */
        {"version account-id interface-id srcaddr dstaddr srcport dstport "
         "protocol packets bytes start end action log-status vpc-id subnet-id",
         "5 123456789012 eni-0aaa 203.0.113.9 10.0.0.5 50041 33004 17 52 1 "
         "164000066 1640000297 REJECT OK vpc-0aaa subnet-0aaa"},
        /* A port that is none. */
        {"version account-id interface-id srcaddr dstaddr srcport dstport "
         "protocol packets bytes start end action log-status",
         "2 123456789012 eni-0aaa 203.0.113.9 10.0.0.5 NaN 443 6 20 1000 "
         "1640000237 1640000297 ACCEPT OK"},
        /* The first fields come last. */
        {"srcaddr dstaddr srcport dstport protocol packets bytes start end "
         "action log-status version account-id interface-id",
         "203.0.113.9 10.0.0.5 40641 22 6 20 4249 1640000237 1640000297 "
         "ACCEPT OK 2 123456789012 eni-0aaa"},
        /* By name, from version 8. */
        {"account-id action az-id bytes dstaddr dstport end flow-direction "
         "interface-id log-status packets pkt-dstaddr pkt-srcaddr protocol "
         "region reject-reason srcaddr srcport start subnet-id tcp-flags "
         "traffic-path type version vpc-id",
         "123456789012 REJECT euc1-az2 4249 10.0.0.5 443 1640000297 egress "
         "eni-0aaa OK 20 203.0.113.9 10.0.0.7 6 eu-central-1 BPA 10.0.0.7 "
         "40641 1640000237 subnet-0aaa 2 8 IPv4 8 vpc-0aaa"},
    };
    struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct guess g;

        s->lines[0] = str_of(cases[i].line);
        g = guess_layout(s->layouts, s->lines, 1, GUESS_BY_VALUES);
        check_layout(s, cases[i].header, g.layout,
                     layout_of(s, cases[i].header));
    }
}

static void a_column_that_says_nothing_is_kept_under_its_number(void **state)
{
    struct session *s = *state;
    const struct layout *made =
        layout_of(s, "srcaddr dstaddr asg-tag srcport dstport protocol start "
                     "end action");
    struct guess g;

    write_records(s, made->cols, made->n);
    g = guess_layout(s->layouts, s->lines, LINES, GUESS_BY_VALUES);
    assert_non_null(g.layout);
    assert_int_equal(g.unnamed, 1);
    assert_string_equal(fields_get(s->fields, g.layout->cols[2])->query_name,
                        "column3");
}

static void other_texts_are_no_records(void **state)
{
    static const char *const texts[] = {
        "127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 23",
        "Nov 30 07:41:24 host sshd[12]: Failed password for root",
        "a b c d e f g h i j k l m n",
        "- - - - - - - - - - - - - -",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14",
    };
    struct session *s = *state;

    for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
        for (size_t k = 0; k < LINES; k++)
            s->lines[k] = str_of(texts[i]);
        if (guess_layout(s->layouts, s->lines, LINES, GUESS_BY_VALUES).layout)
            fail_msg("taken for records: %s", texts[i]);
    }
    assert_null(guess_layout(s->layouts, NULL, 0, GUESS_BY_VALUES).layout);
}

static void odd_lines_among_records_do_not_matter(void **state)
{
    struct session *s = *state;
    field_id ids[FIELD_CATALOGUE_SIZE];
    size_t n = fields_to(s, 5, ids);
    struct guess g;

    write_records(s, ids, n);
    s->lines[0] = STR("bogus line");
    s->lines[7] = STR("");
    g = guess_layout(s->layouts, s->lines, LINES, GUESS_BY_VALUES);
    check_layout(s, "odd lines", g.layout, layouts_of(s->layouts, ids, n));
    assert_int_equal(g.lines, LINES - 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_session, close_session)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_the_documented_and_the_alphabetical_orders),
        TEST(names_columns_of_other_orders_by_their_values),
        TEST(names_the_columns_of_a_single_line),
        TEST(a_column_that_says_nothing_is_kept_under_its_number),
        TEST(other_texts_are_no_records),
        TEST(odd_lines_among_records_do_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
