/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The calendar by arithmetic: no time zone, no locale, any year that 64 bits
 * of milliseconds reach. Times in logs can be nonsense, so every step that
 * could overflow stops at the end of the range instead.
 */
#include "base/date.h"

#include "base/num.h"

#include <string.h>
#include <time.h>

static const int64_t MS_PER_DAY = 86400000;
enum { MS_PER_HOUR = 3600000, MS_PER_MINUTE = 60000, MS_PER_SECOND = 1000 };

/* A period counts at most this much, so that its length fits 64 bits. */
static const uint64_t PERIOD_MAX = 1000000000;

/* One line per unit, in the order of the enum. */
static const struct {
    int64_t ms;              /* 0: the length depends on the calendar */
    int months;              /* 0: not counted in months */
    int cap;                 /* 0: none; query-language 2.9 */
    const char *spelling[4]; /* the shortest first */
} units[] = {
    [UNIT_MS] = {1, 0, 1000, {"ms", "msec", "millisecond"}},
    [UNIT_SECOND] = {MS_PER_SECOND, 0, 60, {"s", "sec", "second"}},
    [UNIT_MINUTE] = {MS_PER_MINUTE, 0, 60, {"m", "min", "minute"}},
    [UNIT_HOUR] = {MS_PER_HOUR, 0, 24, {"h", "hr", "hour"}},
    [UNIT_DAY] = {86400000, 0, 0, {"d", "day"}},
    [UNIT_WEEK] = {7 * 86400000, 0, 0, {"w", "week"}},
    [UNIT_MONTH] = {0, 1, 0, {"mo", "mon", "month"}},
    [UNIT_QUARTER] = {0, 3, 0, {"q", "qtr", "quarter"}},
    [UNIT_YEAR] = {0, 12, 0, {"y", "yr", "year"}},
};

enum { N_UNITS = sizeof units / sizeof *units };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t floor_mod(int64_t a, int64_t b)
{
    return a % b < 0 ? a % b + b : a % b;
}

static int64_t add_cut(int64_t a, int64_t b)
{
    int64_t sum;

    if (__builtin_add_overflow(a, b, &sum))
        return a < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

/*
 * Both ways between days and dates count years from March, so that the leap
 * day is the last of the year, in eras of 400 years (146097 days). Day 719468
 * of era 0 is 1970-01-01.
 * Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 */
int64_t date_days(int64_t year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static void civil_of_days(int64_t days, struct civil *c)
{
    int64_t era = floor_div(days + 719468, 146097);
    int64_t day_of_era = days + 719468 - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / 146096) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* 0 is March */

    c->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    c->month = (int)(month < 10 ? month + 3 : month - 9);
    c->year = year_of_era + era * 400 + (c->month <= 2);
}

struct civil date_civil(int64_t ms)
{
    int64_t rest = floor_mod(ms, MS_PER_DAY);
    struct civil c;

    civil_of_days(floor_div(ms, MS_PER_DAY), &c);
    c.hour = (int)(rest / MS_PER_HOUR);
    c.minute = (int)(rest / MS_PER_MINUTE % 60);
    c.second = (int)(rest / MS_PER_SECOND % 60);
    c.ms = (int)(rest % MS_PER_SECOND);
    return c;
}

int64_t date_ms(struct civil c)
{
    int64_t days = date_days(c.year, c.month, c.day);
    int64_t rest = (int64_t)c.hour * MS_PER_HOUR +
                   (int64_t)c.minute * MS_PER_MINUTE +
                   (int64_t)c.second * MS_PER_SECOND + c.ms;
    int64_t ms;

    /* The first day begins before the range does: count from its end. */
    if (days < 0) {
        days++;
        rest -= MS_PER_DAY;
    }
    if (__builtin_mul_overflow(days, MS_PER_DAY, &ms))
        return days < 0 ? INT64_MIN : INT64_MAX;
    return add_cut(ms, rest);
}

static bool spells(struct str name, const char *spelling)
{
    struct str s = str_of(spelling);

    if (str_eq_nocase(name, s))
        return true;
    return s.n > 1 && name.n == s.n + 1 && (name.p[s.n] | 0x20) == 's' &&
           str_eq_nocase(str_slice(name, 0, s.n), s);
}

bool date_unit(struct str name, enum unit *unit)
{
    for (unsigned u = 0; u < N_UNITS; u++) {
        for (const char *const *s = units[u].spelling; *s; s++) {
            if (spells(name, *s)) {
                *unit = (enum unit)u;
                return true;
            }
        }
    }
    return false;
}

/* Number and unit at the start of *s, which is cut off. */
static bool next_period(struct str *s, struct period *out)
{
    size_t digits = 0;
    size_t end;
    uint64_t n;

    while (digits < s->n && s->p[digits] >= '0' && s->p[digits] <= '9')
        digits++;
    for (end = digits; end < s->n; end++) {
        if (s->p[end] >= '0' && s->p[end] <= '9')
            break;
    }
    if (!num_parse_uint(str_slice(*s, 0, digits), PERIOD_MAX, &n) || n == 0 ||
        !date_unit(str_slice(*s, digits, end), &out->unit))
        return false;
    out->n = (int64_t)n;
    *s = str_slice(*s, end, s->n);
    return true;
}

bool period_parse(struct str s, struct period *out)
{
    struct period p;

    if (!next_period(&s, &p) || s.n > 0)
        return false;
    *out = p;
    return true;
}

bool period_clamp(struct period *p)
{
    int cap = units[p->unit].cap;

    if (cap == 0 || p->n <= cap)
        return false;
    p->n = cap;
    return true;
}

int64_t period_ms(struct period p)
{
    return units[p.unit].ms * p.n;
}

size_t period_format(struct period p, char out[DATE_TEXT_MAX])
{
    struct str unit = str_of(units[p.unit].spelling[0]);
    size_t n = num_format_int(p.n, out);

    memcpy(out + n, unit.p, unit.n + 1);
    return n + unit.n;
}

/* 1970-01-01 was a Thursday; weeks are counted from the Monday after. */
static int64_t first_border(struct period p)
{
    return p.unit == UNIT_WEEK ? 4 * MS_PER_DAY : 0;
}

/* Start of month number m, counted from 1970-01. */
static int64_t month_start(int64_t m)
{
    return date_ms((struct civil){.year = 1970 + floor_div(m, 12),
                                  .month = (int)floor_mod(m, 12) + 1,
                                  .day = 1});
}

static int64_t month_floor(int64_t ms, int64_t months)
{
    struct civil c = date_civil(ms);
    int64_t m = (c.year - 1970) * 12 + c.month - 1;

    return m - floor_mod(m, months);
}

int64_t date_floor(int64_t ms, struct period p, int64_t offset_ms)
{
    int64_t width = period_ms(p);

    if (width == 0) {
        int64_t months = units[p.unit].months * p.n;
        int64_t shifted = add_cut(ms, -offset_ms);

        return add_cut(month_start(month_floor(shifted, months)), offset_ms);
    }
    /* Remainders first: ms - offset itself could overflow. */
    int64_t past =
        floor_mod(floor_mod(ms, width) - floor_mod(offset_ms, width) -
                      floor_mod(first_border(p), width),
                  width);
    return add_cut(ms, -past);
}

int64_t date_ceil(int64_t ms, struct period p, int64_t offset_ms)
{
    int64_t at = date_floor(ms, p, offset_ms);
    int64_t width = period_ms(p);

    if (at == ms)
        return ms;
    if (width > 0)
        return add_cut(at, width);
    int64_t months = units[p.unit].months * p.n;
    int64_t shifted = add_cut(ms, -offset_ms);

    return add_cut(month_start(month_floor(shifted, months) + months),
                   offset_ms);
}

/* v as at least width digits. */
static char *put_digits(char *to, int64_t v, int width)
{
    char digits[NUM_TEXT_MAX];
    size_t n = num_format_int(v, digits);

    for (size_t i = n; i < (size_t)width; i++)
        *to++ = '0';
    memcpy(to, digits, n);
    return to + n;
}

static char *put_field(char *to, char before, int v, int width)
{
    *to++ = before;
    return put_digits(to, v, width);
}

size_t date_format(int64_t ms, char out[DATE_TEXT_MAX])
{
    struct civil c = date_civil(ms);
    char *to = out;

    if (c.year < 0)
        *to++ = '-';
    to = put_digits(to, c.year < 0 ? -c.year : c.year, 4);
    to = put_field(to, '-', c.month, 2);
    to = put_field(to, '-', c.day, 2);
    to = put_field(to, ' ', c.hour, 2);
    to = put_field(to, ':', c.minute, 2);
    to = put_field(to, ':', c.second, 2);
    to = put_field(to, '.', c.ms, 3);
    *to = '\0';
    return (size_t)(to - out);
}

/* Exactly n digits at the start of *s, which are cut off; at most max. */
static bool take_digits(struct str *s, size_t n, int max, int *out)
{
    uint64_t v;

    if (s->n < n || !num_parse_uint(str_slice(*s, 0, n), (uint64_t)max, &v))
        return false;
    *out = (int)v;
    *s = str_slice(*s, n, s->n);
    return true;
}

static bool take_char(struct str *s, const char *any_of)
{
    if (s->n == 0 || !memchr(any_of, s->p[0], strlen(any_of)))
        return false;
    *s = str_slice(*s, 1, s->n);
    return true;
}

static bool take_date(struct str *s, struct civil *c)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    int year;

    if (!take_digits(s, 4, 9999, &year) || !take_char(s, "-") ||
        !take_digits(s, 2, 12, &c->month) || !take_char(s, "-") ||
        !take_digits(s, 2, 31, &c->day) || c->month == 0 || c->day == 0)
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    c->year = year;
    return c->day <= lengths[c->month - 1] + (leap && c->month == 2);
}

/* One digit or more, of which the first three count. */
static bool take_fraction(struct str *s, int *ms)
{
    int digit;
    int scale = 100;

    if (!take_digits(s, 1, 9, &digit))
        return false;
    do {
        *ms += digit * scale;
        scale /= 10;
    } while (take_digits(s, 1, 9, &digit));
    return true;
}

static bool take_time(struct str *s, struct civil *c)
{
    if (!take_digits(s, 2, 23, &c->hour) || !take_char(s, ":") ||
        !take_digits(s, 2, 59, &c->minute))
        return false;
    if (!take_char(s, ":"))
        return true;
    if (!take_digits(s, 2, 59, &c->second))
        return false;
    return !take_char(s, ".,") || take_fraction(s, &c->ms);
}

/* "Z", "+02:00", "+0200", "+02" or nothing, as milliseconds east of UTC. */
static bool take_zone(struct str *s, int64_t *east)
{
    int hour, minute = 0;

    *east = 0;
    if (s->n == 0 || take_char(s, "Zz"))
        return true;
    bool west = s->p[0] == '-';
    if (!take_char(s, "+-") || !take_digits(s, 2, 23, &hour))
        return false;
    if (take_char(s, ":") || s->n > 0) {
        if (!take_digits(s, 2, 59, &minute))
            return false;
    }
    *east = (int64_t)hour * MS_PER_HOUR + (int64_t)minute * MS_PER_MINUTE;
    if (west)
        *east = -*east;
    return true;
}

bool date_parse_iso(struct str s, int64_t *ms)
{
    struct civil c = {0};
    int64_t east = 0;

    if (!take_date(&s, &c))
        return false;
    if (take_char(&s, "Tt ") && (!take_time(&s, &c) || !take_zone(&s, &east)))
        return false;
    if (s.n > 0)
        return false;
    *ms = date_ms(c) - east;
    return true;
}

bool date_parse_duration(struct str s, int64_t *ms)
{
    int64_t total = 0;

    if (s.n == 0)
        return false;
    while (s.n > 0) {
        struct period p;

        if (!next_period(&s, &p) || period_ms(p) == 0 ||
            __builtin_add_overflow(total, period_ms(p), &total) ||
            total > DATE_MS_MOST)
            return false;
    }
    *ms = total;
    return true;
}

int64_t date_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
