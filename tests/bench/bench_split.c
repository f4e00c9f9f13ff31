/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast text is gone over with each kind of vector instructions that the
 * machine has: its separators found, its lines read with some wanted fields,
 * a literal searched. The text is the beginning of a log, small enough for
 * the second-level cache, and gone over again and again by one thread; the
 * fastest run counts.
 *
 *     bench_split [--json] LOG
 */
#include "base/cpu.h"
#include "base/mem.h"
#include "flow/layout.h"
#include "scan/lines.h"
#include "scan/search.h"
#include "scan/split.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TEXT_BYTES = 512 << 10,
    WINDOW_BYTES = 8 << 10,
    RUNS = 100,
    WANTED_MAX = 14
};

struct bench {
    struct str text;
    char *owned; /* the memory of the text */
    struct fields *fields;
    struct layouts *layouts;
    struct header_filter filter;
    struct header_rules rules;
    struct line_reader *reader;
    split_fn *split;
    struct search search;
    field_id wanted[WANTED_MAX];
    size_t n_wanted;
    bool json;
    unsigned n_printed;
    uint64_t sum; /* of what was found, so that it must be found */
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void print_figure(struct bench *b, const char *name, double value)
{
    if (b->json)
        printf("%s{\"name\": \"%s\", \"unit\": \"GB/s\", \"value\": %.4g}",
               b->n_printed ? ",\n" : "", name, value);
    else
        printf("%s %.1f GB/s\n", name, value);
    b->n_printed++;
}

static void measure(struct bench *b, const char *name,
                    void (*run)(struct bench *))
{
    double best = 1e9;

    for (unsigned i = 0; i < RUNS; i++) {
        double start = now_s();

        run(b);
        double seconds = now_s() - start;
        if (seconds < best)
            best = seconds;
    }
    print_figure(b, name, (double)b->text.n / best / 1e9);
}

static void run_split(struct bench *b)
{
    static uint32_t places[WINDOW_BYTES + SPLIT_SLACK];

    for (size_t at = 0; at < b->text.n; at += WINDOW_BYTES) {
        struct str window = str_slice(b->text, at, at + WINDOW_BYTES);

        b->sum +=
            b->split(window.p, (uint32_t)window.n, (uint32_t)at, places).n;
    }
}

static void take_batch(void *arg, const struct row_batch *batch)
{
    struct bench *b = arg;

    b->sum += batch->n;
}

static void run_lines(struct bench *b)
{
    const struct line_request request = {.rules = &b->rules,
                                         .layout = layouts_default(b->layouts),
                                         .wanted = b->wanted,
                                         .n_wanted = b->n_wanted,
                                         .each = take_batch,
                                         .arg = b};
    struct line_summary summary;

    line_reader_run(b->reader, b->text, &request, &summary);
}

static void run_search(struct bench *b)
{
    uint32_t places[SEARCH_BATCH];

    for (uint32_t from = 0; from < b->text.n;)
        b->sum += search_run(&b->search, b->text, &from, places, SEARCH_BATCH);
}

static void measure_lines(struct bench *b, const char *level)
{
    static const size_t counts[] = {0, 1, 4, WANTED_MAX};
    const struct layout *layout = layouts_default(b->layouts);
    char name[64];

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        b->n_wanted = counts[i];
        /* Spread over the line. */
        for (size_t k = 0; k < b->n_wanted; k++)
            b->wanted[k] = layout->cols[(k + 1) * layout->n / b->n_wanted - 1];
        snprintf(name, sizeof name, "lines %s %zu fields", level, counts[i]);
        measure(b, name, run_lines);
    }
}

static void measure_level(struct bench *b, enum cpu_level level)
{
    const char *name = cpu_level_name(level);
    char text[64];

    setenv("VPCSCOPE_CPU", name, 1);
    if (cpu_level() != level)
        return;
    b->split = split_for(level);
    b->reader = line_reader_new();
    search_init(&b->search, STR("162.142.125."), level);
    snprintf(text, sizeof text, "split %s index", name);
    measure(b, text, run_split);
    measure_lines(b, name);
    snprintf(text, sizeof text, "search %s", name);
    measure(b, text, run_search);
    line_reader_free(b->reader);
}

/* The beginning of the file; empty when there is none. */
static void read_text(struct bench *b, const char *path)
{
    FILE *f = fopen(path, "rb");

    if (!f)
        return;
    b->owned = mem_alloc(TEXT_BYTES);
    b->text = (struct str){b->owned, fread(b->owned, 1, TEXT_BYTES, f)};
    fclose(f);
}

int main(int argc, char **argv)
{
    struct bench b = {.json = argc == 3 && strcmp(argv[1], "--json") == 0};

    if (argc != 2 + b.json) {
        fprintf(stderr, "usage: bench_split [--json] LOG\n");
        return 2;
    }
    read_text(&b, argv[argc - 1]);
    if (b.text.n == 0) {
        fprintf(stderr, "bench_split: nothing to read\n");
        return 3;
    }
    b.fields = fields_new();
    b.layouts = layouts_new(b.fields);
    header_filter_init(&b.filter, b.fields);
    b.rules = (struct header_rules){.layouts = b.layouts, .filter = &b.filter};
    if (b.json)
        puts("[");
    for (int i = 0; i <= CPU_AVX512; i++)
        measure_level(&b, (enum cpu_level)i);
    if (b.json)
        puts("\n]");
    layouts_free(b.layouts);
    fields_free(b.fields);
    free(b.owned);
    return b.sum == 0;
}
