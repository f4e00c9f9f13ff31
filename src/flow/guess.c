/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields in the order they are tried, each with what its values look like.
 * What has a look of its own comes first, plain numbers last, in the order
 * in which the default format has them.
 */
#include "flow/guess.h"

#include "base/num.h"
#include "flow/addr.h"

typedef bool look_fn(struct str s);

static bool is_number(struct str s, uint64_t most)
{
    uint64_t n;

    return num_parse_uint(s, most, &n);
}

static bool is_account(struct str s)
{
    return s.n == 12 && is_number(s, UINT64_MAX);
}

static bool is_address(struct str s)
{
    struct addr a;

    return addr_parse(s, &a);
}

/* Seconds since 1970, of this century. */
static bool is_epoch(struct str s)
{
    return s.n == 10 && is_number(s, UINT32_MAX);
}

static bool is_port(struct str s)
{
    return is_number(s, UINT16_MAX);
}

static bool is_small(struct str s)
{
    return is_number(s, UINT8_MAX);
}

static bool is_count(struct str s)
{
    return is_number(s, UINT64_MAX);
}

static bool is_interface(struct str s)
{
    return str_starts(s, STR("eni-"));
}

static bool is_vpc(struct str s)
{
    return str_starts(s, STR("vpc-"));
}

static bool is_subnet(struct str s)
{
    return str_starts(s, STR("subnet-"));
}

static bool is_instance(struct str s)
{
    return str_starts(s, STR("i-"));
}

static bool is_action(struct str s)
{
    return str_eq(s, STR("ACCEPT")) || str_eq(s, STR("REJECT"));
}

static bool is_status(struct str s)
{
    return str_eq(s, STR("OK")) || str_eq(s, STR("NODATA")) ||
           str_eq(s, STR("SKIPDATA"));
}

static bool is_type(struct str s)
{
    return str_eq(s, STR("IPv4")) || str_eq(s, STR("IPv6")) ||
           str_eq(s, STR("EFA"));
}

static bool is_direction(struct str s)
{
    return str_eq(s, STR("ingress")) || str_eq(s, STR("egress"));
}

/* "us-east-1", "ap-southeast-2". */
static bool is_region(struct str s)
{
    size_t dash = str_find(s, STR("-"));
    struct str rest = str_slice(s, dash + 1, s.n);
    size_t last = str_find(rest, STR("-"));

    return dash >= 2 && dash <= 3 && last > 0 &&
           is_number(str_slice(rest, last + 1, rest.n), 99);
}

/* "use1-az1". */
static bool is_zone(struct str s)
{
    size_t az = str_find(s, STR("-az"));

    return az > 0 && is_number(str_slice(s, az + 3, s.n), 99);
}

static const struct {
    const char *name; /* in the log */
    look_fn *fits;
} looks[] = {
    {"account-id", is_account},
    {"interface-id", is_interface},
    {"vpc-id", is_vpc},
    {"subnet-id", is_subnet},
    {"instance-id", is_instance},
    {"srcaddr", is_address},
    {"dstaddr", is_address},
    {"pkt-srcaddr", is_address},
    {"pkt-dstaddr", is_address},
    {"action", is_action},
    {"log-status", is_status},
    {"type", is_type},
    {"flow-direction", is_direction},
    {"az-id", is_zone},
    {"region", is_region},
    {"start", is_epoch},
    {"end", is_epoch},
    {"srcport", is_port},
    {"dstport", is_port},
    {"protocol", is_small},
    {"packets", is_count},
    {"bytes", is_count},
    {"tcp-flags", is_small},
    {"traffic-path", is_small},
};

enum { N_LOOKS = sizeof looks / sizeof *looks };

static const char *guess(struct str s, bool used[N_LOOKS])
{
    for (size_t i = 0; i < N_LOOKS; i++)
        if (!used[i] && looks[i].fits(s)) {
            used[i] = true;
            return looks[i].name;
        }
    return NULL;
}

/* A record begins with its version, if that is in it at all. */
static bool is_version(struct str s)
{
    return s.n <= 2 && is_number(s, 11) && s.p[0] != '0' && s.p[0] != '1';
}

size_t guess_fields(struct str line, struct guess *out, size_t cap)
{
    bool used[N_LOOKS] = {false};
    struct str rest = str_trim(line), word;
    size_t n = 0;

    while (n < cap && rest.n && str_split(&rest, ' ', &word)) {
        if (!word.n)
            continue;
        out[n].text = word;
        out[n].name =
            n == 0 && is_version(word) ? "version" : guess(word, used);
        n++;
    }
    return n;
}

void guess_format(struct buf *out, const struct guess *guesses, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_text(out, i ? " ${" : "${");
        if (guesses[i].name)
            buf_text(out, guesses[i].name);
        else
            buf_printf(out, "field%zu", i + 1);
        buf_char(out, '}');
    }
}
