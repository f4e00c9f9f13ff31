/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the name of a flow-log file says, as AWS writes them to S3 in all of
 * its folder layouts (plain, hourly, Hive):
 *
 *     ACCOUNT_vpcflowlogs_REGION_FLOWLOG_YYYYMMDDThhmmZ_HASH.log.gz
 *
 * The time is that of a window of five minutes in which the records' end
 * lies (flow-log-format 4.2).
 */
#ifndef SOURCE_S3_KEY_H
#define SOURCE_S3_KEY_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct s3_key {
    struct str account;
    struct str region;
    int64_t end_ms; /* where the window of the ends begins */
};

/* False when the name is another one. Texts lie in path. */
bool s3_key_parse(struct str path, struct s3_key *out);
/*
 * Where starts of the records of such a file can lie, both ends included. A
 * record spans ten minutes at most; an hour is allowed for clocks and late
 * deliveries.
 */
void s3_key_starts(const struct s3_key *key, int64_t *from_ms, int64_t *to_ms);

#endif
