/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast text becomes columns: each kind of field from texts that lie in
 * the cache, by each version of the decoders that this machine has; then all
 * columns of a log, with one thread and with two, and the memory they take.
 *
 *     bench_scan [--json] LOG
 */
#include "base/buf.h"
#include "base/cpu.h"
#include "base/mem.h"
#include "base/team.h"
#include "scan/decode.h"
#include "scan/scanner.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MAX_FIELDS = 64,
    VALUES = 8192, /* about a segment */
    ROUNDS = 200,
    REPEATS = 3 /* of a fill; the best counts */
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Lines of a table, or objects of an array. */
struct report {
    bool json;
    unsigned n;
};

static void report(struct report *r, const char *name, const char *unit,
                   double value)
{
    if (r->json)
        printf("%s{\"name\": \"%s\", \"unit\": \"%s\", \"value\": %.3f}",
               r->n ? ",\n" : "[\n", name, unit, value);
    else
        printf("%-40s %10.2f %s\n", name, value, unit);
    r->n++;
}

/* Decoders. */

typedef void write_fn(struct buf *out);

static void write_int_2(struct buf *out)
{
    buf_printf(out, "%d", 10 + rand() % 90);
}

static void write_int_5(struct buf *out)
{
    buf_printf(out, "%d", 10000 + rand() % 50000);
}

static void write_int_10(struct buf *out)
{
    buf_printf(out, "%d", 1700000000 + rand() % 600);
}

static void write_v4(struct buf *out)
{
    buf_printf(out, "%d.%d.%d.%d", rand() % 256, rand() % 256, rand() % 256,
               rand() % 256);
}

/* One of a thousand hosts. */
static void write_v6(struct buf *out)
{
    buf_printf(out, "2600:1f18:4a3:ff00:%x::%x", rand() % 4, rand() % 250);
}

static void write_action(struct buf *out)
{
    buf_text(out, rand() % 12 ? "ACCEPT" : "REJECT");
}

static void write_interface(struct buf *out)
{
    buf_printf(out, "eni-0%016x", (unsigned)(rand() % 1000) * 2654435761u);
}

static const struct kind {
    const char *name;
    enum field_type type;
    write_fn *write;
} kinds[] = {
    {"2 digits", TYPE_SMALL, write_int_2},
    {"5 digits", TYPE_PORT, write_int_5},
    {"10 digits", TYPE_TIME, write_int_10},
    {"IPv4", TYPE_IP, write_v4},
    {"IPv6", TYPE_IP, write_v6},
    {"action", TYPE_TEXT, write_action},
    {"interface id", TYPE_TEXT, write_interface},
};

static double time_decoder(struct decoder *d, struct str text,
                           const struct slice *slices)
{
    double best = 1e9;

    for (unsigned round = 0; round < ROUNDS; round++) {
        double start = now_s();

        decoder_begin(d, text);
        for (uint32_t i = 0; i < VALUES; i += BATCH_ROWS)
            decoder_add(d, slices + i, BATCH_ROWS);
        double seconds = now_s() - start;
        best = seconds < best ? seconds : best;
    }
    return best / VALUES * 1e9;
}

static void measure_decoder(struct report *r, const struct kind *kind,
                            enum cpu_level level)
{
    struct buf text = {.p = NULL};
    struct dict *dict = dict_new();
    struct decoder d = {.n = 0};
    struct slice *slices = mem_alloc(VALUES * sizeof *slices);
    char name[64];

    for (uint32_t i = 0; i < VALUES; i++) {
        uint32_t at = (uint32_t)text.n;

        kind->write(&text);
        slices[i] = (struct slice){at, (uint32_t)text.n - at};
        buf_char(&text, ' ');
    }
    decoder_init(&d, kind->type, dict, level);
    snprintf(name, sizeof name, "decode %s, %s", kind->name,
             cpu_level_name(level));
    report(r, name, "ns/value", time_decoder(&d, buf_str(&text), slices));
    decoder_done(&d);
    dict_free(dict);
    free(slices);
    buf_done(&text);
}

/* Whole logs. */

struct fill {
    struct dataset *ds;
    struct scan_queue *queue;
    field_id fields[MAX_FIELDS];
    size_t n_fields;
};

static void fill_thread(void *arg, unsigned thread)
{
    struct fill *fill = arg;
    struct scanner *s = scanner_new(fill->ds);

    (void)thread;
    while (scanner_next(s, fill->queue) == SCAN_NEXT_OK)
        scanner_want(s, fill->fields, fill->n_fields);
    scanner_free(s);
}

/* Seconds; false when there is nothing to read. */
static bool fill_all(const char *path, unsigned threads, double *seconds,
                     struct dataset_totals *totals)
{
    const struct dataset_options options = {.memory_bytes = UINT64_C(8) << 30,
                                            .keep_columns = true};
    struct err err = {.code = ERR_NONE};
    struct fill fill = {.ds = dataset_new(&options, &err)};
    bool any = dataset_add(fill.ds, path) > 0;

    if (any) {
        fill.n_fields = dataset_layout_fields(fill.ds, fill.fields, MAX_FIELDS);
        if (fill.n_fields > MAX_FIELDS)
            fill.n_fields = MAX_FIELDS;
        double start = now_s();
        fill.queue = scan_queue_new(fill.ds);
        team_run(threads, fill_thread, &fill);
        scan_queue_free(fill.queue);
        *seconds = now_s() - start;
        *totals = dataset_totals(fill.ds);
    }
    dataset_free(fill.ds);
    return any;
}

static bool measure_fill(struct report *r, const char *path, unsigned threads)
{
    struct dataset_totals totals = {.rows = 0};
    double best = 1e9;
    char name[64];

    for (unsigned i = 0; i < REPEATS; i++) {
        double seconds;

        if (!fill_all(path, threads, &seconds, &totals))
            return false;
        best = seconds < best ? seconds : best;
    }
    snprintf(name, sizeof name, "fill all columns, %u thread%s", threads,
             threads == 1 ? "" : "s");
    report(r, name, "ms", best * 1e3);
    if (threads == 1 && totals.rows)
        report(r, "columns kept", "bytes/row",
               (double)totals.cache_bytes / (double)totals.rows);
    return true;
}

int main(int argc, char **argv)
{
    struct report r = {.json = argc > 1 && strcmp(argv[1], "--json") == 0};
    const char *path = argv[1 + r.json];

    if (argc != 2 + r.json) {
        fprintf(stderr, "usage: bench_scan [--json] LOG\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        measure_decoder(&r, &kinds[i], CPU_PORTABLE);
        if (cpu_level() > CPU_PORTABLE)
            measure_decoder(&r, &kinds[i], cpu_level());
    }
    for (unsigned threads = 1; threads <= 2; threads++) {
        if (!measure_fill(&r, path, threads)) {
            fprintf(stderr, "bench_scan: nothing to read in %s\n", path);
            return 3;
        }
    }
    if (r.json)
        printf("\n]\n");
    return 0;
}
