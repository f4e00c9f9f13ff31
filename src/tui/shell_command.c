/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/shell_command.h"

#include "base/date.h"
#include "query/edit.h"
#include "query/print.h"
#include "tui/app.h"
#include "tui/shell.h"
#include "tui/table_columns.h"

#include <string.h>

static struct str display_of(const struct app *app, struct arena *a)
{
    struct buf b = {0};
    struct str stage;

    buf_text(&b, "display ");
    for (uint32_t i = 0; i < app->n_columns; i++) {
        buf_text(&b, i ? ", " : "");
        print_name(&b, app->columns[i]);
    }
    stage = arena_copy(a, buf_str(&b));
    buf_done(&b);
    return stage;
}

bool step_full_query(const struct app *app, const struct step *step,
                     struct arena *a, struct str *out, struct err *err)
{
    const struct result *r = step->answers[PART_RESULT];
    struct edit edit;

    *out = str_of(step->query);
    if (!r || !table_columns_whole(app, r))
        return true;
    if (!edit_append(a, *out, display_of(app, a), &edit, err))
        return false;
    *out = edit.text;
    return true;
}

/* The end of a window, unless it is open. */
static void put_end(struct buf *out, const char *option, int64_t ms,
                    int64_t open)
{
    char text[DATE_TEXT_MAX];
    size_t n;

    if (ms == open)
        return;
    n = date_format(ms, text);
    /* "2026-11-23 12:38:09.000" without blank and needless zeros. */
    text[10] = 'T';
    if (ms % 1000 == 0)
        n -= 4;
    buf_printf(out, " %s %.*sZ", option, (int)n, text);
}

/* Files, those that look like options behind "--". */
static bool put_paths(struct buf *out, const struct tui_inputs *in)
{
    bool rereadable = in->n_paths > 0;
    bool dashes = false;

    for (size_t i = 0; i < in->n_paths; i++)
        dashes |= in->paths[i][0] == '-' && in->paths[i][1];
    if (dashes)
        buf_text(out, " --");
    for (size_t i = 0; i < in->n_paths; i++) {
        buf_char(out, ' ');
        shell_quote(out, str_of(in->paths[i]));
        rereadable &= strcmp(in->paths[i], "-") != 0;
    }
    if (!in->n_paths)
        buf_text(out, " -");
    return rereadable;
}

bool shell_command(const struct app *app, const struct step *step,
                   struct buf *out)
{
    const struct tui_inputs *in = &app->options->inputs;
    struct arena a = {0};
    struct str query;
    struct err ignored = {0}; /* it ran: it parses */

    buf_text(out, "vpcscope -q ");
    if (!step_full_query(app, step, &a, &query, &ignored))
        query = str_of(step->query);
    shell_quote(out, query);
    arena_done(&a);
    put_end(out, "--from", step->window.from_ms, INT64_MIN);
    put_end(out, "--to", step->window.to_ms, INT64_MAX);
    if (in->format) {
        buf_text(out, " -F ");
        shell_quote(out, str_of(in->format));
    }
    for (size_t i = 0; i < in->n_tables; i++) {
        buf_text(out, " --table ");
        shell_quote(out, str_of(in->tables[i]));
    }
    return put_paths(out, in);
}
