/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions: what is saved comes back, what is damaged does no harm. */
#include "tui/session.h"

#include "check.h"
#include "scratch.h"
#include "tui/app.h"
#include "tui/session_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *const paths[] = {(char *)(uintptr_t) "/logs/a.log",
                              (char *)(uintptr_t) "/logs/b \xff.log"};
static const char *const tables[] = {"owners=/lists/owners.csv"};
static const struct tui_options options = {
    .inputs = {.paths = paths,
               .n_paths = 2,
               .format = "srcaddr dstaddr",
               .tables = tables,
               .n_tables = 1}};

static void done(struct app *app)
{
    steps_done(&app->steps);
    marks_done(&app->marks);
}

static void push(struct app *app, const char *query, struct range range)
{
    steps_push(&app->steps, step_new(str_of(query), &range, NULL));
}

/* Three steps, of which the second is on the screen, and two marks. */
static void fill(struct app *app)
{
    struct mark like = {.path = (char *)(uintptr_t) "/logs/a.log",
                        .line = (char *)(uintptr_t) "2 1 eni",
                        .note = (char *)(uintptr_t) "first \"burst\"",
                        .offset = UINT64_C(1) << 40,
                        .time_ms = 1795435990123};

    *app = (struct app){.options = &options, .focus = PANE_TALKERS};
    push(app, "", (struct range){.kind = RANGE_ALL});
    push(app, "filter a = \"x\"\n| limit 5",
         (struct range){.kind = RANGE_LAST, .last_ms = 3600000});
    app_step(app)->table = (struct table_view){.row = 41, .column = 3};
    widths_set(&app_step(app)->table.widths, STR("dstAddr"), 17);
    app_step(app)->talkers = (struct talkers_view){
        .dimension = 2, .metric = METRIC_BYTES, .metric_chosen = true};
    app_step(app)->compare =
        (struct compare_with){.on = true, .back_ms = 86400000};
    push(app, "stats count(*)",
         (struct range){.kind = RANGE_FIXED, .window = {5, INT64_MAX}});
    steps_back(&app->steps);
    marks_add(&app->marks, &like);
    like.note = NULL;
    like.number = 9;
    like.time_ms = MARK_NO_TIME;
    marks_add(&app->marks, &like);
}

static void check_steps(const struct app *app)
{
    const struct step *s = app_step(app);

    check_int("steps", app->steps.n, 2);
    check_int("ahead", app->steps.n_ahead, 1);
    check_text("query", str_of(s->query), "filter a = \"x\"\n| limit 5");
    check_int("kind", s->range.kind, RANGE_LAST);
    check_int("an hour", s->range.last_ms, 3600000);
    check_int("row", s->restored_row, 41);
    check_int("column", s->table.column, 3);
    check_int("width", widths_find(&s->table.widths, STR("dstAddr")), 17);
    check_int("no width", widths_find(&s->table.widths, STR("srcAddr")), 0);
    check_int("dimension", s->talkers.dimension, 2);
    check_int("metric", s->talkers.metric, METRIC_BYTES);
    check_int("compared", s->compare.on, 1);
    check_int("with the day before", s->compare.back_ms, 86400000);
    check_int("not run", s->restored, 1);
    s = app->steps.items[2];
    check_int("from", s->range.window.from_ms, 5);
    assert_true(s->range.window.to_ms == INT64_MAX);
    check_int("not compared", s->compare.on, 0);
    check_int("focus", app->focus, PANE_TALKERS);
}

static void a_session_comes_back(void **state)
{
    struct app app, again = {.options = &options};
    struct err err = {0};
    const struct mark *mark;

    (void)state;
    fill(&app);
    json_t *json = session_json(&app);
    assert_true(session_take(&again, json, &err));
    check_steps(&again);
    check_int("marks", again.marks.n, 2);
    mark = marks_by_number(&again.marks, 1);
    check_text("note", str_of(mark->note), "first \"burst\"");
    check_text("path", str_of(mark->path), "/logs/a.log");
    assert_true(mark->offset == UINT64_C(1) << 40);
    assert_true(mark->time_ms == 1795435990123);
    check_int("to be looked up", mark->located, 0);
    mark = marks_by_number(&again.marks, 9);
    assert_null(mark->note);
    assert_true(mark->time_ms == MARK_NO_TIME);

    json_t *second = session_json(&again);
    check_int("nothing is lost by it", json_equal(json, second), 1);
    json_decref(json);
    json_decref(second);
    done(&app);
    done(&again);
}

/* Each is taken without harm, or refused. */
static void damaged_values_are_as_at_the_beginning(void **state)
{
    static const struct {
        const char *steps;
        bool taken;
    } cases[] = {
        {"[]", false},
        {"[7, null, {}]", false},
        {"[{\"query\": 5}]", false},
        {"[{\"query\": \"limit 1\", \"range\": 5, \"row\": -7}]", true},
        {"[{\"query\": \"\", \"metric\": 99, \"dimension\": -1}]", true},
        {"[{\"query\": \"\", \"range\": {\"kind\": \"last\"}}]", true},
        {"[{\"query\": \"\", \"range\": {\"kind\": \"fixed\","
         " \"from_ms\": \"x\"}, \"column\": 99999999999}]",
         true},
        {"[{\"query\": \"\", \"widths\": {\"a\": -1, \"b\": \"c\"}}]", true},
        {"[{\"query\": \"\", \"widths\": [1], \"field\": 7}]", true},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct app app = {.options = &options};
        struct buf text = {0};
        struct err err = {0};

        buf_printf(&text,
                   "{\"version\":1,\"steps\":%s,\"current\":400,"
                   "\"focus\":[],\"marks\":[5,{},{\"path\":\"/a\","
                   "\"number\":\"x\",\"offset\":-1}]}",
                   cases[i].steps);
        json_t *json = json_loads(text.p, 0, NULL);
        assert_non_null(json);
        check_int(cases[i].steps, session_take(&app, json, &err),
                  cases[i].taken);
        if (cases[i].taken) {
            check_int("row", app_step(&app)->restored_row, 0);
            check_int("metric", app_step(&app)->talkers.metric, 0);
            check_int("the mark that has a place", app.marks.n, 1);
        }
        json_decref(json);
        buf_done(&text);
        done(&app);
    }
}

/* Save a session of this name over these files, as if at this time. */
static void save(const char *name, const char *file, int64_t saved_ms)
{
    struct buf text = {0}, path = {0};
    struct err err = {0};

    buf_printf(&path, "%s/vpcscope/sessions/%s.json", getenv("XDG_STATE_HOME"),
               name);
    buf_printf(&text,
               "{\"version\":1,\"saved\":%lld,\"files\":[\"%s\"],"
               "\"tables\":[\"a=/b\"],"
               "\"steps\":[{\"query\":\"limit 1\"}],\"marks\":[{},{}]}",
               (long long)saved_ms, file);
    assert_true(session_write(path.p, text.p, &err));
    buf_done(&text);
    buf_done(&path);
}

static void the_newest_over_the_files_is_found(void **state)
{
    char *wanted[] = {(char *)(uintptr_t) "/logs/a.log"};
    char *other[] = {(char *)(uintptr_t) "/logs/none.log"};
    struct session_info s;
    struct err err = {0};
    char *path = session_new_path(); /* makes the folder */

    (void)state;
    assert_non_null(path);
    free(path);
    assert_false(session_find(NULL, 0, &s, &err));
    save("1", "/logs/a.log", 1000);
    save("2", "/logs/a.log", 3000);
    save("3", "/logs/b.log", 5000);
    assert_true(session_find(wanted, 1, &s, &err));
    check_int("saved", s.saved_ms, 3000);
    check_text("query", str_of(s.query), "limit 1");
    check_int("marks", (int)s.n_marks, 2);
    check_int("tables", (int)s.n_tables, 1);
    check_text("table", str_of(s.tables[0]), "a=/b");
    session_info_done(&s);
    assert_true(session_find(NULL, 0, &s, &err));
    check_text("of all", str_of(s.files[0]), "/logs/b.log");
    session_info_done(&s);
    assert_false(session_find(other, 1, &s, &err));
}

static void only_so_many_are_kept(void **state)
{
    struct session_info *list;
    char name[20];
    size_t n;

    (void)state;
    for (int i = 0; i < SESSIONS_MAX + 5; i++) {
        snprintf(name, sizeof name, "many-%d", i);
        save(name, "/x", 100000 + i);
    }
    list = session_list(&n);
    check_int("sessions", (int)n, SESSIONS_MAX);
    check_int("the newest first", list[0].saved_ms, 100000 + SESSIONS_MAX + 4);
    session_list_free(list, n);
}

static int enter(void **state)
{
    char *folder;

    if (scratch_enter(state) != 0 || !(folder = getcwd(NULL, 0)))
        return -1;
    setenv("XDG_STATE_HOME", folder, 1);
    free(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_comes_back),
        cmocka_unit_test(damaged_values_are_as_at_the_beginning),
        cmocka_unit_test(the_newest_over_the_files_is_found),
        cmocka_unit_test(only_so_many_are_kept),
    };

    return cmocka_run_group_tests(tests, enter, scratch_leave);
}
