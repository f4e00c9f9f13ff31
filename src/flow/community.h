/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Community IDs: a text that other tools (Zeek, Suricata, Elastic) give the
 * same connection, in both directions. Source: "Community ID Flow Hashing",
 * version 1, with seed 0.
 */
#ifndef FLOW_COMMUNITY_H
#define FLOW_COMMUNITY_H

#include "flow/addr.h"

#include <stdbool.h>

enum { COMMUNITY_ID_TEXT = 31 }; /* with a NUL */

struct connection {
    struct addr src, dst;
    uint16_t src_port, dst_port; /* 0 where there are none */
    uint8_t protocol;            /* IANA */
};

/*
 * False when there is none: of ICMP it has the type and code, which flow logs
 * do not tell.
 */
bool community_id(const struct connection *c, char out[COMMUNITY_ID_TEXT]);

#endif
