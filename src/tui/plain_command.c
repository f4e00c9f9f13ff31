/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What plain.def names: a function for each. */
#include "tui/plain_int.h"

#include "base/num.h"
#include "query/edit.h"
#include "tui/explore.h"
#include "tui/line.h"

#include <stdarg.h>

#define PLAIN(name, arguments, help)                                           \
    static void do_##name(struct plain *p, struct str arg);
#include "tui/plain.def"
#undef PLAIN

static const struct {
    const char *name, *arguments, *help;
    void (*run)(struct plain *p, struct str arg);
} commands[] = {
#define PLAIN(name, arguments, help) {#name, arguments, help, do_##name},
#include "tui/plain.def"
#undef PLAIN
};

enum {
    N_COMMANDS = sizeof commands / sizeof *commands,
    ROWS_MAX = 1000000,
    NAME_FAR = 2
};

static void __attribute__((format(printf, 2, 3)))
complain(struct plain *p, const char *format, ...)
{
    char text[256]; /* what was typed may be cut */
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fflush(stdout);
    fputs("vpcscope: ", stderr);
    plain_put(stderr, str_of(text));
    fputc('\n', stderr);
    p->failed = true;
}

static void do_help(struct plain *p, struct str arg)
{
    (void)p;
    (void)arg;
    puts("A line is a query, or one of these:");
    for (size_t i = 0; i < N_COMMANDS; i++)
        printf(":%s%s%s: %s\n", commands[i].name,
               commands[i].arguments[0] ? " " : "", commands[i].arguments,
               commands[i].help);
    puts("Ctrl-C cancels a running query.");
}

/* The step is another one now: wait for it and print its rows. */
static void show_step(struct plain *p)
{
    plain_wait(p);
    plain_message(p);
    p->first = 0;
    plain_print_rows(p);
}

static void do_range(struct plain *p, struct str arg)
{
    struct app *app = &p->app;
    const struct step *before = app_step(app);

    if (arg.n) {
        line_range(app, arg);
        if (app_step(app) == before) {
            plain_message(p);
            return;
        }
        plain_wait(p);
        plain_message(p);
    }
    plain_print_query(p);
}

static void do_timeline(struct plain *p, struct str arg)
{
    (void)arg;
    plain_print_timeline(p);
}

static bool find_dimension(struct str name, unsigned *out)
{
    struct arena a = {0};
    bool found = false;

    for (unsigned i = 0; i < DIMENSION_COUNT && !found; i++) {
        found = str_eq_nocase(dimension_name(&a, dimension_at(i)), name);
        *out = found ? i : *out;
    }
    arena_done(&a);
    return found;
}

static bool find_metric(struct str name, enum metric *out)
{
    for (int i = 0; i < METRIC_COUNT; i++)
        if (str_eq_nocase(metric_name((enum metric)i), name)) {
            *out = (enum metric)i;
            return true;
        }
    return false;
}

static void do_talkers(struct plain *p, struct str arg)
{
    struct talkers_view *v = &app_step(&p->app)->talkers;
    struct talkers_view old = *v;
    struct str word;

    while (str_split(&arg, ' ', &word)) {
        if (!word.n || find_dimension(word, &v->dimension))
            continue;
        if (!find_metric(word, &v->metric)) {
            complain(p, "no talkers by %.*s (:help)", STR_ARG(word));
            *v = old;
            return;
        }
        v->metric_chosen = true;
    }
    if (v->dimension != old.dimension || v->metric != old.metric)
        explore_talkers(&p->app);
    plain_wait(p);
    plain_print_talkers(p);
}

static void do_lens(struct plain *p, struct str arg)
{
    struct app *app = &p->app;
    struct arena a = {0};
    struct edit edit;
    struct err err = {0};

    (void)arg;
    if (!edit_lens(&a, str_of(app_step(app)->query), &edit, &err)) {
        complain(p, "%s", err.msg);
    } else {
        explore_edit(app, &edit);
        show_step(p);
    }
    arena_done(&a);
}

static void do_rows(struct plain *p, struct str arg)
{
    uint64_t n;

    if (arg.n && (!num_parse_uint(arg, ROWS_MAX, &n) || n == 0)) {
        complain(p, "a number of rows is expected, 1 to 1,000,000");
        return;
    }
    if (arg.n)
        p->rows = n;
    p->first = 0;
    plain_print_rows(p);
}

static void do_row(struct plain *p, struct str arg)
{
    const struct result *r = app_step(&p->app)->answers[PART_RESULT];
    uint64_t n;

    if (!num_parse_uint(arg, UINT64_MAX, &n) || n == 0 || !r ||
        n > result_n_rows(r))
        complain(p, "there is no row \"%.*s\"", STR_ARG(arg));
    else
        plain_print_row(p, n - 1);
}

static void do_more(struct plain *p, struct str arg)
{
    const struct result *r = app_step(&p->app)->answers[PART_RESULT];

    (void)arg;
    if (!r || p->first + p->rows >= result_n_rows(r)) {
        puts("there are no more rows");
        return;
    }
    p->first += p->rows;
    plain_print_rows(p);
}

static void do_query(struct plain *p, struct str arg)
{
    (void)arg;
    plain_print_query(p);
}

static void do_fields(struct plain *p, struct str arg)
{
    (void)arg;
    plain_print_fields(p);
}

static void do_back(struct plain *p, struct str arg)
{
    (void)arg;
    if (explore_back(&p->app))
        plain_print_query(p);
    else
        puts("this is the first step");
}

static void do_forward(struct plain *p, struct str arg)
{
    (void)arg;
    if (!explore_forward(&p->app)) {
        puts("there is no step ahead");
        return;
    }
    plain_wait(p);
    plain_print_query(p);
}

static void do_again(struct plain *p, struct str arg)
{
    (void)arg;
    explore_again(&p->app);
    show_step(p);
}

static void write_file(struct plain *p, struct str path, bool overwrite)
{
    struct app *app = &p->app;

    app->columns = p->all_columns;
    app->n_columns = p->n_all_columns;
    line_write(app, path);
    if (app->scope == SCOPE_CONFIRM) {
        app->scope = SCOPE_ANY;
        if (overwrite)
            app->confirmation.yes(app);
        else
            app_complain(app, "%.*s exists: \":overwrite %.*s\" replaces it",
                         STR_ARG(path), STR_ARG(path));
    }
    plain_wait(p);
    plain_message(p);
    app->columns = p->columns;
    app->n_columns = p->n_columns;
}

static void do_write(struct plain *p, struct str arg)
{
    write_file(p, arg, false);
}

static void do_overwrite(struct plain *p, struct str arg)
{
    write_file(p, arg, true);
}

static void do_quit(struct plain *p, struct str arg)
{
    (void)arg;
    p->app.quit = true;
}

/* The name nearest to an unknown one, or NULL. */
static const char *nearest(struct str name)
{
    unsigned best = NAME_FAR + 1;
    const char *near = NULL;

    for (size_t i = 0; i < N_COMMANDS; i++) {
        unsigned far = str_distance(name, str_of(commands[i].name), NAME_FAR);

        if (far < best) {
            best = far;
            near = commands[i].name;
        }
    }
    return near;
}

void plain_command(struct plain *p, struct str line)
{
    struct str rest = str_trim(line);
    struct str name;
    const char *near;

    if (!str_split(&rest, ' ', &name))
        return;
    for (size_t i = 0; i < N_COMMANDS; i++)
        if (str_eq(name, str_of(commands[i].name))) {
            commands[i].run(p, str_trim(rest));
            return;
        }
    near = nearest(name);
    if (near)
        complain(p, "no command :%.*s, did you mean :%s?", STR_ARG(name), near);
    else
        complain(p, "no command :%.*s (:help lists them)", STR_ARG(name));
}
