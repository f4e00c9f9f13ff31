/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A field is a row of the table below: its name as in a header line, the
 * version that brought it, and a function that writes its value.  Numbers and
 * addresses are formatted by hand, since printf would take most of the time.
 * A line never reaches LINE_MAX_BYTES, so the buffer is checked once a line.
 */
#include "gen_write.h"

#include "gen_rng.h"

#include <string.h>

#define LINE_MAX_BYTES 8192u
#define ACCOUNT "123456789012"
#define ACCOUNT_2 "210987654321"
#define REGION "us-east-1"
#define VPC "vpc-0a1b2c3d4e5f60718"
#define VPC_2 "vpc-0f1e2d3c4b5a69788"
#define ECS "arn:aws:ecs:" REGION ":" ACCOUNT ":"

/* --- Writing values -------------------------------------------------- */

static char *put_text(char *p, const char *s)
{
    size_t n = strlen(s);

    memcpy(p, s, n);
    return p + n;
}

static char *put_num(char *p, uint64_t v)
{
    char digits[20];
    unsigned n = 0;

    do {
        digits[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v > 0);
    while (n > 0)
        *p++ = digits[--n];
    return p;
}

static char *put_hex(char *p, uint64_t v, unsigned digits)
{
    while (digits-- > 0)
        *p++ = "0123456789abcdef"[(v >> (4 * digits)) & 15];
    return p;
}

static char *put_octet(char *p, uint32_t v)
{
    if (v >= 100) {
        *p++ = (char)('0' + v / 100);
        *p++ = (char)('0' + v / 10 % 10);
    } else if (v >= 10) {
        *p++ = (char)('0' + v / 10);
    }
    *p++ = (char)('0' + v % 10);
    return p;
}

/* Our IPv6 addresses have no run of zeros worth a "::". */
static char *put_addr(char *p, const struct gen_addr *a)
{
    if (a->v6) {
        for (unsigned i = 0; i < 8; i++) {
            uint64_t half = i < 4 ? a->hi : a->lo;
            uint32_t group = (half >> (48 - 16 * (i % 4))) & 0xffff;
            unsigned digits = 1;

            while (digits < 4 && group >> (4 * digits))
                digits++;
            if (i > 0)
                *p++ = ':';
            p = put_hex(p, group, digits);
        }
        return p;
    }
    p = put_octet(p, a->v4 >> 24);
    *p++ = '.';
    p = put_octet(p, (a->v4 >> 16) & 255);
    *p++ = '.';
    p = put_octet(p, (a->v4 >> 8) & 255);
    *p++ = '.';
    return put_octet(p, a->v4 & 255);
}

/* --- The fields ------------------------------------------------------ */

typedef char *put_fn(char *p, const struct gen_record *r,
                     const struct gen_layout *l);

#define PUT(name, expr)                                                        \
    static char *name(char *p, const struct gen_record *r,                     \
                      const struct gen_layout *l)                              \
    {                                                                          \
        (void)r;                                                               \
        (void)l;                                                               \
        return expr;                                                           \
    }

static const char *const service_names[] = {"-",        "AMAZON",     "S3",
                                            "DYNAMODB", "CLOUDFRONT", "EC2"};
static const char *const status_names[] = {"OK", "NODATA", "SKIPDATA"};
static const char *const subnet_names[] = {
    "subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2",
    "subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"};

static const char *interface_type(const struct gen_record *r)
{
    return r->iface->role == GEN_NAT ? "nat_gateway" : "-";
}

/* A made-up identifier of the interface's host: prefix and 16 digits. */
static char *put_id(char *p, const char *prefix, const struct gen_record *r,
                    unsigned salt)
{
    return put_hex(put_text(p, prefix), rng_mix(r->iface->v6.lo + salt), 16);
}

static char *put_task(char *p, const char *prefix, const struct gen_record *r)
{
    if (r->iface->role != GEN_APP)
        return put_text(p, "-");
    return put_id(put_id(p, prefix, r, 1), "", r, 2);
}

static const char *of_app(const struct gen_record *r, const char *text)
{
    return r->iface->role == GEN_APP ? text : "-";
}

/* A side of a Transit Gateway flow: ours, or that of the other VPC. */
static const char *side(const struct gen_record *r, bool source,
                        const char *ours, const char *other)
{
    return source == r->egress ? ours : other;
}

PUT(put_version, put_num(p, l->version))
PUT(put_account, put_text(p, ACCOUNT))
PUT(put_eni, put_text(p, r->iface->eni))
PUT(put_src, put_addr(p, &r->src))
PUT(put_dst, put_addr(p, &r->dst))
PUT(put_src_port, put_num(p, r->src_port))
PUT(put_dst_port, put_num(p, r->dst_port))
PUT(put_protocol, put_num(p, r->protocol))
PUT(put_packets, put_num(p, r->packets))
PUT(put_bytes, put_num(p, r->bytes))
PUT(put_start, put_num(p, r->start))
PUT(put_end, put_num(p, r->end))
PUT(put_action, put_text(p, r->reject ? "REJECT" : "ACCEPT"))
PUT(put_status, put_text(p, status_names[r->status]))
PUT(put_vpc, put_text(p, VPC))
PUT(put_subnet, put_text(p, subnet_names[r->iface->subnet]))
PUT(put_instance, put_text(p, r->iface->instance))
PUT(put_flags, put_num(p, r->tcp_flags))
PUT(put_type, put_text(p, r->src.v6 ? "IPv6" : "IPv4"))
PUT(put_pkt_src, put_addr(p, &r->pkt_src))
PUT(put_pkt_dst, put_addr(p, &r->pkt_dst))
PUT(put_region, put_text(p, REGION))
PUT(put_az, put_text(p, r->iface->subnet & 1 ? "use1-az2" : "use1-az1"))
PUT(put_none, put_text(p, "-"))
PUT(put_src_service, put_text(p, service_names[r->src_service]))
PUT(put_dst_service, put_text(p, service_names[r->dst_service]))
PUT(put_direction, put_text(p, r->egress ? "egress" : "ingress"))
PUT(put_path, r->path ? put_num(p, r->path) : put_text(p, "-"))
PUT(put_ecs_arn, put_text(p, of_app(r, ECS "cluster/shop")))
PUT(put_ecs_name, put_text(p, of_app(r, "shop")))
PUT(put_ecs_service, put_text(p, of_app(r, "orders")))
PUT(put_ecs_definition, put_text(p, of_app(r, ECS "task-definition/orders:7")))
PUT(put_ecs_task_arn, put_task(p, ECS "task/shop/", r))
PUT(put_ecs_task, put_task(p, "", r))
PUT(put_encryption, put_text(p, r->dst_port == 443 ? "2" : "0"))
PUT(put_tag, put_text(p, r->iface->public ? "shop%2Dedge" : "shop%2Dinner"))
PUT(put_iface_type, put_text(p, interface_type(r)))
PUT(put_resource_type, put_text(p, "TransitGateway"))
PUT(put_tgw, put_text(p, "tgw-0c0ffee0c0ffee001"))
PUT(put_attachment, put_text(p, "tgw-attach-0a11ce0a11ce00001"))
PUT(put_pair, put_text(p, "tgw-attach-0b0b0b0b0b0b00002"))
PUT(put_src_account, put_text(p, side(r, true, ACCOUNT, ACCOUNT_2)))
PUT(put_dst_account, put_text(p, side(r, false, ACCOUNT, ACCOUNT_2)))
PUT(put_src_vpc, put_text(p, side(r, true, VPC, VPC_2)))
PUT(put_dst_vpc, put_text(p, side(r, false, VPC, VPC_2)))
PUT(put_src_subnet,
    put_text(p, side(r, true, subnet_names[r->iface->subnet], "-")))
PUT(put_dst_subnet,
    put_text(p, side(r, false, subnet_names[r->iface->subnet], "-")))
PUT(put_src_eni, put_text(p, side(r, true, r->iface->eni, "-")))
PUT(put_dst_eni, put_text(p, side(r, false, r->iface->eni, "-")))
PUT(put_src_az, put_text(p, side(r, true, "use1-az1", "use1-az4")))
PUT(put_dst_az, put_text(p, side(r, false, "use1-az1", "use1-az4")))
PUT(put_lost, put_num(p, r->reject ? r->packets : 0))
PUT(put_zero, put_num(p, 0))

/* `empty`: filled on NODATA and SKIPDATA lines too. */
static const struct field {
    const char *name;
    unsigned version;
    put_fn *put;
    bool empty;
} fields[] = {
    {"version", 2, put_version, true},
    {"account-id", 2, put_account, true},
    {"interface-id", 2, put_eni, true},
    {"srcaddr", 2, put_src, false},
    {"dstaddr", 2, put_dst, false},
    {"srcport", 2, put_src_port, false},
    {"dstport", 2, put_dst_port, false},
    {"protocol", 2, put_protocol, false},
    {"packets", 2, put_packets, false},
    {"bytes", 2, put_bytes, false},
    {"start", 2, put_start, true},
    {"end", 2, put_end, true},
    {"action", 2, put_action, false},
    {"log-status", 2, put_status, true},
    {"vpc-id", 3, put_vpc, true},
    {"subnet-id", 3, put_subnet, true},
    {"instance-id", 3, put_instance, true},
    {"tcp-flags", 3, put_flags, false},
    {"type", 3, put_type, false},
    {"pkt-srcaddr", 3, put_pkt_src, false},
    {"pkt-dstaddr", 3, put_pkt_dst, false},
    {"region", 4, put_region, true},
    {"az-id", 4, put_az, true},
    {"sublocation-type", 4, put_none, false},
    {"sublocation-id", 4, put_none, false},
    {"pkt-src-aws-service", 5, put_src_service, false},
    {"pkt-dst-aws-service", 5, put_dst_service, false},
    {"flow-direction", 5, put_direction, false},
    {"traffic-path", 5, put_path, false},
    {"ecs-cluster-arn", 7, put_ecs_arn, false},
    {"ecs-cluster-name", 7, put_ecs_name, false},
    {"ecs-container-instance-arn", 7, put_none, false},
    {"ecs-container-instance-id", 7, put_none, false},
    {"ecs-container-id", 7, put_ecs_task, false},
    {"ecs-second-container-id", 7, put_none, false},
    {"ecs-service-name", 7, put_ecs_service, false},
    {"ecs-task-definition-arn", 7, put_ecs_definition, false},
    {"ecs-task-arn", 7, put_ecs_task_arn, false},
    {"ecs-task-id", 7, put_ecs_task, false},
    {"reject-reason", 8, put_none, false},
    {"resource-id", 9, put_none, false},
    {"encryption-status", 10, put_encryption, false},
    {"instance-tag", 11, put_tag, false},
    {"instance-tag-2", 11, put_none, false},
    {"interface-tag", 11, put_tag, false},
    {"interface-tag-2", 11, put_none, false},
    {"asg-tag", 11, put_none, false},
    {"asg-tag-2", 11, put_none, false},
    {"interface-type", 11, put_iface_type, true},
    {"next-hop-interface-id", 11, put_none, false},
    {"next-hop-subnet-id", 11, put_none, false},
    {"next-hop-az-id", 11, put_none, false},
    {"next-hop-vpc-id", 11, put_none, false},
    {"next-hop-interface-type", 11, put_none, false},
    {"resource-type", 6, put_resource_type, true},
    {"tgw-id", 6, put_tgw, true},
    {"tgw-attachment-id", 6, put_attachment, true},
    {"tgw-src-vpc-account-id", 6, put_src_account, false},
    {"tgw-dst-vpc-account-id", 6, put_dst_account, false},
    {"tgw-src-vpc-id", 6, put_src_vpc, false},
    {"tgw-dst-vpc-id", 6, put_dst_vpc, false},
    {"tgw-src-subnet-id", 6, put_src_subnet, false},
    {"tgw-dst-subnet-id", 6, put_dst_subnet, false},
    {"tgw-src-eni", 6, put_src_eni, false},
    {"tgw-dst-eni", 6, put_dst_eni, false},
    {"tgw-src-az-id", 6, put_src_az, false},
    {"tgw-dst-az-id", 6, put_dst_az, false},
    {"tgw-pair-attachment-id", 6, put_pair, false},
    {"packets-lost-no-route", 6, put_lost, false},
    {"packets-lost-blackhole", 6, put_zero, false},
    {"packets-lost-mtu-exceeded", 6, put_zero, false},
    {"packets-lost-ttl-expired", 6, put_zero, false},
};

#define N_FIELDS (sizeof fields / sizeof *fields)

/* --- The layouts ----------------------------------------------------- */

#define V2                                                                     \
    "version account-id interface-id srcaddr dstaddr srcport dstport "         \
    "protocol packets bytes start end action log-status"
#define V5                                                                     \
    V2 " vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr "             \
       "pkt-dstaddr region az-id sublocation-type sublocation-id "             \
       "pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path"

static const struct {
    const char *name, *fields;
} layouts[] = {
    {"default", V2},
    {"v5", V5},
    {"custom22",
     "start end region vpc-id az-id subnet-id instance-id interface-id "
     "flow-direction srcaddr dstaddr srcport dstport protocol pkt-srcaddr "
     "pkt-dstaddr pkt-src-aws-service pkt-dst-aws-service traffic-path "
     "packets bytes action"},
    {"article19",
     "region vpc-id az-id subnet-id instance-id interface-id "
     "flow-direction srcaddr dstaddr srcport dstport pkt-srcaddr "
     "pkt-dstaddr pkt-src-aws-service pkt-dst-aws-service traffic-path "
     "packets bytes action"},
    {"all",
     V5 " ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn "
        "ecs-container-instance-id ecs-container-id ecs-second-container-id "
        "ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id "
        "reject-reason resource-id encryption-status instance-tag "
        "instance-tag-2 interface-tag interface-tag-2 asg-tag asg-tag-2 "
        "interface-type next-hop-interface-id next-hop-subnet-id "
        "next-hop-az-id next-hop-vpc-id next-hop-interface-type"},
    {"tgw",
     "version resource-type account-id tgw-id tgw-attachment-id "
     "tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id "
     "tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni "
     "tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id "
     "srcaddr dstaddr srcport dstport protocol packets bytes start end "
     "log-status type packets-lost-no-route packets-lost-blackhole "
     "packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region "
     "flow-direction pkt-src-aws-service pkt-dst-aws-service"},
};

static const char *layout_fields(const char *text)
{
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (strcmp(layouts[i].name, text) == 0)
            return layouts[i].fields;
    return text;
}

static bool add_field(struct gen_layout *l, const char *name, size_t len)
{
    for (unsigned i = 0; i < N_FIELDS && l->n < GEN_MAX_FIELDS; i++) {
        if (strlen(fields[i].name) != len ||
            memcmp(fields[i].name, name, len) != 0)
            continue;
        l->field[l->n++] = i;
        if (fields[i].version > l->version)
            l->version = fields[i].version;
        return true;
    }
    return false;
}

bool gen_layout_parse(struct gen_layout *l, const char *text, const char **bad,
                      int *bad_len)
{
    const char *p = layout_fields(text);

    l->n = l->version = 0;
    do {
        size_t len = strcspn(p, " ,");

        if (!add_field(l, p, len)) {
            *bad = p;
            *bad_len = (int)len;
            return false;
        }
        p += len;
    } while (*p++ != '\0');
    return true;
}

/* --- Lines ----------------------------------------------------------- */

static void flush(struct gen_writer *w)
{
    if (fwrite(w->buf, 1, w->len, w->out) != w->len)
        w->failed = true;
    w->len = 0;
}

/* The line ends at `end`, with a blank after its last value. */
static void end_line(struct gen_writer *w, char *end)
{
    end[-1] = '\n';
    w->len = (size_t)(end - w->buf);
    if (w->len > sizeof w->buf - LINE_MAX_BYTES)
        flush(w);
}

void gen_write_init(struct gen_writer *w, const struct gen_layout *l, FILE *out)
{
    w->layout = l;
    w->out = out;
    w->failed = false;
    w->len = 0;
}

void gen_write_header(struct gen_writer *w)
{
    char *p = w->buf + w->len;

    for (unsigned i = 0; i < w->layout->n; i++) {
        p = put_text(p, fields[w->layout->field[i]].name);
        *p++ = ' ';
    }
    end_line(w, p);
}

void gen_write_record(void *ctx, const struct gen_record *rec)
{
    struct gen_writer *w = ctx;
    char *p = w->buf + w->len;

    for (unsigned i = 0; i < w->layout->n; i++) {
        const struct field *f = &fields[w->layout->field[i]];

        if (rec->status == GEN_OK || f->empty)
            p = f->put(p, rec, w->layout);
        else
            *p++ = '-';
        *p++ = ' ';
    }
    end_line(w, p);
}

bool gen_write_done(struct gen_writer *w)
{
    flush(w);
    return fflush(w->out) == 0 && !w->failed;
}
