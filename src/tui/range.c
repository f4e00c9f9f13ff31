/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges, their names, and the widths of buckets. */
#include "tui/range.h"

#include "base/date.h"
#include "base/num.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    SECOND = 1000,
    MINUTE = 60 * SECOND,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    WEEK = 7 * DAY
};

static const int32_t widths[] = {
    1 * SECOND,  2 * SECOND,  5 * SECOND, 10 * SECOND, 15 * SECOND, 20 * SECOND,
    30 * SECOND, 1 * MINUTE,  2 * MINUTE, 5 * MINUTE,  10 * MINUTE, 15 * MINUTE,
    20 * MINUTE, 30 * MINUTE, 1 * HOUR,   2 * HOUR,    3 * HOUR,    6 * HOUR,
    12 * HOUR,   1 * DAY,     2 * DAY,    WEEK};

enum { N_WIDTHS = sizeof widths / sizeof *widths };

bool range_same(const struct range *a, const struct range *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == RANGE_LAST)
        return a->last_ms == b->last_ms;
    return a->kind == RANGE_ALL || (a->window.from_ms == b->window.from_ms &&
                                    a->window.to_ms == b->window.to_ms);
}

bool range_needs_times(const struct range *r)
{
    return r->kind == RANGE_LAST;
}

struct time_window range_window(const struct range *r,
                                const struct data_times *times)
{
    if (r->kind == RANGE_FIXED || r->kind == RANGE_CLOCK)
        return r->window;
    if (r->kind == RANGE_ALL || !times->known)
        return TIME_WINDOW_ALL;
    return (struct time_window){times->newest_ms - r->last_ms,
                                times->newest_ms};
}

bool range_extent(struct time_window window, const struct data_times *times,
                  int64_t *from_ms, int64_t *to_ms)
{
    bool open = window.from_ms == INT64_MIN || window.to_ms == INT64_MAX;

    if (open && !times->known)
        return false;
    *from_ms = window.from_ms == INT64_MIN ? times->oldest_ms : window.from_ms;
    *to_ms = window.to_ms == INT64_MAX ? times->newest_ms : window.to_ms;
    return *from_ms <= *to_ms;
}

void range_name(const struct range *r, char out[RANGE_TEXT_MAX])
{
    char length[RANGE_TEXT_MAX];

    switch (r->kind) {
    case RANGE_ALL:
        snprintf(out, RANGE_TEXT_MAX, "all");
        break;
    case RANGE_LAST:
    case RANGE_CLOCK:
        range_length(r->last_ms, length);
        snprintf(out, RANGE_TEXT_MAX, "last %.20s%s", length,
                 r->kind == RANGE_CLOCK ? " by the clock" : "");
        break;
    case RANGE_FIXED:
        if (r->window.from_ms == INT64_MIN || r->window.to_ms == INT64_MAX)
            snprintf(out, RANGE_TEXT_MAX, "part");
        else
            range_times(r->window.from_ms, r->window.to_ms, out);
        break;
    }
}

static int put_time(char *out, size_t cap, struct civil t, bool date, bool year,
                    bool seconds)
{
    size_t n = 0;

    if (year)
        n += (size_t)snprintf(out, cap, "%04" PRId64 "-", t.year);
    if (date)
        n += (size_t)snprintf(out + n, cap - n, "%02d-%02d ", t.month, t.day);
    n += (size_t)snprintf(out + n, cap - n, "%02d:%02d", t.hour, t.minute);
    if (seconds)
        n += (size_t)snprintf(out + n, cap - n, ":%02d", t.second);
    return (int)n;
}

void range_times(int64_t from_ms, int64_t to_ms, char out[RANGE_TEXT_MAX])
{
    struct civil from = date_civil(from_ms);
    struct civil to = date_civil(to_ms);
    bool year = from.year != to.year;
    bool date = bucket_floor(from_ms, DAY) != bucket_floor(to_ms, DAY);
    bool seconds = to_ms - from_ms < 10 * MINUTE;
    int n = put_time(out, RANGE_TEXT_MAX, from, date, year, seconds);

    out[n++] = '-';
    n += put_time(out + n, (size_t)(RANGE_TEXT_MAX - n), to, date, year,
                  seconds);
    snprintf(out + n, (size_t)(RANGE_TEXT_MAX - n), "Z");
}

void range_length(int64_t ms, char out[RANGE_TEXT_MAX])
{
    static const struct {
        int64_t ms;
        char letter;
    } units[] = {{DAY, 'd'}, {HOUR, 'h'}, {MINUTE, 'm'}, {SECOND, 's'}};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        int64_t unit = units[i].ms;

        /* One day reads better as 24h, as the menu has it. */
        if (ms >= unit && ms % unit == 0 && !(unit == DAY && ms == DAY)) {
            snprintf(out, RANGE_TEXT_MAX, "%" PRId64 "%c", ms / unit,
                     units[i].letter);
            return;
        }
        if (ms >= 2 * unit && ms >= MINUTE) {
            snprintf(out, RANGE_TEXT_MAX, "%.1f%c", (double)ms / (double)unit,
                     units[i].letter);
            return;
        }
    }
    snprintf(out, RANGE_TEXT_MAX, "%" PRId64 "s", ms / SECOND);
}

/* "11:58" or "11:58:30" on the day of base_ms. */
static bool parse_clock(struct str s, int64_t base_ms, int64_t *ms)
{
    static const int64_t units[] = {HOUR, MINUTE, SECOND};
    static const uint64_t most[] = {23, 59, 59};
    struct str part;
    uint64_t value;
    size_t n = 0;

    *ms = bucket_floor(base_ms, DAY);
    while (str_split(&s, ':', &part)) {
        if (n == 3 || !num_parse_uint(part, most[n], &value))
            return false;
        *ms += (int64_t)value * units[n++];
    }
    return n >= 2;
}

static bool parse_end(struct str s, const struct data_times *times,
                      int64_t from_ms, int64_t *ms)
{
    int64_t length;

    if (str_starts(s, STR("+")) &&
        date_parse_duration(str_slice(s, 1, s.n), &length)) {
        *ms = from_ms + length;
        return true;
    }
    return date_parse_iso(s, ms) ||
           (times->known && parse_clock(s, times->newest_ms, ms));
}

bool range_parse(struct str text, const struct data_times *times,
                 struct range *out, struct err *err)
{
    struct str s = str_trim(text);
    size_t dots = str_find(s, STR(".."));

    memset(out, 0, sizeof *out);
    if (str_eq_nocase(s, STR("all")))
        return true;
    if (str_starts(s, STR("last ")))
        s = str_trim(str_slice(s, 5, s.n));
    if (date_parse_duration(s, &out->last_ms)) {
        out->kind = RANGE_LAST;
        return true;
    }
    out->kind = RANGE_FIXED;
    if (dots == s.n)
        return err_set(err, ERR_USAGE,
                       "a range is a length (30m) or two times (A..B)");
    if (!parse_end(str_trim(str_slice(s, 0, dots)), times, 0,
                   &out->window.from_ms))
        return err_set(err, ERR_USAGE, "the range begins with no known time");
    if (!parse_end(str_trim(str_slice(s, dots + 2, s.n)), times,
                   out->window.from_ms, &out->window.to_ms))
        return err_set(err, ERR_USAGE, "the range ends with no known time");
    if (out->window.to_ms < out->window.from_ms)
        return err_set(err, ERR_USAGE, "the range ends before it begins");
    return true;
}

int64_t bucket_floor(int64_t ms, int64_t width_ms)
{
    int64_t rest = ms % width_ms;

    return ms - rest - (rest < 0 ? width_ms : 0);
}

static bool fits(int64_t from_ms, int64_t to_ms, int64_t max_buckets,
                 int64_t width_ms)
{
    int64_t span =
        bucket_floor(to_ms, width_ms) - bucket_floor(from_ms, width_ms);

    return span / width_ms < max_buckets;
}

int64_t bucket_over(int64_t from_ms, int64_t to_ms, int64_t max_buckets,
                    int64_t base_ms)
{
    int64_t width;

    for (size_t i = 0; i < N_WIDTHS; i++)
        if (widths[i] % base_ms == 0 &&
            fits(from_ms, to_ms, max_buckets, widths[i]))
            return widths[i];
    /* A turn or two are left. */
    width = (to_ms - from_ms) / max_buckets / WEEK * WEEK;
    width = width < 2 * (int64_t)WEEK ? 2 * (int64_t)WEEK : width;
    while (!fits(from_ms, to_ms, max_buckets, width))
        width += WEEK;
    return width;
}

int64_t bucket_for(int64_t from_ms, int64_t to_ms, int64_t max_buckets)
{
    return bucket_over(from_ms, to_ms, max_buckets, 1);
}

void bucket_name(int64_t width_ms, char out[RANGE_TEXT_MAX])
{
    char length[RANGE_TEXT_MAX];

    if (width_ms == DAY)
        snprintf(length, sizeof length, "1d");
    else
        range_length(width_ms, length);
    snprintf(out, RANGE_TEXT_MAX, "bin(%.20s)", length);
}
