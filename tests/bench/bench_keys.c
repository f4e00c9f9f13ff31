/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How soon the explorer answers keys (tui-design.md 19): it runs in a terminal
 * of our own, gets one key at a time, and the time until the last byte of its
 * redraw counts. Also the first picture after the start, and how long Esc
 * takes to end a scan.
 *
 *     bench_keys [--json] [--size 200x50] [--keys N] PROGRAM LOG
 */
#include "bench_run.h"
#include "pty.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 10000, QUIET_MS = 250, LIMIT_MS = 120000, SOON_MS = 5000 };

/* Keys that are sent again and again, in turn. */
struct group {
    const char *name;
    const char *first;   /* keys that lead there; not measured */
    const char *keys[7]; /* NULL ends */
    const char *last;    /* and that lead away */
    bool settles;        /* each leads to answers that come later */
    int pause_ms;        /* behind each */
};

static const struct group groups[] = {
    {"cursor", "2g", {"j", "j", "k"}, "", false, 0},
    {"page", "2g", {"\x06", "\x06", "\x04", "\x02", "\x15"}, "", false, 0},
    {"ends", "2", {"G", "g"}, "", false, 0},
    {"column", "2g0", {"l", "l", "h", "$", "0"}, "", false, 0},
    {"bucket", "1", {"l", "l", "h"}, "2", false, 0},
    {"pane", "2", {"\t"}, "2", false, 0},
    {"detail", "2g", {"p", "p"}, "2", false, 0},
    {"help", "2", {"?", "q"}, "2", false, 0},
    {"typing", "i\x05", {"x", "y", "\x7f", "z", "\x7f", "\x7f"},
     "\x15\x1b", false, 0},
    {"talkers", "3", {"d", "o", "D"}, "2", true, 0},
};

/* While the first answers are looked for, and while a query runs. */
static const struct group meanwhile = {.keys = {"1", "2", "3"}};

/* Each ends a job and starts another, while records are scanned. */
static const struct group changing = {
    .keys = {"d", "a"}, .pause_ms = 150};

/* Two keys: there, where it scans, and back, which is measured. */
static const char lens[] = "a", back[] = "u";

/* Slow on every record, so that there is time for keys meanwhile. */
static const char slow[] =
    "i\x05\x15"
    "filter @message like /(.*)1(.*)2(.*)[xyz]{3}/ "
    "| stats count(*) by srcAddr\r";

struct bench {
    struct pty pty;
    unsigned n_keys;
    bool json;
    unsigned n_printed;
};

static void figure(struct bench *b, const char *what, const char *name,
                   const char *unit, double value)
{
    if (b->json)
        printf("%s{\"name\": \"keys %s %s\", \"unit\": \"%s\", "
               "\"value\": %.4g}",
               b->n_printed ? ",\n" : "", what, name, unit, value);
    else
        printf("%-10s %-8s %10.4g %s\n", what, name, value, unit);
    b->n_printed++;
}

/* Times and sizes of n redraws. */
static void figures(struct bench *b, const char *what, double *ms,
                    double *bytes, size_t n)
{
    if (!n)
        return;
    figure(b, what, "median", "ms", bench_median(ms, n));
    figure(b, what, "worst", "ms", ms[n - 1]); /* it is sorted now */
    figure(b, what, "redraw", "bytes", bench_median(bytes, n));
}

/* The keys in turn, as often as asked for, one redraw each. */
static void run_keys(struct bench *b, const struct group *g, const char *what)
{
    static double ms[KEYS_MAX], bytes[KEYS_MAX];
    bool few = g->settles || g->pause_ms;
    unsigned n_keys = few ? b->n_keys / 10 + 1 : b->n_keys;
    size_t n = 0;

    for (unsigned i = 0, at = 0; i < n_keys; i++, at++) {
        if (!g->keys[at])
            at = 0;
        struct redraw r = pty_key(&b->pty, g->keys[at]);

        if (g->settles)
            (void)pty_settle(&b->pty, QUIET_MS, LIMIT_MS);
        if (g->pause_ms)
            (void)pty_settle(&b->pty, g->pause_ms, g->pause_ms);
        if (!r.bytes)
            continue;
        ms[n] = r.ms;
        bytes[n++] = (double)r.bytes;
    }
    figures(b, what, ms, bytes, n);
}

static void run_group(struct bench *b, const struct group *g)
{
    pty_send(&b->pty, g->first);
    (void)pty_settle(&b->pty, QUIET_MS, LIMIT_MS);
    run_keys(b, g, g->name);
    pty_send(&b->pty, g->last);
    (void)pty_settle(&b->pty, QUIET_MS, LIMIT_MS);
}

static void run_back(struct bench *b)
{
    static double ms[KEYS_MAX], bytes[KEYS_MAX];
    size_t n = 0;

    for (unsigned i = 0; i < b->n_keys / 10 + 1; i++) {
        (void)pty_key(&b->pty, lens);
        (void)pty_settle(&b->pty, QUIET_MS, LIMIT_MS);
        struct redraw r = pty_key(&b->pty, back);

        (void)pty_settle(&b->pty, QUIET_MS, LIMIT_MS);
        ms[n] = r.ms;
        bytes[n++] = (double)r.bytes;
    }
    figures(b, "back", ms, bytes, n);
}

/* Keys while a scan runs, and the end of it. */
static void run_scanning(struct bench *b)
{
    pty_forget(&b->pty);
    pty_send(&b->pty, slow);
    if (!pty_find(&b->pty, "Esc cancels", SOON_MS)) {
        fprintf(stderr, "bench_keys: too few records for keys during a scan\n");
        return;
    }
    run_keys(b, &meanwhile, "scanning");
    run_keys(b, &changing, "changing");
    pty_forget(&b->pty);
    double start = pty_now_ms();

    pty_send(&b->pty, "\x1b");
    if (pty_find(&b->pty, "cancelled", SOON_MS))
        figure(b, "cancel", "Esc", "ms", pty_now_ms() - start);
    else
        fprintf(stderr, "bench_keys: the scan was over before the keys\n");
    (void)pty_settle(&b->pty, QUIET_MS, LIMIT_MS);
    (void)pty_key(&b->pty, back);
}

/* The time since the start until the text is there. */
static bool run_until(struct bench *b, const char *text, const char *name,
                      double start)
{
    if (!pty_find(&b->pty, text, SOON_MS)) {
        fprintf(stderr, "bench_keys: the explorer does not show \"%s\": %s\n",
                text, b->pty.tail);
        return false;
    }
    figure(b, "first", name, "ms", pty_now_ms() - start);
    return true;
}

/* From the start until the prompt, the first rows, all answers are there. */
static bool run_start(struct bench *b, double start)
{
    if (!run_until(b, "query>", "paint", start) ||
        !run_until(b, "row 1 of", "rows", start))
        return false;
    run_keys(b, &meanwhile, "opening");
    if (pty_settle(&b->pty, QUIET_MS, LIMIT_MS))
        return true;
    fprintf(stderr, "bench_keys: the explorer is not at rest\n");
    return false;
}

static int usage(void)
{
    fprintf(stderr, "usage: bench_keys [--json] [--size 200x50] [--keys N] "
                    "PROGRAM LOG\n");
    return 2;
}

static bool run_all(struct bench *b, char *program, char *log, int w, int h)
{
    char *argv[] = {program, log, NULL};
    double start = pty_now_ms();
    bool good;

    if (!pty_open(&b->pty, argv, w, h))
        return false;
    if (b->json)
        printf("[\n");
    good = run_start(b, start);
    for (size_t i = 0; good && i < sizeof groups / sizeof *groups; i++)
        run_group(b, &groups[i]);
    if (good) {
        run_back(b);
        run_scanning(b);
    }
    if (b->json)
        printf("\n]\n");
    pty_close(&b->pty);
    return good;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"size", required_argument, NULL, 's'},
        {"keys", required_argument, NULL, 'k'},
        {NULL, 0, NULL, 0}};
    struct bench b = {.n_keys = 200};
    int w = 200, h = 50, c;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == 'j')
            b.json = true;
        else if (c == 'k')
            b.n_keys = (unsigned)strtoul(optarg, NULL, 10);
        else if (c != 's' || sscanf(optarg, "%dx%d", &w, &h) != 2)
            return usage();
    }
    if (argc - optind != 2 || !b.n_keys || b.n_keys > KEYS_MAX)
        return usage();
    setenv("TERM", "xterm-256color", 1);
    return run_all(&b, argv[optind], argv[optind + 1], w, h) ? 0 : 1;
}
