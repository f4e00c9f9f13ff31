/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for the numbers in a record; tables in names.def. */
#ifndef FLOW_NAMES_H
#define FLOW_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* "TCP" for 6; NULL when it has no common name. Source: IANA. */
const char *name_protocol(uint32_t number);
/* "ssh" for 22; NULL when unknown. Source: IANA and common use. */
const char *name_port(uint32_t port);
/* "internet gateway" for 8; NULL. Source: AWS VPC User Guide. */
const char *name_traffic_path(uint32_t code);
/* "SYN,ACK" for 18; "0" for none; returns the length. */
size_t name_tcp_flags(uint32_t flags, char out[48]);

#endif
