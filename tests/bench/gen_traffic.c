/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of a made-up VPC.  The shape (sizes, ports, noise) follows small
 * public captures: accepted traffic with bytes p50 232, p90 7462, p99 24679
 * and ports 443 and 123 ahead; internet noise of single small packets from
 * nearly unique sources.
 */
#include "gen_int.h"

#include <stdio.h>
#include <string.h>

enum { ICMP = 1, TCP = 6, UDP = 17 };
enum { FIN = 1, SYN = 2, SYN_ACK = 18 };
enum { PATH_NONE, PATH_VPC = 1, PATH_ENDPOINT = 7, PATH_INTERNET = 8 };

/* --- Addresses ------------------------------------------------------- */

static struct gen_addr addr4(uint32_t v4)
{
    return (struct gen_addr){.v4 = v4};
}

static bool is_public(uint32_t ip)
{
    uint32_t a = ip >> 24, b = (ip >> 16) & 255;

    return a >= 1 && a < 224 && a != 10 && a != 127 &&
           !(a == 172 && b >= 16 && b < 32) && !(a == 192 && b == 168) &&
           !(a == 169 && b == 254) && !(a == 100 && b >= 64 && b < 128);
}

/* The public address number n: always the same one for the same n. */
static uint32_t public_addr(uint64_t n)
{
    uint32_t ip;

    do {
        n = rng_mix(n);
        ip = (uint32_t)(n >> 32);
    } while (!is_public(ip));
    return ip;
}

static struct gen_addr remote6(uint64_t n)
{
    uint64_t hi = 0x2a02000000000000u | (rng_mix(n) & 0x0000ffffffff0000u);

    return (struct gen_addr){.v6 = true, .hi = hi, .lo = rng_mix(n + 1)};
}

/* A remote host by number, as the local side's family wants it. */
static struct gen_addr remote_addr(bool v6, uint64_t n)
{
    return v6 ? remote6(n) : addr4(public_addr(n));
}

/* --- The interfaces -------------------------------------------------- */

static const enum gen_role first_roles[] = {GEN_WEB,  GEN_APP, GEN_NAT,
                                            GEN_IDLE, GEN_DB,  GEN_QUIET};
static const enum gen_role more_roles[] = {GEN_APP, GEN_WEB, GEN_APP,  GEN_DB,
                                           GEN_APP, GEN_APP, GEN_IDLE, GEN_APP};

static const uint32_t role_weights[GEN_CLASSES][GEN_ROLES] = {
    [GEN_ACCEPTED] = {[GEN_WEB] = 12,
                      [GEN_APP] = 10,
                      [GEN_NAT] = 10,
                      [GEN_IDLE] = 1,
                      [GEN_DB] = 7},
    [GEN_NOISE] = {[GEN_WEB] = 5,
                   [GEN_APP] = 1,
                   [GEN_NAT] = 2,
                   [GEN_IDLE] = 12,
                   [GEN_DB] = 1},
    [GEN_EMPTY] = {[GEN_QUIET] = 1},
    [GEN_SKIPPED] = {[GEN_WEB] = 1, [GEN_APP] = 1, [GEN_NAT] = 1, [GEN_DB] = 1},
};

uint32_t gen_role_weight(enum gen_class class, enum gen_role role)
{
    return role_weights[class][role];
}

void gen_host_init(struct gen_host *h, uint32_t i, struct rng *r)
{
    struct gen_iface *f = &h->iface;
    uint32_t n_first = sizeof first_roles / sizeof *first_roles;
    uint32_t n_more = sizeof more_roles / sizeof *more_roles;

    f->role = i < n_first ? first_roles[i] : more_roles[(i - n_first) % n_more];
    f->public = f->role == GEN_WEB || f->role == GEN_IDLE || f->role == GEN_NAT;
    f->subnet = (f->public ? 0 : 2) + (i & 1);
    f->v4 = addr4(GEN_IP(10, 0, f->subnet * 16 + i / 200, 10 + i % 200));
    f->v6.v6 = true;
    f->v6.hi = 0x26001f1812345600u + f->subnet;
    f->v6.lo = rng_next(r);
    snprintf(f->eni, sizeof f->eni, "eni-0%016llx",
             (unsigned long long)rng_next(r));
    if (f->role == GEN_NAT)
        strcpy(f->instance, "-");
    else
        snprintf(f->instance, sizeof f->instance, "i-0%016llx",
                 (unsigned long long)rng_next(r));
}

static struct gen_host *host_of_role(struct gen_model *m, enum gen_role role)
{
    for (;;) { /* every role is among the first six */
        struct gen_host *h = &m->hosts[rng_below(&m->rng, m->n_hosts)];

        if (h->iface.role == role)
            return h;
    }
}

/* --- Sizes ----------------------------------------------------------- */

/* Bytes of an accepted flow: cumulative share (of a million) to size. */
static const struct {
    uint32_t share;
    uint64_t bytes;
} size_curve[] = {
    {0, 40},          {100000, 60},        {350000, 120},
    {500000, 232},    {650000, 900},       {800000, 3400},
    {900000, 7462},   {960000, 13000},     {990000, 24679},
    {998000, 400000}, {999900, 150000000}, {1000000, 6000000000},
};

static uint64_t draw_bytes(struct rng *r)
{
    uint32_t x = rng_below(r, 1000000);
    unsigned i = 0;

    while (size_curve[i + 1].share <= x)
        i++;
    uint64_t low = size_curve[i].bytes, high = size_curve[i + 1].bytes;
    uint32_t width = size_curve[i + 1].share - size_curve[i].share;
    return low + (high - low) * (x - size_curve[i].share) / width;
}

static void set_volume(struct gen_model *m, struct gen_record *rec)
{
    if (rec->protocol == UDP &&
        (rec->dst_port == 123 || rec->src_port == 123)) {
        rec->packets = 1;
        rec->bytes = 76;
        return;
    }
    rec->bytes = draw_bytes(&m->rng);
    rec->packets = 1 + rec->bytes / rng_range(&m->rng, 300, 1400);
}

/* --- Accepted traffic ------------------------------------------------ */

enum peer {
    PEER_CLIENT, /* somebody on the internet */
    PEER_API,    /* a service on the internet */
    PEER_S3,
    PEER_DYNAMODB,
    PEER_NTP,
    PEER_WEB,
    PEER_APP,
    PEER_DB,
    PEER_ADMIN
};

/* Who talks to whom; `weight` within the role. */
static const struct habit {
    enum gen_role role;
    uint32_t weight;
    enum peer peer;
    uint8_t protocol;
    uint16_t port; /* of the side that serves */
    bool outbound;
} habits[] = {
    {GEN_WEB, 50, PEER_CLIENT, TCP, 443, false},
    {GEN_WEB, 5, PEER_CLIENT, TCP, 80, false},
    {GEN_WEB, 20, PEER_APP, TCP, 8080, true},
    {GEN_WEB, 12, PEER_S3, TCP, 443, true},
    {GEN_WEB, 13, PEER_NTP, UDP, 123, true},
    {GEN_APP, 38, PEER_API, TCP, 443, true},
    {GEN_APP, 16, PEER_S3, TCP, 443, true},
    {GEN_APP, 8, PEER_DYNAMODB, TCP, 443, true},
    {GEN_APP, 13, PEER_NTP, UDP, 123, true},
    {GEN_APP, 12, PEER_DB, TCP, 5432, true},
    {GEN_APP, 11, PEER_WEB, TCP, 8080, false},
    {GEN_APP, 2, PEER_DB, TCP, 6379, true},
    {GEN_DB, 60, PEER_APP, TCP, 5432, false},
    {GEN_DB, 10, PEER_APP, TCP, 6379, false},
    {GEN_DB, 15, PEER_S3, TCP, 443, true},
    {GEN_DB, 15, PEER_NTP, UDP, 123, true},
    {GEN_IDLE, 70, PEER_NTP, UDP, 123, true},
    {GEN_IDLE, 30, PEER_ADMIN, TCP, 22, false},
};

static const struct habit *pick_habit(struct rng *r, enum gen_role role)
{
    uint32_t x = rng_below(r, 100); /* the weights of a role sum to 100 */
    const struct habit *h = habits;

    while (h->role != role)
        h++;
    while (x >= h->weight) {
        x -= h->weight;
        h++;
    }
    return h;
}

/* The far end of a talk: its address, AWS service and way out. */
static void set_peer(struct gen_model *m, const struct gen_host *h,
                     enum peer peer, struct gen_talk *t)
{
    static const enum gen_role role_of[] = {
        [PEER_WEB] = GEN_WEB, [PEER_APP] = GEN_APP, [PEER_DB] = GEN_DB};
    struct rng *r = &m->rng;
    bool v6 = t->local.v6;

    t->path = h->iface.public ? PATH_INTERNET : PATH_VPC;
    switch (peer) {
    case PEER_CLIENT:
        t->remote = remote_addr(v6, rng_skewed(r, 200000) + 1000);
        if (!v6 && rng_chance(r, 100)) {
            t->remote = addr4(GEN_IP(130, 176, 0, 0) + rng_below(r, 4096));
            t->service = GEN_SERVICE_CLOUDFRONT;
        }
        break;
    case PEER_API:
        t->remote = remote_addr(v6, rng_skewed(r, 600));
        if (rng_chance(r, 150))
            t->service = GEN_SERVICE_AMAZON;
        break;
    case PEER_S3:
    case PEER_DYNAMODB:
        t->service = peer == PEER_S3 ? GEN_SERVICE_S3 : GEN_SERVICE_DYNAMODB;
        t->remote = v6 ? remote6(7)
                       : addr4((peer == PEER_S3 ? GEN_IP(52, 216, 0, 0)
                                                : GEN_IP(52, 94, 0, 0)) +
                               rng_skewed(r, 2048));
        t->path = PATH_ENDPOINT;
        break;
    case PEER_NTP:
        t->remote = remote_addr(v6, 600 + rng_below(r, 8));
        break;
    case PEER_ADMIN:
        t->remote = remote_addr(v6, 620);
        break;
    default: {
        const struct gen_iface *f = &host_of_role(m, role_of[peer])->iface;

        t->remote = v6 ? f->v6 : f->v4;
        t->path = PATH_VPC;
    }
    }
}

static struct gen_talk make_talk(struct gen_model *m, const struct gen_host *h)
{
    const struct habit *b = pick_habit(&m->rng, h->iface.role);
    bool v6 = rng_chance(&m->rng, m->opt->ipv6);
    uint16_t ephemeral = (uint16_t)rng_range(&m->rng, 32768, 60999);
    struct gen_talk t = {.local = v6 ? h->iface.v6 : h->iface.v4,
                         .protocol = b->protocol,
                         .outbound = b->outbound};

    set_peer(m, h, b->peer, &t);
    t.local_port = b->outbound ? ephemeral : b->port;
    t.remote_port = b->outbound ? b->port : ephemeral;
    if (b->peer == PEER_API && !v6)
        m->recent[m->n_recent++ % GEN_RECENT] = t;
    return t;
}

/* One direction of a talk as a record of the interface. */
static struct gen_record talk_record(struct gen_model *m,
                                     const struct gen_host *h,
                                     const struct gen_talk *t, bool egress)
{
    struct gen_record rec = {
        .iface = &h->iface,
        .start = h->start,
        .end = h->end,
        .src = egress ? t->local : t->remote,
        .dst = egress ? t->remote : t->local,
        .src_port = egress ? t->local_port : t->remote_port,
        .dst_port = egress ? t->remote_port : t->local_port,
        .src_service = egress ? GEN_SERVICE_NONE : t->service,
        .dst_service = egress ? t->service : GEN_SERVICE_NONE,
        .protocol = t->protocol,
        .path = egress ? t->path : PATH_NONE,
        .egress = egress,
    };

    rec.pkt_src = rec.src;
    rec.pkt_dst = rec.dst;
    if (t->protocol == TCP) { /* long connections show no SYN */
        bool opens = egress == t->outbound;

        if (rng_chance(&m->rng, 700))
            rec.tcp_flags = opens ? SYN : SYN_ACK;
        if (rng_chance(&m->rng, 600))
            rec.tcp_flags |= FIN;
    }
    set_volume(m, &rec);
    return rec;
}

/* Both directions while the share lasts, in either order. */
uint64_t gen_emit_talk(struct gen_model *m, const struct gen_host *h,
                       uint64_t left)
{
    struct gen_talk t = make_talk(m, h);
    bool egress = rng_chance(&m->rng, 500);
    uint64_t n = left < 2 ? 1 : 2;

    for (uint64_t i = 0; i < n; i++) {
        struct gen_record rec = talk_record(m, h, &t, egress ^ (i == 1));

        m->emit(m->ctx, &rec);
    }
    return n;
}

/* A worker's flow to the internet: a recent one, or one made for this. */
static struct gen_talk worker_flow(struct gen_model *m,
                                   const struct gen_host *nat)
{
    if (m->n_recent > 0) {
        uint32_t n = m->n_recent < GEN_RECENT ? m->n_recent : GEN_RECENT;

        return m->recent[rng_below(&m->rng, n)];
    }
    struct gen_talk t = {.local = host_of_role(m, GEN_APP)->iface.v4,
                         .protocol = TCP,
                         .outbound = true};

    set_peer(m, nat, PEER_API, &t);
    t.local_port = (uint16_t)rng_range(&m->rng, 32768, 60999);
    t.remote_port = 443;
    return t;
}

/* The same flow between worker and gateway; `local` is what packets say. */
static struct gen_talk near_side(const struct gen_talk *flow)
{
    return (struct gen_talk){.local = flow->remote,
                             .remote = flow->local,
                             .local_port = flow->remote_port,
                             .remote_port = flow->local_port,
                             .protocol = flow->protocol,
                             .path = PATH_VPC};
}

/*
 * The NAT gateway repeats a worker's flow: the worker's side, where only the
 * pkt-* fields know the far end, and the internet side.
 */
uint64_t gen_emit_nat(struct gen_model *m, const struct gen_host *nat,
                      uint64_t left)
{
    struct gen_talk far = worker_flow(m, nat);
    struct gen_talk near = near_side(&far);
    uint64_t n = left < 4 ? left : 4;

    far.local = nat->iface.v4;
    far.local_port = (uint16_t)rng_range(&m->rng, 1024, 65535);
    far.path = PATH_INTERNET;
    for (uint64_t i = 0; i < n; i++) {
        bool egress = i == 1 || i == 2; /* in, out, home, back */
        struct gen_record rec =
            talk_record(m, nat, i == 0 || i == 2 ? &near : &far, egress);

        if (i == 0) {
            rec.dst = nat->iface.v4;
            rec.dst_service = far.service;
        } else if (i == 2) {
            rec.src = nat->iface.v4;
            rec.src_service = far.service;
        }
        m->emit(m->ctx, &rec);
    }
    return n;
}

/* --- Rejected traffic ------------------------------------------------ */

static const uint16_t tried_ports[] = {23,   22,   445,  3389, 80,    443,
                                       8080, 1433, 6379, 5060, 3306,  2323,
                                       5555, 8443, 21,   25,   27017, 9200};
static const uint16_t scan_ports[] = {22,  80,   443,  21,   23,   25,
                                      110, 143,  3306, 3389, 5432, 5900,
                                      445, 8080, 8443, 6379, 9200, 27017};

static uint32_t noise_source(struct rng *r)
{
    uint32_t x = rng_below(r, 100);

    if (x < 4) /* a well-known scanner */
        return GEN_IP(162, 142, 125, 0) + rng_below(r, 256);
    if (x < 24)
        return public_addr(5000000 + rng_skewed(r, 400));
    return public_addr(rng_next(r));
}

static void noise_payload(struct rng *r, struct gen_record *rec)
{
    uint32_t x = rng_below(r, 100);

    rec->packets = 1;
    if (x < 5) {
        rec->protocol = ICMP;
        rec->bytes = rng_range(r, 28, 84);
        return;
    }
    rec->src_port = (uint16_t)rng_range(r, 1024, 65535);
    rec->dst_port = rng_chance(r, 450)
                        ? tried_ports[rng_skewed(r, N_OF(tried_ports))]
                        : (uint16_t)rng_range(r, 1, 65535);
    if (x < 13) {
        rec->protocol = UDP;
        rec->bytes = rng_range(r, 28, 480);
        return;
    }
    rec->protocol = TCP;
    rec->tcp_flags = SYN;
    rec->bytes = rng_range(r, 40, 60);
    if (rng_chance(r, 60)) { /* tried again */
        rec->packets = rng_range(r, 2, 4);
        rec->bytes *= rec->packets;
    }
}

void gen_emit_noise(struct gen_model *m, const struct gen_host *h)
{
    struct rng *r = &m->rng;
    struct gen_record rec = {
        .iface = &h->iface, .start = h->start, .end = h->end, .reject = true};
    bool v6 = rng_chance(r, m->opt->ipv6) && h->iface.role != GEN_NAT;
    struct gen_addr own = v6 ? h->iface.v6 : h->iface.v4, other;

    noise_payload(r, &rec);
    if (h->iface.public) {
        other = v6 ? remote6(rng_next(r)) : addr4(noise_source(r));
    } else { /* a neighbour, or this host itself, against the rules */
        const struct gen_host *peer = &m->hosts[rng_below(r, m->n_hosts)];

        other = v6 ? peer->iface.v6 : peer->iface.v4;
        rec.egress = rng_chance(r, 400);
        rec.path = rec.egress ? PATH_VPC : PATH_NONE;
    }
    rec.src = rec.pkt_src = rec.egress ? own : other;
    rec.dst = rec.pkt_dst = rec.egress ? other : own;
    m->emit(m->ctx, &rec);
}

void gen_emit_burst(struct gen_model *m, const struct gen_host *h)
{
    const struct gen_burst *b = m->burst;
    uint32_t step = m->burst_step++;
    struct gen_record rec = {.iface = &h->iface,
                             .start = h->start,
                             .end = h->end,
                             .src = addr4(b->source),
                             .dst = h->iface.v4,
                             .protocol = TCP,
                             .tcp_flags = SYN,
                             .reject = true};

    rec.pkt_src = rec.src;
    rec.pkt_dst = rec.dst;
    rec.src_port = (uint16_t)(40000 + step % 20000);
    if (b->sweep)
        rec.dst_port = b->port;
    else
        rec.dst_port = step < N_OF(scan_ports)
                           ? scan_ports[step]
                           : (uint16_t)(1 + (step * 7919u) % 65535u);
    rec.packets = rng_range(&m->rng, 1, 2);
    rec.bytes = rec.packets * 44;
    m->emit(m->ctx, &rec);
}
