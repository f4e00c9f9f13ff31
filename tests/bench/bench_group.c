/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_group [--json]: what a row costs when it is grouped, as a thread of
 * a query does it (group_set.h): 10, 65,536 and 4 million groups, by one and
 * by two keys, with 1 and 2 threads. Nothing is folded into the groups, so
 * that this is also the cost of a distinct tuple. One line each:
 *
 *     group 65536 1 key 2 threads   6.1 ns a row
 */
#include "base/hash.h"
#include "base/team.h"
#include "engine/group_set.h"
#include "engine/stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAGE_ROWS = 10240, RUNS = 3 };

static const uint64_t total_rows = 12000000;

struct run {
    struct group_set set;
    uint32_t groups;
    uint32_t keys;
    unsigned threads;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Keys of BATCH_ROWS rows from row on: addresses in no order. */
static void make_keys(const struct run *run, struct grouper *g, uint64_t row)
{
    for (uint32_t i = 0; i < BATCH_ROWS; i++) {
        uint32_t group = (uint32_t)(hash_u64(row + i) % run->groups);

        grouper_keys(g, 0)[i] = cell_make(CELL_IP4, group);
        if (run->keys == 2)
            grouper_keys(g, 1)[i] = cell_make(CELL_IP4, ~group);
    }
}

static void run_thread(void *arg, unsigned thread)
{
    struct run *run = arg;
    struct grouper g;
    uint64_t first = total_rows / run->threads * thread;
    uint64_t end = first + total_rows / run->threads;

    grouper_init(&g, &run->set, STATS_OWN_LIMIT, NULL);
    for (uint64_t row = first; row < end; row += BATCH_ROWS) {
        make_keys(run, &g, row);
        grouper_add(&g, BATCH_ROWS, NULL);
        if (row / PAGE_ROWS != (row + BATCH_ROWS) / PAGE_ROWS)
            grouper_flush(&g, NULL);
    }
    grouper_flush(&g, NULL);
    grouper_merge(&g, &run->set, NULL);
    grouper_done(&g);
}

/* Nanoseconds a row, all threads together; the best of some runs. */
static double measure(uint32_t groups, uint32_t keys, unsigned threads)
{
    /* As an engine has it: kept from run to run. */
    struct pool *pool = pool_new(SIZE_MAX);
    double best = 0;

    for (int i = 0; i < RUNS; i++) {
        struct run run = {.groups = groups, .keys = keys, .threads = threads};
        struct group_spec spec = {.width = keys};
        double start = now_s();

        group_set_init(&run.set, &spec, pool);
        team_run(threads, run_thread, &run);
        group_set_done(&run.set);
        double seconds = now_s() - start;
        best = i == 0 || seconds < best ? seconds : best;
    }
    pool_release(pool);
    return best * 1e9 / (double)total_rows;
}

static void print_figure(bool json, bool first, const char *name, double ns)
{
    if (json)
        printf("%s{\"name\": \"%s\", \"unit\": \"ns a row\", \"value\": %.2f}",
               first ? "[\n" : ",\n", name, ns);
    else
        printf("%-34s %6.1f ns a row\n", name, ns);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const uint32_t groups[] = {10, 65536, 4000000};
    bool json = argc == 2 && strcmp(argv[1], "--json") == 0;
    bool first = true;

    if (argc > 1 && !json) {
        fprintf(stderr, "usage: bench_group [--json]\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        for (uint32_t keys = 1; keys <= 2; keys++) {
            for (unsigned threads = 1; threads <= 2; threads++) {
                char name[64];

                snprintf(name, sizeof name, "group %u %u key%s %u thread%s",
                         groups[i], keys, keys > 1 ? "s" : "", threads,
                         threads > 1 ? "s" : "");
                print_figure(json, first, name,
                             measure(groups[i], keys, threads));
                first = false;
            }
        }
    }
    if (json)
        printf("\n]\n");
    return 0;
}
