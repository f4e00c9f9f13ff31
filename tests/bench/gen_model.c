/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time goes in windows of a minute.  Each window has its share of the rows of
 * each class (accepted, noise, burst, NODATA, SKIPDATA); the shares are dealt
 * to the interfaces, then each interface writes one block of records which
 * all carry its start and end of that window, as real logs do.  Shares are
 * exact over the whole log; everything else is drawn.
 *
 * The shape (sizes, ports, noise) follows small public captures: accepted
 * traffic with bytes p50 232, p90 7462, p99 24679 and ports 443 and 123 ahead;
 * internet noise of single small packets from nearly unique sources.
 */
#include "gen_model.h"

#include "gen_rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_S 60u
#define RECENT 64u       /* flows the NAT gateway may repeat */
#define MAX_BURST 20000u /* records of one scan */

#define IP(a, b, c, d)                                                         \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 |          \
     (uint32_t)(d))

enum { ICMP = 1, TCP = 6, UDP = 17 };
enum { FIN = 1, SYN = 2, SYN_ACK = 18 };
enum { PATH_NONE, PATH_VPC = 1, PATH_ENDPOINT = 7, PATH_INTERNET = 8 };

/* The classes of rows that are dealt to the windows. */
enum row_class { ACCEPTED, NOISE, BURST, NODATA, SKIPDATA, CLASSES };

/* An interface with its share of the window at hand. */
struct host {
    struct gen_iface iface;
    uint32_t start, end;
    uint64_t left[CLASSES];
};

/* One connection, seen from the interface `local`. */
struct talk {
    struct gen_addr local, remote;
    enum gen_service service; /* of the remote side */
    uint16_t local_port, remote_port;
    uint8_t protocol;
    uint8_t path;
    bool outbound; /* opened by the local side */
};

/* A run of scanning: one source, all REJECT. */
struct burst {
    uint64_t rows;
    uint32_t first, windows; /* when */
    uint32_t source;
    bool sweep; /* many hosts, one port; else one host, many ports */
    uint16_t port;
};

struct model {
    const struct gen_options *opt;
    gen_emit_fn *emit;
    void *ctx;
    struct rng rng;
    struct host *hosts;
    uint32_t n_hosts;
    uint32_t *slots[CLASSES]; /* host numbers, each as often as it weighs */
    uint32_t n_slots[CLASSES];
    uint64_t totals[CLASSES];
    uint32_t n_windows;
    uint64_t *weight; /* running sum, n_windows + 1 */
    struct burst *bursts;
    const struct burst *burst; /* the one of this window */
    uint32_t burst_step;
    struct talk recent[RECENT];
    uint32_t n_recent;
};

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

#define MAX_WEIGHT 12

/* How the rows of a class spread over the roles; bursts are dealt apart. */
static const uint32_t role_weight[CLASSES][GEN_ROLES] = {
    [ACCEPTED] = {[GEN_WEB] = 12,
                  [GEN_APP] = 10,
                  [GEN_NAT] = 10,
                  [GEN_IDLE] = 1,
                  [GEN_DB] = 7},
    [NOISE] = {[GEN_WEB] = 5,
               [GEN_APP] = 1,
               [GEN_NAT] = 2,
               [GEN_IDLE] = 12,
               [GEN_DB] = 1},
    [NODATA] = {[GEN_QUIET] = 1},
    [SKIPDATA] = {[GEN_WEB] = 1, [GEN_APP] = 1, [GEN_NAT] = 1, [GEN_DB] = 1},
};

static void host_init(struct host *h, uint32_t i, struct rng *r)
{
    struct gen_iface *f = &h->iface;
    uint32_t n_first = sizeof first_roles / sizeof *first_roles;
    uint32_t n_more = sizeof more_roles / sizeof *more_roles;

    f->role = i < n_first ? first_roles[i] : more_roles[(i - n_first) % n_more];
    f->public = f->role == GEN_WEB || f->role == GEN_IDLE || f->role == GEN_NAT;
    f->subnet = (f->public ? 0 : 2) + (i & 1);
    f->v4 = addr4(IP(10, 0, f->subnet * 16 + i / 200, 10 + i % 200));
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

static struct host *host_of_role(struct model *m, enum gen_role role)
{
    for (;;) { /* every role is among the first six */
        struct host *h = &m->hosts[rng_below(&m->rng, m->n_hosts)];

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

static void set_volume(struct model *m, struct gen_record *rec)
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
static void set_peer(struct model *m, const struct host *h, enum peer peer,
                     struct talk *t)
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
            t->remote = addr4(IP(130, 176, 0, 0) + rng_below(r, 4096));
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
                       : addr4((peer == PEER_S3 ? IP(52, 216, 0, 0)
                                                : IP(52, 94, 0, 0)) +
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

static struct talk make_talk(struct model *m, const struct host *h)
{
    const struct habit *b = pick_habit(&m->rng, h->iface.role);
    bool v6 = rng_chance(&m->rng, m->opt->ipv6);
    uint16_t ephemeral = (uint16_t)rng_range(&m->rng, 32768, 60999);
    struct talk t = {.local = v6 ? h->iface.v6 : h->iface.v4,
                     .protocol = b->protocol,
                     .outbound = b->outbound};

    set_peer(m, h, b->peer, &t);
    t.local_port = b->outbound ? ephemeral : b->port;
    t.remote_port = b->outbound ? b->port : ephemeral;
    if (b->peer == PEER_API && !v6)
        m->recent[m->n_recent++ % RECENT] = t;
    return t;
}

/* One direction of a talk as a record of the interface. */
static struct gen_record talk_record(struct model *m, const struct host *h,
                                     const struct talk *t, bool egress)
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
static uint64_t emit_talk(struct model *m, const struct host *h, uint64_t left)
{
    struct talk t = make_talk(m, h);
    bool egress = rng_chance(&m->rng, 500);
    uint64_t n = left < 2 ? 1 : 2;

    for (uint64_t i = 0; i < n; i++) {
        struct gen_record rec = talk_record(m, h, &t, egress ^ (i == 1));

        m->emit(m->ctx, &rec);
    }
    return n;
}

/*
 * The NAT gateway repeats a worker's flow: the worker's side, where only the
 * pkt-* fields know the far end, and the internet side.
 */
static uint64_t emit_nat(struct model *m, const struct host *nat, uint64_t left)
{
    struct talk far, near;

    if (m->n_recent == 0) {
        struct gen_addr app = host_of_role(m, GEN_APP)->iface.v4;

        far = (struct talk){.local = app, .protocol = TCP, .outbound = true};
        set_peer(m, nat, PEER_API, &far);
        far.local_port = (uint16_t)rng_range(&m->rng, 32768, 60999);
        far.remote_port = 443;
    } else {
        uint32_t n = m->n_recent < RECENT ? m->n_recent : RECENT;

        far = m->recent[rng_below(&m->rng, n)];
    }
    near = far;
    near.local = far.remote; /* what the packets say */
    near.remote = far.local;
    near.service = GEN_SERVICE_NONE;
    near.local_port = far.remote_port;
    near.remote_port = far.local_port;
    near.outbound = false;
    near.path = PATH_VPC;
    far.local = nat->iface.v4;
    far.local_port = (uint16_t)rng_range(&m->rng, 1024, 65535);
    far.path = PATH_INTERNET;

    uint64_t n = left < 4 ? left : 4;
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

#define N_OF(a) ((uint32_t)(sizeof(a) / sizeof *(a)))

static uint32_t noise_source(struct rng *r)
{
    uint32_t x = rng_below(r, 100);

    if (x < 4) /* a well-known scanner */
        return IP(162, 142, 125, 0) + rng_below(r, 256);
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

static void emit_noise(struct model *m, const struct host *h)
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
        const struct host *peer = &m->hosts[rng_below(r, m->n_hosts)];

        other = v6 ? peer->iface.v6 : peer->iface.v4;
        rec.egress = rng_chance(r, 400);
        rec.path = rec.egress ? PATH_VPC : PATH_NONE;
    }
    rec.src = rec.pkt_src = rec.egress ? own : other;
    rec.dst = rec.pkt_dst = rec.egress ? other : own;
    m->emit(m->ctx, &rec);
}

static void emit_burst(struct model *m, const struct host *h)
{
    const struct burst *b = m->burst;
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

/* --- Windows --------------------------------------------------------- */

/* The part of `total` that falls into window w. */
static uint64_t share(const struct model *m, uint64_t total, uint32_t w)
{
    uint64_t all = m->weight[m->n_windows];

    return total * m->weight[w + 1] / all - total * m->weight[w] / all;
}

static void deal(struct model *m, enum row_class class, uint64_t n)
{
    while (n-- > 0) {
        uint32_t x = rng_below(&m->rng, m->n_slots[class]);

        m->hosts[m->slots[class][x]].left[class]++;
    }
}

/* The scan of this window: all on one public host, or on each in turn. */
static void deal_burst(struct model *m, uint32_t w)
{
    m->burst = NULL;
    for (uint32_t i = 0; i < m->opt->bursts; i++) {
        const struct burst *b = &m->bursts[i];

        if (w < b->first || w >= b->first + b->windows)
            continue;
        if (w == b->first)
            m->burst_step = 0;
        uint64_t at = w - b->first;
        uint64_t n =
            b->rows * (at + 1) / b->windows - b->rows * at / b->windows;

        m->burst = b;
        for (uint32_t k = 0; n > 0; k++) {
            struct host *h = &m->hosts[b->sweep ? k % m->n_hosts : 0];

            if (h->iface.public) {
                h->left[BURST]++;
                n--;
            }
        }
        return; /* bursts never overlap */
    }
}

/*
 * Start and end of each interface in this window.  A few blocks come late:
 * they carry the window before, which gives the steps back that real files
 * have.
 */
static void set_times(struct model *m, uint32_t w, uint32_t *order)
{
    uint32_t base = m->opt->start + w * WINDOW_S;

    for (uint32_t i = 0; i < m->n_hosts; i++) {
        struct host *h = &m->hosts[i];
        uint32_t at = rng_below(&m->rng, 32), k = i;

        h->start = base + at;
        h->end = h->start + rng_range(&m->rng, 4, 59 - at);
        for (; k > 0 && m->hosts[order[k - 1]].start > h->start; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    if (w > 0 && rng_chance(&m->rng, 120)) {
        struct host *h = &m->hosts[rng_below(&m->rng, m->n_hosts)];

        h->start -= WINDOW_S;
        h->end -= WINDOW_S;
    }
}

static void emit_empty(struct model *m, const struct host *h,
                       enum gen_status status)
{
    struct gen_record rec = {
        .iface = &h->iface, .start = h->start, .end = h->end, .status = status};

    m->emit(m->ctx, &rec);
}

/* All records of an interface in this window, its classes mixed. */
static void emit_block(struct model *m, struct host *h)
{
    for (;;) {
        uint64_t all = 0, done = 1;
        unsigned class = 0;

        for (unsigned c = 0; c < CLASSES; c++)
            all += h->left[c];
        if (all == 0)
            return;
        uint64_t x = rng_below(&m->rng, (uint32_t)all);
        while (x >= h->left[class])
            x -= h->left[class ++];
        if (class == ACCEPTED && h->iface.role == GEN_NAT)
            done = emit_nat(m, h, h->left[class]);
        else if (class == ACCEPTED)
            done = emit_talk(m, h, h->left[class]);
        else if (class == NOISE)
            emit_noise(m, h);
        else if (class == BURST)
            emit_burst(m, h);
        else
            emit_empty(m, h, class == NODATA ? GEN_NODATA : GEN_SKIPDATA);
        h->left[class] -= done;
    }
}

static void run_window(struct model *m, uint32_t w, uint32_t *order)
{
    set_times(m, w, order);
    deal(m, ACCEPTED, share(m, m->totals[ACCEPTED], w));
    deal(m, NOISE, share(m, m->totals[NOISE], w));
    deal(m, NODATA, share(m, m->totals[NODATA], w));
    deal(m, SKIPDATA, share(m, m->totals[SKIPDATA], w));
    deal_burst(m, w);
    for (uint32_t i = 0; i < m->n_hosts; i++)
        emit_block(m, &m->hosts[order[i]]);
}

/* --- Setting up ------------------------------------------------------ */

/* How busy each window is: a slow wave with some unrest. */
static void plan_windows(struct model *m)
{
    uint32_t half = m->n_windows / 2 + 1;

    m->weight[0] = 0;
    for (uint32_t w = 0; w < m->n_windows; w++) {
        uint32_t up = w < half ? w : m->n_windows - w;

        m->weight[w + 1] = m->weight[w] + 800 + (uint64_t)up * 400 / half +
                           rng_below(&m->rng, 200);
    }
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/*
 * Bursts take up to an eighth of all rows and 3/5 of the rejected ones, but
 * none more than a scan of some minutes makes.
 */
static void plan_bursts(struct model *m)
{
    const struct gen_options *o = m->opt;
    uint64_t rejects = o->rows * o->reject / 1000;
    uint64_t rows = least(least(rejects * 3 / 5, o->rows / 8),
                          (uint64_t)o->bursts * MAX_BURST);

    for (uint32_t i = 0; i < o->bursts; i++) {
        struct burst *b = &m->bursts[i];
        uint64_t slot = m->n_windows / o->bursts;

        b->rows = rows * (i + 1) / o->bursts - rows * i / o->bursts;
        b->windows = slot < 6 ? 1 : rng_range(&m->rng, 3, slot < 12 ? 3 : 6);
        b->first = (uint32_t)(i * slot + (slot - b->windows) * 2 / 3);
        b->source = IP(185, 220, 101, rng_range(&m->rng, 1, 254));
        b->sweep = i % 2 == 1;
        b->port = i % 4 == 1 ? 22 : 3389;
    }
    m->totals[BURST] = rows;
    m->totals[NOISE] = rejects - m->totals[BURST];
    m->totals[NODATA] = o->rows * o->nodata / 1000;
    m->totals[SKIPDATA] = o->rows * o->skipdata / 1000;
    m->totals[ACCEPTED] =
        o->rows - rejects - m->totals[NODATA] - m->totals[SKIPDATA];
}

static uint32_t count_hosts(const struct gen_options *o, uint32_t n_windows)
{
    uint64_t n = o->interfaces ? o->interfaces : o->rows / n_windows / 24;

    if (n < N_OF(first_roles))
        n = N_OF(first_roles); /* one of each role at least */
    return n > 1000 ? 1000 : (uint32_t)n;
}

static void *alloc(size_t n, size_t size)
{
    void *p = calloc(n, size);

    if (!p) {
        fputs("genlog: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

static void plan_hosts(struct model *m)
{
    for (uint32_t i = 0; i < m->n_hosts; i++)
        host_init(&m->hosts[i], i, &m->rng);
    for (unsigned c = 0; c < CLASSES; c++) {
        m->slots[c] = alloc((size_t)m->n_hosts * MAX_WEIGHT, sizeof(uint32_t));
        for (uint32_t i = 0; i < m->n_hosts; i++) {
            uint32_t weight = role_weight[c][m->hosts[i].iface.role];

            while (weight-- > 0)
                m->slots[c][m->n_slots[c]++] = i;
        }
    }
}

void gen_run(const struct gen_options *opt, gen_emit_fn *emit, void *ctx)
{
    struct model m = {.opt = opt, .emit = emit, .ctx = ctx};

    rng_init(&m.rng, opt->seed);
    m.n_windows = opt->span_s / WINDOW_S;
    m.n_hosts = count_hosts(opt, m.n_windows);
    m.hosts = alloc(m.n_hosts, sizeof *m.hosts);
    m.weight = alloc(m.n_windows + 1, sizeof *m.weight);
    m.bursts = alloc(opt->bursts + 1, sizeof *m.bursts);
    uint32_t *order = alloc(m.n_hosts, sizeof *order);

    plan_hosts(&m);
    plan_windows(&m);
    plan_bursts(&m);
    for (uint32_t w = 0; w < m.n_windows; w++)
        run_window(&m, w, order);
    for (unsigned c = 0; c < CLASSES; c++)
        free(m.slots[c]);
    free(order);
    free(m.bursts);
    free(m.weight);
    free(m.hosts);
}
