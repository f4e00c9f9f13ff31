/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parseDate (query-language.md 8.4): patterns of Java's DateTimeFormatter,
 * the part that logs need. The pattern is compiled once into steps; what the
 * text leaves out is 1970-01-01 00:00:00.000 in the zone given.
 */
#include "query/function_int.h"

#include "base/zone.h"

#include <string.h>

enum step_kind {
    STEP_LITERAL,
    STEP_YEAR,
    STEP_YEAR2,
    STEP_MONTH,
    STEP_MONTH_NAME,
    STEP_DAY,
    STEP_HOUR,
    STEP_HOUR12,
    STEP_HALF, /* AM, PM */
    STEP_MINUTE,
    STEP_SECOND,
    STEP_FRACTION,
    STEP_ZONE,
    STEP_ZONE_NAME /* only UTC, GMT and Z */
};

struct step {
    enum step_kind kind;
    uint32_t min, max; /* digits */
    struct str text;   /* literal */
};

struct date_pattern {
    struct step *steps;
    size_t n;
    const struct zone *zone;
};

/*
 * A run of one pattern letter: what it means when it is from low to high
 * letters long, and the digits it takes (0: as many as there are letters).
 */
static const struct letter {
    char letter;
    uint32_t low, high;
    enum step_kind kind;
    uint32_t min, max;
} letters[] = {
    {'y', 2, 2, STEP_YEAR2, 2, 2},      {'y', 4, 4, STEP_YEAR, 4, 4},
    {'u', 2, 2, STEP_YEAR2, 2, 2},      {'u', 4, 4, STEP_YEAR, 4, 4},
    {'y', 1, 1, STEP_YEAR, 1, 4},       {'u', 1, 1, STEP_YEAR, 1, 4},
    {'M', 1, 1, STEP_MONTH, 1, 2},      {'M', 2, 2, STEP_MONTH, 2, 2},
    {'M', 3, 4, STEP_MONTH_NAME, 0, 0}, {'d', 1, 1, STEP_DAY, 1, 2},
    {'d', 2, 2, STEP_DAY, 2, 2},        {'H', 1, 1, STEP_HOUR, 1, 2},
    {'H', 2, 2, STEP_HOUR, 2, 2},       {'h', 1, 1, STEP_HOUR12, 1, 2},
    {'h', 2, 2, STEP_HOUR12, 2, 2},     {'a', 1, 1, STEP_HALF, 0, 0},
    {'m', 1, 1, STEP_MINUTE, 1, 2},     {'m', 2, 2, STEP_MINUTE, 2, 2},
    {'s', 1, 1, STEP_SECOND, 1, 2},     {'s', 2, 2, STEP_SECOND, 2, 2},
    {'S', 1, 9, STEP_FRACTION, 0, 0},   {'X', 1, 3, STEP_ZONE, 0, 0},
    {'x', 1, 3, STEP_ZONE, 0, 0},       {'Z', 1, 1, STEP_ZONE, 0, 0},
    {'z', 1, 1, STEP_ZONE_NAME, 0, 0},
};

enum { N_LETTERS = sizeof letters / sizeof *letters };

static const char months[12][4] = {"jan", "feb", "mar", "apr", "may", "jun",
                                   "jul", "aug", "sep", "oct", "nov", "dec"};
static const char *const month_rests[12] = {
    "uary", "ruary", "ch",     "il",   "",      "e",
    "y",    "ust",   "tember", "ober", "ember", "ember"};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters of one kind from at on. */
static size_t run_length(struct str p, size_t at)
{
    size_t n = 1;

    while (at + n < p.n && p.p[at + n] == p.p[at])
        n++;
    return n;
}

static bool letter_step(char c, size_t n, struct step *out)
{
    for (size_t i = 0; i < N_LETTERS; i++) {
        const struct letter *l = &letters[i];

        if (l->letter != c || n < l->low || n > l->high)
            continue;
        *out = (struct step){.kind = l->kind, .min = l->min, .max = l->max};
        if (l->kind == STEP_FRACTION)
            out->min = out->max = (uint32_t)n;
        return true;
    }
    return false;
}

/* One step from the pattern at *at; false when it means nothing. */
static bool next_step(struct str p, size_t *at, struct step *out)
{
    size_t n, close;

    *out = (struct step){.kind = STEP_LITERAL};
    if (p.p[*at] == '\'') {
        struct str rest = str_slice(p, *at + 1, p.n);

        close = str_find(rest, STR("'"));
        if (close == rest.n)
            return false;
        out->text = close ? str_slice(rest, 0, close) : STR("'");
        *at += close + 2;
        return true;
    }
    n = is_letter(p.p[*at]) ? run_length(p, *at) : 1;
    if (is_letter(p.p[*at]) && !letter_step(p.p[*at], n, out))
        return false;
    if (out->kind == STEP_LITERAL)
        out->text = str_slice(p, *at, *at + 1);
    *at += n;
    return true;
}

bool fn_prepare_parse_date(struct arena *arena, struct regex_owner *own,
                           const struct value *literals, uint32_t n,
                           const void **prep, struct err *err)
{
    struct date_pattern *d = arena_calloc(arena, 1, sizeof *d);
    struct value v = literals[1];
    struct str pattern, zone = STR("UTC");
    size_t at = 0;

    (void)own;
    if (v.type != VALUE_TEXT || (n > 2 && literals[2].type != VALUE_TEXT))
        return err_set(err, ERR_QUERY,
                       "parseDate needs its pattern and zone as strings in "
                       "quotes");
    pattern = (struct str){v.s, v.n};
    d->steps = arena_calloc(arena, pattern.n + 1, sizeof *d->steps);
    while (at < pattern.n) {
        size_t start = at;

        if (!next_step(pattern, &at, &d->steps[d->n++]))
            return err_set(
                err, ERR_QUERY,
                "parseDate does not know \"%.20s\" in its pattern",
                arena_copy(arena, str_slice(pattern, start, pattern.n)).p);
    }
    if (n > 2)
        zone = (struct str){literals[2].s, literals[2].n};
    d->zone = zone_find(arena, zone);
    if (!d->zone)
        return err_set(err, ERR_QUERY, "unknown time zone \"%.60s\"",
                       arena_copy(arena, zone).p);
    *prep = d;
    return true;
}

/* What is read so far. */
struct reading {
    struct str rest;
    struct civil c;
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

/* Take word off the rest, in either case. */
static bool take_word(struct reading *r, struct str word)
{
    if (!str_eq_nocase(str_slice(r->rest, 0, word.n), word))
        return false;
    r->rest = str_slice(r->rest, word.n, r->rest.n);
    return true;
}

static bool take_month_name(struct reading *r)
{
    for (int i = 0; i < 12; i++) {
        if (!take_word(r, str_of(months[i])))
            continue;
        (void)take_word(r, str_of(month_rests[i]));
        r->c.month = i + 1;
        return true;
    }
    return false;
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

static bool take_zone_name(struct reading *r)
{
    r->zone_given = true;
    return take_word(r, STR("UTC")) || take_word(r, STR("GMT")) ||
           take_word(r, STR("Z"));
}

static bool take_step(struct reading *r, const struct step *s)
{
    int value = 0;

    switch (s->kind) {
    case STEP_LITERAL:
        if (!str_starts(r->rest, s->text))
            return false;
        r->rest = str_slice(r->rest, s->text.n, r->rest.n);
        return true;
    case STEP_YEAR:
    case STEP_YEAR2:
        if (!take_digits(r, s->min, s->max, &value))
            return false;
        r->c.year = s->kind == STEP_YEAR2 ? 2000 + value : value;
        return true;
    case STEP_MONTH:
        return take_digits(r, s->min, s->max, &r->c.month);
    case STEP_DAY:
        return take_digits(r, s->min, s->max, &r->c.day);
    case STEP_HOUR:
        return take_digits(r, s->min, s->max, &r->c.hour);
    case STEP_HOUR12:
        if (!take_digits(r, s->min, s->max, &value) || value < 1 || value > 12)
            return false;
        r->c.hour = value % 12;
        return true;
    case STEP_MINUTE:
        return take_digits(r, s->min, s->max, &r->c.minute);
    case STEP_SECOND:
        return take_digits(r, s->min, s->max, &r->c.second);
    case STEP_FRACTION:
        return take_fraction(r, s->max);
    case STEP_MONTH_NAME:
        return take_month_name(r);
    case STEP_HALF:
        return take_half(r);
    case STEP_ZONE:
        return take_zone(r);
    case STEP_ZONE_NAME:
        return take_zone_name(r);
    }
    return false;
}

static bool is_date(struct civil c)
{
    struct civil back;

    if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31 || c.hour > 23 ||
        c.minute > 59 || c.second > 59)
        return false;
    back = date_civil(date_ms(c));
    return back.day == c.day; /* 31 April is 1 May */
}

struct value fn_parse_date(const struct call_env *env, const void *prep,
                           const struct value *args, uint32_t n)
{
    const struct date_pattern *d = prep;
    struct reading r = {.c = {.year = 1970, .month = 1, .day = 1}};
    int64_t local_s, utc_s;

    (void)n;
    if (!fn_text(env, args[0], &r.rest))
        return value_null();
    for (size_t i = 0; i < d->n; i++)
        if (!take_step(&r, &d->steps[i]))
            return value_null();
    if (r.half_given && r.c.hour < 12 && r.afternoon)
        r.c.hour += 12;
    if (r.rest.n || !is_date(r.c))
        return value_null();
    local_s = (date_ms(r.c) - r.c.ms) / 1000;
    utc_s = r.zone_given ? local_s - r.offset_s : zone_to_utc(d->zone, local_s);
    return value_int(utc_s * 1000 + r.c.ms);
}
