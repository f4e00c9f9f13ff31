/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The traffic of a made-up VPC: a few kinds of network interface, the
 * connections between them and the world, the noise of the internet and
 * bursts of scanning.  Makes records; how a record is written is gen_write.
 */
#ifndef BENCH_GEN_MODEL_H
#define BENCH_GEN_MODEL_H

#include <stdbool.h>
#include <stdint.h>

/* What an interface is for; decides its traffic. */
enum gen_role {
    GEN_WEB,   /* public server: clients from the internet, noise */
    GEN_APP,   /* private worker: reaches the internet through the NAT */
    GEN_NAT,   /* NAT gateway, no instance */
    GEN_IDLE,  /* public host nobody uses: nearly all noise */
    GEN_DB,    /* private database */
    GEN_QUIET, /* no traffic at all: NODATA records */
    GEN_ROLES
};

enum gen_service {
    GEN_SERVICE_NONE,
    GEN_SERVICE_AMAZON,
    GEN_SERVICE_S3,
    GEN_SERVICE_DYNAMODB,
    GEN_SERVICE_CLOUDFRONT,
    GEN_SERVICE_EC2
};

struct gen_addr {
    bool v6;
    uint32_t v4;     /* host order; when not v6 */
    uint64_t hi, lo; /* when v6 */
};

struct gen_iface {
    enum gen_role role;
    char eni[24];
    char instance[24]; /* "-" for the NAT gateway */
    unsigned subnet;   /* 0 .. 3; decides subnet and zone */
    bool public;       /* reached from the internet */
    struct gen_addr v4, v6;
};

enum gen_status { GEN_OK, GEN_NODATA, GEN_SKIPDATA };

struct gen_record {
    const struct gen_iface *iface;
    enum gen_status status; /* when not GEN_OK only the times count */
    uint32_t start, end;    /* Unix seconds */
    struct gen_addr src, dst, pkt_src, pkt_dst;
    enum gen_service src_service, dst_service;
    uint16_t src_port, dst_port;
    uint8_t protocol;
    uint8_t tcp_flags;
    uint8_t path; /* traffic-path; 0 = none */
    bool egress;
    bool reject;
    uint64_t packets, bytes;
};

struct gen_options {
    uint64_t rows, seed;
    uint32_t start;  /* Unix seconds */
    uint32_t span_s; /* at least a minute */
    uint32_t reject; /* permille of all rows, as the next three */
    uint32_t nodata;
    uint32_t skipdata;
    uint32_t ipv6; /* permille of connections and of noise */
    uint32_t bursts;
    uint32_t interfaces; /* 0 = by the number of rows */
};

typedef void gen_emit_fn(void *ctx, const struct gen_record *rec);

/* Makes exactly opt->rows records, in the order a log has them. */
void gen_run(const struct gen_options *opt, gen_emit_fn *emit, void *ctx);

#endif
