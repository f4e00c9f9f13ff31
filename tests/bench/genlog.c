/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * genlog: writes a made-up, realistic flow log; the same options give the same
 * bytes on every machine.  This file is the command line; gen_model makes the
 * traffic, gen_write the lines.
 */
#include "gen_model.h"
#include "gen_write.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ROWS 10000000000u
#define MAX_SPAN_S (366u * 86400u)

static const char usage[] =
    "usage: genlog [OPTIONS]\n"
    "  --layout NAME     default, v5, custom22, article19, all, tgw, or a\n"
    "                    list of field names ('srcaddr dstaddr bytes')\n"
    "  --rows N          records (default 1000)\n"
    "  --seed S          another number, another log (default 1)\n"
    "  --start T         first minute, YYYY-MM-DD[THH:MM[:SS]][Z] in UTC or\n"
    "                    Unix seconds (default 2026-09-03T06:00)\n"
    "  --hours H         time covered (default 6)\n"
    "  --span D          the same in s, m, h or d: 90m\n"
    "  --reject PCT      share of REJECT records (default 10)\n"
    "  --ipv6 PCT        share of IPv6 connections (default 2)\n"
    "  --nodata PCT      share of NODATA records (default 0.2)\n"
    "  --skipdata PCT    share of SKIPDATA records (default 0)\n"
    "  --bursts N        scans, part of the REJECT records (default 2)\n"
    "  --interfaces N    network interfaces (default by rows and time)\n"
    "  --no-header       no header line\n"
    "  -o, --output FILE (default standard output)\n";

enum opt {
    OPT_LAYOUT = 256,
    OPT_ROWS,
    OPT_SEED,
    OPT_START,
    OPT_HOURS,
    OPT_SPAN,
    OPT_REJECT,
    OPT_IPV6,
    OPT_NODATA,
    OPT_SKIPDATA,
    OPT_BURSTS,
    OPT_INTERFACES,
    OPT_HEADER,
    OPT_NO_HEADER,
    OPT_HELP
};

static const struct option long_options[] = {
    {"layout", required_argument, NULL, OPT_LAYOUT},
    {"rows", required_argument, NULL, OPT_ROWS},
    {"seed", required_argument, NULL, OPT_SEED},
    {"start", required_argument, NULL, OPT_START},
    {"hours", required_argument, NULL, OPT_HOURS},
    {"span", required_argument, NULL, OPT_SPAN},
    {"reject", required_argument, NULL, OPT_REJECT},
    {"ipv6", required_argument, NULL, OPT_IPV6},
    {"nodata", required_argument, NULL, OPT_NODATA},
    {"skipdata", required_argument, NULL, OPT_SKIPDATA},
    {"bursts", required_argument, NULL, OPT_BURSTS},
    {"interfaces", required_argument, NULL, OPT_INTERFACES},
    {"header", no_argument, NULL, OPT_HEADER},
    {"no-header", no_argument, NULL, OPT_NO_HEADER},
    {"output", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, OPT_HELP},
    {0},
};

struct settings {
    struct gen_options model;
    const char *layout, *output;
    bool header;
};

__attribute__((format(printf, 1, 2), noreturn)) static void
fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("genlog: ", stderr);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

static uint64_t parse_num(const char *s, uint64_t max)
{
    char *end;

    errno = 0;
    unsigned long long v = strtoull(s, &end, 10);
    if (end == s || *end != '\0' || *s == '-' || errno != 0 || v > max)
        fail("'%s' is not a number up to %llu", s, (unsigned long long)max);
    return v;
}

/* Per cent, with one decimal at most, as permille. */
static uint32_t parse_percent(const char *s)
{
    char digits[8] = "";
    size_t whole = strcspn(s, ".");
    const char *fraction = s[whole] ? s + whole + 1 : "0";

    if (whole == 0 || whole > 3 || strlen(fraction) != 1 ||
        strspn(s, "0123456789.") != strlen(s))
        fail("'%s' is not a percentage such as 12 or 0.5", s);
    memcpy(digits, s, whole);
    digits[whole] = *fraction;
    return (uint32_t)parse_num(digits, 1000);
}

static uint32_t parse_span(const char *s)
{
    static const struct {
        char unit;
        uint32_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char number[12] = "";
    size_t n = strlen(s);

    if (n > 1 && n <= sizeof number)
        for (unsigned i = 0; i < 4; i++)
            if (s[n - 1] == units[i].unit) {
                memcpy(number, s, n - 1);
                return units[i].seconds *
                       (uint32_t)parse_num(number,
                                           MAX_SPAN_S / units[i].seconds);
            }
    fail("'%s' is not a time span such as 90m or 6h", s);
}

/* Days from 1970-01-01; the method of Howard Hinnant's civil calendar. */
static int64_t days_from_civil(int64_t y, unsigned m, unsigned d)
{
    y -= m <= 2;
    int64_t era = y / 400;
    unsigned yoe = (unsigned)(y - era * 400);
    unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;

    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static uint32_t parse_start(const char *s)
{
    unsigned y, mo, d, h = 0, mi = 0, sec = 0;
    int date = 0, minute = 0, second = 0;

    if (!strchr(s, '-'))
        return (uint32_t)parse_num(s, 4000000000u);
    if (sscanf(s, "%4u-%2u-%2u%n", &y, &mo, &d, &date) != 3 || date == 0)
        fail("'%s' is not a time such as 2026-09-03T06:00", s);
    const char *rest = s + date;
    if (*rest == 'T' || *rest == ' ') {
        if (sscanf(rest + 1, "%2u:%2u%n", &h, &mi, &minute) == 2)
            rest += 1 + minute;
        if (sscanf(rest, ":%2u%n", &sec, &second) == 1)
            rest += second;
    }
    if (*rest == 'Z')
        rest++;
    if (*rest || y < 1970 || y > 2099 || mo < 1 || mo > 12 || d < 1 || d > 31 ||
        h > 23 || mi > 59 || sec > 59)
        fail("'%s' is not a time such as 2026-09-03T06:00", s);
    return (uint32_t)(days_from_civil(y, mo, d) * 86400) + h * 3600 + mi * 60 +
           sec;
}

static void set_option(struct settings *s, int opt, const char *arg)
{
    struct gen_options *m = &s->model;

    switch (opt) {
    case OPT_LAYOUT:
        s->layout = arg;
        break;
    case OPT_ROWS:
        m->rows = parse_num(arg, MAX_ROWS);
        break;
    case OPT_SEED:
        m->seed = parse_num(arg, UINT64_MAX);
        break;
    case OPT_START:
        m->start = parse_start(arg);
        break;
    case OPT_HOURS:
        m->span_s = 3600 * (uint32_t)parse_num(arg, MAX_SPAN_S / 3600);
        break;
    case OPT_SPAN:
        m->span_s = parse_span(arg);
        break;
    case OPT_REJECT:
        m->reject = parse_percent(arg);
        break;
    case OPT_IPV6:
        m->ipv6 = parse_percent(arg);
        break;
    case OPT_NODATA:
        m->nodata = parse_percent(arg);
        break;
    case OPT_SKIPDATA:
        m->skipdata = parse_percent(arg);
        break;
    case OPT_BURSTS:
        m->bursts = (uint32_t)parse_num(arg, 1000);
        break;
    case OPT_INTERFACES:
        m->interfaces = (uint32_t)parse_num(arg, 1000);
        break;
    case OPT_HEADER:
        s->header = true;
        break;
    case OPT_NO_HEADER:
        s->header = false;
        break;
    case 'o':
        s->output = arg;
        break;
    case OPT_HELP:
        fputs(usage, stdout);
        exit(0);
    default:
        fputs(usage, stderr);
        exit(2);
    }
}

static void check_settings(const struct gen_options *m)
{
    if (m->reject + m->nodata + m->skipdata > 1000)
        fail("the shares of REJECT, NODATA and SKIPDATA exceed 100 %%");
    if (m->span_s < 60)
        fail("the time covered must be a minute at least");
    if (m->bursts > m->span_s / 60)
        fail("%u bursts need as many minutes", m->bursts);
}

static void write_log(const struct settings *s, const struct gen_layout *layout)
{
    static struct gen_writer writer; /* its buffer is too large for the stack */
    FILE *out = s->output ? fopen(s->output, "wb") : stdout;

    if (!out)
        fail("%s: %s", s->output, strerror(errno));
    gen_write_init(&writer, layout, out);
    if (s->header)
        gen_write_header(&writer);
    gen_run(&s->model, gen_write_record, &writer);
    if (!gen_write_done(&writer) || fclose(out) != 0)
        fail("cannot write: %s", strerror(errno));
}

int main(int argc, char **argv)
{
    struct settings s = {
        .model = {.rows = 1000,
                  .seed = 1,
                  .start = 1788415200, /* 2026-09-03T06:00:00Z */
                  .span_s = 6 * 3600,
                  .reject = 100,
                  .ipv6 = 20,
                  .nodata = 2,
                  .bursts = 2},
        .layout = "default",
        .header = true,
    };
    struct gen_layout layout;
    const char *bad;
    int opt, bad_len;

    while ((opt = getopt_long(argc, argv, "o:", long_options, NULL)) != -1)
        set_option(&s, opt, optarg);
    if (optind < argc)
        fail("unexpected argument '%s'", argv[optind]);
    check_settings(&s.model);
    if (!gen_layout_parse(&layout, s.layout, &bad, &bad_len))
        fail("no layout or field is named '%.*s'", bad_len, bad);
    write_log(&s, &layout);
    return 0;
}
