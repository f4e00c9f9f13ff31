/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the 64-bit part of a TZif file: a list of moments from which on an
 * offset holds, and for later moments the rule in its footer, a POSIX TZ
 * text such as "CET-1CEST,M3.5.0,M10.5.0/3". Source: RFC 8536, POSIX.1 (TZ).
 */
#include "base/zone.h"

#include "base/date.h"

#include <stdio.h>
#include <string.h>

#define ZONE_FOLDER "/usr/share/zoneinfo"

enum {
    HOUR = 3600,
    DAY = 86400,
    HEADER = 44,
    FILE_MAX = 64 << 10,
    NAME_MAX_LEN = 64
};

/* A day of the year as "M3.5.0/2": the week'th weekday of the month. */
struct change {
    int month, week, weekday;
    int32_t time_s; /* local seconds since midnight, may be any day's */
};

struct zone {
    size_t n;                      /* moments in the list */
    const int64_t *at_s;           /* ascending */
    const struct zone_time *local; /* from at_s[i] on */
    struct zone_time first;        /* before the list */
    struct zone_time standard;     /* after the list, outside summer time */
    struct zone_time summer;
    bool has_summer;
    struct change begins, ends;
};

/* A cursor over the footer's text. */
struct rule_text {
    const char *p, *end;
    bool bad;
};

static int rule_peek(const struct rule_text *t)
{
    return t->p < t->end ? (unsigned char)*t->p : -1;
}

static bool rule_take(struct rule_text *t, char c)
{
    if (rule_peek(t) != c)
        return false;
    t->p++;
    return true;
}

static int rule_number(struct rule_text *t)
{
    int n = 0;
    const char *start = t->p;

    while (rule_peek(t) >= '0' && rule_peek(t) <= '9' && n < 10000)
        n = n * 10 + (*t->p++ - '0');
    t->bad |= t->p == start;
    return n;
}

/* [+-]h[:mm[:ss]] */
static int32_t rule_time(struct rule_text *t)
{
    int sign = rule_take(t, '-') ? -1 : 1;
    int32_t s;

    (void)rule_take(t, '+');
    s = rule_number(t) * HOUR;
    if (rule_take(t, ':'))
        s += rule_number(t) * 60;
    if (rule_take(t, ':'))
        s += rule_number(t);
    return sign * s;
}

/* An abbreviation, plain or in angle brackets. */
static struct str rule_name(struct rule_text *t)
{
    bool quoted = rule_take(t, '<');
    const char *start = t->p;
    struct str name;

    while (rule_peek(t) >= 0) {
        int c = rule_peek(t);

        if (quoted ? c == '>' : !((c | 32) >= 'a' && (c | 32) <= 'z'))
            break;
        t->p++;
    }
    name = (struct str){start, (size_t)(t->p - start)};
    t->bad |= quoted && !rule_take(t, '>');
    return name;
}

static struct change rule_change(struct rule_text *t)
{
    struct change c = {.time_s = 2 * HOUR};

    t->bad |= !rule_take(t, ',') || !rule_take(t, 'M');
    c.month = rule_number(t);
    t->bad |= !rule_take(t, '.');
    c.week = rule_number(t);
    t->bad |= !rule_take(t, '.');
    c.weekday = rule_number(t);
    if (rule_take(t, '/'))
        c.time_s = rule_time(t);
    t->bad |= c.month < 1 || c.month > 12 || c.weekday > 6;
    return c;
}

/* Read the footer; without one that we know the last offset stays. */
static void read_rule(struct zone *z, struct str text)
{
    struct rule_text t = {.p = text.p, .end = text.p + text.n};
    struct zone rule = *z;

    if (text.n == 0)
        return;
    rule.standard.name = rule_name(&t);
    rule.standard.offset_s = -rule_time(&t); /* POSIX counts westward */
    if (t.p < t.end) {
        rule.summer.name = rule_name(&t);
        rule.summer.offset_s = rule.standard.offset_s + HOUR;
        if (rule_peek(&t) != ',')
            rule.summer.offset_s = -rule_time(&t);
        rule.begins = rule_change(&t);
        rule.ends = rule_change(&t);
        rule.has_summer = true;
    }
    if (!t.bad && t.p == t.end)
        *z = rule;
}

static uint64_t get_be(const unsigned char *p, unsigned n)
{
    uint64_t x = 0;

    for (unsigned i = 0; i < n; i++)
        x = x << 8 | p[i];
    return x;
}

/* The counts of a TZif header, in file order. */
struct counts {
    size_t utc, standard, leap, times, types, chars;
};

/* False when no header is at p, n bytes. */
static bool read_counts(const unsigned char *p, size_t n, struct counts *c)
{
    if (n < HEADER || memcmp(p, "TZif", 4) != 0)
        return false;
    *c = (struct counts){get_be(p + 20, 4), get_be(p + 24, 4),
                         get_be(p + 28, 4), get_be(p + 32, 4),
                         get_be(p + 36, 4), get_be(p + 40, 4)};
    return c->times < FILE_MAX && c->types < FILE_MAX && c->types > 0 &&
           c->chars < FILE_MAX && c->leap < FILE_MAX;
}

/* Bytes of the data behind a header whose times take width bytes. */
static size_t data_bytes(const struct counts *c, size_t width)
{
    return c->times * (width + 1) + c->types * 6 + c->chars +
           c->leap * (width + 4) + c->standard + c->utc;
}

/* Local time type i: an offset, whether it is summer, where its name starts. */
static struct zone_time read_type(const unsigned char *types,
                                  const struct counts *c, size_t i)
{
    const unsigned char *type = types + 6 * i;
    const char *names = (const char *)(types + 6 * c->types);
    size_t start = type[5] < c->chars ? type[5] : c->chars, end = start;

    while (end < c->chars && names[end])
        end++;
    return (struct zone_time){(int32_t)get_be(type, 4),
                              {names + start, end - start}};
}

/* Names are left in the file's bytes, which are the arena's. */
static bool read_data(struct arena *arena, const unsigned char *p,
                      const struct counts *c, struct zone *z)
{
    const unsigned char *index = p + c->times * 8;
    const unsigned char *types = index + c->times;
    int64_t *at_s = arena_alloc(arena, (c->times + 1) * sizeof *at_s);
    struct zone_time *local =
        arena_alloc(arena, (c->times + 1) * sizeof *local);

    for (size_t i = 0; i < c->times; i++) {
        if (index[i] >= c->types)
            return false;
        at_s[i] = (int64_t)get_be(p + 8 * i, 8);
        local[i] = read_type(types, c, index[i]);
    }
    z->n = c->times;
    z->at_s = at_s;
    z->local = local;
    z->first = read_type(types, c, 0);
    z->standard = z->n ? local[z->n - 1] : z->first;
    return true;
}

static bool read_file(struct arena *arena, const unsigned char *p, size_t n,
                      struct zone *z)
{
    struct counts c;
    size_t skip;

    if (!read_counts(p, n, &c))
        return false;
    skip = HEADER + data_bytes(&c, 4);
    if (skip > n || !read_counts(p + skip, n - skip, &c))
        return false;
    p += skip + HEADER;
    n -= skip + HEADER;
    if (data_bytes(&c, 8) > n || !read_data(arena, p, &c, z))
        return false;
    p += data_bytes(&c, 8);
    n -= data_bytes(&c, 8);
    read_rule(z, str_trim((struct str){(const char *)p, n}));
    return true;
}

/* Only names that stay below the zone folder. */
static bool is_safe_name(struct str name)
{
    if (name.n == 0 || name.n > NAME_MAX_LEN || name.p[0] == '/' ||
        str_find(name, STR("..")) < name.n)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
            !(c >= '0' && c <= '9') && !memchr("_+-/", c, 4))
            return false;
    }
    return true;
}

static bool load(struct arena *arena, struct str name, struct zone *z)
{
    char path[sizeof ZONE_FOLDER + 1 + NAME_MAX_LEN];
    unsigned char *bytes;
    size_t n;
    FILE *f;

    if (!is_safe_name(name))
        return false;
    snprintf(path, sizeof path, "%s/%.*s", ZONE_FOLDER, STR_ARG(name));
    f = fopen(path, "rb");
    if (!f)
        return false;
    bytes = arena_alloc(arena, FILE_MAX);
    n = fread(bytes, 1, FILE_MAX, f);
    fclose(f);
    return read_file(arena, bytes, n, z);
}

/* Two digits at s, or -1. */
static int two_digits(struct str s)
{
    if (s.n < 2 || s.p[0] < '0' || s.p[0] > '9' || s.p[1] < '0' || s.p[1] > '9')
        return -1;
    return (s.p[0] - '0') * 10 + (s.p[1] - '0');
}

bool zone_parse_offset(struct str s, int32_t *seconds)
{
    int hours, minutes = 0;
    struct str rest;

    if (str_eq(s, STR("Z"))) {
        *seconds = 0;
        return true;
    }
    if (s.n < 3 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    hours = two_digits(str_slice(s, 1, s.n));
    rest = str_slice(s, 3, s.n);
    if (str_starts(rest, STR(":")))
        rest = str_slice(rest, 1, rest.n);
    if (rest.n)
        minutes = two_digits(rest);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 ||
        (rest.n != 0 && rest.n != 2))
        return false;
    *seconds = (s.p[0] == '-' ? -1 : 1) * (hours * HOUR + minutes * 60);
    return true;
}

const struct zone *zone_find(struct arena *arena, struct str name)
{
    struct zone *z = arena_calloc(arena, 1, sizeof *z);
    bool utc = str_eq_nocase(name, STR("UTC"));

    if (utc || str_eq_nocase(name, STR("GMT")) ||
        zone_parse_offset(name, &z->standard.offset_s)) {
        z->standard.name = utc ? STR("UTC") : arena_copy(arena, name);
        return z;
    }
    return load(arena, name, z) ? z : NULL;
}

/* When a change of the rule happens in a year, in local seconds. */
static int64_t change_at(const struct change *c, int64_t year)
{
    int64_t first = date_days(year, c->month, 1);
    int64_t next = c->month < 12 ? date_days(year, c->month + 1, 1)
                                 : date_days(year + 1, 1, 1);
    /* 1970-01-01 was a Thursday, day 4 of the week. */
    int64_t weekday = ((first + 4) % 7 + 7) % 7;
    int64_t day = first + (c->weekday - weekday + 7) % 7 + 7 * (c->week - 1);

    while (day >= next) /* week 5 is the last one */
        day -= 7;
    return day * DAY + c->time_s;
}

static struct zone_time by_rule(const struct zone *z, int64_t utc_s)
{
    int64_t year, begins, ends;
    bool summer;

    /* No year is that far; date_civil would not fit. */
    if (!z->has_summer || utc_s / 2 > INT64_MAX / 4000 ||
        utc_s / 2 < INT64_MIN / 4000)
        return z->standard;
    year = date_civil((utc_s + z->standard.offset_s) * 1000).year;
    begins = change_at(&z->begins, year) - z->standard.offset_s;
    ends = change_at(&z->ends, year) - z->summer.offset_s;
    /* South of the equator summer spans the new year. */
    summer = begins < ends ? utc_s >= begins && utc_s < ends
                           : utc_s >= begins || utc_s < ends;
    return summer ? z->summer : z->standard;
}

struct zone_time zone_at(const struct zone *z, int64_t utc_s)
{
    size_t low = 0, high = z->n; /* the last moment <= utc_s is before low */

    if (z->n == 0 || utc_s >= z->at_s[z->n - 1])
        return by_rule(z, utc_s);
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (z->at_s[middle] <= utc_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? z->local[low - 1] : z->first;
}

int32_t zone_offset(const struct zone *z, int64_t utc_s)
{
    return zone_at(z, utc_s).offset_s;
}

int64_t zone_to_utc(const struct zone *z, int64_t local_s)
{
    int32_t before = zone_offset(z, local_s - DAY);
    int32_t after = zone_offset(z, local_s + DAY);

    if (zone_offset(z, local_s - before) == before)
        return local_s - before;
    if (zone_offset(z, local_s - after) == after)
        return local_s - after;
    return local_s - before;
}
