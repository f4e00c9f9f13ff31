/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time ranges as the user means them (all, the last hour, from A to B) and
 * as the engine wants them. Relative ranges count back from the newest
 * record. Also the buckets that a timeline is cut into.
 */
#ifndef TUI_RANGE_H
#define TUI_RANGE_H

#include "base/err.h"
#include "base/str.h"
#include "engine/engine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum range_kind {
    RANGE_ALL,
    RANGE_LAST,  /* back from the newest record */
    RANGE_CLOCK, /* back from the moment it was asked for */
    RANGE_FIXED
};

struct range {
    enum range_kind kind;
    int64_t last_ms;           /* RANGE_LAST, RANGE_CLOCK */
    struct time_window window; /* RANGE_FIXED; RANGE_CLOCK: as it was then */
};

/* First and last record of the data, once known. */
struct data_times {
    bool known;
    bool none; /* known: no record has a time */
    int64_t oldest_ms, newest_ms;
};

enum { RANGE_TEXT_MAX = 64 };

bool range_same(const struct range *a, const struct range *b);
/* A relative range cannot be placed before the times of the data are known. */
bool range_needs_times(const struct range *r);
struct time_window range_window(const struct range *r,
                                const struct data_times *times);
/* Where the window begins and ends in the data; false when not known. */
bool range_extent(struct time_window window, const struct data_times *times,
                  int64_t *from_ms, int64_t *to_ms);
/* "all", "last 1h", "11:58-12:14". */
void range_name(const struct range *r, char out[RANGE_TEXT_MAX]);
/* "11:38-12:38Z", with dates when it crosses midnight. */
void range_times(int64_t from_ms, int64_t to_ms, char out[RANGE_TEXT_MAX]);
/* "5m", "1h", "90s", "7d": the shortest whole unit. */
void range_length(int64_t ms, char out[RANGE_TEXT_MAX]);
/*
 * A range as typed: "30m", "A..B", "A .. +15m", where A and B are dates or
 * times of the newest record's day.
 */
bool range_parse(struct str text, const struct data_times *times,
                 struct range *out, struct err *err);

/*
 * Widths of buckets: 1 2 5 10 15 20 30 s, the same in minutes, 1 2 3 6 12 h,
 * 1 2 7 d, then whole multiples of 7 d.
 */

/* The smallest that cuts the span into at most max_buckets pieces. */
int64_t bucket_for(int64_t from_ms, int64_t to_ms, int64_t max_buckets);
/* The smallest such one that is a multiple of base_ms. */
int64_t bucket_over(int64_t from_ms, int64_t to_ms, int64_t max_buckets,
                    int64_t base_ms);
/* Start of the bucket that ms is in. */
int64_t bucket_floor(int64_t ms, int64_t width_ms);
/* "bin(5m)" in the words of the language. */
void bucket_name(int64_t width_ms, char out[RANGE_TEXT_MAX]);

#endif
