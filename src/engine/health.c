/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/health.h"

#include "base/buf.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>

enum { CHUNK_ROWS = 64, LONGEST_INTERVAL_MINUTES = 10 };

/* A log has three of them; a file of something else may have any number. */
enum { STATUS_VALUES_MAX = 1024 };

/* --- What the records have ------------------------------------------------ */

struct fields_at {
    struct engine_field *fields;
    size_t n;
};

static bool has(const struct fields_at *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->fields[i].loaded && str_eq(f->fields[i].name, str_of(name)))
            return true;
    return false;
}

static bool has_ports(const struct fields_at *f)
{
    return has(f, "srcPort") && has(f, "dstPort");
}

struct health_log health_log_of(struct engine *e)
{
    size_t room = e->ops->fields(e, NULL, 0);
    struct fields_at f = {.fields = mem_calloc(room + 1, sizeof *f.fields)};

    f.n = e->ops->fields(e, f.fields, room);
    f.n = f.n < room ? f.n : room; /* one may have come in between */
    struct health_log log = {
        .status = has(&f, "logStatus"),
        .interface = has(&f, "interfaceId"),
        .attachment = has(&f, "tgwAttachmentId"),
        .connections = has(&f, "srcAddr") && has(&f, "dstAddr") &&
                       has_ports(&f) && has(&f, "protocol"),
        .start = has(&f, "start"),
        .bytes = has(&f, "bytes"),
    };
    free(f.fields);
    return log;
}

uint64_t health_one_in(const struct health_log *log)
{
    uint64_t k = log->records / HEALTH_SAMPLE;

    return k ? k : 1;
}

/* --- Questions ------------------------------------------------------------ */

struct str health_ask_status(const struct health_log *log)
{
    return log->status ? STR("stats count(*) as records by logStatus")
                       : STR("stats count(*) as records");
}

bool health_ask_gaps(const struct health_log *log, struct str *out)
{
    *out =
        log->interface ? STR("filter logStatus in [\"SKIPDATA\", \"NODATA\"] "
                             "| stats count(*) as records, min(@timestamp) as "
                             "oldest, "
                             "max(@timestamp) as newest by logStatus, "
                             "interfaceId "
                             "| sort logStatus desc, records desc | limit 500")
                       : STR("filter logStatus in [\"SKIPDATA\", \"NODATA\"] "
                             "| stats count(*) as records, min(@timestamp) as "
                             "oldest, "
                             "max(@timestamp) as newest by logStatus "
                             "| sort logStatus desc | limit 500");
    return log->status;
}

/*
 * Records whose number is in the sample. The remainder is none that traffic
 * without ports (all zeros) has.
 */
static void add_sample(struct buf *b, const struct health_log *log,
                       const char *number)
{
    uint64_t k = health_one_in(log);

    if (k > 1)
        buf_printf(b, "filter (%s) %% %" PRIu64 " = %" PRIu64 " | ", number, k,
                   k / 2);
}

static struct str finish(struct arena *a, struct buf *b)
{
    struct str text = arena_copy(a, buf_str(b));

    buf_done(b);
    return text;
}

bool health_ask_seen(struct arena *a, const struct health_log *log,
                     struct str *out)
{
    struct buf b = {0};

    if (!log->connections || !(log->interface || log->attachment))
        return false;
    buf_text(&b, "filter srcPort >= 0 | ");
    add_sample(&b, log, "srcPort + dstPort");
    /* Each interface writes a record for each of its intervals. */
    buf_printf(&b,
               "stats count(*) as n, count_distinct(%s) as seen "
               "by srcAddr, dstAddr, srcPort, dstPort, protocol, bin(%dm) "
               "| fields if(seen > 1, n, 0) as again "
               "| stats sum(again) as again, sum(n) as all",
               log->interface ? "interfaceId" : "tgwAttachmentId",
               LONGEST_INTERVAL_MINUTES);
    *out = finish(a, &b);
    return true;
}

/* A number that copies have in common and few other records; NULL: none. */
static const char *number_of_line(const struct health_log *log)
{
    if (log->start && log->bytes)
        return log->connections ? "start + bytes + srcPort"
                                : "start + bytes";
    return log->bytes ? "bytes" : log->start ? "start" : NULL;
}

struct str health_ask_copies(struct arena *a, const struct health_log *log)
{
    const char *number = number_of_line(log);
    struct buf b = {0};

    /* Two records of nothing at the same time look the same. */
    if (log->status)
        buf_text(&b, "filter logStatus = \"OK\" | ");
    if (number)
        add_sample(&b, log, number);
    else if (health_one_in(log) > 1)
        buf_printf(&b, "limit %d | ", HEALTH_SAMPLE);
    buf_text(&b, "stats count(*) as n by @message "
                 "| stats sum(n - 1) as again, sum(n) as all");
    return finish(a, &b);
}

/* --- Answers -------------------------------------------------------------- */

static void count_status(struct health_status *s, struct str status, uint64_t n)
{
    s->records += n;
    if (str_eq(status, STR("OK")))
        s->ok += n;
    else if (str_eq(status, STR("NODATA")))
        s->nodata += n;
    else if (str_eq(status, STR("SKIPDATA")))
        s->skipdata += n;
    else if (status.n == 0 || str_eq(status, STR("-")))
        s->none += n;
    else
        s->other += n;
}

/* Add rows (status, records), or (records). */
static void count_rows(struct health_status *s, const struct value *rows,
                       uint32_t n, uint32_t columns)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct value *v = rows + (size_t)i * columns;
        struct num count = value_num(v[columns - 1]);
        char scratch[VALUE_TEXT_MAX];
        struct str status =
            columns == 2 ? value_str(v[0], scratch) : (struct str){0};

        if (count.kind == NUM_INT)
            count_status(s, status, (uint64_t)count.i);
    }
}

struct health_status health_read_status(struct result *answer)
{
    struct health_status s = {.known = false};
    uint32_t columns = answer ? result_n_columns(answer) : 0;
    struct value rows[CHUNK_ROWS * 2];
    struct arena a = {0};
    struct err err = {0};

    if (columns < 1 || columns > 2)
        return s;
    s.known = true;
    s.by_status = columns == 2;
    uint64_t all = result_n_rows(answer);
    if (all > STATUS_VALUES_MAX)
        all = STATUS_VALUES_MAX;
    for (uint64_t at = 0; s.known && at < all; at += CHUNK_ROWS) {
        uint32_t n = all - at < CHUNK_ROWS ? (uint32_t)(all - at) : CHUNK_ROWS;

        arena_reset(&a);
        s.known = result_read(answer, at, n, &a, rows, &err);
        count_rows(&s, rows, s.known ? n : 0, columns);
    }
    arena_done(&a);
    return s;
}

static struct health_counted read_counted(struct result *answer,
                                          uint64_t percent)
{
    struct health_counted c = {.known = false};
    struct arena a = {0};
    struct value v[2];
    struct err err = {0};

    if (!answer || result_n_columns(answer) != 2 || result_n_rows(answer) > 1)
        return c;
    c.known = true; /* no record of a sample: no row */
    if (result_n_rows(answer) == 1 && result_read(answer, 0, 1, &a, v, &err)) {
        struct num again = value_num(v[0]), all = value_num(v[1]);

        c.again = again.kind == NUM_INT ? (uint64_t)again.i : 0;
        c.all = all.kind == NUM_INT ? (uint64_t)all.i : 0;
    }
    c.likely = c.again > 0 && c.again * 100 >= c.all * percent;
    arena_done(&a);
    return c;
}

struct health_counted health_read_seen(struct result *answer)
{
    return read_counted(answer, HEALTH_SEEN_PERCENT);
}

struct health_counted health_read_copies(struct result *answer)
{
    return read_counted(answer, HEALTH_COPIES_PERCENT);
}
