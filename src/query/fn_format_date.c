/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formatDate (query-language.md 8.4): strftime patterns, always with English
 * names, plus %L for milliseconds. The format and the zone are read once.
 */
#include "query/function_int.h"

#include "base/zone.h"

#include <string.h>

struct date_format {
    struct str format;
    struct str zone_name;
    const struct zone *zone;
};

static const char *const months[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
static const char *const weekdays[] = {"Sunday",    "Monday",   "Tuesday",
                                       "Wednesday", "Thursday", "Friday",
                                       "Saturday"};
/* Every letter that add_field knows, and the ones that stand for others. */
static const char known[] = "YmdHMSyjbhBaAeIpzZsLfuwC%nt";
static const struct {
    char letter;
    const char *format;
} composites[] = {{'F', "%Y-%m-%d"},    {'T', "%H:%M:%S"},
                  {'R', "%H:%M"},       {'D', "%m/%d/%y"},
                  {'r', "%I:%M:%S %p"}, {'c', "%a %b %e %H:%M:%S %Y"},
                  {'x', "%m/%d/%y"},    {'X', "%H:%M:%S"}};

enum { N_COMPOSITES = sizeof composites / sizeof *composites };

static const char *composite(char letter)
{
    for (size_t i = 0; i < N_COMPOSITES; i++)
        if (composites[i].letter == letter)
            return composites[i].format;
    return NULL;
}

bool fn_prepare_format_date(struct arena *arena, struct regex_owner *own,
                            const struct value *literals, uint32_t n,
                            const void **prep, struct err *err)
{
    struct date_format *d = arena_calloc(arena, 1, sizeof *d);
    struct value format = literals[1];

    (void)own;
    if (format.type != VALUE_TEXT || (n > 2 && literals[2].type != VALUE_TEXT))
        return err_set(err, ERR_QUERY,
                       "formatDate needs its format and zone as strings in "
                       "quotes");
    d->format = (struct str){format.s, format.n};
    d->zone_name =
        n > 2 ? (struct str){literals[2].s, literals[2].n} : STR("UTC");
    d->zone = zone_find(arena, d->zone_name);
    if (!d->zone)
        return err_set(err, ERR_QUERY, "unknown time zone \"%.60s\"",
                       arena_copy(arena, d->zone_name).p);
    for (size_t i = 0; i < d->format.n; i++) {
        char letter;

        if (d->format.p[i] != '%')
            continue;
        letter = ++i < d->format.n ? d->format.p[i] : '\0';
        if (!letter || (!strchr(known, letter) && !composite(letter)))
            return err_set(err, ERR_QUERY, "unknown date format %%%c",
                           letter > ' ' && letter < 127 ? letter : ' ');
    }
    *prep = d;
    return true;
}

/* One moment, taken apart in its zone. */
struct moment {
    int64_t utc_ms;
    int32_t offset_s;
    struct civil c;
    int64_t days; /* local, since 1970-01-01 */
};

/* n as at least width digits or, with pad ' ', characters. */
static void add_number(struct text_builder *out, int64_t n, int width, char pad)
{
    char scratch[NUM_TEXT_MAX];
    size_t len = num_format_int(n, scratch);

    for (size_t i = len; i < (size_t)width; i++)
        builder_char(out, pad);
    builder_add(out, (struct str){scratch, len});
}

static void add_offset(struct text_builder *out, int32_t offset_s)
{
    int32_t size = offset_s < 0 ? -offset_s : offset_s;

    builder_char(out, offset_s < 0 ? '-' : '+');
    add_number(out, size / 3600, 2, '0');
    add_number(out, size / 60 % 60, 2, '0');
}

static void add_name(struct text_builder *out, const char *name, bool cut)
{
    struct str s = str_of(name);

    builder_add(out, str_slice(s, 0, cut ? 3 : s.n));
}

static void add_field(struct text_builder *out, char letter,
                      const struct moment *m, const struct date_format *d)
{
    const struct civil *c = &m->c;
    int hour12 = c->hour % 12 ? c->hour % 12 : 12;
    /* 1970-01-01 was a Thursday. */
    int weekday = (int)(((m->days + 4) % 7 + 7) % 7);

    switch (letter) {
    case 'Y':
        add_number(out, c->year, 4, '0');
        break;
    case 'C':
        add_number(out, c->year / 100, 2, '0');
        break;
    case 'y':
        add_number(out, (c->year % 100 + 100) % 100, 2, '0');
        break;
    case 'm':
        add_number(out, c->month, 2, '0');
        break;
    case 'd':
        add_number(out, c->day, 2, '0');
        break;
    case 'e':
        add_number(out, c->day, 2, ' ');
        break;
    case 'H':
        add_number(out, c->hour, 2, '0');
        break;
    case 'I':
        add_number(out, hour12, 2, '0');
        break;
    case 'M':
        add_number(out, c->minute, 2, '0');
        break;
    case 'S':
        add_number(out, c->second, 2, '0');
        break;
    case 'L':
        add_number(out, c->ms, 3, '0');
        break;
    case 'f':
        add_number(out, c->ms * 1000, 6, '0');
        break;
    case 'j':
        add_number(out, m->days - date_days(c->year, 1, 1) + 1, 3, '0');
        break;
    case 's':
        add_number(out, (m->utc_ms - c->ms) / 1000, 1, '0');
        break;
    case 'u':
        add_number(out, weekday ? weekday : 7, 1, '0');
        break;
    case 'w':
        add_number(out, weekday, 1, '0');
        break;
    case 'h':
    case 'b':
        add_name(out, months[c->month - 1], true);
        break;
    case 'B':
        add_name(out, months[c->month - 1], false);
        break;
    case 'a':
        add_name(out, weekdays[weekday], true);
        break;
    case 'A':
        add_name(out, weekdays[weekday], false);
        break;
    case 'p':
        add_name(out, c->hour < 12 ? "AM" : "PM", false);
        break;
    case 'z':
        add_offset(out, m->offset_s);
        break;
    case 'Z':
        builder_add(out, d->zone_name);
        break;
    case 'n':
        builder_char(out, '\n');
        break;
    case 't':
        builder_char(out, '\t');
        break;
    default:
        builder_char(out, letter);
        break;
    }
}

static void add_format(struct text_builder *out, struct str format,
                       const struct moment *m, const struct date_format *d)
{
    for (size_t i = 0; i < format.n; i++) {
        const char *longer;

        if (format.p[i] != '%' || i + 1 == format.n) {
            builder_char(out, format.p[i]);
            continue;
        }
        longer = composite(format.p[++i]);
        if (longer)
            add_format(out, str_of(longer), m, d);
        else
            add_field(out, format.p[i], m, d);
    }
}

struct value fn_format_date(const struct call_env *env, const void *prep,
                            const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    const struct date_format *d = prep;
    struct moment m;
    int64_t local_ms, utc_s;

    (void)n;
    if (!fn_int(args[0], &m.utc_ms))
        return value_null();
    utc_s = m.utc_ms / 1000 - (m.utc_ms % 1000 < 0);
    m.offset_s = zone_offset(d->zone, utc_s);
    if (__builtin_add_overflow(m.utc_ms, (int64_t)m.offset_s * 1000, &local_ms))
        return value_null();
    m.c = date_civil(local_ms);
    m.days = date_days(m.c.year, m.c.month, m.c.day);
    add_format(&out, d->format, &m, d);
    return builder_value(&out);
}
