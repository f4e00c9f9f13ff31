/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table says how each shape is told, another which field has which.
 * Values: flow-log-format 2 and 3.
 */
#include "flow/shape.h"

#include "base/num.h"
#include "flow/addr.h"

enum how {
    HOW_ANY,
    HOW_PREFIX, /* text is what it begins with */
    HOW_WORD,   /* text is the words it may be, blanks between */
    HOW_NUMBER, /* min to max */
    HOW_TIME,   /* seconds or milliseconds of this century */
    HOW_ADDRESS,
    HOW_ACCOUNT,
    HOW_REGION, /* letters-letters-digit: "us-east-1" */
    HOW_ZONE,   /* letters digit "-az" digit: "use1-az4" */
    HOW_NAME    /* capital letters, digits and "_" */
};

static const struct {
    enum how how;
    const char *text;
    uint64_t min, max;
} shapes[SHAPE_KINDS] = {
    [SHAPE_TEXT] = {.how = HOW_ANY},
    [SHAPE_VERSION] = {.how = HOW_NUMBER, .min = 2, .max = 99},
    [SHAPE_ACCOUNT] = {.how = HOW_ACCOUNT},
    [SHAPE_INTERFACE] = {.how = HOW_PREFIX, .text = "eni-"},
    [SHAPE_VPC] = {.how = HOW_PREFIX, .text = "vpc-"},
    [SHAPE_SUBNET] = {.how = HOW_PREFIX, .text = "subnet-"},
    [SHAPE_INSTANCE] = {.how = HOW_PREFIX, .text = "i-"},
    [SHAPE_NAT] = {.how = HOW_PREFIX, .text = "nat-"},
    [SHAPE_TGW] = {.how = HOW_PREFIX, .text = "tgw-"},
    [SHAPE_ATTACHMENT] = {.how = HOW_PREFIX, .text = "tgw-attach-"},
    [SHAPE_ADDRESS] = {.how = HOW_ADDRESS},
    [SHAPE_PORT] = {.how = HOW_NUMBER, .max = 65535},
    [SHAPE_PROTOCOL] = {.how = HOW_NUMBER, .max = 255},
    [SHAPE_COUNT] = {.how = HOW_NUMBER, .max = UINT64_MAX},
    [SHAPE_TIME] = {.how = HOW_TIME},
    [SHAPE_ACTION] = {.how = HOW_WORD, .text = "ACCEPT REJECT"},
    [SHAPE_STATUS] = {.how = HOW_WORD, .text = "OK NODATA SKIPDATA"},
    [SHAPE_FLAGS] = {.how = HOW_NUMBER, .max = 255},
    [SHAPE_TYPE] = {.how = HOW_WORD, .text = "IPv4 IPv6 EFA"},
    [SHAPE_REGION] = {.how = HOW_REGION},
    [SHAPE_ZONE] = {.how = HOW_ZONE},
    [SHAPE_SUBLOCATION] = {.how = HOW_WORD,
                           .text = "wavelength outpost localzone"},
    [SHAPE_SERVICE] = {.how = HOW_NAME},
    [SHAPE_DIRECTION] = {.how = HOW_WORD, .text = "ingress egress"},
    [SHAPE_PATH] = {.how = HOW_NUMBER, .min = 1, .max = 20},
    [SHAPE_ARN] = {.how = HOW_PREFIX, .text = "arn:"},
    [SHAPE_REASON] = {.how = HOW_WORD, .text = "BPA EC Accepted"},
    [SHAPE_ENCRYPTION] = {.how = HOW_NUMBER, .max = 9},
    [SHAPE_RESOURCE] = {.how = HOW_WORD, .text = "TransitGateway"},
};

static const unsigned char of_field[FIELD_CATALOGUE_SIZE] = {
    [FIELD_VERSION] = SHAPE_VERSION,
    [FIELD_ACCOUNT_ID] = SHAPE_ACCOUNT,
    [FIELD_INTERFACE_ID] = SHAPE_INTERFACE,
    [FIELD_SRCADDR] = SHAPE_ADDRESS,
    [FIELD_DSTADDR] = SHAPE_ADDRESS,
    [FIELD_SRCPORT] = SHAPE_PORT,
    [FIELD_DSTPORT] = SHAPE_PORT,
    [FIELD_PROTOCOL] = SHAPE_PROTOCOL,
    [FIELD_PACKETS] = SHAPE_COUNT,
    [FIELD_BYTES] = SHAPE_COUNT,
    [FIELD_START] = SHAPE_TIME,
    [FIELD_END] = SHAPE_TIME,
    [FIELD_ACTION] = SHAPE_ACTION,
    [FIELD_LOG_STATUS] = SHAPE_STATUS,
    [FIELD_VPC_ID] = SHAPE_VPC,
    [FIELD_SUBNET_ID] = SHAPE_SUBNET,
    [FIELD_INSTANCE_ID] = SHAPE_INSTANCE,
    [FIELD_TCP_FLAGS] = SHAPE_FLAGS,
    [FIELD_TYPE] = SHAPE_TYPE,
    [FIELD_PKT_SRCADDR] = SHAPE_ADDRESS,
    [FIELD_PKT_DSTADDR] = SHAPE_ADDRESS,
    [FIELD_REGION] = SHAPE_REGION,
    [FIELD_AZ_ID] = SHAPE_ZONE,
    [FIELD_SUBLOCATION_TYPE] = SHAPE_SUBLOCATION,
    [FIELD_PKT_SRC_AWS_SERVICE] = SHAPE_SERVICE,
    [FIELD_PKT_DST_AWS_SERVICE] = SHAPE_SERVICE,
    [FIELD_FLOW_DIRECTION] = SHAPE_DIRECTION,
    [FIELD_TRAFFIC_PATH] = SHAPE_PATH,
    [FIELD_ECS_CLUSTER_ARN] = SHAPE_ARN,
    [FIELD_ECS_CONTAINER_INSTANCE_ARN] = SHAPE_ARN,
    [FIELD_ECS_TASK_DEFINITION_ARN] = SHAPE_ARN,
    [FIELD_ECS_TASK_ARN] = SHAPE_ARN,
    [FIELD_REJECT_REASON] = SHAPE_REASON,
    [FIELD_RESOURCE_ID] = SHAPE_NAT,
    [FIELD_ENCRYPTION_STATUS] = SHAPE_ENCRYPTION,
    [FIELD_NEXT_HOP_INTERFACE_ID] = SHAPE_INTERFACE,
    [FIELD_NEXT_HOP_SUBNET_ID] = SHAPE_SUBNET,
    [FIELD_NEXT_HOP_AZ_ID] = SHAPE_ZONE,
    [FIELD_NEXT_HOP_VPC_ID] = SHAPE_VPC,
    [FIELD_RESOURCE_TYPE] = SHAPE_RESOURCE,
    [FIELD_TGW_ID] = SHAPE_TGW,
    [FIELD_TGW_ATTACHMENT_ID] = SHAPE_ATTACHMENT,
    [FIELD_TGW_SRC_VPC_ACCOUNT_ID] = SHAPE_ACCOUNT,
    [FIELD_TGW_DST_VPC_ACCOUNT_ID] = SHAPE_ACCOUNT,
    [FIELD_TGW_SRC_VPC_ID] = SHAPE_VPC,
    [FIELD_TGW_DST_VPC_ID] = SHAPE_VPC,
    [FIELD_TGW_SRC_SUBNET_ID] = SHAPE_SUBNET,
    [FIELD_TGW_DST_SUBNET_ID] = SHAPE_SUBNET,
    [FIELD_TGW_SRC_ENI] = SHAPE_INTERFACE,
    [FIELD_TGW_DST_ENI] = SHAPE_INTERFACE,
    [FIELD_TGW_SRC_AZ_ID] = SHAPE_ZONE,
    [FIELD_TGW_DST_AZ_ID] = SHAPE_ZONE,
    [FIELD_TGW_PAIR_ATTACHMENT_ID] = SHAPE_ATTACHMENT,
    [FIELD_PACKETS_LOST_NO_ROUTE] = SHAPE_COUNT,
    [FIELD_PACKETS_LOST_BLACKHOLE] = SHAPE_COUNT,
    [FIELD_PACKETS_LOST_MTU_EXCEEDED] = SHAPE_COUNT,
    [FIELD_PACKETS_LOST_TTL_EXPIRED] = SHAPE_COUNT,
};

enum shape shape_of(field_id field)
{
    return field < FIELD_CATALOGUE_SIZE ? (enum shape)of_field[field]
                                        : SHAPE_TEXT;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_word_of(struct str words, struct str value)
{
    struct str word;

    while (str_split(&words, ' ', &word))
        if (str_eq(word, value))
            return true;
    return false;
}

/* Between 2001 and 2100, in seconds or milliseconds. */
static bool is_time(struct str s)
{
    const uint64_t from = 978307200, to = 4102444800;
    uint64_t v;

    if (!num_parse_uint(s, UINT64_MAX, &v))
        return false;
    if (v > INT32_MAX)
        v /= 1000;
    return v >= from && v < to;
}

/* Account ids are masked or cut in many published logs. */
static bool is_account(struct str s)
{
    enum { SHORTEST = 8, LONGEST = 17 };

    if (str_eq(s, STR("unknown")))
        return true;
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]) && s.p[i] != 'X' && s.p[i] != 'x' &&
            s.p[i] != '*')
            return false;
    return s.n >= SHORTEST && s.n <= LONGEST && !is_time(s);
}

/* The number of letters at the start of s from i on. */
static size_t skip_lower(struct str s, size_t i)
{
    while (i < s.n && is_lower(s.p[i]))
        i++;
    return i;
}

static bool is_region(struct str s)
{
    size_t i = skip_lower(s, 0);
    unsigned parts = 0;

    if (i != 2)
        return false;
    while (i + 1 < s.n && s.p[i] == '-' && is_lower(s.p[i + 1])) {
        i = skip_lower(s, i + 1);
        parts++;
    }
    return parts > 0 && i + 2 == s.n && s.p[i] == '-' && is_digit(s.p[i + 1]);
}

static bool is_zone(struct str s)
{
    size_t i = skip_lower(s, 0);

    if (i < 2)
        return false;
    while (i < s.n && is_digit(s.p[i]))
        i++;
    return str_starts(str_slice(s, i, s.n), STR("-az")) && s.n > i + 3;
}

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'A' && s.p[i] <= 'Z') && s.p[i] != '_' &&
            !is_digit(s.p[i]))
            return false;
    return s.n > 1 && !is_digit(s.p[0]);
}

bool shape_fits(enum shape shape, struct str value)
{
    struct addr addr;
    uint64_t v;

    switch (shapes[shape].how) {
    case HOW_ANY:
        return true;
    case HOW_PREFIX:
        return str_starts(value, str_of(shapes[shape].text));
    case HOW_WORD:
        return is_word_of(str_of(shapes[shape].text), value);
    case HOW_NUMBER:
        return num_parse_uint(value, shapes[shape].max, &v) &&
               v >= shapes[shape].min;
    case HOW_TIME:
        return is_time(value);
    case HOW_ADDRESS:
        return addr_parse(value, &addr);
    case HOW_ACCOUNT:
        return is_account(value);
    case HOW_REGION:
        return is_region(value);
    case HOW_ZONE:
        return is_zone(value);
    case HOW_NAME:
        return is_name(value);
    }
    return false;
}
