/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/shell_command.h"

#include "base/date.h"
#include "query/print.h"
#include "tui/app.h"
#include "tui/table_columns.h"

#include <string.h>

/* One word for sh. */
static void put_quoted(struct buf *out, struct str s)
{
    buf_char(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'')
            buf_text(out, "'\\''");
        else
            buf_char(out, s.p[i]);
    }
    buf_char(out, '\'');
}

/* The columns shown are not the query's own choice: name them. */
static void put_query(struct buf *out, const struct app *app,
                      const struct step *step)
{
    const struct result *r = step->answers[PART_RESULT];
    struct buf query = {0};

    buf_text(&query, step->query);
    if (r && table_columns_whole(app, r)) {
        buf_text(&query, query.n ? "\n| display " : "display ");
        for (uint32_t i = 0; i < app->n_columns; i++) {
            buf_text(&query, i ? ", " : "");
            print_name(&query, app->columns[i]);
        }
    }
    put_quoted(out, buf_str(&query));
    buf_done(&query);
}

/* The end of a window, unless it is open. */
static void put_end(struct buf *out, const char *option, int64_t ms,
                    int64_t open)
{
    char text[DATE_TEXT_MAX];

    if (ms == open)
        return;
    date_format(ms, text);
    text[10] = 'T';
    buf_printf(out, " %s %sZ", option, text);
}

bool shell_command(const struct app *app, const struct step *step,
                   struct buf *out)
{
    const struct tui_inputs *in = &app->options->inputs;
    bool again = in->n_paths > 0;

    buf_text(out, "vpcscope -q ");
    put_query(out, app, step);
    put_end(out, "--from", step->window.from_ms, INT64_MIN);
    put_end(out, "--to", step->window.to_ms, INT64_MAX);
    if (in->format) {
        buf_text(out, " -F ");
        put_quoted(out, str_of(in->format));
    }
    for (size_t i = 0; i < in->n_tables; i++) {
        buf_text(out, " --table ");
        put_quoted(out, str_of(in->tables[i]));
    }
    buf_text(out, in->n_paths ? " --" : " -");
    for (size_t i = 0; i < in->n_paths; i++) {
        buf_char(out, ' ');
        put_quoted(out, str_of(in->paths[i]));
        again = again && strcmp(in->paths[i], "-") != 0;
    }
    return again;
}
