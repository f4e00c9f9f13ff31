/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log of --demo: six hours of a small VPC, the same bytes every time.
 * Something is wrong in it in three places: a port scan in the last hour, a
 * burst of attempts at a password over SSH, and some minutes for which AWS
 * lost the records (SKIPDATA).
 */
#ifndef CLI_DEMO_LOG_H
#define CLI_DEMO_LOG_H

#include <stdbool.h>
#include <stdio.h>

/* Write it, with its header line; false when out cannot be written. */
bool demo_log_write(FILE *out);

#endif
