/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time without time zones: milliseconds since 1970-01-01 00:00 UTC, the
 * proleptic Gregorian calendar, periods such as 5m, and their texts.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum unit {
    UNIT_MS,
    UNIT_SECOND,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_WEEK,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_YEAR
};

struct period {
    int64_t n; /* 1 to 1,000,000,000 */
    enum unit unit;
};

struct civil {
    int64_t year;
    int month, day;           /* from 1 */
    int hour, minute, second; /* from 0 */
    int ms;
};

enum { DATE_TEXT_MAX = 40 };

struct civil date_civil(int64_t ms);
int64_t date_ms(struct civil c);
/* Days since 1970-01-01 of a date. Source: H. Hinnant, days_from_civil. */
int64_t date_days(int64_t year, int month, int day);

/*
 * The unit that a spelling names ("ms", "hrs", "mo", ...), any case, plural
 * s allowed on spellings longer than one letter (query-language 2.9).
 */
bool date_unit(struct str name, enum unit *unit);
/* "5m", "1h", "7d" as a period; no space inside. */
bool period_parse(struct str s, struct period *out);
/*
 * Clamp to the unit's cap (ms 1000, s 60, m 60, h 24). True when changed.
 */
bool period_clamp(struct period *p);
/* Length when the unit is fixed (ms to week), else 0. */
int64_t period_ms(struct period p);
/* "5m": number and shortest spelling. */
size_t period_format(struct period p, char out[DATE_TEXT_MAX]);

/*
 * Round down to the period. ms to day count from 1970-01-01 00:00 UTC, weeks
 * from Monday, months and longer follow the calendar, counted from 1970-01.
 * offset_ms shifts the borders: floor((t - offset) / width) * width + offset.
 */
int64_t date_floor(int64_t ms, struct period p, int64_t offset_ms);
/* Round up, to the same borders; a value on one stays. */
int64_t date_ceil(int64_t ms, struct period p, int64_t offset_ms);

/* "2026-09-03 14:00:00.000"; returns the length. */
size_t date_format(int64_t ms, char out[DATE_TEXT_MAX]);
/*
 * ISO 8601 date, optionally time ("T" or space, to minutes, seconds or
 * fraction) and zone ("Z", "+02:00", "+0200"); UTC unless it says otherwise.
 */
bool date_parse_iso(struct str s, int64_t *ms);
/* The longest span of time, and the farthest moment either way of 1970, ms:
   some 285,000 years, so that sums and differences of them have room. */
#define DATE_MS_MOST (INT64_C(1) << 53)
/* A span of time such as "1h", "90m", "7d", "1h30m"; > 0, to DATE_MS_MOST. */
bool date_parse_duration(struct str s, int64_t *ms);

/* The system's clock, ms since 1970. */
int64_t date_now_ms(void);

#endif
