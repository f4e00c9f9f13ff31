/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands about marks: setting them, their notes, going to them. */
#include "tui/command.h"

#include "base/num.h"
#include "tui/app.h"
#include "tui/mark_seek.h"
#include "tui/show.h"

#include <stdio.h>

/* The raw row under the table's cursor; says why when there is none. */
static struct result *record_here(struct app *app, uint64_t *row)
{
    struct result *r = app_step(app)->answers[PART_RESULT];
    const struct pane *pane = pane_active(app);

    *row = app_step(app)->table.row;
    if (pane != &pane_table && pane != &pane_detail)
        app_say(app, "choose a record in the table (2) to mark");
    else if (!r || *row >= result_n_rows(r))
        app_say(app, "there is no record under the cursor");
    else if (!result_is_raw(r))
        app_say(app, "marks are for records: Enter drills into the group");
    else
        return r;
    return NULL;
}

/* Mark a row that has no mark; NULL when that cannot be, which is said. */
static struct mark *mark_row(struct app *app, struct result *r, uint64_t row)
{
    struct arena a = {0};
    struct mark like = {.time_ms = MARK_NO_TIME, .located = true};
    struct mark *mark = NULL;
    struct str line = {0};
    const char *path;
    struct err err = {0};

    if (!result_lines(r, row, 1, &a, &line, &err) ||
        !result_origin(r, row, &path, &like.offset)) {
        app_complain(app, "the record cannot be read any more");
    } else {
        if (!result_time(r, row, &like.time_ms))
            like.time_ms = MARK_NO_TIME;
        like.record = result_record(r, row);
        like.path = (char *)(uintptr_t)path; /* marks_add copies */
        like.line = (char *)(uintptr_t)line.p;
        mark = marks_add(&app->marks, &like);
        if (!mark)
            app_complain(app, "there are %d marks, the most there may be",
                         MARKS_MAX);
    }
    arena_done(&a);
    return mark;
}

void command_mark(struct app *app)
{
    uint64_t row;
    struct result *r = record_here(app, &row);
    struct mark *mark;

    if (!r)
        return;
    mark = marks_by_record(&app->marks, result_record(r, row));
    if (mark) {
        app_say(app, "m%u is gone", mark->number);
        marks_remove(&app->marks, mark);
    } else if ((mark = mark_row(app, r, row))) {
        app_say(app, "marked as m%u (M adds a note, ' lists marks)",
                mark->number);
    }
}

static void take_note(struct app *app, struct str note)
{
    struct mark *mark = marks_by_number(&app->marks, app->noting);

    if (!mark)
        return;
    mark_set_note(mark, note);
    app_say(app, mark->note ? "m%u: %s" : "m%u has no note", mark->number,
            mark->note);
}

void command_note(struct app *app)
{
    uint64_t row;
    struct result *r = record_here(app, &row);
    struct mark *mark;

    if (!r)
        return;
    mark = marks_by_record(&app->marks, result_record(r, row));
    if (!mark)
        mark = mark_row(app, r, row);
    if (!mark)
        return;
    app->noting = mark->number;
    app_ask(app, "note", str_of(mark->note), take_note);
}

static void take_mark(struct app *app, struct str value)
{
    uint64_t number;

    if (num_parse_uint(value, UINT32_MAX, &number))
        mark_seek(app, (unsigned)number);
}

/* "m1 11-23 12:03:20  first burst", and the record behind it. */
static void add_mark(struct app *app, const struct mark *mark)
{
    char time[SHOW_MAX] = "no time", text[SHOW_MAX + MARK_NAME_MAX + 4];
    char name[MARK_NAME_MAX], value[16];
    struct buf b = {0};

    if (mark->time_ms != MARK_NO_TIME)
        show_time(mark->time_ms, TIME_SHOW_DATE, time);
    mark_name(mark, name);
    snprintf(text, sizeof text, "%-4s %s", name, time);
    snprintf(value, sizeof value, "%u", mark->number);
    buf_printf(&b, "%s%s%s", mark->note ? mark->note : "",
               mark->note ? "  " : "", mark->line);
    picker_add(app, &(struct picker_item){
                        .text = str_of(text),
                        .note = buf_str(&b),
                        .lacking = mark->lost ? STR("not in these files")
                                              : (struct str){0},
                        .value = str_of(value)});
    buf_done(&b);
}

void command_marks(struct app *app)
{
    struct arena a = {0};
    const struct mark **list = arena_calloc(&a, app->marks.n + 1, sizeof *list);

    marks_by_time(&app->marks, list);
    picker_begin(app, "Marks", "no marks (m marks the record)", take_mark);
    for (size_t i = 0; i < app->marks.n; i++)
        add_mark(app, list[i]);
    picker_show(app);
    arena_done(&a);
}
