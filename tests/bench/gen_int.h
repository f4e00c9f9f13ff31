/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the two halves of the model share: gen_model plans time and shares of
 * rows, gen_traffic makes the records.
 */
#ifndef BENCH_GEN_INT_H
#define BENCH_GEN_INT_H

#include "gen_model.h"
#include "gen_rng.h"

#define GEN_RECENT 64u    /* flows the NAT gateway may repeat */
#define GEN_MAX_WEIGHT 12 /* of a role among the hosts */

#define GEN_IP(a, b, c, d)                                                     \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 |          \
     (uint32_t)(d))

#define N_OF(a) ((uint32_t)(sizeof(a) / sizeof *(a)))

/* The classes of rows that are dealt to the windows. */
enum gen_class {
    GEN_ACCEPTED,
    GEN_NOISE,
    GEN_BURST,
    GEN_EMPTY,
    GEN_SKIPPED,
    GEN_CLASSES
};

/* An interface with its share of the window at hand. */
struct gen_host {
    struct gen_iface iface;
    uint32_t start, end;
    uint64_t left[GEN_CLASSES];
};

/* One connection, seen from the interface `local`. */
struct gen_talk {
    struct gen_addr local, remote;
    enum gen_service service; /* of the remote side */
    uint16_t local_port, remote_port;
    uint8_t protocol;
    uint8_t path;
    bool outbound; /* opened by the local side */
};

/* A run of scanning: one source, all REJECT. */
struct gen_burst {
    uint64_t rows;
    uint32_t first, windows; /* when */
    uint32_t source;
    bool sweep; /* many hosts, one port; else one host, many ports */
    uint16_t port;
};

struct gen_model {
    const struct gen_options *opt;
    gen_emit_fn *emit;
    void *ctx;
    struct rng rng;
    struct gen_host *hosts;
    uint32_t n_hosts;
    uint32_t *slots[GEN_CLASSES]; /* host numbers, each as often as it weighs */
    uint32_t n_slots[GEN_CLASSES];
    uint64_t totals[GEN_CLASSES];
    uint32_t n_windows;
    uint64_t *weight; /* running sum, n_windows + 1 */
    struct gen_burst *bursts;
    const struct gen_burst *burst; /* the one of this window */
    uint32_t burst_step;
    struct gen_talk recent[GEN_RECENT];
    uint32_t n_recent;
};

/* Interface number i of the VPC; the first GEN_ROLES have all the roles. */
void gen_host_init(struct gen_host *h, uint32_t i, struct rng *r);

/* How the rows of a class spread over the roles; bursts are dealt apart. */
uint32_t gen_role_weight(enum gen_class class, enum gen_role role);

/* Records of accepted traffic, `left` at most; returns how many. */
uint64_t gen_emit_talk(struct gen_model *m, const struct gen_host *h,
                       uint64_t left);
uint64_t gen_emit_nat(struct gen_model *m, const struct gen_host *nat,
                      uint64_t left);

/* One rejected record: of the internet's noise, of the burst at hand. */
void gen_emit_noise(struct gen_model *m, const struct gen_host *h);
void gen_emit_burst(struct gen_model *m, const struct gen_host *h);

#endif
