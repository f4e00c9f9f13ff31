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
    int weekday;  /* 0: Sunday */
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

/* Add what a letter stands for if it is a number. */
static bool add_number_field(struct text_builder *out, char letter,
                             const struct moment *m)
{
    const struct civil *c = &m->c;
    const struct {
        char letter;
        int width;
        char pad;
        int64_t n;
    } numbers[] = {
        {'Y', 4, '0', c->year},
        {'C', 2, '0', c->year / 100},
        {'y', 2, '0', (c->year % 100 + 100) % 100},
        {'m', 2, '0', c->month},
        {'d', 2, '0', c->day},
        {'e', 2, ' ', c->day},
        {'H', 2, '0', c->hour},
        {'I', 2, '0', c->hour % 12 ? c->hour % 12 : 12},
        {'M', 2, '0', c->minute},
        {'S', 2, '0', c->second},
        {'L', 3, '0', c->ms},
        {'f', 6, '0', c->ms * 1000},
        {'j', 3, '0', m->days - date_days(c->year, 1, 1) + 1},
        {'s', 1, '0', (m->utc_ms - c->ms) / 1000},
        {'u', 1, '0', m->weekday ? m->weekday : 7},
        {'w', 1, '0', m->weekday},
    };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i].letter != letter)
            continue;
        add_number(out, numbers[i].n, numbers[i].width, numbers[i].pad);
        return true;
    }
    return false;
}

static void add_field(struct text_builder *out, char letter,
                      const struct moment *m, const struct date_format *d)
{
    if (add_number_field(out, letter, m))
        return;
    switch (letter) {
    case 'h':
    case 'b':
        add_name(out, months[m->c.month - 1], true);
        break;
    case 'B':
        add_name(out, months[m->c.month - 1], false);
        break;
    case 'a':
        add_name(out, weekdays[m->weekday], true);
        break;
    case 'A':
        add_name(out, weekdays[m->weekday], false);
        break;
    case 'p':
        add_name(out, m->c.hour < 12 ? "AM" : "PM", false);
        break;
    case 'z':
        add_offset(out, m->offset_s);
        break;
    case 'Z':
        builder_add(out, d->zone_name);
        break;
    default:
        builder_char(out, letter == 'n' ? '\n' : letter == 't' ? '\t' : letter);
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
    /* 1970-01-01 was a Thursday. */
    m.weekday = (int)(((m.days + 4) % 7 + 7) % 7);
    add_format(&out, d->format, &m, d);
    return builder_value(&out);
}
