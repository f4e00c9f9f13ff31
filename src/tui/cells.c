/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keys # and B change, in one place for all panes. */
#include "tui/cells.h"

#include "tui/app.h"
#include "tui/explore.h"
#include "tui/show.h"

enum { SHORT_DIGITS = 3 };

bool cell_brief(const struct app *app)
{
    return app->settings.units == UNITS_HUMAN;
}

int cell_digits(const struct app *app, int room)
{
    return cell_brief(app) && room > SHORT_DIGITS ? SHORT_DIGITS : room;
}

struct str cell_meaning(const struct app *app, struct arena *a,
                        struct str field, struct value v)
{
    if (app->settings.numbers == NUMBERS_NUMBERS && show_is_name(field))
        return (struct str){0};
    return show_meaning(a, field, v);
}

static struct str time_text(const struct app *app, struct arena *a, int64_t ms)
{
    char text[SHOW_MAX];
    int64_t from, to;

    show_time(app_shown_ms(app, ms),
              explore_extent(app, &from, &to)
                  ? time_show_for(app_shown_ms(app, from),
                                  app_shown_ms(app, to))
                  : TIME_SHOW_DATE,
              text);
    return arena_copy(a, str_of(text));
}

static struct str plain_text(const struct app *app, struct arena *a,
                             const struct table_column *column, struct value v)
{
    struct str text = {0};

    switch (column->look) {
    case LOOK_TIME:
        if (v.type == VALUE_TIME)
            return time_text(app, a, v.i);
        break;
    case LOOK_PROTOCOL:
        text = cell_meaning(app, a, column->name, v);
        break;
    case LOOK_AMOUNT:
        if (cell_brief(app))
            text = show_brief(a, v);
        break;
    case LOOK_INITIAL:
        return str_slice(show_value(a, v), 0, 1);
    case LOOK_PLAIN:
    case LOOK_COMPARE: /* has no value of the result */
        break;
    }
    return text.n ? text : show_value(a, v);
}

struct str cell_text(const struct app *app, struct arena *a,
                     const struct table_column *column, struct value v)
{
    struct str text = plain_text(app, a, column, v);

    /* As long as not all records were read, more may come to it. */
    if (column->computed && app->table.partial && text.n &&
        !value_is_estimate(v) && value_num(v).kind != NUM_NONE)
        return arena_printf(a, "~%.*s", STR_ARG(text));
    return text;
}
