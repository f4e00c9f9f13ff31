/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The export: a state at a time, from a proposed name to a renamed file. */
#include "tui/export.h"

#include "base/date.h"
#include "base/mem.h"
#include "query/edit.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/show.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Append "-word" of letters, digits and dots, cut at 40. */
static void add_word(struct buf *b, struct str word)
{
    if (!word.n)
        return;
    buf_char(b, '-');
    for (size_t i = 0; i < word.n && i < 40; i++) {
        unsigned char c = (unsigned char)word.p[i];

        if (isalnum(c) || c == '.')
            buf_char(b, (char)c);
        else if (b->p[b->n - 1] != '-')
            buf_char(b, '-');
    }
    while (b->n && b->p[b->n - 1] == '-')
        b->n--;
}

static const char *extension(enum output_format format)
{
    return format == OUTPUT_RAW ? "log" : output_format_name(format);
}

void export_propose(struct app *app, enum output_format format, char *out,
                    size_t cap)
{
    struct str query = str_of(app_step(app)->query);
    struct str lens = edit_lens_of(query);
    struct arena a = {0};
    struct buf b = {0};
    struct str crumbs[16];
    uint32_t n = edit_crumbs(&a, query, crumbs, 16);
    int64_t from, to;

    buf_text(&b, "vpcscope");
    if (lens.n)
        add_word(&b, str_eq(lens, STR("REJECT")) ? STR("reject")
                                                 : STR("accept"));
    for (uint32_t i = 0; i < n; i++) {
        size_t equals = str_find(crumbs[i], STR("="));

        if (!str_starts(crumbs[i], STR("action")) && equals < crumbs[i].n)
            add_word(&b, str_slice(crumbs[i], equals + 1, crumbs[i].n));
    }
    if (explore_extent(app, &from, &to)) {
        struct civil t = date_civil(from);

        buf_printf(&b, "-%04d%02d%02dT%02d%02dZ", (int)t.year, t.month, t.day,
                   t.hour, t.minute);
    }
    buf_printf(&b, ".%s", extension(format));
    app->export.format = format;
    snprintf(out, cap, "%.*s", STR_ARG(buf_str(&b)));
    buf_done(&b);
    arena_done(&a);
}

/* Back to idle; the files are settled. */
static void clear(struct export *x)
{
    if (x->result)
        result_release(x->result);
    free(x->path);
    free(x->temporary);
    free(x->query);
    *x = (struct export){.fd = -1, .format = x->format};
}

static void start(struct app *app)
{
    struct export *x = &app->export;

    x->query = str_dup(str_of(app_step(app)->query));
    x->state = EXPORT_SCANNING;
    if (app->start_later) {
        app_complain(app, "the query has not started yet: try again");
        clear(x);
    } else if (explore_export(app)) {
        app_say(app, "writing %s", x->path);
    } else {
        clear(x);
    }
}

void export_begin(struct app *app, const char *path)
{
    struct export *x = &app->export;

    if (x->state != EXPORT_IDLE) {
        app_complain(app, "still writing %s", x->path);
        return;
    }
    if (!*path) {
        app_complain(app, "nothing written: no name given");
        return;
    }
    clear(x);
    x->path = str_dup(str_of(path));
    if (access(path, F_OK) == 0) {
        app->scope = SCOPE_CONFIRM;
        app_complain(app, "%s exists: y replaces it, any other key does not",
                     path);
        return;
    }
    start(app);
}

void export_overwrite(struct app *app)
{
    app->export.overwrite = true;
    start(app);
}

/* The thread: the whole result into the temporary file. */
static void *write_file(void *arg)
{
    struct export *x = arg;
    struct output_options options = {.format = x->format, .stop = &x->stop};
    FILE *f = fdopen(x->fd, "w");

    if (!f) {
        close(x->fd);
        err_set(&x->err, ERR_SYSTEM, "%s", strerror(errno));
    } else {
        output_result(f, x->result, &options, &x->err);
        if (fclose(f) != 0)
            err_set(&x->err, ERR_SYSTEM, "%s", strerror(errno));
    }
    atomic_store(&x->done, true);
    return NULL;
}

static bool open_temporary(struct export *x, struct err *err)
{
    struct buf b = {0};
    mode_t mask = umask(0);

    umask(mask);
    buf_printf(&b, "%s.XXXXXX", x->path);
    x->temporary = b.p;
    x->fd = mkstemp(x->temporary);
    if (x->fd < 0)
        return err_set(err, ERR_SYSTEM, "%s: %s", x->path, strerror(errno));
    fchmod(x->fd, 0666 & ~mask);
    return true;
}

void export_write(struct app *app)
{
    struct export *x = &app->export;
    struct err err = {0};

    if (x->state != EXPORT_SCANNING)
        return;
    x->result = app->loose[PART_EXPORT];
    app->loose[PART_EXPORT] = NULL;
    if (!x->result || result_is_partial(x->result)) {
        app_complain(app, "%s not written: the query did not finish",
                     x->path);
        clear(x);
        return;
    }
    if (!open_temporary(x, &err)) {
        app_complain(app, "%s", err.msg);
        clear(x);
        return;
    }
    x->state = EXPORT_WRITING;
    if (pthread_create(&x->thread, NULL, write_file, x) != 0) {
        close(x->fd);
        unlink(x->temporary);
        app_complain(app, "%s not written: no thread to be had", x->path);
        clear(x);
    }
}

/* Give the file its name; without leave, only where there is none. */
static bool give_name(struct export *x)
{
    if (x->overwrite)
        return rename(x->temporary, x->path) == 0;
    if (link(x->temporary, x->path) == 0) {
        unlink(x->temporary);
        return true;
    }
    /* Some file systems have no links; then look, and rename. */
    if (errno == EEXIST || access(x->path, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(x->temporary, x->path) == 0;
}

/* Count, name and query; what a narrow screen cuts off is the last. */
static void tell(struct app *app)
{
    const struct export *x = &app->export;
    uint64_t n = result_n_rows(x->result);
    char rows[SHOW_MAX];

    show_count(n, rows);
    app_say(app, "wrote %s row%s to %s: %s", rows, n == 1 ? "" : "s", x->path,
            x->query[0] ? x->query : "all records");
}

void export_poll(struct app *app)
{
    struct export *x = &app->export;

    if (x->state != EXPORT_WRITING || !atomic_load(&x->done))
        return;
    pthread_join(x->thread, NULL);
    app->redraw = true;
    if (x->err.code == ERR_NONE && !give_name(x))
        err_set(&x->err, ERR_SYSTEM, "%s", strerror(errno));
    if (x->err.code != ERR_NONE) {
        unlink(x->temporary);
        app_complain(app, "%s not written: %s", x->path, x->err.msg);
    } else {
        tell(app);
    }
    clear(x);
}

void export_stop(struct app *app)
{
    struct export *x = &app->export;

    if (x->state == EXPORT_WRITING) {
        x->stop = 1;
        pthread_join(x->thread, NULL);
        unlink(x->temporary);
    }
    run_drop(&app->run, PART_BIT(PART_EXPORT));
    clear(x);
}
