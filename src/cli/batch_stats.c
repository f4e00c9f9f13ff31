/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --stats: what a run read, for programs. */
#include "base/json_text.h"
#include "cli/batch_int.h"

#include <sys/resource.h>

static void put_count(struct buf *out, const char *name, uint64_t n)
{
    buf_printf(out, "\"%s\":%llu,", name, (unsigned long long)n);
}

/* "estimates":[{"name":"d","error":0.016}], */
static void put_estimates(struct buf *out, const struct result *r)
{
    uint32_t n;
    const struct estimate *e = result_estimates(r, &n);

    buf_text(out, "\"estimates\":[");
    for (uint32_t i = 0; i < n; i++) {
        buf_text(out, i ? ",{\"name\":" : "{\"name\":");
        json_text_string(out, e[i].name);
        buf_printf(out, ",\"error\":%.4g}", e[i].error);
    }
    buf_text(out, "],");
}

/* {"file":"a.log","line":7,"count":2,"reason":"..."}; no line: not known */
static void put_bad_line(struct buf *out, const struct bad_line *bad)
{
    buf_text(out, "{\"file\":");
    json_text_string(out, str_of(bad->path));
    buf_char(out, ',');
    if (bad->line)
        put_count(out, "line", bad->line);
    put_count(out, "count", bad->count);
    buf_text(out, "\"reason\":");
    json_text_string(out, str_of(bad->why));
    buf_char(out, '}');
}

/* "skipped":[...], the lines that are no records, by file and reason */
static void put_skipped(struct buf *out, struct dataset *ds)
{
    struct arena arena = {0};
    size_t n = dataset_bad_lines(ds, NULL, 0);
    struct bad_line *lines = arena_calloc(&arena, n + 1, sizeof *lines);

    dataset_bad_lines(ds, lines, n);
    buf_text(out, "\"skipped\":[");
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(out, ',');
        put_bad_line(out, &lines[i]);
    }
    buf_text(out, "],");
    arena_done(&arena);
}

/* "messages":["..."], guessed layouts, damage, inputs left out */
static void put_messages(struct buf *out, const struct dataset *ds)
{
    buf_text(out, "\"messages\":[");
    for (size_t i = 0; i < dataset_messages(ds); i++) {
        if (i)
            buf_char(out, ',');
        json_text_string(out, str_of(dataset_message(ds, i).text));
    }
    buf_text(out, "],");
}

/* {"file":"a.log","order":null,"named":12,"unnamed":2,"lines":200} */
static void put_guess(struct buf *out, const struct guessed *g)
{
    buf_text(out, "{\"file\":");
    json_text_string(out, str_of(g->path));
    buf_text(out, ",\"order\":");
    if (g->order)
        json_text_string(out, str_of(g->order));
    else
        buf_text(out, "null");
    buf_printf(out, ",\"named\":%u,\"unnamed\":%u,\"lines\":%u}", g->named,
               g->unnamed, g->lines);
}

/* "guessed":[...], the files whose layout was worked out */
static void put_guessed(struct buf *out, const struct dataset *ds)
{
    struct arena arena = {0};
    size_t n = dataset_guessed(ds, NULL, 0);
    struct guessed *guessed = arena_calloc(&arena, n + 1, sizeof *guessed);

    dataset_guessed(ds, guessed, n);
    buf_text(out, "\"guessed\":[");
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(out, ',');
        put_guess(out, &guessed[i]);
    }
    buf_text(out, "],");
    arena_done(&arena);
}

/* "log_status":{"OK":97,"NODATA":2,"SKIPDATA":1,"other":0,"none":0}, */
static void put_status(struct buf *out, const struct health_status *s)
{
    buf_text(out, "\"log_status\":");
    if (!s->known) {
        buf_text(out, "null,");
        return;
    }
    buf_char(out, '{');
    put_count(out, "OK", s->ok);
    put_count(out, "NODATA", s->nodata);
    put_count(out, "SKIPDATA", s->skipdata);
    put_count(out, "other", s->other);
    buf_printf(out, "\"none\":%llu},", (unsigned long long)s->none);
}

/* "copies":{"records":10,"of":250,"likely":true} */
static void put_counted(struct buf *out, const char *name,
                        const struct health_counted *c)
{
    buf_printf(out, "\"%s\":", name);
    if (!c->known) {
        buf_text(out, "null");
        return;
    }
    buf_char(out, '{');
    put_count(out, "records", c->again);
    put_count(out, "of", c->all);
    buf_printf(out, "\"likely\":%s}", c->likely ? "true" : "false");
}

static void put_health(struct buf *out, const struct batch_health *h)
{
    put_status(out, &h->status);
    buf_text(out, "\"double_counting\":{");
    put_counted(out, "several_interfaces", &h->seen);
    buf_char(out, ',');
    put_counted(out, "copies", &h->copies);
    buf_text(out, "},\"sample\":{");
    put_count(out, "parts", h->parts);
    buf_printf(out, "\"records\":%llu},",
               (unsigned long long)health_one_in(&h->log));
}

/* How the query went. */
static void put_run(struct buf *out, const struct batch *b,
                    const struct job_progress *p)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    put_count(out, "files", dataset_n_files(b->ds));
    put_count(out, "segments", p->segments);
    put_count(out, "rows_scanned", p->rows_scanned);
    put_count(out, "rows_matched", result_matched(b->result));
    put_count(out, "rows", result_n_rows(b->result));
    put_count(out, "lines_skipped", p->bad_lines);
    put_skipped(out, b->ds);
    put_messages(out, b->ds);
    put_guessed(out, b->ds);
    put_count(out, "bytes", p->bytes_done);
    buf_printf(out, "\"seconds\":%.6f,", p->seconds);
    put_count(out, "peak_memory_bytes", (uint64_t)usage.ru_maxrss * 1024);
    put_count(out, "spilled_bytes", p->spilled_bytes);
    put_estimates(out, b->result);
}

void batch_tell_stats(const struct batch *b, const struct job_progress *p,
                      struct time_window window, bool complete)
{
    struct buf out = {0};

    buf_char(&out, '{');
    put_run(&out, b, p); /* before more is read */
    struct batch_health health = batch_ask_health(b, window);
    put_health(&out, &health);
    buf_printf(&out, "\"complete\":%s}\n", complete ? "true" : "false");
    fwrite(out.p, 1, out.n, stderr);
    buf_done(&out);
}
