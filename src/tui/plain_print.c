/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answers of the step as lines. Panes load what they would draw; here it
 * is written out, so that screen and lines cannot differ.
 */
#include "tui/plain_int.h"

#include "base/utf8.h"
#include "output/output.h"
#include "tui/bars.h"
#include "tui/explore.h"
#include "tui/show.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The panes are as if they were this large: lines, not cells, count here. */
static const struct rect timeline_size = {.h = 8, .w = 7 + 24};
static const struct rect talkers_size = {.h = 2 + 11, .w = 40};
static const struct rect detail_size = {.h = 2, .w = 80};

void plain_put(FILE *out, struct str text)
{
    struct buf b = {0};

    utf8_clean(&b, text, SIZE_MAX);
    fwrite(b.p ? b.p : "", 1, b.n, out);
    buf_done(&b);
}

static void put(struct str text)
{
    plain_put(stdout, text);
}

static void put_range(const struct app *app)
{
    char name[RANGE_TEXT_MAX], from[SHOW_MAX], to[SHOW_MAX];
    int64_t from_ms, to_ms;

    range_name(&app_step(app)->range, name);
    printf("range: %s", name);
    if (explore_extent(app, &from_ms, &to_ms)) {
        show_time(from_ms, TIME_SHOW_YEAR, from);
        show_time(to_ms, TIME_SHOW_YEAR, to);
        printf(", %s to %s UTC", from, to);
    }
    putchar('\n');
}

static void put_health(struct app *app)
{
    const struct health_status *h = &app->health;
    char n[SHOW_MAX];

    status_load(app);
    if (!h->known)
        return;
    show_count(h->records, n);
    printf("records: %s", n);
    if (h->by_status) {
        show_count(h->skipdata, n);
        printf(", SKIPDATA %s", n);
        show_count(h->nodata, n);
        printf(", NODATA %s", n);
    }
    show_count(app_step(app)->progress.bad_lines, n);
    printf(", malformed %s\n", n);
}

void plain_print_query(struct plain *p)
{
    struct app *app = &p->app;
    struct engine_info info = app->engine->ops->info(app->engine);

    printf("data: ");
    put(info.title);
    printf("\nquery: ");
    put(app_step(app)->query[0] ? str_of(app_step(app)->query)
                                : STR("(none: all records)"));
    putchar('\n');
    put_range(app);
    put_health(app);
}

static const char *state_word(const struct app *app)
{
    return step_partial(app_step(app)) ? ", PARTIAL" : "";
}

/* "20 of 1,685 rows, 1,685 of 8,267 records matched" */
static void put_counts(struct plain *p, uint64_t shown, struct result *r)
{
    struct app *app = &p->app;
    char a[SHOW_MAX], b[SHOW_MAX], c[SHOW_MAX];
    uint64_t n = result_n_rows(r);

    if (n == 0) {
        printf("no rows%s\n", state_word(app));
        return;
    }
    show_count(p->first + 1, a);
    show_count(p->first + shown, b);
    show_count(n, c);
    if (shown == n)
        printf("%s row%s%s\n", c, n == 1 ? "" : "s", state_word(app));
    else
        printf("rows %s to %s of %s%s%s\n", a, b, c, state_word(app),
               p->first + shown < n ? " (:more has the next)" : "");
}

void plain_print_rows(struct plain *p)
{
    struct result *r = app_step(&p->app)->answers[PART_RESULT];
    struct output_options options = {.format = OUTPUT_TABLE,
                                     .terminal = true,
                                     .ascii = !p->app.unicode,
                                     .first_row = p->first,
                                     .max_rows = p->rows};
    struct err err = {0};
    uint64_t n;

    if (!r)
        return;
    n = result_n_rows(r);
    if (p->first >= n)
        p->first = 0;
    options.first_row = p->first;
    if (n && !output_result(stdout, r, &options, &err)) {
        fprintf(stderr, "vpcscope: %s\n", err.msg);
        p->failed = true;
    }
    n -= p->first;
    put_counts(p, n < p->rows ? n : p->rows, r);
}

void plain_print_row(struct plain *p, uint64_t row)
{
    struct app *app = &p->app;
    const struct detail_page *d = &app->detail;

    app_step(app)->table.row = row;
    pane_detail.load(app, detail_size);
    for (uint32_t i = 0; i < d->n; i++) {
        const struct detail_line *line = &d->lines[i];

        put(line->name);
        printf(": ");
        put(line->text);
        if (line->note.n) {
            putchar(' ');
            put(line->note);
        }
        putchar('\n');
    }
}

static void put_bucket(const struct timeline_page *t, uint32_t i,
                       enum time_show how)
{
    char time[SHOW_MAX], n[SHOW_MAX];
    size_t len = show_time(t->from_ms + (int64_t)i * t->width_ms, how, time);

    /* Seconds say nothing when buckets are whole minutes. */
    if (t->width_ms % 60000 == 0 && len > 3)
        time[len - 3] = '\0';
    show_count(t->counts[LANE_ACCEPT][i], n);
    printf(t->split ? "%s accepted %s" : "%s flows %s\n", time, n);
    if (!t->split)
        return;
    show_count(t->counts[LANE_REJECT][i], n);
    printf(" rejected %s\n", n);
}

void plain_print_timeline(struct plain *p)
{
    struct app *app = &p->app;
    const struct timeline_page *t = &app->timeline;
    char bin[RANGE_TEXT_MAX];
    int64_t end_ms;

    pane_timeline.load(app, timeline_size);
    if (!t->ready) {
        puts("timeline: none, no record has a time");
        return;
    }
    bucket_name(t->width_ms, bin);
    end_ms = t->from_ms + (int64_t)t->n * t->width_ms - 1;
    printf("timeline %s%s:\n", bin, t->partial ? ", PARTIAL" : "");
    for (uint32_t i = 0; i < t->n; i++)
        put_bucket(t, i, time_show_for(t->from_ms, end_ms));
}

static void put_talker(const struct talkers_page *t, const struct talker *row,
                       struct str metric)
{
    const double exact = 1LL << 53;
    char n[SHOW_MAX];

    put(row->label);
    if (row->service)
        printf(" %s", row->service);
    if (row->amount >= 0 && row->amount < exact)
        show_count((uint64_t)row->amount, n);
    else
        n[num_format_double(row->amount, n)] = '\0';
    printf(" %.*s %s", STR_ARG(metric), n);
    if (t->total > 0)
        printf(" %.0f%%", row->amount * 100 / t->total);
    putchar('\n');
}

/* "54 more of 58"; both are estimates when one is. */
static void put_more(const struct talkers_page *t)
{
    const char *mark = t->distinct_estimated ? "~" : "";
    char more[SHOW_MAX], all[SHOW_MAX];

    show_count(t->distinct - t->n, more);
    show_count(t->distinct, all);
    printf("%s%s more of %s%s\n", mark, more, mark, all);
}

void plain_print_talkers(struct plain *p)
{
    struct app *app = &p->app;
    const struct talkers_view *v = &app_step(app)->talkers;
    const struct talkers_page *t = &app->talkers;
    struct arena a = {0};
    struct str name = dimension_name(&a, dimension_at(v->dimension));
    struct str metric = metric_name(v->metric);

    pane_talkers.load(app, talkers_size);
    printf("top %.*s by %.*s:\n", STR_ARG(name), STR_ARG(metric));
    if (t->ready && !t->n)
        puts("none");
    for (uint32_t i = 0; i < t->n; i++)
        put_talker(t, &t->rows[i], metric);
    if (t->distinct > t->n)
        put_more(t);
    arena_done(&a);
}

void plain_print_fields(struct plain *p)
{
    for (size_t i = 0; i < p->app.n_fields; i++) {
        put(p->app.fields[i].name);
        printf(": %s\n", p->app.fields[i].field->help);
    }
}
