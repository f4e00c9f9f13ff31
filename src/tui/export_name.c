/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name that is proposed for an exported file: what is in it. */
#include "tui/export.h"

#include "base/date.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/explore.h"

#include <ctype.h>
#include <stdio.h>

enum { WORD_MAX = 40, CRUMBS_MAX = 16 };

/* Append "-word" of letters, digits and dots. */
static void add_word(struct buf *b, struct str word)
{
    if (!word.n)
        return;
    buf_char(b, '-');
    for (size_t i = 0; i < word.n && i < WORD_MAX; i++) {
        unsigned char c = (unsigned char)word.p[i];

        if (isalnum(c) || c == '.')
            buf_char(b, (char)c);
        else if (b->p[b->n - 1] != '-')
            buf_char(b, '-');
    }
    while (b->n && b->p[b->n - 1] == '-')
        b->n--;
}

static const char *extension(const struct export_choice *choice)
{
    if (choice->what == EXPORT_QUERY)
        return "cwq";
    if (choice->what == EXPORT_SHELL)
        return "sh";
    return choice->format == OUTPUT_RAW ? "log"
                                        : output_format_name(choice->format);
}

/* The lens and what the filters want. */
static void add_filters(struct buf *b, struct str query)
{
    struct str lens = edit_lens_of(query);
    struct arena a = {0};
    struct str crumbs[CRUMBS_MAX];
    uint32_t n = edit_crumbs(&a, query, crumbs, CRUMBS_MAX);

    if (lens.n)
        add_word(b,
                 str_eq(lens, STR("REJECT")) ? STR("reject") : STR("accept"));
    for (uint32_t i = 0; i < n; i++) {
        size_t equals = str_find(crumbs[i], STR("="));

        if (!str_starts(crumbs[i], STR("action")) && equals < crumbs[i].n)
            add_word(b, str_slice(crumbs[i], equals + 1, crumbs[i].n));
    }
    arena_done(&a);
}

void export_propose(const struct app *app, char *out, size_t cap)
{
    const struct export_choice *choice = &app->export.choice;
    struct buf b = {0};
    int64_t from, to;

    buf_text(&b, "vpcscope");
    add_filters(&b, str_of(app_step(app)->query));
    if (explore_extent(app, &from, &to)) {
        struct civil t = date_civil(from);

        buf_printf(&b, "-%04d%02d%02dT%02d%02dZ", (int)t.year, t.month, t.day,
                   t.hour, t.minute);
    }
    if (choice->as_it_is)
        buf_text(&b, "-partial");
    buf_printf(&b, ".%s", extension(choice));
    snprintf(out, cap, "%.*s", STR_ARG(buf_str(&b)));
    buf_done(&b);
}
