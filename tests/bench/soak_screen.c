/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A long session of the explorer, in a terminal of our own: it follows a
 * file that is written to at a steady rate, gets queries typed and all kinds
 * of keys, while its window changes its size. At the end it must still show
 * how many lines there are, have kept within its budget of memory or taken no
 * more in the last quarter than in the one before, have no more descriptors
 * and threads than when it was warm, and end well.
 *
 *     soak_screen [OPTIONS] PROGRAM FOLDER
 *
 *     --seconds N   of the session (10)
 *     --queries N   or until so many were typed, and nothing else
 *     --rate N      lines a second (1000)
 *     --memory MB   the program's budget (64)
 *     --seed N      of the keys and sizes (1)
 *     --every S     tell figures as often, as comments (0: at the end)
 *
 * Prints TAP. What is written goes to FOLDER/screen, and so does what the
 * explorer keeps.
 */
#include "gen_rng.h"
#include "pour.h"
#include "pty.h"
#include "sanitized.h"
#include "usage.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
    SOON_MS = 20000,
    COUNTED_MS = 60000, /* three fuzzers may run on two processors beside it */
    QUIET_MS = 30,
    REST_MS = 300,
    TRIES_EACH = 10,
    ANSWER_MS = 3000,
    ALLOWANCE_MB = 32, /* beside 1.25 times the budget */
    GROWTH_PERCENT = 2,
    DESCRIPTORS = 8,
    WARM_SHARE = 3, /* of the time: until it is warm */
    QUARTERS = 4
};

static const char *const queries[] = {
    "filter action = \"REJECT\"",
    "stats count(*) as n, sum(bytes) as b by srcAddr | sort n desc | limit 20",
    "stats count(*) by bin(1m)",
    "filter dstPort in [22, 443] | stats count_distinct(srcAddr) by dstPort",
    "fields @timestamp, srcAddr, bytes | sort bytes desc | limit 50",
    "filter @message like /10\\.0\\./ | stats pct(bytes, 95) by protocol",
    "filter bytes > 10000 | stats sum(bytes) as b by dstAddr | sort b desc",
    "parse @message \"* * *\" as v, a, e | stats count(*) by e",
    "stats count(*) by nosuchfield",
    "filter (",
    "dedup srcAddr | limit 100",
    "stats count(*)",
};

/* Panes, menus, movement, drilling; each alone leads nowhere for good. */
static const char *const keys[] = {
    "j",         "k",  "\x06",   "\x02", "\x04", "G",    "g",    "l",
    "h",         "$",  "0",      "\t",   "1",    "2",    "3",    "4",
    "p",         "p",  "d",      "D",    "o",    "T",    "T",    "=",
    "=",         "a",  "u",      "U",    "?",    "z",    "Z",    "}",
    "{",         "r",  "#",      "B",    "X",    "s",    "F",    "u",
    "+",         "u",  "-",      "u",    "R",    "u",    "O",    "u",
    "t3",        "t0", "/443\r", "n",    "N",    "x",    "<",    ">",
    "_",         "ff", "  ",     "\r",   "u",    "\x0c", "\x12", "\x0f",
    ":health\r", "c",  "J",      "K",    "i",    "\x1b"};

struct soak {
    unsigned seconds, queries, rate, memory_mb;
    double every_s;
    char *program;
    char path[PATH_BYTES];

    struct rng rng;
    struct pty pty;
    struct pour_shared *shared;
    pid_t writer;
    unsigned n_queries, n_keys, n_sizes;
    bool lives;
    struct usage warm, now;
    bool knows;
    double most_mb; /* of its own */
    /* Of its own, in each quarter of the session: */
    struct {
        double sum_mb;
        unsigned n;
    } quarters[QUARTERS];
    unsigned most_descriptors, most_threads;
    int n_tests;
    bool good;
};

static void check(struct soak *s, bool good, const char *what)
{
    printf("%sok %d - screen: %s\n", good ? "" : "not ", ++s->n_tests, what);
    s->good = s->good && good;
}

/* The session. */

static void settle(struct soak *s, int quiet_ms)
{
    (void)pty_settle(&s->pty, quiet_ms, ANSWER_MS);
}

static void press(struct soak *s, const char *text, int quiet_ms)
{
    pty_send(&s->pty, text);
    settle(s, quiet_ms);
}

/* Out of menus and other questions. */
static void escape(struct soak *s)
{
    press(s, "\x1b", REST_MS / 3);
    press(s, "\x1b", REST_MS / 3);
}

/* What stands in the prompt is deleted, also the i when it had the focus. */
static void type_query(struct soak *s, const char *query)
{
    press(s, "i\x05\x15", QUIET_MS);
    pty_send(&s->pty, query);
    press(s, "\r", QUIET_MS);
    s->n_queries++;
}

static uint32_t pick(struct soak *s, uint32_t n)
{
    return rng_below(&s->rng, n);
}

static void change_size(struct soak *s)
{
    enum { W_LEAST = 20, W_MOST = 250, H_LEAST = 5, H_MOST = 70 };

    pty_resize(&s->pty, W_LEAST + (int)pick(s, W_MOST - W_LEAST + 1),
               H_LEAST + (int)pick(s, H_MOST - H_LEAST + 1));
    settle(s, QUIET_MS);
    s->n_sizes++;
}

static void do_something(struct soak *s)
{
    enum {
        N_KEYS = sizeof keys / sizeof *keys,
        N_QUERIES = sizeof queries / sizeof *queries
    };
    uint32_t what = pick(s, 10);

    if (s->queries) {
        type_query(s, queries[s->n_queries % N_QUERIES]);
    } else if (what == 0) {
        escape(s);
        type_query(s, queries[pick(s, N_QUERIES)]);
    } else if (what < 3) {
        change_size(s);
    } else {
        press(s, keys[pick(s, N_KEYS)], QUIET_MS);
        s->n_keys++;
    }
}

static bool is_over(const struct soak *s, double after_s)
{
    return s->queries ? s->n_queries >= s->queries : after_s >= s->seconds;
}

/* Part of the session that is over, 0 to 1. */
static double share(const struct soak *s, double after_s)
{
    return s->queries ? (double)s->n_queries / s->queries
                      : after_s / s->seconds;
}

/* After this part of the session. */
static void note_usage(struct soak *s, double part)
{
    unsigned quarter = part < 1 ? (unsigned)(part * QUARTERS) : QUARTERS - 1;
    struct usage now;

    if (!usage_get(s->pty.child, &now) || !now.descriptors)
        return;
    s->knows = true;
    s->now = now;
    s->quarters[quarter].sum_mb += now.own_mb;
    s->quarters[quarter].n++;
    if (now.own_mb > s->most_mb)
        s->most_mb = now.own_mb;
    if (part * WARM_SHARE <= 1)
        s->warm = now;
    if (now.descriptors > s->most_descriptors)
        s->most_descriptors = now.descriptors;
    if (now.threads > s->most_threads)
        s->most_threads = now.threads;
}

static void tell_figures(const struct soak *s, double after_s)
{
    printf("# screen %.0f s: %u queries, %u keys, %u sizes, %" PRIuFAST64
           " lines",
           after_s, s->n_queries, s->n_keys, s->n_sizes,
           atomic_load(&s->shared->written));
    if (s->knows)
        printf("; %.0f MB (%.0f its own), %u descriptors, %u threads, "
               "%.1f %% of a processor",
               s->now.resident_mb, s->now.own_mb, s->now.descriptors,
               s->now.threads, 100 * s->now.cpu_s / (after_s + 1e-3));
    printf("\n");
    fflush(stdout);
}

static bool ended(const struct soak *s)
{
    char path[64];
    struct usage u;

    snprintf(path, sizeof path, "/proc/%ld/status", (long)s->pty.child);
    /* Of one that has ended there is no memory any more. */
    return s->knows && !usage_get(s->pty.child, &u);
}

static void run_session(struct soak *s)
{
    double start = pty_now_ms(), told = start, looked = start;

    s->lives = true;
    for (;;) {
        double now = pty_now_ms(), after_s = (now - start) / 1e3;

        if (is_over(s, after_s))
            break;
        do_something(s);
        if (now - looked >= 1000) {
            looked = now;
            note_usage(s, share(s, after_s));
            if (ended(s)) {
                s->lives = false;
                break;
            }
        }
        if (s->every_s > 0 && now - told >= s->every_s * 1e3) {
            told = now;
            tell_figures(s, after_s);
        }
    }
    tell_figures(s, (pty_now_ms() - start) / 1e3);
}

/* The end. */

/* 1234567 as 1,234,567 */
static void with_commas(uint64_t n, char *out, size_t size)
{
    char digits[32];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, n), to = 0;

    for (size_t i = 0; i < len && to + 2 < size; i++) {
        if (i && (len - i) % 3 == 0)
            out[to++] = ',';
        out[to++] = digits[i];
    }
    out[to] = '\0';
}

/* What the terminal got last, where a number was to be. */
static void tell_screen(const struct soak *s, const char *wanted)
{
    printf("# there was to be %s, but what came last is:\n# ", wanted);
    for (const char *c = s->pty.tail; *c; c++)
        putchar(*c >= ' ' && *c <= '~' ? *c : '.');
    putchar('\n');
}

/* The number of lines is shown by a query, after all that. */
static bool shows_all(struct soak *s)
{
    uint64_t n = atomic_load(&s->shared->written);
    char plain[32], commas[40];
    double end = pty_now_ms() + COUNTED_MS;
    unsigned tries = 0;

    snprintf(plain, sizeof plain, "%" PRIu64, n);
    with_commas(n, commas, sizeof commas);
    pty_resize(&s->pty, 120, 30);
    escape(s);
    press(s, "t0", REST_MS);
    escape(s);
    type_query(s, "stats count(*) as all_of_them");
    while (pty_now_ms() < end) {
        pty_forget(&s->pty);
        press(s, "\x0c", REST_MS);
        if (strstr(s->pty.tail, plain) || strstr(s->pty.tail, commas))
            return true;
        /* Keys by chance may have ended the following: begin again. */
        if (++tries % TRIES_EACH == 0)
            press(s, "f", REST_MS);
    }
    tell_screen(s, plain);
    return false;
}

static int stop_writer(struct soak *s)
{
    int status = 0;

    waitpid(s->writer, &status, 0);
    return status;
}

/* On a busy machine Esc and Q may arrive together: as Alt-Q. */
static int end_program(struct soak *s)
{
    enum { TRIES = 4 };
    int status = -1;

    for (int i = 0; i < TRIES && status == -1; i++) {
        escape(s);
        usleep(REST_MS * 1000);
        pty_send(&s->pty, "Q");
        status = pty_wait(&s->pty, SOON_MS / TRIES);
    }
    if (status == -1)
        pty_close(&s->pty);
    return status;
}

/* Of its own, on the average. */
static double quarter_mb(const struct soak *s, int i)
{
    return s->quarters[i].n ? s->quarters[i].sum_mb / s->quarters[i].n : 0;
}

/* By how much the last quarter has more than the one before. */
static double growth_percent(const struct soak *s)
{
    double before = quarter_mb(s, QUARTERS - 2);

    return before > 0 ? (quarter_mb(s, QUARTERS - 1) / before - 1) * 100 : 100;
}

static void check_usage(struct soak *s)
{
    if (!s->knows) {
        printf("# the system does not tell what a process takes\n");
        return;
    }
#ifndef SANITIZED
    check(s,
          s->most_mb <= s->memory_mb * 1.25 + ALLOWANCE_MB ||
              growth_percent(s) < GROWTH_PERCENT,
          "memory is within the budget, or flat");
#endif
    check(s,
          s->most_descriptors <= s->warm.descriptors + DESCRIPTORS &&
              s->now.descriptors <= s->warm.descriptors + DESCRIPTORS,
          "descriptors are flat");
    check(s, s->now.threads <= s->most_threads && s->most_threads < 40,
          "no thread is left over");
    printf("# screen: %.0f MB of its own when warm, %.0f at the end, %.0f at "
           "most, of a budget of %u; by quarters %.0f, %.0f, %.0f, %.0f, which "
           "is %+.1f %% in the last; %u, %u, %u descriptors; %u, %u, %u "
           "threads; %.1f s of processor time\n",
           s->warm.own_mb, s->now.own_mb, s->most_mb, s->memory_mb,
           quarter_mb(s, 0), quarter_mb(s, 1), quarter_mb(s, 2),
           quarter_mb(s, 3), growth_percent(s), s->warm.descriptors,
           s->now.descriptors, s->most_descriptors, s->warm.threads,
           s->now.threads, s->most_threads, s->now.cpu_s);
}

static void finish(struct soak *s)
{
    int writer = stop_writer(s);

    check(s, writer == 0, "lines are written when they are due");
    check(s, s->lives, "the session goes on");
    check(s, s->lives && shows_all(s), "all lines are counted at its end");
    note_usage(s, 1);
    check_usage(s);
    int status = end_program(s);
    check(s, status == 0, "it ends well");
    if (status)
        printf("# exit status %d\n", status);
    printf("1..%d\n", s->n_tests);
}

/* The beginning. */

static void make_home(const char *folder)
{
    setenv("TERM", "xterm-256color", 1);
    setenv("HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("XDG_CACHE_HOME", folder, 1);
}

static bool begin(struct soak *s, const char *folder)
{
    struct pour_options pour = {.shape = POUR_FILE, .rate = s->rate};
    char follow[] = "--follow", budget[] = "--memory", memory[32];
    char *argv[] = {s->program, follow, budget, memory, s->path, NULL};

    /* Until the last query, without a file that grows meanwhile. */
    pour.lines = s->queries ? s->rate : (uint64_t)s->rate * s->seconds;
    snprintf(memory, sizeof memory, "%uM", s->memory_mb);
    snprintf(s->path, sizeof s->path, "%s/screen", folder);
    if (mkdir(s->path, 0700)) {
        perror(s->path);
        return false;
    }
    s->shared = pour_share();
    pour.folder = s->path;
    s->writer = s->shared ? pour_start(&pour, s->shared) : -1;
    if (s->writer < 0) {
        perror("cannot start the writer");
        return false;
    }
    while (atomic_load(&s->shared->written) == 0)
        usleep(1000);
    make_home(s->path);
    strncat(s->path, "/flow.log", sizeof s->path - strlen(s->path) - 1);
    if (!pty_open(&s->pty, argv, 120, 30))
        return false;
    check(s, pty_find(&s->pty, "query>", SOON_MS), "it starts");
    atomic_store(&s->shared->go, true);
    return true;
}

static int usage(void)
{
    fprintf(stderr, "usage: soak_screen [--seconds N] [--queries N] [--rate N] "
                    "[--memory MB] [--seed N] [--every S] PROGRAM FOLDER\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"seconds", required_argument, NULL, 's'},
        {"queries", required_argument, NULL, 'q'},
        {"rate", required_argument, NULL, 'r'},
        {"memory", required_argument, NULL, 'm'},
        {"seed", required_argument, NULL, 'x'},
        {"every", required_argument, NULL, 'e'},
        {NULL, 0, NULL, 0}};
    struct soak s = {
        .seconds = 10, .rate = 1000, .memory_mb = 64, .good = true};
    uint64_t seed = 1;
    int c;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == 's')
            s.seconds = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 'q')
            s.queries = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 'r')
            s.rate = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 'm')
            s.memory_mb = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 'x')
            seed = strtoull(optarg, NULL, 10);
        else if (c == 'e')
            s.every_s = strtod(optarg, NULL);
        else
            return usage();
    }
    if (argc - optind != 2 || !s.seconds || !s.rate)
        return usage();
    rng_init(&s.rng, seed);
    s.program = argv[optind];
    if (!begin(&s, argv[optind + 1]))
        return 99;
    run_session(&s);
    finish(&s);
    return s.good ? 0 : 1;
}
