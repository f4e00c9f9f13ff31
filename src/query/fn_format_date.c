/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * formatDate (query-language.md 8.4): strftime patterns, always with English
 * names, plus %L, %f and %N for fractions of a second and the flags of GNU. The
 * zone is read and the format checked once.
 */
#include "query/function_int.h"

#include "base/zone.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)
/* No calendar reaches that far; days around it can be counted. */
#define FARTHEST_MS (INT64_MAX / 2)

struct date_format {
    struct str format;
    const struct zone *zone;
};

static const char *const months[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
static const char *const weekdays[] = {"Sunday",    "Monday",   "Tuesday",
                                       "Wednesday", "Thursday", "Friday",
                                       "Saturday"};

/* Letters for numbers, with their digits; number_of knows what they are. */
static const struct number {
    char letter;
    char pad;
    int width;
} numbers[] = {{'Y', '0', 4}, {'C', '0', 2}, {'y', '0', 2}, {'G', '0', 4},
               {'g', '0', 2}, {'m', '0', 2}, {'U', '0', 2}, {'W', '0', 2},
               {'V', '0', 2}, {'d', '0', 2}, {'e', ' ', 2}, {'j', '0', 3},
               {'u', '0', 1}, {'w', '0', 1}, {'H', '0', 2}, {'k', ' ', 2},
               {'I', '0', 2}, {'l', ' ', 2}, {'M', '0', 2}, {'S', '0', 2},
               {'L', '0', 3}, {'f', '0', 6}, {'N', '0', 9}, {'s', '0', 1}};
/* Letters for texts, which add_text knows. */
static const char texts[] = "hbBaApPzZ%nt";
/* Letters that stand for others. */
static const struct {
    char letter;
    const char *format;
} composites[] = {{'F', "%Y-%m-%d"},    {'T', "%H:%M:%S"},
                  {'R', "%H:%M"},       {'D', "%m/%d/%y"},
                  {'r', "%I:%M:%S %p"}, {'c', "%a %b %e %H:%M:%S %Y"},
                  {'x', "%m/%d/%y"},    {'X', "%H:%M:%S"}};

#define N_OF(table) (sizeof(table) / sizeof *(table))

/* "%d" and its like: at most one of the two is set, or it is a text. */
struct directive {
    char letter;
    char flag; /* '-', '_', '0', or none */
    const struct number *number;
    const char *composite;
};

/* The one that stands at *i, which moves behind it; false: something else. */
static bool read_directive(struct str format, size_t *i, struct directive *d)
{
    struct str rest = str_slice(format, *i, format.n);
    size_t at = 1;

    *d = (struct directive){0};
    if (rest.n < 2 || rest.p[0] != '%')
        return false;
    if (memchr("-_0", rest.p[1], 3) && rest.n > 2)
        d->flag = rest.p[at++];
    d->letter = rest.p[at];
    for (size_t k = 0; k < N_OF(numbers); k++)
        if (numbers[k].letter == d->letter)
            d->number = &numbers[k];
    for (size_t k = 0; k < N_OF(composites); k++)
        if (composites[k].letter == d->letter)
            d->composite = composites[k].format;
    *i += at + 1;
    return true;
}

/* Is every directive known, and flagged only where it is a number? */
static bool check_format(struct str format, struct err *err)
{
    size_t i = 0;

    while (i < format.n) {
        struct directive d;
        bool found = read_directive(format, &i, &d);
        bool text = found && d.letter && strchr(texts, d.letter);

        if (found ? !d.number && (d.flag || (!d.composite && !text))
                  : format.p[i] == '%')
            return err_set(err, ERR_QUERY, "unknown date format %%%c",
                           d.letter > ' ' && d.letter < 127 ? d.letter : ' ');
        i += !found;
    }
    return true;
}

bool fn_prepare_format_date(struct arena *arena, struct regex_owner *own,
                            const struct value *literals, uint32_t n,
                            const void **prep, struct err *err)
{
    struct date_format *d = arena_calloc(arena, 1, sizeof *d);
    struct value format = literals[1];
    struct str zone = STR("UTC");

    (void)own;
    if (format.type != VALUE_TEXT || (n > 2 && literals[2].type != VALUE_TEXT))
        return err_set(err, ERR_QUERY,
                       "formatDate needs its format and zone as strings in "
                       "quotes");
    if (n > 2)
        zone = (struct str){literals[2].s, literals[2].n};
    d->format = (struct str){format.s, format.n};
    d->zone = zone_find(arena, zone);
    if (!d->zone)
        return err_set_at(err, ERR_QUERY, (struct span){2, 0},
                          "unknown time zone \"%.60s\"",
                          arena_copy(arena, zone).p);
    *prep = d;
    return check_format(d->format, err);
}

/* One moment, taken apart in its zone. */
struct moment {
    int64_t utc_ms;
    struct zone_time zone;
    struct civil c;
    int64_t days; /* local, since 1970-01-01 */
    int weekday;  /* 0: Sunday */
};

/* Weeks of the year so far; the first begins with its first_day (0: Sunday). */
static int64_t week_of(const struct moment *m, int first_day)
{
    int64_t year_day = m->days - date_days(m->c.year, 1, 1);

    return (year_day + 7 - (m->weekday + 7 - first_day) % 7) / 7;
}

/* The Thursday of the week, by which ISO 8601 counts weeks and their years. */
static int64_t thursday_of(const struct moment *m)
{
    return m->days + 3 - (m->weekday + 6) % 7;
}

static int64_t iso_year(const struct moment *m)
{
    return date_civil(thursday_of(m) * DAY_MS).year;
}

static int64_t iso_week(const struct moment *m)
{
    return (thursday_of(m) - date_days(iso_year(m), 1, 1)) / 7 + 1;
}

static int64_t number_of(char letter, const struct moment *m)
{
    const struct civil *c = &m->c;

    switch (letter) {
    case 'Y':
        return c->year;
    case 'C':
        return c->year / 100;
    case 'y':
        return (c->year % 100 + 100) % 100;
    case 'G':
        return iso_year(m);
    case 'g':
        return (iso_year(m) % 100 + 100) % 100;
    case 'm':
        return c->month;
    case 'U':
        return week_of(m, 0);
    case 'W':
        return week_of(m, 1);
    case 'V':
        return iso_week(m);
    case 'd':
    case 'e':
        return c->day;
    case 'j':
        return m->days - date_days(c->year, 1, 1) + 1;
    case 'u':
        return m->weekday ? m->weekday : 7;
    case 'w':
        return m->weekday;
    case 'H':
    case 'k':
        return c->hour;
    case 'I':
    case 'l':
        return c->hour % 12 ? c->hour % 12 : 12;
    case 'M':
        return c->minute;
    case 'S':
        return c->second;
    case 'L':
        return c->ms;
    case 'f':
        return c->ms * 1000;
    case 'N':
        return c->ms * INT64_C(1000000);
    default: /* 's' */
        return (m->utc_ms - c->ms) / 1000;
    }
}

/* n as at least width digits or, with pad ' ', characters; pad 0: as it is. */
static void add_number(struct text_builder *out, int64_t n, int width, char pad)
{
    char scratch[NUM_TEXT_MAX];
    size_t len = num_format_int(n, scratch);

    for (size_t i = len; pad && i < (size_t)width; i++)
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

static void add_text(struct text_builder *out, char letter,
                     const struct moment *m)
{
    switch (letter) {
    case 'h':
    case 'b':
    case 'B':
        add_name(out, months[m->c.month - 1], letter != 'B');
        break;
    case 'a':
    case 'A':
        add_name(out, weekdays[m->weekday], letter == 'a');
        break;
    case 'p':
        add_name(out, m->c.hour < 12 ? "AM" : "PM", false);
        break;
    case 'P':
        add_name(out, m->c.hour < 12 ? "am" : "pm", false);
        break;
    case 'z':
        add_offset(out, m->zone.offset_s);
        break;
    case 'Z':
        builder_add(out, m->zone.name);
        break;
    default:
        builder_char(out, letter == 'n' ? '\n' : letter == 't' ? '\t' : letter);
        break;
    }
}

/* "%-d" has no padding, "%_d" spaces, "%0e" zeros. */
static char padding(char flag, char usual)
{
    return flag == '-' ? '\0' : flag == '_' ? ' ' : flag == '0' ? '0' : usual;
}

static void add_format(struct text_builder *out, struct str format,
                       const struct moment *m)
{
    size_t i = 0;

    while (i < format.n) {
        struct directive d;

        if (!read_directive(format, &i, &d))
            builder_char(out, format.p[i++]);
        else if (d.composite)
            add_format(out, str_of(d.composite), m);
        else if (d.number)
            add_number(out, number_of(d.letter, m), d.number->width,
                       padding(d.flag, d.number->pad));
        else
            add_text(out, d.letter, m);
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
    if (!fn_int(args[0], &m.utc_ms) || m.utc_ms > FARTHEST_MS ||
        m.utc_ms < -FARTHEST_MS)
        return value_null();
    utc_s = m.utc_ms / 1000 - (m.utc_ms % 1000 < 0);
    m.zone = zone_at(d->zone, utc_s);
    local_ms = m.utc_ms + (int64_t)m.zone.offset_s * 1000;
    m.c = date_civil(local_ms);
    m.days = date_days(m.c.year, m.c.month, m.c.day);
    /* 1970-01-01 was a Thursday. */
    m.weekday = (int)(((m.days + 4) % 7 + 7) % 7);
    add_format(&out, d->format, &m);
    return builder_value(&out);
}
