/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parseDate (query-language.md 8.4): patterns of Java's DateTimeFormatter,
 * compiled once into steps (date_pattern.h). What the text leaves out is
 * 1970-01-01 00:00:00.000 in the zone given. Names may be in either case and
 * whole or short; a date that does not exist is null.
 */
#include "query/function_int.h"

#include "base/zone.h"
#include "query/date_pattern.h"

#include <string.h>

struct date_pattern {
    struct date_steps steps;
    const struct zone *zone;
};

bool fn_prepare_parse_date(struct arena *arena, struct regex_owner *own,
                           const struct value *literals, uint32_t n,
                           const void **prep, struct err *err)
{
    struct date_pattern *d = arena_calloc(arena, 1, sizeof *d);
    struct value v = literals[1];
    struct str bad, zone = STR("UTC");

    (void)own;
    if (v.type != VALUE_TEXT || (n > 2 && literals[2].type != VALUE_TEXT))
        return err_set(err, ERR_QUERY,
                       "parseDate needs its pattern and zone as strings in "
                       "quotes");
    if (!date_pattern_compile(arena, (struct str){v.s, v.n}, &d->steps, &bad))
        return err_set(err, ERR_QUERY,
                       "parseDate does not know \"%.20s\" in its pattern",
                       arena_copy(arena, bad).p);
    if (n > 2)
        zone = (struct str){literals[2].s, literals[2].n};
    d->zone = zone_find(arena, zone);
    if (!d->zone)
        return err_set_at(err, ERR_QUERY, (struct span){2, 0},
                          "unknown time zone \"%.60s\"",
                          arena_copy(arena, zone).p);
    *prep = d;
    return true;
}

/* What is read so far. */
struct reading {
    struct str rest;
    struct civil c;
    int day_of_year; /* 0: not given */
    int weekday;     /* 0 is Sunday; -1: not given */
    bool half_given, afternoon, zone_given;
    int32_t offset_s;
};

static bool take_digits(struct reading *r, uint32_t min, uint32_t max, int *out)
{
    uint32_t n = 0;
    int value = 0;

    while (n < max && n < r->rest.n && r->rest.p[n] >= '0' &&
           r->rest.p[n] <= '9')
        value = value * 10 + (r->rest.p[n++] - '0');
    r->rest = str_slice(r->rest, n, r->rest.n);
    *out = value;
    return n >= min;
}

/* A number of the step's digits, from low to high. */
static bool take_number(struct reading *r, const struct date_step *s, int low,
                        int high, int *out)
{
    return take_digits(r, s->min, s->max, out) && *out >= low && *out <= high;
}

/* Take word off the rest, in either case. */
static bool take_word(struct reading *r, struct str word)
{
    if (!str_eq_nocase(str_slice(r->rest, 0, word.n), word))
        return false;
    r->rest = str_slice(r->rest, word.n, r->rest.n);
    return true;
}

/* One of n names, whole or its first three letters; which, or -1. */
static int take_name(struct reading *r, const char *const *names, int n)
{
    for (int i = 0; i < n; i++) {
        struct str name = str_of(names[i]);

        if (take_word(r, name) || take_word(r, str_slice(name, 0, 3)))
            return i;
    }
    return -1;
}

static bool take_month_name(struct reading *r)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};

    r->c.month = take_name(r, months, 12) + 1;
    return r->c.month > 0;
}

static bool take_weekday(struct reading *r)
{
    static const char *const days[] = {"Sunday",    "Monday",   "Tuesday",
                                       "Wednesday", "Thursday", "Friday",
                                       "Saturday"};

    r->weekday = take_name(r, days, 7);
    return r->weekday >= 0;
}

/* Milliseconds from n digits behind the point. */
static bool take_fraction(struct reading *r, uint32_t n)
{
    int value;

    if (!take_digits(r, n, n, &value))
        return false;
    for (uint32_t i = n; i < 3; i++)
        value *= 10;
    for (uint32_t i = 3; i < n; i++)
        value /= 10;
    r->c.ms = value;
    return true;
}

static bool take_zone(struct reading *r)
{
    size_t n = 0;

    while (n < r->rest.n &&
           (memchr("+-:", r->rest.p[n], 3) || r->rest.p[n] == 'Z' ||
            (r->rest.p[n] >= '0' && r->rest.p[n] <= '9')))
        n++;
    if (!zone_parse_offset(str_slice(r->rest, 0, n), &r->offset_s))
        return false;
    r->rest = str_slice(r->rest, n, r->rest.n);
    r->zone_given = true;
    return true;
}

static bool take_half(struct reading *r)
{
    r->half_given = true;
    r->afternoon = take_word(r, STR("PM"));
    return r->afternoon || take_word(r, STR("AM"));
}

/*
 * UTC and GMT, perhaps with an offset behind them, and the names of RFC 822;
 * other names have no one meaning.
 */
static bool take_zone_name(struct reading *r)
{
    static const struct {
        const char *name;
        int hours;
    } names[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
                 {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};

    r->zone_given = true;
    r->offset_s = 0;
    if (take_word(r, STR("UTC")) || take_word(r, STR("GMT"))) {
        struct reading behind = *r;

        if (take_zone(&behind))
            *r = behind;
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!take_word(r, str_of(names[i].name)))
            continue;
        r->offset_s = names[i].hours * 3600;
        return true;
    }
    return take_zone(r);
}

static bool take_hour12(struct reading *r, const struct date_step *s)
{
    bool good = take_number(r, s, 1, 12, &r->c.hour);

    r->c.hour %= 12;
    return good;
}

static bool take_hour24(struct reading *r, const struct date_step *s)
{
    bool good = take_number(r, s, 1, 24, &r->c.hour);

    r->c.hour %= 24;
    return good;
}

static bool take_year(struct reading *r, const struct date_step *s)
{
    int value;

    if (!take_digits(r, s->min, s->max, &value))
        return false;
    r->c.year = s->kind == STEP_YEAR2 ? 2000 + value : value;
    return true;
}

static bool take_literal(struct reading *r, struct str text)
{
    if (!str_starts(r->rest, text))
        return false;
    r->rest = str_slice(r->rest, text.n, r->rest.n);
    return true;
}

static bool take_step(struct reading *r, const struct date_step *s)
{
    switch (s->kind) {
    case STEP_LITERAL:
        return take_literal(r, s->text);
    case STEP_YEAR:
    case STEP_YEAR2:
        return take_year(r, s);
    case STEP_MONTH:
        return take_number(r, s, 1, 12, &r->c.month);
    case STEP_DAY:
        return take_number(r, s, 1, 31, &r->c.day);
    case STEP_DAY_OF_YEAR:
        return take_number(r, s, 1, 366, &r->day_of_year);
    case STEP_HOUR:
        return take_number(r, s, 0, 23, &r->c.hour);
    case STEP_HOUR24:
        return take_hour24(r, s);
    case STEP_HOUR12:
        return take_hour12(r, s);
    case STEP_HOUR11:
        return take_number(r, s, 0, 11, &r->c.hour);
    case STEP_MINUTE:
        return take_number(r, s, 0, 59, &r->c.minute);
    case STEP_SECOND:
        return take_number(r, s, 0, 59, &r->c.second);
    case STEP_FRACTION:
        return take_fraction(r, s->max);
    case STEP_MONTH_NAME:
        return take_month_name(r);
    case STEP_WEEKDAY:
        return take_weekday(r);
    case STEP_HALF:
        return take_half(r);
    case STEP_ZONE:
        return take_zone(r);
    case STEP_ZONE_NAME:
        return take_zone_name(r);
    case STEP_OPTION:
        break;
    }
    return false;
}

/* All steps; an option that does not fit takes nothing. */
static bool take_steps(struct reading *r, const struct date_step *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct reading before = *r;

        if (s[i].kind != STEP_OPTION) {
            if (!take_step(r, &s[i]))
                return false;
            continue;
        }
        if (!take_steps(r, &s[i + 1], s[i].inner))
            *r = before;
        i += s[i].inner;
    }
    return true;
}

/* The date and time are there; a day of the year becomes a month and day. */
static bool settle_date(struct reading *r)
{
    int64_t year = r->c.year, days;
    struct civil date;

    if (r->half_given && r->c.hour < 12 && r->afternoon)
        r->c.hour += 12;
    days = date_days(year, r->c.month, r->c.day);
    if (r->day_of_year)
        days = date_days(year, 1, 1) + r->day_of_year - 1;
    date = date_civil(days * 86400000);
    if (r->day_of_year) {
        r->c.month = date.month;
        r->c.day = date.day;
    }
    /* 31 April is 1 May; and 1970-01-01 was a Thursday, day 4. */
    return date.year == year && date.day == r->c.day &&
           (r->weekday < 0 || ((days + 4) % 7 + 7) % 7 == r->weekday);
}

struct value fn_parse_date(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    const struct date_pattern *d = prep;
    struct reading r = {.c = {.year = 1970, .month = 1, .day = 1},
                        .weekday = -1};
    int64_t local_s, utc_s;

    (void)n;
    if (!fn_text(env, args[0], &r.rest) ||
        !take_steps(&r, d->steps.p, d->steps.n) || r.rest.n || !settle_date(&r))
        return value_null();
    local_s = (date_ms(r.c) - r.c.ms) / 1000;
    utc_s = r.zone_given ? local_s - r.offset_s : zone_to_utc(d->zone, local_s);
    return value_int(utc_s * 1000 + r.c.ms);
}
