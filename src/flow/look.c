/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table says how each look is told, another which field has which.
 * Values: flow-log-format 2 and 3.
 */
#include "flow/look.h"

#include "base/num.h"
#include "flow/addr.h"

enum how {
    HOW_ANY,
    HOW_PREFIX, /* text is what it begins with */
    HOW_ARN,    /* begins with "arn:", text is in it */
    HOW_WORD,   /* text is the words it may be, blanks between */
    HOW_NUMBER, /* min to max */
    HOW_TIME,   /* seconds or milliseconds of this century */
    HOW_ADDRESS,
    HOW_ACCOUNT,
    HOW_REGION, /* letters-letters-digit: "us-east-1" */
    HOW_ZONE,   /* "use1-az4"; some put the name there, "us-east-1a" */
    HOW_NAME    /* capital letters, digits and "_" */
};

static const struct {
    enum how how;
    const char *text;
    uint64_t min, max;
} looks[LOOK_KINDS] = {
    [LOOK_TEXT] = {.how = HOW_ANY},
    [LOOK_VERSION] = {.how = HOW_NUMBER, .min = 2, .max = 99},
    [LOOK_ACCOUNT] = {.how = HOW_ACCOUNT},
    [LOOK_INTERFACE] = {.how = HOW_PREFIX, .text = "eni-"},
    [LOOK_VPC] = {.how = HOW_PREFIX, .text = "vpc-"},
    [LOOK_SUBNET] = {.how = HOW_PREFIX, .text = "subnet-"},
    [LOOK_INSTANCE] = {.how = HOW_PREFIX, .text = "i-"},
    [LOOK_NAT] = {.how = HOW_PREFIX, .text = "nat-"},
    [LOOK_TGW] = {.how = HOW_PREFIX, .text = "tgw-"},
    [LOOK_ATTACHMENT] = {.how = HOW_PREFIX, .text = "tgw-attach-"},
    [LOOK_ADDRESS] = {.how = HOW_ADDRESS},
    [LOOK_PORT] = {.how = HOW_NUMBER, .max = 65535},
    [LOOK_PROTOCOL] = {.how = HOW_NUMBER, .max = 255},
    [LOOK_COUNT] = {.how = HOW_NUMBER, .max = UINT64_MAX},
    [LOOK_TIME] = {.how = HOW_TIME},
    [LOOK_ACTION] = {.how = HOW_WORD, .text = "ACCEPT REJECT"},
    [LOOK_STATUS] = {.how = HOW_WORD, .text = "OK NODATA SKIPDATA"},
    [LOOK_FLAGS] = {.how = HOW_NUMBER, .max = 255},
    [LOOK_TYPE] = {.how = HOW_WORD, .text = "IPv4 IPv6 EFA"},
    [LOOK_REGION] = {.how = HOW_REGION},
    [LOOK_ZONE] = {.how = HOW_ZONE},
    [LOOK_SUBLOCATION] = {.how = HOW_WORD,
                          .text = "wavelength outpost localzone"},
    [LOOK_SERVICE] = {.how = HOW_NAME},
    [LOOK_DIRECTION] = {.how = HOW_WORD, .text = "ingress egress"},
    [LOOK_PATH] = {.how = HOW_NUMBER, .min = 1, .max = 20},
    [LOOK_CLUSTER_ARN] = {.how = HOW_ARN, .text = ":cluster/"},
    [LOOK_INSTANCE_ARN] = {.how = HOW_ARN, .text = ":container-instance/"},
    [LOOK_DEFINITION_ARN] = {.how = HOW_ARN, .text = ":task-definition/"},
    [LOOK_TASK_ARN] = {.how = HOW_ARN, .text = ":task/"},
    [LOOK_REASON] = {.how = HOW_WORD, .text = "BPA EC Accepted"},
    [LOOK_ENCRYPTION] = {.how = HOW_NUMBER, .max = 9},
    [LOOK_RESOURCE] = {.how = HOW_WORD, .text = "TransitGateway"},
};

static const unsigned char of_field[FIELD_CATALOGUE_SIZE] = {
    [FIELD_VERSION] = LOOK_VERSION,
    [FIELD_ACCOUNT_ID] = LOOK_ACCOUNT,
    [FIELD_INTERFACE_ID] = LOOK_INTERFACE,
    [FIELD_SRCADDR] = LOOK_ADDRESS,
    [FIELD_DSTADDR] = LOOK_ADDRESS,
    [FIELD_SRCPORT] = LOOK_PORT,
    [FIELD_DSTPORT] = LOOK_PORT,
    [FIELD_PROTOCOL] = LOOK_PROTOCOL,
    [FIELD_PACKETS] = LOOK_COUNT,
    [FIELD_BYTES] = LOOK_COUNT,
    [FIELD_START] = LOOK_TIME,
    [FIELD_END] = LOOK_TIME,
    [FIELD_ACTION] = LOOK_ACTION,
    [FIELD_LOG_STATUS] = LOOK_STATUS,
    [FIELD_VPC_ID] = LOOK_VPC,
    [FIELD_SUBNET_ID] = LOOK_SUBNET,
    [FIELD_INSTANCE_ID] = LOOK_INSTANCE,
    [FIELD_TCP_FLAGS] = LOOK_FLAGS,
    [FIELD_TYPE] = LOOK_TYPE,
    [FIELD_PKT_SRCADDR] = LOOK_ADDRESS,
    [FIELD_PKT_DSTADDR] = LOOK_ADDRESS,
    [FIELD_REGION] = LOOK_REGION,
    [FIELD_AZ_ID] = LOOK_ZONE,
    [FIELD_SUBLOCATION_TYPE] = LOOK_SUBLOCATION,
    [FIELD_PKT_SRC_AWS_SERVICE] = LOOK_SERVICE,
    [FIELD_PKT_DST_AWS_SERVICE] = LOOK_SERVICE,
    [FIELD_FLOW_DIRECTION] = LOOK_DIRECTION,
    [FIELD_TRAFFIC_PATH] = LOOK_PATH,
    [FIELD_ECS_CLUSTER_ARN] = LOOK_CLUSTER_ARN,
    [FIELD_ECS_CONTAINER_INSTANCE_ARN] = LOOK_INSTANCE_ARN,
    [FIELD_ECS_TASK_DEFINITION_ARN] = LOOK_DEFINITION_ARN,
    [FIELD_ECS_TASK_ARN] = LOOK_TASK_ARN,
    [FIELD_REJECT_REASON] = LOOK_REASON,
    [FIELD_RESOURCE_ID] = LOOK_NAT,
    [FIELD_ENCRYPTION_STATUS] = LOOK_ENCRYPTION,
    [FIELD_NEXT_HOP_INTERFACE_ID] = LOOK_INTERFACE,
    [FIELD_NEXT_HOP_SUBNET_ID] = LOOK_SUBNET,
    [FIELD_NEXT_HOP_AZ_ID] = LOOK_ZONE,
    [FIELD_NEXT_HOP_VPC_ID] = LOOK_VPC,
    [FIELD_RESOURCE_TYPE] = LOOK_RESOURCE,
    [FIELD_TGW_ID] = LOOK_TGW,
    [FIELD_TGW_ATTACHMENT_ID] = LOOK_ATTACHMENT,
    [FIELD_TGW_SRC_VPC_ACCOUNT_ID] = LOOK_ACCOUNT,
    [FIELD_TGW_DST_VPC_ACCOUNT_ID] = LOOK_ACCOUNT,
    [FIELD_TGW_SRC_VPC_ID] = LOOK_VPC,
    [FIELD_TGW_DST_VPC_ID] = LOOK_VPC,
    [FIELD_TGW_SRC_SUBNET_ID] = LOOK_SUBNET,
    [FIELD_TGW_DST_SUBNET_ID] = LOOK_SUBNET,
    [FIELD_TGW_SRC_ENI] = LOOK_INTERFACE,
    [FIELD_TGW_DST_ENI] = LOOK_INTERFACE,
    [FIELD_TGW_SRC_AZ_ID] = LOOK_ZONE,
    [FIELD_TGW_DST_AZ_ID] = LOOK_ZONE,
    [FIELD_TGW_PAIR_ATTACHMENT_ID] = LOOK_ATTACHMENT,
    [FIELD_PACKETS_LOST_NO_ROUTE] = LOOK_COUNT,
    [FIELD_PACKETS_LOST_BLACKHOLE] = LOOK_COUNT,
    [FIELD_PACKETS_LOST_MTU_EXCEEDED] = LOOK_COUNT,
    [FIELD_PACKETS_LOST_TTL_EXPIRED] = LOOK_COUNT,
};

enum look look_of_field(field_id field)
{
    return field < FIELD_CATALOGUE_SIZE ? (enum look)of_field[field]
                                        : LOOK_TEXT;
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
    if (s.n > 1 && is_lower(s.p[s.n - 1]) &&
        is_region(str_slice(s, 0, s.n - 1)))
        return true;
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

bool look_fits(enum look look, struct str value)
{
    struct addr addr;
    uint64_t v;

    switch (looks[look].how) {
    case HOW_ANY:
        return true;
    case HOW_PREFIX:
        return str_starts(value, str_of(looks[look].text));
    case HOW_ARN:
        return str_starts(value, STR("arn:")) &&
               str_find(value, str_of(looks[look].text)) < value.n;
    case HOW_WORD:
        return is_word_of(str_of(looks[look].text), value);
    case HOW_NUMBER:
        return num_parse_uint(value, looks[look].max, &v) &&
               v >= looks[look].min;
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
