/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must be known of a log before its sums are trusted: records that say
 * that the log has a gap, and traffic that is in it more than once. Questions
 * as query texts, for a job of the caller's, and what the answers mean.
 *
 * Traffic that is counted twice is looked for in a sample, since every
 * record would have to be kept to compare it with all others. The sample is
 * chosen by what is in the record, so that the records that belong together
 * are both in it or both not, wherever in the input they stand.
 */
#ifndef ENGINE_HEALTH_H
#define ENGINE_HEALTH_H

#include "base/arena.h"
#include "engine/engine.h"

/*
 * What counts as likely, and how much is looked at.
 *
 * Records at several interfaces, percent of those looked at: the ports of an
 * ended connection are used again, and tests and anonymised logs have a few
 * such by chance; two ends of a connection in one VPC, or a gateway between
 * them, make for far more.
 * Copies: one is enough, since a log never has the same line twice by itself.
 */
enum { HEALTH_SEEN_PERCENT = 2, HEALTH_COPIES_PERCENT = 0 };
/* Records compared, about: enough that 2 percent of them are no accident. */
enum { HEALTH_SAMPLE = 20000 };

/* What the loaded records have. */
struct health_log {
    bool status;      /* logStatus */
    bool interface;   /* interfaceId */
    bool attachment;  /* tgwAttachmentId: what a Transit Gateway has of them */
    bool connections; /* addresses, ports, protocol */
    bool start, bytes;
    uint64_t records; /* to look at, as far as is known */
};

/* By the engine's fields; records is 0. */
struct health_log health_log_of(struct engine *e);
/* One of so many records is compared: 1 for all of them. */
uint64_t health_one_in(const struct health_log *log);

/* Records by log status, or all of them in one row. */
struct str health_ask_status(const struct health_log *log);
/*
 * What the log itself does not have: rows (status, interface, records, oldest
 * and newest time), without the interface when the records have none. False
 * when they have no status.
 */
bool health_ask_gaps(const struct health_log *log, struct str *out);
/*
 * One row: how many records of a sample are of connections that more than one
 * interface (or attachment) has seen within ten minutes, so that sums count them again, and
 * of how many records that is. False when the records do not tell.
 */
bool health_ask_seen(struct arena *a, const struct health_log *log,
                     struct str *out);
/* The same for records that are there more than once, all but the first. */
struct str health_ask_copies(struct arena *a, const struct health_log *log);

/* Records by what their log status says. */
struct health_status {
    bool known;     /* the rest is */
    bool by_status; /* the records have a status; else all are in none */
    uint64_t records;
    uint64_t ok, nodata, skipdata;
    uint64_t none;  /* no status, or "-" */
    uint64_t other; /* some other word */
};

/* The answer to health_ask_status; known is false where there is none yet. */
struct health_status health_read_status(struct result *answer);

/* The answer to health_ask_seen or health_ask_copies. */
struct health_counted {
    bool known; /* the rest is */
    uint64_t again;
    uint64_t all; /* of the sample */
    bool likely;  /* by the percentages above */
};
struct health_counted health_read_seen(struct result *answer);
struct health_counted health_read_copies(struct result *answer);

#endif
