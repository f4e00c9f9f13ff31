/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long it takes until the files of some paths are known to the program:
 * found, opened, and their layouts told by their first lines. Memory is what
 * the process has then, of its own.
 *
 *     bench_open [--json] [--threads N] PATH...
 */
#include "scan/dataset.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Pages of its own, in MB; 0 where the system does not say. */
static double own_mb(void)
{
    unsigned long pages = 0, resident = 0, shared = 0;
    FILE *f = fopen("/proc/self/statm", "r");

    if (!f)
        return 0;
    if (fscanf(f, "%lu %lu %lu", &pages, &resident, &shared) != 3)
        resident = shared = 0;
    fclose(f);
    return (double)(resident - shared) * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static void print_figures(bool json, size_t n, double seconds, double mb)
{
    if (json)
        printf("{\"name\": \"open\", \"unit\": \"s\", \"value\": %.4g},\n"
               "{\"name\": \"open memory\", \"unit\": \"MB\", "
               "\"value\": %.4g}\n",
               seconds, mb);
    else
        printf("%zu files: %.3f s, %.0f MB\n", n, seconds, mb);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"threads", required_argument, NULL, 't'},
        {0},
    };
    struct dataset_options d = {.keep_columns = false};
    struct err err = {.code = ERR_NONE};
    bool json = false;
    size_t n;

    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c == '?')
            return 2;
        if (c == 'j')
            json = true;
        else
            d.threads = (unsigned)atoi(optarg);
    }
    double start = now_s();
    struct dataset *ds = dataset_new(&d, &err);
    n = dataset_add_all(ds, (const char *const *)argv + optind,
                        (size_t)(argc - optind));
    double seconds = now_s() - start;
    if (n == 0)
        fputs("bench_open: nothing to open\n", stderr);
    else
        print_figures(json, n, seconds, own_mb());
    dataset_free(ds);
    return n == 0;
}
