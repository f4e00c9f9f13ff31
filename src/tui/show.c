/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, times and names in the words of the screen. */
#include "tui/show.h"

#include "base/buf.h"
#include "base/date.h"
#include "flow/names.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

size_t show_count(uint64_t n, char out[SHOW_MAX])
{
    char digits[SHOW_MAX];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, n);
    size_t used = 0;

    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = digits[i];
    }
    out[used] = '\0';
    return used;
}

/* n with a letter per factor of 1000, in about three digits. */
static size_t put_scaled(double n, const char *space, const char *unit,
                         char out[SHOW_MAX])
{
    static const char letters[] = " kMGTPE";
    size_t i = 0;

    while (n >= 999.95 && letters[i + 1]) {
        n /= 1000;
        i++;
    }
    if (!i)
        return (size_t)snprintf(out, SHOW_MAX, "%.0f%s%s", n, space, unit);
    return (size_t)snprintf(out, SHOW_MAX, n < 99.95 ? "%.1f%s%c%s"
                                                     : "%.0f%s%c%s",
                            n, space, letters[i], unit);
}

size_t show_short(double n, int width, char out[SHOW_MAX])
{
    int len = snprintf(out, SHOW_MAX, "%.0f", n);

    return len <= width ? (size_t)len : put_scaled(n, "", "", out);
}

size_t show_bytes(uint64_t n, char out[SHOW_MAX])
{
    return put_scaled((double)n, " ", "B", out);
}

size_t show_part(uint64_t n, uint64_t of, char out[SHOW_MAX])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB",
                                        "EB"};
    double unit = 1;
    int i = 0;

    while ((double)of / unit >= 1000 && i < 6) {
        unit *= 1000;
        i++;
    }
    return (size_t)snprintf(out, SHOW_MAX, i ? "%.2f/%.2f %s" : "%.0f/%.0f %s",
                            (double)n / unit, (double)of / unit, units[i]);
}

size_t show_seconds(double s, char out[SHOW_MAX])
{
    if (s < 60)
        return (size_t)snprintf(out, SHOW_MAX, s < 1 ? "%.2fs" : "%.1fs", s);
    return (size_t)snprintf(out, SHOW_MAX, "%dm %ds", (int)(s / 60),
                            (int)s % 60);
}

enum time_show time_show_for(int64_t from_ms, int64_t to_ms)
{
    struct civil from = date_civil(from_ms);
    struct civil to = date_civil(to_ms);

    if (from.year != to.year)
        return TIME_SHOW_YEAR;
    if (from.month != to.month || from.day != to.day)
        return TIME_SHOW_DATE;
    return TIME_SHOW_CLOCK;
}

size_t show_time(int64_t ms, enum time_show how, char out[SHOW_MAX])
{
    /* 2026-11-23 12:38:09.250: begin where the answer begins to vary. */
    static const size_t skip[] = {
        [TIME_SHOW_CLOCK] = 11, [TIME_SHOW_DATE] = 5, [TIME_SHOW_YEAR] = 0};
    char full[DATE_TEXT_MAX];
    size_t n = date_format(ms, full);
    size_t from = n > skip[how] ? skip[how] : 0;
    size_t end = ms % 1000 == 0 && n > 4 ? n - 4 : n;

    memcpy(out, full + from, end - from);
    out[end - from] = '\0';
    return end - from;
}

struct str show_value(struct arena *a, struct value v)
{
    struct buf b = {0};
    struct str text;

    if (v.type == VALUE_TEXT)
        return (struct str){v.s, v.n}; /* it may be as long as a file */
    if (value_is_estimate(v))
        buf_char(&b, '~');
    if (v.type == VALUE_DOUBLE && fabs(v.d) < 1e15 && fabs(v.d) >= 1e-4)
        v = value_double(round(v.d * 1e4) / 1e4);
    value_append(&b, v);
    text = arena_copy(a, buf_str(&b));
    buf_done(&b);
    return text;
}

struct str show_brief(struct arena *a, struct value v)
{
    struct num num = value_num(v);
    double d = num.kind == NUM_INT ? (double)num.i : num.d;
    char text[SHOW_MAX];

    if (num.kind == NUM_NONE || fabs(d) < 1000)
        return (struct str){0};
    put_scaled(fabs(d), "", "", text);
    return arena_printf(a, "%s%s%s", value_is_estimate(v) ? "~" : "",
                        d < 0 ? "-" : "", text);
}

static struct str flags_text(struct arena *a, uint32_t flags)
{
    char text[48];
    size_t n = name_tcp_flags(flags, text);

    return arena_copy(a, (struct str){text, n});
}

enum meaning { PROTOCOL, PORT, PATH, FLAGS, SECONDS };

/* Fields whose numbers mean something, by any of their names. */
static const struct {
    const char *name;
    enum meaning kind;
} meanings[] = {
    {"protocol", PROTOCOL},  {"srcPort", PORT},     {"dstPort", PORT},
    {"trafficPath", PATH},   {"tcpFlags", FLAGS},   {"start", SECONDS},
    {"startTime", SECONDS},  {"end", SECONDS},      {"endTime", SECONDS},
    {"srcport", PORT},       {"dstport", PORT},
};

static struct str meaning_of(struct arena *a, enum meaning kind, uint32_t n)
{
    char time[SHOW_MAX];

    switch (kind) {
    case PROTOCOL:
        return str_of(name_protocol(n));
    case PORT:
        return str_of(name_port(n));
    case PATH:
        return str_of(name_traffic_path(n));
    case FLAGS:
        return flags_text(a, n);
    case SECONDS:
        break;
    }
    show_time((int64_t)n * 1000, TIME_SHOW_CLOCK, time);
    return arena_printf(a, "%sZ", time);
}

static bool find_meaning(struct str field, enum meaning *out)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (str_eq(field, str_of(meanings[i].name))) {
            *out = meanings[i].kind;
            return true;
        }
    return false;
}

bool show_is_name(struct str field)
{
    enum meaning kind;

    return find_meaning(field, &kind) && (kind == PROTOCOL || kind == PORT);
}

struct str show_meaning(struct arena *a, struct str field, struct value v)
{
    struct num num = value_num(v);
    enum meaning kind;

    if (num.kind != NUM_INT || num.i < 0 || num.i > UINT32_MAX ||
        !find_meaning(field, &kind))
        return (struct str){0};
    return meaning_of(a, kind, (uint32_t)num.i);
}
