/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * agree_warm: answers queries the way the explorer has them answered, for
 * agree.sh to compare with a process for each. The log is opened once with
 * its columns kept; standard input has the queries, as agree.queries. In each
 * of ROUNDS all are answered, and each answer printed as CSV below a line
 * "== WINDOW<tab>QUERY". A query that is refused or fails prints nothing more.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "engine/local.h"
#include "output/output.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: agree_warm [OPTIONS] PATH...\n"
    "  --threads N    default 1\n"
    "  --memory SIZE  budget of the columns\n"
    "  --states SIZE  budget of groups and rows\n"
    "  --rounds N     default 2\n"
    "  --together N   so many queries in one job (default 1)\n"
    "  --snapshots    make partial results all the time\n"
    "  --ahead        decode columns ahead of need between the jobs\n"
    "  --format SPEC  as the program's\n";

struct question {
    struct str line; /* as read */
    struct str text;
    struct time_window window;
};

struct agree {
    struct dataset_options dataset;
    struct local_options local;
    unsigned snapshot_ms;
    uint64_t rounds;
    uint64_t together;
    struct dataset *ds;
    struct engine *engine;
    struct arena arena; /* of the questions */
    struct question *questions;
    size_t n;
    size_t cap;
};

static int64_t read_s(struct str text)
{
    uint64_t s = 0;

    num_parse_uint(text, UINT32_MAX, &s);
    return (int64_t)s * 1000;
}

/* "from to" in seconds, or "-". */
static struct time_window read_window(struct str text)
{
    struct str from, to = text;

    if (!str_split(&to, ' ', &from) || str_eq(from, STR("-")))
        return TIME_WINDOW_ALL;
    return (struct time_window){read_s(from), read_s(to)};
}

static void add_question(struct agree *a, struct str line)
{
    struct question q = {.line = arena_copy(&a->arena, line)};
    struct str window;

    q.text = q.line;
    if (!str_split(&q.text, '\t', &window))
        return;
    q.window = read_window(window);
    a->questions = mem_grow(a->questions, a->n, &a->cap, sizeof *a->questions);
    a->questions[a->n++] = q;
}

static void read_questions(struct agree *a)
{
    char *line = NULL;
    size_t cap = 0;

    while (getline(&line, &cap, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '#')
            add_question(a, str_of(line));
    }
    free(line);
}

static bool same_window(const struct question *a, const struct question *b)
{
    return a->window.from_ms == b->window.from_ms &&
           a->window.to_ms == b->window.to_ms;
}

/* A job of questions [first, first + n); NULL when one of them is refused. */
static struct job *start(struct agree *a, size_t first, uint32_t n)
{
    struct job_query *queries = mem_calloc(n, sizeof *queries);
    struct job_request request = {
        .queries = queries,
        .n_queries = n,
        .window = a->questions[first].window,
        .snapshot_ms = a->snapshot_ms,
    };
    struct err err = {0};
    uint32_t which;

    for (uint32_t i = 0; i < n; i++)
        queries[i].text = a->questions[first + i].text;
    struct job *job = engine_start(a->engine, &request, &which, &err);
    free(queries);
    return job;
}

/* The same, waited for. */
static struct job *ask(struct agree *a, size_t first, uint32_t n)
{
    struct job *job = start(a, first, n);

    if (job)
        job->ops->wait(job);
    return job;
}

static void print_answer(const struct question *q, struct job *job, uint32_t i)
{
    static const struct output_options csv = {.format = OUTPUT_CSV};
    struct err err = {0};

    printf("== %.*s\n", STR_ARG(q->line));
    if (!job || job->ops->progress(job).state != JOB_DONE)
        return;
    struct result *result = job->ops->snapshot(job, i);
    if (!output_result(stdout, result, &csv, &err))
        printf("%s\n", err.msg);
    result_release(result);
}

/*
 * Answer the questions from first on that go into one job; returns how many.
 * When one is refused, or fails and takes the others with it, the first is
 * asked alone.
 */
static uint32_t answer_some(struct agree *a, size_t first)
{
    uint32_t n = 1;

    while (n < a->together && first + n < a->n &&
           same_window(&a->questions[first], &a->questions[first + n]))
        n++;
    struct job *job = ask(a, first, n);
    if (n > 1 && (!job || job->ops->progress(job).state != JOB_DONE)) {
        job_free(job);
        n = 1;
        job = ask(a, first, n);
    }
    for (uint32_t i = 0; i < n; i++)
        print_answer(&a->questions[first + i], job, i);
    job_free(job);
    return n;
}

static uint64_t option_number(const char *text)
{
    uint64_t n;

    if (num_parse_size(str_of(text), &n) && n > 0)
        return n;
    fputs(usage, stderr);
    exit(2);
}

static void read_options(struct agree *a, int argc, char **argv)
{
    static const struct option options[] = {
        {"threads", required_argument, NULL, 't'},
        {"memory", required_argument, NULL, 'm'},
        {"states", required_argument, NULL, 'g'},
        {"rounds", required_argument, NULL, 'r'},
        {"together", required_argument, NULL, 'n'},
        {"snapshots", no_argument, NULL, 's'},
        {"ahead", no_argument, NULL, 'a'},
        {"format", required_argument, NULL, 'F'},
        {0},
    };
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (opt == 't') {
            a->local.threads = (unsigned)option_number(optarg);
        } else if (opt == 'm') {
            a->dataset.memory_bytes = option_number(optarg);
        } else if (opt == 'g') {
            a->local.memory_bytes = option_number(optarg);
        } else if (opt == 'r') {
            a->rounds = option_number(optarg);
        } else if (opt == 'n') {
            a->together = option_number(optarg);
        } else if (opt == 's') {
            a->snapshot_ms = 1;
        } else if (opt == 'a') {
            a->local.ahead = true;
        } else if (opt == 'F') {
            a->dataset.format = optarg;
        } else {
            fputs(usage, stderr);
            exit(2);
        }
    }
}

static bool open_log(struct agree *a, char *const *paths)
{
    struct err err = {0};
    size_t n_files = 0;

    a->ds = dataset_new(&a->dataset, &err);
    for (; a->ds && *paths; paths++)
        n_files += dataset_add(a->ds, *paths);
    if (n_files == 0) {
        fprintf(stderr, "agree_warm: nothing to read %s\n", err.msg);
        return false;
    }
    a->engine = local_engine_new(a->ds, &a->local);
    return true;
}

int main(int argc, char **argv)
{
    struct agree a = {
        .dataset = {.keep_columns = true},
        .local = {.threads = 1},
        .rounds = 2,
        .together = 1,
    };

    read_options(&a, argc, argv);
    read_questions(&a);
    if (!open_log(&a, argv + optind))
        return 3;
    for (uint64_t round = 0; round < a.rounds; round++)
        for (size_t i = 0; i < a.n;)
            i += answer_some(&a, i);
    a.engine->ops->free(a.engine);
    dataset_free(a.ds);
    arena_done(&a.arena);
    free(a.questions);
    return 0;
}
