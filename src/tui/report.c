/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/report.h"

#include "base/date.h"
#include "base/file.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/line.h"
#include "tui/shell_command.h"
#include "tui/show.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CRUMBS_MAX = 20 };

/* --- Files --------------------------------------------------------------- */

static void put_count(struct buf *out, const char *label, uint64_t n)
{
    char text[SHOW_MAX];

    show_count(n, text);
    buf_printf(out, "- %s: %s\n", label, text);
}

static void put_health(const struct app *app, struct buf *out)
{
    const struct health_status *h = &app->health;
    struct engine_info info = app->engine->ops->info(app->engine);
    char bytes[SHOW_MAX];

    show_bytes(info.bytes, bytes);
    buf_printf(out, "- size: %s\n", bytes);
    put_count(out, info.all_scanned ? "records" : "records read so far",
              info.rows);
    put_count(out, "lines that are no records", info.bad_lines);
    if (!h->by_status)
        return;
    put_count(out,
              "SKIPDATA in the last step's time (the log itself lost "
              "records)",
              h->skipdata);
    put_count(out, "NODATA in the last step's time", h->nodata);
}

static void put_files(const struct app *app, struct buf *out)
{
    const struct tui_inputs *in = &app->options->inputs;
    const struct engine_ops *ops = app->engine->ops;
    const char *message;

    buf_text(out, "## Files\n\n");
    for (size_t i = 0; i < in->n_paths; i++) {
        buf_text(out, "- ");
        report_escape(out, str_of(in->paths[i]));
        buf_char(out, '\n');
    }
    put_health(app, out);
    for (size_t i = 0; (message = ops->message(app->engine, i)); i++) {
        buf_text(out, "- ");
        report_escape(out, str_of(message));
        buf_char(out, '\n');
    }
    buf_char(out, '\n');
}

/* --- Steps --------------------------------------------------------------- */

static void put_title(struct buf *out, const struct step *step, unsigned number)
{
    struct str crumbs[CRUMBS_MAX];
    struct arena a = {0};
    uint32_t n = edit_crumbs(&a, str_of(step->query), crumbs, CRUMBS_MAX);
    char range[RANGE_TEXT_MAX];

    range_name(&step->range, range);
    buf_printf(out, "## Step %u: %s", number, range);
    for (uint32_t i = 0; i < n; i++) {
        buf_text(out, ", ");
        report_escape(out, crumbs[i]);
    }
    buf_text(out, "\n\n");
    arena_done(&a);
}

static void put_range(const struct app *app, const struct step *step,
                      struct buf *out)
{
    char from_text[DATE_TEXT_MAX], to_text[DATE_TEXT_MAX];
    int64_t from, to;

    if (!range_extent(step->window, &app->times, &from, &to))
        return;
    date_format(from, from_text);
    date_format(to, to_text);
    buf_printf(out, "Time: %s to %s UTC\n\n", from_text, to_text);
}

static void put_result(const struct step *step, struct buf *out)
{
    struct result *r = step->answers[PART_RESULT];
    char rows[SHOW_MAX], matched[SHOW_MAX];

    if (!r) {
        buf_text(out, "This step has not run.\n\n");
        return;
    }
    show_count(result_n_rows(r), rows);
    show_count(result_matched(r), matched);
    buf_printf(out, "%s row%s of %s matching records%s%s\n\n", rows,
               result_n_rows(r) == 1 ? "" : "s", matched,
               result_is_partial(r) ? ", PARTIAL: the scan did not end" : "",
               result_n_rows(r) > REPORT_ROWS ? "; the first 10:" : ":");
    if (report_rows(out, r))
        buf_char(out, '\n');
}

static void put_command(const struct app *app, const struct step *step,
                        struct buf *out)
{
    struct buf command = {0};
    bool again = shell_command(app, step, &command);

    buf_text(out, again ? "The same rows in full:\n\n"
                        : "The same rows in full, with the data on standard "
                          "input:\n\n");
    report_code(out, "sh", buf_str(&command));
    buf_char(out, '\n');
    buf_done(&command);
}

static void put_step(const struct app *app, const struct step *step,
                     unsigned number, struct buf *out)
{
    put_title(out, step, number);
    report_code(out, "",
                str_of(step->query[0] ? step->query : "# all records"));
    buf_char(out, '\n');
    put_range(app, step, out);
    put_result(step, out);
    if (report_timeline(step, &app->times, app_has_field(app, STR("action")),
                        out))
        buf_char(out, '\n');
    put_command(app, step, out);
}

void report_text(struct app *app, struct buf *out)
{
    char now[DATE_TEXT_MAX];

    date_format((int64_t)time(NULL) * 1000, now);
    buf_text(out, "# Report: ");
    report_escape(out, app->engine->ops->info(app->engine).title);
    buf_printf(out, "\n\nMade by vpcscope on %.19s UTC.\n\n", now);
    put_files(app, out);
    if (app->marks.n) {
        buf_text(out, "## Marks\n\n");
        report_marks(out, &app->marks);
        buf_char(out, '\n');
    }
    for (unsigned i = 0; i < app->steps.n; i++)
        put_step(app, app->steps.items[i], i + 1, out);
}

/* --- The command --------------------------------------------------------- */

static void write_report(struct app *app, bool may_replace);

static void replace(struct app *app)
{
    write_report(app, true);
}

static void write_report(struct app *app, bool may_replace)
{
    struct buf text = {0};
    const char *path = app->report_path;

    report_text(app, &text);
    if (file_write(path, buf_str(&text), 0666, may_replace))
        app_say(app, "wrote a report of %u step%s and %zu mark%s to %s",
                app->steps.n, app->steps.n == 1 ? "" : "s", app->marks.n,
                app->marks.n == 1 ? "" : "s", path);
    else if (errno == EEXIST)
        app_confirm(app, replace, "nothing written",
                    "%s exists: y replaces it, any other key does not", path);
    else
        app_complain(app, "not written: %s: %s", strerror(errno), path);
    buf_done(&text);
}

void line_report(struct app *app, struct str arguments)
{
    const char *refusal;

    if (!arguments.n) {
        app_complain(app, "report: a file name is expected, as in report.md");
        return;
    }
    free(app->report_path);
    app->report_path = str_dup(arguments);
    refusal = file_refusal(app->report_path);
    if (refusal) {
        app_complain(app, "not written: %s: %s", refusal, app->report_path);
        return;
    }
    write_report(app, false);
}
