/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following in batch mode what is written at a steady rate (pour.h), for as
 * long as one likes. Looked at all the time: how old the oldest line is that
 * is not counted yet, and what the program takes. At the end each line must
 * have been counted once, and its bytes with it.
 *
 *     soak_batch [OPTIONS] PROGRAM FOLDER SHAPE...
 *
 *     --seconds N   of each shape (3)
 *     --rate N      lines a second (50000)
 *     --turn N      a folder's next file after so many lines (100000)
 *     --memory MB   the program's budget (256)
 *     --lag S       that is allowed (2)
 *     --warm N      percent of the time until the program is warm (10)
 *     --every S     tell figures as often, as comments (0: at the end)
 *
 * A shape is file, folder or stdin. What is written goes to FOLDER/SHAPE.
 * Prints TAP.
 */
#include "pour.h"
#include "sanitized.h"
#include "usage.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    TICK_MS = 20,
    LOOK_S = 1,        /* between looks at what the program takes */
    ALLOWANCE_MB = 64, /* beside the budget: code, threads, the log's files */
    GROWTH_MB = 24,    /* from the warm-up on */
    DESCRIPTORS = 24,  /* more than then */
    MOST_THREADS = 16,
    FIRST_S = 30, /* until the first answer */
    INTERRUPTED = 130,
    PATH_BYTES = 4096,
    LINE_BYTES = 256,
    MOMENTS = 1 << 15
};

struct soak {
    /* Options. */
    unsigned seconds, rate, memory_mb;
    uint64_t turn_lines;
    double lag_s, every_s;
    unsigned warm_percent;
    char *program;
    const char *folder;
    int n_tests;
    bool good;

    /* Of the shape under way: */
    enum pour_shape shape;
    const char *name;
    char path[PATH_BYTES], complaints[PATH_BYTES];
    struct pour_shared *shared;
    pid_t writer, reader;
    int answers; /* what the program writes */
    char line[LINE_BYTES];
    size_t line_n;
    uint64_t counted, bytes; /* by the program's newest answer */
    /* When so many lines were written: a ring. */
    struct moment {
        double at_s;
        uint64_t written;
    } moments[MOMENTS];
    size_t first, end; /* first: of those the program did not count all */
    double lag, worst_lag, told_lag;
    /* How much later than it should this program went on at most: so long
       others had the machine, and the program that is looked at may have had
       to wait, too. */
    double gone_on_s, worst_stall;
    struct usage warm, now;
    bool is_warm, knows;
    unsigned most_descriptors, most_threads;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void fail(const char *what)
{
    perror(what);
    exit(99);
}

/* Results. */

static void check(struct soak *s, bool good, const char *what)
{
    printf("%sok %d - %s: %s\n", good ? "" : "not ", ++s->n_tests, s->name,
           what);
    s->good = s->good && good;
}

static void skip(struct soak *s, const char *what)
{
    printf("ok %d - %s: %s # SKIP the system does not tell\n", ++s->n_tests,
           s->name, what);
}

static void tell_figures(const struct soak *s, double after_s)
{
    printf("# %s %.0f s: %" PRIuFAST64 " lines, %" PRIu64 " counted, lag %.2f "
           "s, at most %.2f s",
           s->name, after_s, atomic_load(&s->shared->written), s->counted,
           s->told_lag, s->worst_lag);
    if (s->knows)
        printf("; %.0f MB (%.0f its own), %u descriptors, %u threads, "
               "%.1f %% of a processor",
               s->now.resident_mb, s->now.own_mb, s->now.descriptors,
               s->now.threads, 100 * s->now.cpu_s / (after_s + 1e-3));
    printf("\n");
    fflush(stdout);
}

static void tell_complaints(const struct soak *s)
{
    char line[LINE_BYTES];
    FILE *f = fopen(s->complaints, "r");

    for (int i = 0; f && i < 10 && fgets(line, sizeof line, f); i++)
        printf("# stderr: %s", line);
    if (f)
        fclose(f);
}

/* The program. */

static void become_program(struct soak *s, int in, int out)
{
    static const char query[] = "stats count(*) as n, sum(bytes) as b";
    char memory[32];
    int err = open(s->complaints, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    snprintf(memory, sizeof memory, "%uM", s->memory_mb);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    for (int fd = STDERR_FILENO + 1; fd < 64; fd++)
        close(fd);
    execl(s->program, s->program, "--follow", "--every", "500ms", "--memory",
          memory, "-o", "csv", "-q", query, s->path, (char *)NULL);
    _exit(127);
}

static void start_program(struct soak *s, int in)
{
    int fds[2];

    if (pipe(fds))
        fail("pipe");
    s->reader = fork();
    if (s->reader == 0)
        become_program(s, in, fds[1]);
    if (s->reader < 0)
        fail("fork");
    close(fds[1]);
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    s->answers = fds[0];
}

static void take_line(struct soak *s)
{
    uint64_t n, bytes;

    s->line[s->line_n] = '\0';
    if (sscanf(s->line, "%" SCNu64 ",%" SCNu64, &n, &bytes) == 2) {
        s->counted = n;
        s->bytes = bytes;
        atomic_store(&s->shared->counted, n);
    }
    s->line_n = 0;
}

/* Take what the program wrote, waiting a tick for it; false at its end. */
static bool take_answers(struct soak *s)
{
    struct pollfd p = {.fd = s->answers, .events = POLLIN};
    char text[4096];
    ssize_t n;

    if (poll(&p, 1, TICK_MS) <= 0)
        return true;
    while ((n = read(s->answers, text, sizeof text)) > 0) {
        for (ssize_t i = 0; i < n; i++) {
            if (text[i] == '\n')
                take_line(s);
            else if (s->line_n < sizeof s->line - 1)
                s->line[s->line_n++] = text[i];
        }
    }
    return n < 0 && errno == EAGAIN;
}

/* Looking. */

/* The age of the oldest line that is not counted. */
static double lag_of(struct soak *s)
{
    double now = now_s();
    uint64_t written = atomic_load(&s->shared->written);

    if (s->end - s->first < MOMENTS)
        s->moments[s->end++ % MOMENTS] = (struct moment){now, written};
    while (s->first < s->end &&
           s->moments[s->first % MOMENTS].written <= s->counted)
        s->first++;
    return s->first < s->end ? now - s->moments[s->first % MOMENTS].at_s : 0;
}

static void note_stall(struct soak *s)
{
    double now = now_s(), since = s->gone_on_s > 0 ? now - s->gone_on_s : 0;
    double stall = since - TICK_MS / 1000.0;

    s->worst_stall = stall > s->worst_stall ? stall : s->worst_stall;
    s->gone_on_s = now;
}

static void note_lag(struct soak *s)
{
    note_stall(s);
    s->lag = lag_of(s);
    s->told_lag = s->lag > s->told_lag ? s->lag : s->told_lag;
    s->worst_lag = s->lag > s->worst_lag ? s->lag : s->worst_lag;
}

static void note_usage(struct soak *s, bool warm)
{
    struct usage now;

    if (!usage_get(s->reader, &now))
        return;
    s->knows = true;
    s->now = now;
    if (!s->is_warm)
        s->warm = now;
    s->is_warm = s->is_warm || warm;
    if (now.descriptors > s->most_descriptors)
        s->most_descriptors = now.descriptors;
    if (now.threads > s->most_threads)
        s->most_threads = now.threads;
}

/* Until the writer has ended; false when the program has before. */
static bool watch(struct soak *s, int *status)
{
    double start = now_s(), look = start, told = start;

    while (waitpid(s->writer, status, WNOHANG) == 0) {
        double now = now_s();

        if (!take_answers(s) && s->shape != POUR_PIPE)
            return false;
        note_lag(s);
        if (now - look >= LOOK_S) {
            note_usage(s, now - start > s->seconds * s->warm_percent / 100.0);
            look = now;
        }
        if (s->every_s > 0 && now - told >= s->every_s) {
            tell_figures(s, now - start);
            s->told_lag = s->lag;
            told = now;
        }
    }
    return true;
}

static bool has_counted_all(const struct soak *s)
{
    return s->counted == atomic_load(&s->shared->written) &&
           s->bytes == atomic_load(&s->shared->bytes_field);
}

/* The last lines are counted in time, too. */
static void watch_end(struct soak *s)
{
    double end = now_s() + s->lag_s;

    while (!has_counted_all(s) && now_s() < end && take_answers(s))
        note_lag(s);
    note_usage(s, true);
}

/* What it says at its end. */
static int end_program(struct soak *s)
{
    int status;

    if (s->shape != POUR_PIPE)
        kill(s->reader, SIGINT);
    while (waitpid(s->reader, &status, WNOHANG) == 0)
        (void)take_answers(s);
    (void)take_answers(s);
    close(s->answers);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Checks. */

static void check_usage(struct soak *s)
{
    static const char memory[] = "memory stays within the budget",
                      flat[] = "memory is flat",
                      descriptors[] = "descriptors and threads are flat";

    if (!s->knows) {
        skip(s, memory);
        skip(s, flat);
        skip(s, descriptors);
        return;
    }
#ifdef SANITIZED
    skip(s, memory);
    skip(s, flat);
#else
    check(s, s->now.peak_mb < s->memory_mb + ALLOWANCE_MB, memory);
    check(s, s->now.own_mb < s->warm.own_mb + GROWTH_MB, flat);
#endif
    /* Files that just came have theirs: of many files that is not steady. */
    unsigned allowed = s->warm.descriptors * 5 / 4 + DESCRIPTORS;

    check(s, s->most_descriptors <= allowed && s->most_threads <= MOST_THREADS,
          descriptors);
    printf("# %s: %.0f MB of its own when warm, %.0f at the end, at most %.0f "
           "of all; %u, %u, %u descriptors; %u, %u, %u threads\n",
           s->name, s->warm.own_mb, s->now.own_mb, s->now.peak_mb,
           s->warm.descriptors, s->now.descriptors, s->most_descriptors,
           s->warm.threads, s->now.threads, s->most_threads);
}

static void check_all(struct soak *s, bool lived, int writer, int reader)
{
    unsigned late_ms = atomic_load(&s->shared->late_ms);

    check(s, writer == 0 && late_ms < s->lag_s * 1000,
          "lines are written when they are due");
    check(s, lived && has_counted_all(s), "each line is counted once");
    if (!has_counted_all(s))
        printf("# %" PRIu64 " lines, %" PRIu64
               " bytes counted; expected %" PRIuFAST64 ", %" PRIuFAST64 "\n",
               s->counted, s->bytes, atomic_load(&s->shared->written),
               atomic_load(&s->shared->bytes_field));
    check(s, s->worst_lag <= s->lag_s, "none waits long");
    check_usage(s);
    check(s, reader == (s->shape == POUR_PIPE ? 0 : INTERRUPTED),
          "it ends well");
    printf("# %s: %u lines/s for %u s, %" PRIuFAST64 " files; lag at most %.2f "
           "s; %.1f %% of a processor; exit %d; written %u ms late at most, "
           "looked at %.0f ms late at most\n",
           s->name, s->rate, s->seconds, atomic_load(&s->shared->turns),
           s->worst_lag, 100 * s->now.cpu_s / s->seconds, reader, late_ms,
           s->worst_stall * 1000);
    if (!s->good)
        tell_complaints(s);
}

/* A shape. */

static void begin_shape(struct soak *s, const char *name)
{
    s->name = name;
    s->shape = strcmp(name, "stdin") == 0    ? POUR_PIPE
               : strcmp(name, "folder") == 0 ? POUR_FOLDER
                                             : POUR_FILE;
    snprintf(s->path, sizeof s->path, "%s/%s", s->folder, name);
    snprintf(s->complaints, sizeof s->complaints, "%s/%s.err", s->folder, name);
    if (mkdir(s->path, 0700))
        fail(s->path);
    s->shared = pour_share();
    if (!s->shared)
        fail("memory");
}

/* Standard input of the program; *to: the writer's end of it. */
static int make_input(const struct soak *s, int *to)
{
    int fds[2];

    *to = -1;
    if (s->shape != POUR_PIPE)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (pipe(fds))
        fail("pipe");
    *to = fds[1];
    return fds[0];
}

static void run_shape(struct soak *s, const char *name)
{
    struct soak all = *s; /* the options; and back at the end */
    struct pour_options pour = {.rate = s->rate,
                                .lines = (uint64_t)s->rate * s->seconds,
                                .turn_lines = s->turn_lines};
    int to, writer = -1;

    begin_shape(s, name);
    pour.shape = s->shape;
    pour.folder = s->path;
    int in = make_input(s, &to);
    pour.pipe = to;
    s->writer = pour_start(&pour, s->shared);
    if (to >= 0)
        close(to);
    while (atomic_load(&s->shared->written) == 0)
        usleep(TICK_MS * 1000);
    if (s->shape == POUR_FILE)
        strcat(s->path, "/flow.log");
    else if (s->shape == POUR_PIPE)
        strcpy(s->path, "-");
    start_program(s, in);
    close(in);
    double end = now_s() + FIRST_S;
    while (s->counted == 0 && now_s() < end)
        (void)take_answers(s);
    atomic_store(&s->shared->go, true);
    bool lived = watch(s, &writer);
    watch_end(s);
    check_all(s, lived, writer, end_program(s));
    all.n_tests = s->n_tests;
    all.good = s->good;
    *s = all;
}

static int usage(void)
{
    fprintf(stderr,
            "usage: soak_batch [--seconds N] [--rate N] [--turn N] "
            "[--memory MB] [--lag S] [--warm N] [--every S] PROGRAM FOLDER "
            "file|folder|stdin...\n");
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"seconds", required_argument, NULL, 's'},
        {"rate", required_argument, NULL, 'r'},
        {"turn", required_argument, NULL, 't'},
        {"memory", required_argument, NULL, 'm'},
        {"lag", required_argument, NULL, 'l'},
        {"warm", required_argument, NULL, 'w'},
        {"every", required_argument, NULL, 'e'},
        {NULL, 0, NULL, 0}};
    static struct soak s = {.seconds = 3,
                            .rate = 50000,
                            .turn_lines = 100000,
                            .memory_mb = 256,
                            .lag_s = 2,
                            .warm_percent = 10,
                            .good = true};
    int c;

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c == 's')
            s.seconds = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 'r')
            s.rate = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 't')
            s.turn_lines = strtoull(optarg, NULL, 10);
        else if (c == 'm')
            s.memory_mb = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 'l')
            s.lag_s = strtod(optarg, NULL);
        else if (c == 'w')
            s.warm_percent = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 'e')
            s.every_s = strtod(optarg, NULL);
        else
            return usage();
    }
    if (argc - optind < 3 || !s.seconds || !s.rate || !s.turn_lines)
        return usage();
    s.program = argv[optind];
    s.folder = argv[optind + 1];
    for (int i = optind + 2; i < argc; i++)
        run_shape(&s, argv[i]);
    printf("1..%d\n", s.n_tests);
    return s.good ? 0 : 1;
}
