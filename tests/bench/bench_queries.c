/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_queries FILE [RUNS]: how long the engine takes for the queries of
 * queries.txt over columns in memory. FILE is loaded once, every column of
 * it; then each query runs RUNS times, through the interface that the
 * explorer uses, and its median is printed:
 *
 *     q1 warm median 4.20 ms
 *
 * --first loads nothing: each run opens FILE anew and tells when the first
 * partial result with rows was there, and the last. --plans asks a query, its
 * timeline and its talkers as the explorer does, in one job and one by one.
 */
#include "bench_run.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "tui/ask.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_RUNS = 7, MAX_RUNS = 1000, MAX_THREADS = 256 };

static const char usage[] =
    "usage: bench_queries [OPTIONS] FILE [RUNS]\n"
    "  --threads N     default: all processors\n"
    "  --query TEXT    this query instead of the table's\n"
    "  --queries FILE  another table: name, tab, query in each line\n"
    "  --first         time to the first partial result of cold queries\n"
    "  --plans         a query, its timeline and its talkers in one job\n"
    "  --json          print an array of {name, unit, value}\n";

struct named {
    const char *name;
    struct str text;
};

struct bench {
    const char *file;
    unsigned threads;
    size_t runs;
    struct arena arena; /* names and texts */
    struct named *queries;
    size_t n_queries;
    size_t cap_queries;
    bool json;
    size_t n_figures; /* printed so far */
};

__attribute__((format(printf, 1, 2), noreturn)) static void
fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("bench_queries: ", stderr);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

/* Printing. */

/* An item of the array; nothing in the text. */
static void figure(struct bench *b, const char *name, const char *unit,
                   double value)
{
    if (b->json)
        printf("%s\n{\"name\": \"%s\", \"unit\": \"%s\", \"value\": %.6g}",
               b->n_figures++ ? "," : "[", name, unit, value);
}

/* A line of the text; nothing in the array. */
__attribute__((format(printf, 2, 3))) static void tell(const struct bench *b,
                                                       const char *line, ...)
{
    va_list args;

    if (b->json)
        return;
    va_start(args, line);
    vprintf(line, args);
    va_end(args);
    fflush(stdout);
}

static const char *name_of(struct bench *b, const char *what, const char *name)
{
    return arena_printf(&b->arena, "%s %s", what, name).p;
}

/* What is measured. */

static double median_of_job(struct bench *b, struct bench_run *r,
                            const struct str *texts, uint32_t n)
{
    double *seconds = mem_calloc(b->runs, sizeof *seconds);
    struct err err = {0};

    for (size_t i = 0; i < b->runs; i++)
        if (!bench_run_job(r, texts, n, &seconds[i], &err))
            fail("%.*s: %s", STR_ARG(texts[0]), err.msg);
    double median = bench_median(seconds, b->runs);
    free(seconds);
    return median * 1e3;
}

static void open_run(struct bench *b, struct bench_run *r)
{
    struct err err = {0};

    if (!bench_run_open(r, b->file, b->threads, &err))
        fail("%s", err.msg);
}

static void open_filled(struct bench *b, struct bench_run *r, bool with_figures)
{
    open_run(b, r);
    struct bench_fill fill = bench_run_fill(r);
    double rows = fill.rows ? (double)fill.rows : 1;

    tell(b, "filled %zu columns of %llu rows in %.3f s with %u threads\n",
         fill.n_fields, (unsigned long long)fill.rows, fill.seconds,
         r->threads);
    tell(b, "columns take %.1f bytes a row\n", (double)fill.bytes / rows);
    if (!with_figures)
        return;
    figure(b, "fill", "s", fill.seconds);
    figure(b, "columns", "bytes/row", (double)fill.bytes / rows);
}

static void bench_warm(struct bench *b)
{
    struct bench_run run;

    open_filled(b, &run, true);
    for (size_t i = 0; i < b->n_queries; i++) {
        const struct named *q = &b->queries[i];
        double ms = median_of_job(b, &run, &q->text, 1);

        tell(b, "%s warm median %.2f ms\n", q->name, ms);
        figure(b, name_of(b, "warm", q->name), "ms", ms);
    }
    bench_run_close(&run);
}

static void bench_first(struct bench *b)
{
    double *first = mem_calloc(b->runs, sizeof *first);
    double *whole = mem_calloc(b->runs, sizeof *whole);

    for (size_t i = 0; i < b->n_queries; i++) {
        const struct named *q = &b->queries[i];

        for (size_t k = 0; k < b->runs; k++) {
            struct bench_run run;
            struct bench_first took;
            struct err err = {0};

            open_run(b, &run);
            if (!bench_run_first(&run, q->text, &took, &err))
                fail("%s: %s", q->name, err.msg);
            bench_run_close(&run);
            first[k] = took.first_s * 1e3;
            whole[k] = took.whole_s * 1e3;
        }
        double ms = bench_median(first, b->runs);
        tell(b, "%s first %.1f ms of %.1f ms\n", q->name, ms,
             bench_median(whole, b->runs));
        figure(b, name_of(b, "first", q->name), "ms", ms);
    }
    free(first);
    free(whole);
}

static void bench_plans_of(struct bench *b, struct bench_run *run,
                           const struct named *q)
{
    enum { BUCKET_MS = 60 * 1000, TALKERS = 200, N = 3 };
    struct str texts[N] = {q->text};
    struct err err = {0};
    double alone[N];

    if (!ask_timeline(&b->arena, q->text, BUCKET_MS, true, &texts[1], &err) ||
        !ask_talkers(&b->arena, q->text, dimension_at(0), METRIC_REJECTS,
                     TALKERS, &texts[2], &err))
        fail("%s: %s", q->name, err.msg);
    for (uint32_t i = 0; i < N; i++)
        alone[i] = median_of_job(b, run, &texts[i], 1);
    double together = median_of_job(b, run, texts, N);
    tell(b,
         "%s plans median %.2f ms; query %.2f, timeline %.2f, talkers %.2f "
         "alone\n",
         q->name, together, alone[0], alone[1], alone[2]);
    figure(b, name_of(b, "plans", q->name), "ms", together);
    figure(b, name_of(b, "plans one by one", q->name), "ms",
           alone[0] + alone[1] + alone[2]);
}

static void bench_plans(struct bench *b)
{
    struct bench_run run;

    open_filled(b, &run, false);
    for (size_t i = 0; i < b->n_queries; i++)
        bench_plans_of(b, &run, &b->queries[i]);
    bench_run_close(&run);
}

/* Settings. */

static void add_query(struct bench *b, struct str name, struct str text)
{
    b->queries =
        mem_grow(b->queries, b->n_queries, &b->cap_queries, sizeof *b->queries);
    b->queries[b->n_queries++] =
        (struct named){arena_printf(&b->arena, "%.*s", STR_ARG(name)).p,
                       arena_copy(&b->arena, text)};
}

static void read_table(struct bench *b, const char *path)
{
    FILE *in = fopen(path, "r");
    char *line = NULL;
    size_t cap = 0;

    if (!in)
        fail("cannot read %s", path);
    while (getline(&line, &cap, in) > 0) {
        struct str text = str_trim(str_of(line)), name;

        if (line[0] != '#' && str_split(&text, '\t', &name))
            add_query(b, name, text);
    }
    free(line);
    fclose(in);
}

static uint64_t number(const char *text, uint64_t max)
{
    uint64_t n;

    if (!num_parse_uint(str_of(text), max, &n) || n == 0)
        fail("'%s' is not a number from 1 to %llu", text,
             (unsigned long long)max);
    return n;
}

typedef void bench_fn(struct bench *b);

static bench_fn *read_options(struct bench *b, int argc, char **argv)
{
    static const struct option options[] = {
        {"threads", required_argument, NULL, 't'},
        {"query", required_argument, NULL, 'q'},
        {"queries", required_argument, NULL, 'Q'},
        {"first", no_argument, NULL, 'f'},
        {"plans", no_argument, NULL, 'p'},
        {"json", no_argument, NULL, 'j'},
        {0},
    };
    const char *table = BENCH_QUERIES;
    bench_fn *what = bench_warm;
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt == 't') {
            b->threads = (unsigned)number(optarg, MAX_THREADS);
        } else if (opt == 'q') {
            add_query(b, STR("query"), str_of(optarg));
        } else if (opt == 'Q') {
            table = optarg;
        } else if (opt == 'f') {
            what = bench_first;
        } else if (opt == 'p') {
            what = bench_plans;
        } else if (opt == 'j') {
            b->json = true;
        } else {
            fputs(usage, stderr);
            exit(2);
        }
    }
    if (b->n_queries == 0)
        read_table(b, table);
    return what;
}

int main(int argc, char **argv)
{
    struct bench b = {.runs = DEFAULT_RUNS};
    bench_fn *what = read_options(&b, argc, argv);

    if (argc - optind < 1 || argc - optind > 2) {
        fputs(usage, stderr);
        return 2;
    }
    b.file = argv[optind];
    if (argc - optind == 2)
        b.runs = number(argv[optind + 1], MAX_RUNS);
    what(&b);
    if (b.json)
        puts(b.n_figures ? "\n]" : "[]");
    arena_done(&b.arena);
    free(b.queries);
    return 0;
}
