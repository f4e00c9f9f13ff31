/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps and their jobs, on an engine that only writes down what it is asked.
 * It refuses queries with "wrong" in them; its jobs run until told otherwise.
 */
#include "tui/explore.h"

#include "check.h"
#include "base/date.h"
#include "base/mem.h"
#include "query/edit.h"
#include "tui/app_int.h"

#include <stdlib.h>
#include <string.h>

enum { JOBS_MAX = 32 };

struct fake_engine {
    struct engine engine;
    unsigned started, alive, cancelled;
    char queries[JOBS_MAX][2000]; /* of each job, a line each */
    struct time_window windows[JOBS_MAX];
    bool follows[JOBS_MAX];
    enum job_state state;         /* of all jobs */
    bool slow;                    /* to end when cancelled */
    bool following;
    uint64_t growth;
};

struct fake_job {
    struct job job;
    struct fake_engine *owner;
    bool cancelled;
};

static struct fake_engine *owner_of(struct job *j)
{
    return ((struct fake_job *)j)->owner;
}

static struct job_progress fake_progress(struct job *j)
{
    bool ended = ((struct fake_job *)j)->cancelled && !owner_of(j)->slow;

    return (struct job_progress){
        .state = ended ? JOB_CANCELLED : owner_of(j)->state};
}

static struct result *fake_snapshot(struct job *j, uint32_t query)
{
    (void)j;
    (void)query;
    return NULL;
}

static uint64_t fake_version(struct job *j)
{
    (void)j;
    return 0;
}

static void fake_cancel(struct job *j)
{
    owner_of(j)->cancelled++;
    ((struct fake_job *)j)->cancelled = true;
}

static const struct err *fake_error(struct job *j)
{
    (void)j;
    return NULL;
}

static const struct job_notice *fake_notices(struct job *j, uint32_t *n)
{
    (void)j;
    *n = 0;
    return NULL;
}

static void fake_free(struct job *j)
{
    owner_of(j)->alive--;
    free(j);
}

static const struct job_ops job_ops = {
    .progress = fake_progress,
    .snapshot = fake_snapshot,
    .version = fake_version,
    .cancel = fake_cancel,
    .error = fake_error,
    .notices = fake_notices,
    .free = fake_free,
};

static struct job *fake_start(struct engine *e, const struct job_request *r,
                              uint32_t *which, struct err *err)
{
    struct fake_engine *f = (struct fake_engine *)e;
    char *out = f->queries[f->started];
    struct fake_job *job;

    for (uint32_t i = 0; i < r->n_queries; i++) {
        struct str text = r->queries[i].text;
        size_t wrong = str_find(text, STR("wrong"));

        if (wrong < text.n) {
            *which = i;
            err_set_at(err, ERR_QUERY,
                       (struct span){(uint32_t)wrong, (uint32_t)wrong + 5},
                       "that is wrong");
            return NULL;
        }
        memcpy(out, text.p, text.n);
        out[text.n] = '\n';
        out += text.n + 1;
    }
    f->follows[f->started] = r->follows;
    f->windows[f->started++] = r->window;
    f->alive++;
    job = mem_calloc(1, sizeof *job);
    job->job.ops = &job_ops;
    job->owner = f;
    return &job->job;
}

static const struct field text_field = {.type = TYPE_TEXT};

static size_t fake_fields(struct engine *e, struct engine_field *out,
                          size_t cap)
{
    static const char *const names[] = {"srcAddr", "dstAddr", "dstPort",
                                        "action", "logStatus"};

    (void)e;
    for (size_t i = 0; i < N_ELEMENTS(names) && i < cap; i++)
        out[i] = (struct engine_field){.id = FIELD_NONE,
                                       .name = str_of(names[i]),
                                       .field = &text_field,
                                       .loaded = true};
    return N_ELEMENTS(names);
}

static struct engine_info fake_info(struct engine *e)
{
    return (struct engine_info){.growth = ((struct fake_engine *)e)->growth};
}

static bool fake_follow(struct engine *e, bool on, struct err *err)
{
    (void)err;
    ((struct fake_engine *)e)->following = on;
    return true;
}

static const struct engine_ops engine_ops = {.start = fake_start,
                                             .info = fake_info,
                                             .follow = fake_follow,
                                             .fields = fake_fields};

static const struct tui_options options = {.window = {INT64_MIN, INT64_MAX}};

struct fixture {
    struct fake_engine engine;
    struct app app;
};

static int set_up(void **state)
{
    struct fixture *f = mem_calloc(1, sizeof *f);

    f->engine.engine.ops = &engine_ops;
    app_init(&f->app, &f->engine.engine, &options);
    explore_begin(&f->app);
    explore_again(&f->app);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    app_done(&f->app);
    assert_int_equal(f->engine.alive, 0);
    free(f);
    return 0;
}

static const struct range all = {.kind = RANGE_ALL};

static void one_job_asks_for_all_panes(void **state)
{
    struct fixture *f = *state;

    check_int("jobs", f->engine.started, 1);
    check_text("questions", str_of(f->engine.queries[0]),
               "\n"
               "stats count(*) as flows by bin(1m), action\n"
               "filter action = \"REJECT\" | stats count(*) as rejects by "
               "srcAddr | sort rejects desc | limit 200\n"
               "filter action = \"REJECT\" | stats count(*) as total, "
               "count_distinct(srcAddr) as distinct\n"
               "stats count(*) as records by logStatus\n");
}

static void a_new_step_ends_the_work_of_the_old(void **state)
{
    struct fixture *f = *state;

    assert_true(explore_go(&f->app, STR("filter dstPort = 22"), &all));
    check_int("started", f->engine.started, 2);
    check_int("alive", f->engine.alive, 1);
    check_int("steps", f->app.steps.n, 2);
}

static void a_wrong_query_changes_nothing(void **state)
{
    struct fixture *f = *state;

    assert_false(explore_go(&f->app, STR("filter wrong = 1"), &all));
    check_int("steps", f->app.steps.n, 1);
    check_int("the old job goes on", f->engine.alive, 1);
    check_int("the fault has its place", f->app.fault.at.start, 7);
    check_int("the result is out of date", f->app.stale, 1);
}

static void going_back_starts_nothing(void **state)
{
    struct fixture *f = *state;

    app_step(&f->app)->ran = true;
    assert_true(explore_go(&f->app, STR("filter dstPort = 22"), &all));
    assert_true(explore_back(&f->app));
    check_int("started", f->engine.started, 2);
    check_int("alive", f->engine.alive, 0);
    check_int("steps", f->app.steps.n, 1);
    assert_false(explore_back(&f->app));
}

static void going_back_to_what_did_not_end_runs_it(void **state)
{
    struct fixture *f = *state;

    assert_true(explore_go(&f->app, STR("filter dstPort = 22"), &all));
    assert_true(explore_back(&f->app));
    check_int("started", f->engine.started, 3);
    check_int("alive", f->engine.alive, 1);
}

static void nobody_waits_for_a_job_to_end(void **state)
{
    struct fixture *f = *state;

    f->engine.slow = true;
    assert_true(explore_go(&f->app, STR("filter dstPort = 22"), &all));
    check_int("the old one is still there", f->engine.alive, 2);
    check_int("told to end", f->engine.cancelled > 0, 1);
    assert_true(run_leaving(&f->app.run));
    f->engine.slow = false;
    explore_poll(&f->app);
    check_int("it has ended", f->engine.alive, 1);
    assert_false(run_leaving(&f->app.run));
}

static void a_relative_range_waits_for_the_times(void **state)
{
    struct fixture *f = *state;
    struct range hour = {.kind = RANGE_LAST, .last_ms = 3600000};

    explore_range(&f->app, &hour);
    check_int("steps", f->app.steps.n, 2);
    check_text("only the times are asked for",
               str_of(f->engine.queries[f->engine.started - 1]),
               "stats min(@timestamp) as oldest, max(@timestamp) as newest\n");
    check_int("one job", f->engine.alive, 1);
    check_int("it runs, for the user", explore_running(&f->app), 1);
    f->app.times = (struct data_times){true, false, 0, 7200000};
    explore_again(&f->app);
    check_int("from", f->engine.windows[f->engine.started - 1].from_ms,
              3600000);
}

static void times_known_make_a_finer_timeline(void **state)
{
    struct fixture *f = *state;

    f->app.times = (struct data_times){true, false, 0, 3599999};
    assert_true(explore_go(&f->app, STR("filter dstPort = 22"), &all));
    check_int("an hour in seconds", app_step(&f->app)->bucket_ms, 1000);
}

static void talkers_move_on_from_a_pinned_dimension(void **state)
{
    struct fixture *f = *state;

    assert_true(
        explore_go(&f->app, STR("filter srcAddr = \"10.0.0.1\""), &all));
    check_text("dimension",
               dimension_at(app_step(&f->app)->talkers.dimension)->fields[0],
               "dstAddr");
}

static void another_dimension_is_one_more_job(void **state)
{
    struct fixture *f = *state;

    app_step(&f->app)->talkers.dimension = 2;
    explore_talkers(&f->app);
    check_int("both run", f->engine.alive, 2);
    assert_non_null(strstr(f->engine.queries[1], "by dstPort"));
    assert_null(strstr(f->engine.queries[1], "bin("));
}

static void cancelling_asks_the_job_to_stop(void **state)
{
    struct fixture *f = *state;

    assert_true(explore_cancel(&f->app));
    check_int("asked", f->engine.cancelled, 1);
    f->engine.state = JOB_CANCELLED;
    explore_poll(&f->app);
    check_int("over", f->engine.alive, 0);
    check_int("no new work", f->engine.started, 1);
    assert_false(explore_cancel(&f->app));
}

static void an_edit_that_changes_nothing_makes_no_step(void **state)
{
    struct fixture *f = *state;
    struct edit edit = {.changed = false, .message = STR("already so")};

    explore_edit(&f->app, &edit);
    check_int("steps", f->app.steps.n, 1);
    assert_string_equal(f->app.message.text, "already so");
}

/* 10:00 to 11:00 of a day that has records since 08:30. */
static void a_comparison_asks_the_same_over_the_window_before(void **state)
{
    enum { MINUTE = 60000 };
    static const struct range hour = {
        RANGE_FIXED, 0, {600 * MINUTE, 660 * MINUTE - 1}};
    struct fixture *f = *state;
    struct step *step;
    unsigned last;

    f->app.times = (struct data_times){true, false, 510 * MINUTE,
                                       700 * MINUTE};
    assert_true(explore_go(&f->app,
                           STR("filter a = 1 | stats count(*) as n by srcAddr"
                               " | sort n desc | limit 5"), &hour));
    step = app_step(&f->app);
    step->compare.on = true;
    explore_compare(&f->app);
    last = f->engine.started - 1;
    check_text("its groups, all of them, and its timeline",
               str_of(f->engine.queries[last]),
               "filter a = 1 | stats count(*) as n by srcAddr\n"
               "filter a = 1 | stats count(*) as flows by bin(1s), action\n");
    check_int("from 9:00", f->engine.windows[last].from_ms, 540 * MINUTE);
    check_int("to 9:59", f->engine.windows[last].to_ms, 600 * MINUTE - 1);
    check_int("not all groups are in the result", step->compare.all, 0);

    step->compare.back_ms = 90 * MINUTE;
    explore_compare(&f->app);
    last = f->engine.started - 1;
    check_int("from 8:30", f->engine.windows[last].from_ms, 510 * MINUTE);
    check_int("to 9:29", f->engine.windows[last].to_ms, 570 * MINUTE - 1);
    check_int("the step and its comparison", f->engine.alive, 2);

    step->compare.back_ms = 24 * 60 * MINUTE;
    explore_compare(&f->app);
    check_int("nothing to ask", f->engine.started, last + 1);
    check_int("nothing shown", step->compare.shift_ms, 0);
    check_int("the old one ended", f->engine.alive, 1);
}

static void a_new_step_is_compared_as_the_old_one_was(void **state)
{
    static const struct range range = {RANGE_FIXED, 0, {5000, 8999}};
    struct fixture *f = *state;

    f->app.times = (struct data_times){true, false, 0, 9000};
    app_step(&f->app)->compare.on = true;
    assert_true(explore_go(&f->app, STR("stats count(*) as n by srcAddr"),
                           &range));
    check_int("before", f->engine.windows[f->engine.started - 1].from_ms,
              1000);
    assert_non_null(strstr(f->engine.queries[f->engine.started - 1],
                           "stats count(*) as n by srcAddr\n"));
    check_int("two jobs", f->engine.alive, 2);
}

/* --- Following ---------------------------------------------------------- */

static void following_asks_for_jobs_that_go_on(void **state)
{
    struct fixture *f = *state;

    check_int("at first", f->engine.follows[0], false);
    assert_true(follow_start(&f->app));
    check_int("the engine follows", f->engine.following, true);
    explore_refresh(&f->app);
    check_int("all and the times", f->engine.started, 3);
    check_int("goes on", f->engine.follows[1], true);
    f->engine.state = JOB_FOLLOWING;
    explore_poll(&f->app);
    check_int("nothing runs", explore_running(&f->app), false);
    assert_true(f->engine.alive > 0);
    assert_true(explore_export(&f->app));
    check_int("but an export ends",
              f->engine.follows[f->engine.started - 1], false);
    follow_stop(&f->app);
    check_int("the export is left", f->engine.alive, 1);
    check_int("the engine does not", f->engine.following, false);
}

static void relative_ranges_count_back_from_now(void **state)
{
    struct fixture *f = *state;
    struct range hour = {.kind = RANGE_LAST, .last_ms = 3600000};
    int64_t before = date_now_ms(), from_ms, to_ms;

    assert_true(follow_start(&f->app));
    explore_range(&f->app, &hour);
    struct time_window w = f->engine.windows[f->engine.started - 1];
    assert_in_range(w.from_ms, before - 3600000, date_now_ms() - 3600000);
    assert_true(w.to_ms == INT64_MAX);
    assert_true(explore_extent(&f->app, &from_ms, &to_ms));
    check_int("an hour", to_ms - from_ms, 3600000);
}

static void a_range_that_moved_is_asked_for_again(void **state)
{
    struct fixture *f = *state;
    struct range hour = {.kind = RANGE_LAST, .last_ms = 3600000};

    assert_true(follow_start(&f->app));
    explore_range(&f->app, &hour);
    f->engine.state = JOB_FOLLOWING;
    f->app.now_ms = 1000000;
    explore_poll(&f->app);
    unsigned started = f->engine.started;
    explore_poll(&f->app);
    check_int("not at once", f->engine.started, started);
    app_step(&f->app)->window.from_ms -= 59000;
    explore_poll(&f->app);
    check_int("nor before a sixtieth", f->engine.started, started);
    app_step(&f->app)->window.from_ms -= 2000;
    explore_poll(&f->app);
    assert_true(f->engine.started > started);
    assert_in_range(f->engine.windows[started].from_ms,
                    date_now_ms() - 3600000 - 10000, date_now_ms() - 3600000);
}

static void what_ended_is_asked_again_when_records_come(void **state)
{
    struct fixture *f = *state;

    assert_true(follow_start(&f->app));
    explore_again(&f->app);
    f->engine.state = JOB_DONE;
    f->app.now_ms = 1000000;
    explore_poll(&f->app);
    explore_poll(&f->app);
    unsigned started = f->engine.started;
    f->app.now_ms += 60000;
    explore_poll(&f->app);
    check_int("nothing came", f->engine.started, started);
    f->engine.growth++;
    explore_poll(&f->app);
    assert_true(f->engine.started > started);
    started = f->engine.started;
    f->engine.growth++;
    explore_poll(&f->app);
    explore_poll(&f->app);
    explore_poll(&f->app);
    assert_true(f->engine.started <= started + 2);
}

/* --- Alerts ------------------------------------------------------------- */

static const struct {
    const char *text;
    const char *question; /* NULL: refused */
} alerts[] = {
    {"flows > 500 in 1m",
     "stats count(*) as flows by bin(1m) as bucket | filter flows > 500"
     " | sort bucket desc | limit 1000"},
    {"rejects  >= 1  in 30s",
     "filter action = \"REJECT\" | stats count(*) as rejects by bin(30s) as "
     "bucket | filter rejects >= 1 | sort bucket desc | limit 1000"},
    {"bytes < 10 in 1h",
     "stats sum(bytes) as bytes by bin(1h) as bucket | filter bytes < 10"
     " | sort bucket desc | limit 1000"},
    {"flows > 500", NULL},
    {"flows 500 in 1m", NULL},
    {"flows > many in 1m", NULL},
    {"flows > 500 in 10ms", NULL},
    {"flows > 500 in 1m today", NULL},
    {"people > 500 in 1m", NULL},
    {"", NULL},
};

static void an_alert_is_a_query(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(alerts); i++) {
        struct alert alert;
        struct err err = {0};
        unsigned started = f->engine.started;
        bool good = alert_parse(str_of(alerts[i].text), &alert, &err);

        check_int(alerts[i].text, good, alerts[i].question != NULL);
        if (!good)
            continue;
        f->app.alert = alert;
        explore_alert(&f->app);
        struct str asked = str_trim(str_of(f->engine.queries[started]));
        check_text(alerts[i].text, asked, alerts[i].question);
    }
    f->app.alert.on = false;
}

static void the_fields_pane_asks_once_the_result_is_in(void **state)
{
    struct fixture *f = *state;

    f->app.layout.panes[PANE_FIELDS].h = 20;
    f->app.layout.panes[PANE_SECOND].h = 0;
    explore_complete(&f->app);
    check_int("not before", f->engine.started, 1);
    f->engine.state = JOB_DONE;
    while (run_active(&f->app.run))
        explore_poll(&f->app);
    unsigned started = f->engine.started;
    f->engine.state = JOB_RUNNING;
    explore_complete(&f->app);
    check_int("one job", f->engine.started, started + 1);
    check_text("questions", str_of(f->engine.queries[started]),
               "stats count(*) as flows by action | sort flows desc | "
               "limit 200\n"
               "stats count_distinct(srcAddr), count_distinct(dstAddr), "
               "count_distinct(dstPort), count_distinct(action), "
               "count_distinct(logStatus)\n");
    explore_complete(&f->app);
    check_int("and only once", f->engine.started, started + 1);
    f->app.fields_page.chosen = STR("dstPort");
    explore_complete(&f->app);
    check_text("another field", str_of(f->engine.queries[started + 1]),
               "stats count(*) as flows by dstPort | sort flows desc | "
               "limit 200\n");
}

static void a_field_is_one_more_dimension(void **state)
{
    struct fixture *f = *state;
    struct talkers_view *v = &app_step(&f->app)->talkers;

    v->field = STR("logStatus");
    v->on_field = true;
    explore_talkers(&f->app);
    assert_non_null(strstr(f->engine.queries[1], "by logStatus"));
    assert_true(explore_go(&f->app, STR("filter dstPort = 22"), &all));
    check_int("it stays", app_step(&f->app)->talkers.on_field, 1);
    assert_true(
        explore_go(&f->app, STR("filter logStatus = \"OK\""), &all));
    check_int("but not with one value",
              app_step(&f->app)->talkers.on_field, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(one_job_asks_for_all_panes),
        TEST(a_new_step_ends_the_work_of_the_old),
        TEST(a_wrong_query_changes_nothing),
        TEST(going_back_starts_nothing),
        TEST(going_back_to_what_did_not_end_runs_it),
        TEST(nobody_waits_for_a_job_to_end),
        TEST(a_relative_range_waits_for_the_times),
        TEST(times_known_make_a_finer_timeline),
        TEST(talkers_move_on_from_a_pinned_dimension),
        TEST(another_dimension_is_one_more_job),
        TEST(cancelling_asks_the_job_to_stop),
        TEST(the_fields_pane_asks_once_the_result_is_in),
        TEST(a_field_is_one_more_dimension),
        TEST(an_edit_that_changes_nothing_makes_no_step),
        TEST(a_comparison_asks_the_same_over_the_window_before),
        TEST(a_new_step_is_compared_as_the_old_one_was),
        TEST(following_asks_for_jobs_that_go_on),
        TEST(relative_ranges_count_back_from_now),
        TEST(a_range_that_moved_is_asked_for_again),
        TEST(what_ended_is_asked_again_when_records_come),
        TEST(an_alert_is_a_query),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
