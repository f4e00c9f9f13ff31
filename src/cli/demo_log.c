/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records are drawn one story after the other, sorted by their start, and
 * written in the default format. All chance comes from one small generator
 * with a fixed seed.
 */
#include "cli/demo_log.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>

enum {
    RECORDS = 50000,
    SPAN_S = 6 * 3600,
    SCAN_FROM_S = SPAN_S - 2400,
    SCAN_S = 900,
    SCANS = 932,
    BRUTE_FROM_S = 9900,
    BRUTE_S = 480,
    BRUTES = 480,
    GAP_FROM_S = 5400,
    GAP_S = 300,
    NODATA_EACH_S = 225, /* one a while, of one interface or another */
    HOSTS = 16,
    OUTSIDERS = 200,
    SCANNED_PORTS = 160
};

/* 2026-11-23 06:38:10 UTC. */
static const int64_t start_s = 1795437490 - SPAN_S;

#define ADDR(a, b, c, d)                                                       \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 |          \
     (uint32_t)(d))

static const uint32_t scanner = ADDR(185, 220, 101, 34);
static const uint32_t guesser = ADDR(45, 155, 205, 10);

enum status { STATUS_OK, STATUS_NODATA, STATUS_SKIPDATA };

struct record {
    uint32_t second; /* from the start of the log */
    uint32_t number; /* in order of making: equal seconds keep it */
    uint32_t src, dst;
    uint16_t src_port, dst_port;
    uint16_t packets, packet_bytes;
    uint8_t protocol, host, lasts_s;
    bool rejected;
    enum status status;
};

struct maker {
    struct record *records;
    uint32_t n;
    uint64_t seed;
};

/* Source: S. Vigna, splitmix64. */
static uint64_t draw(struct maker *m)
{
    uint64_t z = m->seed += 0x9e3779b97f4a7c15;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static uint32_t below(struct maker *m, uint32_t n)
{
    return (uint32_t)(draw(m) % n);
}

static uint32_t host_addr(uint32_t host)
{
    return ADDR(10, 0, host % 4, 10 + 17 * host % 240);
}

/* Few outsiders come often, most seldom. */
static uint32_t outsider(struct maker *m)
{
    static const uint8_t nets[] = {3, 18, 34, 52, 54, 99};
    uint32_t i = below(m, 1 + below(m, OUTSIDERS));

    return ADDR(nets[i % sizeof nets], 31 + 7 * i % 200, 11 * i % 251,
                1 + 13 * i % 250);
}

static uint16_t high_port(struct maker *m)
{
    return (uint16_t)(1024 + below(m, 64000));
}

static struct record *add(struct maker *m, uint32_t second, uint32_t host)
{
    struct record *r = &m->records[m->n];

    *r = (struct record){.second = second,
                         .number = m->n++,
                         .host = (uint8_t)host,
                         .protocol = 6,
                         .lasts_s = (uint8_t)(1 + below(m, 59))};
    return r;
}

static void put_sizes(struct maker *m, struct record *r, uint32_t packets,
                      uint32_t bytes)
{
    r->packets = (uint16_t)(1 + below(m, packets));
    r->packet_bytes = (uint16_t)(40 + below(m, bytes));
}

/* What is turned away all day long: strangers at doors that are closed. */
static void add_knock(struct maker *m, struct record *r)
{
    static const uint16_t ports[] = {23, 445, 3389, 22, 6379, 5060};

    r->src = outsider(m);
    r->dst = host_addr(r->host);
    r->src_port = high_port(m);
    r->dst_port = ports[below(m, 6)];
    r->rejected = true;
    put_sizes(m, r, 4, 20);
}

/* What the hosts are there for, to them or from them. */
static void add_service(struct maker *m, struct record *r)
{
    static const uint16_t ports[] = {443, 443, 443, 80, 5432, 53, 123};
    uint32_t kind = below(m, 7);
    uint32_t peer = kind < 4 ? outsider(m) : host_addr(below(m, HOSTS));
    bool inwards = below(m, 2);

    r->src = inwards ? peer : host_addr(r->host);
    r->dst = inwards ? host_addr(r->host) : peer;
    r->src_port = inwards ? high_port(m) : ports[kind];
    r->dst_port = inwards ? ports[kind] : high_port(m);
    r->protocol = ports[kind] == 53 || ports[kind] == 123 ? 17 : 6;
    put_sizes(m, r, r->protocol == 17 ? 3 : 40, r->protocol == 17 ? 200 : 1400);
}

static void add_ordinary(struct maker *m)
{
    uint32_t second = below(m, SPAN_S);

    while (second >= GAP_FROM_S && second < GAP_FROM_S + GAP_S)
        second = below(m, SPAN_S);
    struct record *r = add(m, second, below(m, HOSTS));

    if (below(m, 16) == 0)
        add_knock(m, r);
    else
        add_service(m, r);
}

/* One source, all hosts, many ports. */
static void add_scan(struct maker *m)
{
    static const uint16_t common[] = {22, 23, 445, 3389, 8080};
    uint32_t second = SCAN_FROM_S + below(m, SCAN_S);
    struct record *r = add(m, second, below(m, HOSTS));

    r->src = scanner;
    r->dst = host_addr(r->host);
    r->src_port = high_port(m);
    r->dst_port = below(m, 5) ? common[below(m, 5)]
                              : (uint16_t)(1 + 61 * below(m, SCANNED_PORTS));
    r->rejected = true;
    r->packets = (uint16_t)(1 + below(m, 3));
    r->packet_bytes = 40;
}

/* One source, one host, one open door, again and again. */
static void add_guess(struct maker *m)
{
    struct record *r = add(m, BRUTE_FROM_S + below(m, BRUTE_S), 5);

    r->src = guesser;
    r->dst = host_addr(r->host);
    r->src_port = high_port(m);
    r->dst_port = 22;
    r->packets = (uint16_t)(14 + below(m, 10));
    r->packet_bytes = 140;
}

static void add_gaps(struct maker *m)
{
    for (uint32_t host = 0; host < HOSTS; host++)
        add(m, GAP_FROM_S + 17 * host, host)->status = STATUS_SKIPDATA;
    for (uint32_t s = 0; s < SPAN_S; s += NODATA_EACH_S)
        add(m, s, below(m, HOSTS))->status = STATUS_NODATA;
}

static int by_time(const void *a, const void *b)
{
    const struct record *x = a, *y = b;

    if (x->second != y->second)
        return x->second < y->second ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

static void put_addr(FILE *out, uint32_t a)
{
    fprintf(out, "%u.%u.%u.%u ", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

static void put_record(FILE *out, const struct record *r)
{
    long long from = start_s + r->second;
    unsigned id = 0x62aa8b8cu + 2654435761u * r->host;

    fprintf(out, "2 123456789012 eni-0%08x%08x ", id, id * 2246822519u);
    if (r->status != STATUS_OK) {
        fprintf(out, "- - - - - - - %lld %lld - %s\n", from, from + r->lasts_s,
                r->status == STATUS_NODATA ? "NODATA" : "SKIPDATA");
        return;
    }
    put_addr(out, r->src);
    put_addr(out, r->dst);
    fprintf(out, "%u %u %u %u %u %lld %lld %s OK\n", r->src_port, r->dst_port,
            r->protocol, r->packets, (unsigned)r->packets * r->packet_bytes,
            from, from + r->lasts_s, r->rejected ? "REJECT" : "ACCEPT");
}

bool demo_log_write(FILE *out)
{
    struct maker m = {.seed = 20261123};

    m.records = mem_calloc(RECORDS, sizeof *m.records);
    add_gaps(&m);
    for (int i = 0; i < SCANS; i++)
        add_scan(&m);
    for (int i = 0; i < BRUTES; i++)
        add_guess(&m);
    while (m.n < RECORDS)
        add_ordinary(&m);
    qsort(m.records, m.n, sizeof *m.records, by_time);
    fputs("version account-id interface-id srcaddr dstaddr srcport dstport "
          "protocol packets bytes start end action log-status\n",
          out);
    for (uint32_t i = 0; i < m.n; i++)
        put_record(out, &m.records[i]);
    free(m.records);
    return !ferror(out);
}
