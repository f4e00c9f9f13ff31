/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The export: a state at a time, from the choice to a renamed file, a text
 * kept for the end of the program, or the input of a command.
 */
#include "tui/export.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "query/edit.h"
#include "query/print.h"
#include "tui/app.h"
#include "tui/explore.h"
#include "tui/shell.h"
#include "tui/shell_command.h"
#include "tui/show.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BYTES = 1 << 16 };

/* Back to idle; the files are settled. */
static void clear(struct export *x)
{
    if (x->result)
        result_release(x->result);
    free(x->path);
    free(x->target);
    free(x->command);
    free(x->temporary);
    free(x->query);
    free(x->text);
    *x = (struct export){
        .fd = -1, .choice = x->choice, .afterwards = x->afterwards};
}

/* Does it go to standard output in the end? */
static bool is_for_later(const struct export *x)
{
    return x->path && !strcmp(x->path, "-");
}

static const char *name_of(const struct export *x)
{
    return x->command        ? x->command
           : is_for_later(x) ? "standard output"
                             : x->path;
}

/* Why nothing was written; of a long name there is only room for a part. */
static void complain(struct app *app, const char *why)
{
    enum { NAME_ROOM = 40 };
    const char *name = name_of(&app->export);
    size_t n = strlen(name);

    app_complain(app, "%s%s not written: %s", n > NAME_ROOM ? "..." : "",
                 n > NAME_ROOM ? name + n - NAME_ROOM : name, why);
}

int export_percent(const struct app *app)
{
    /* What is over so soon is waited for. */
    enum { SOON_S = 1 };
    struct job_progress p = app_step(app)->progress;
    bool running = run_progress(&app->run, PART_RESULT, &p);

    if (running ? p.seconds < SOON_S || !app_step(app)->answers[PART_RESULT]
                : !step_partial(app_step(app)))
        return 100;
    if (!p.bytes_total || p.bytes_done >= p.bytes_total)
        return 99;
    return (int)(100 * (double)p.bytes_done / (double)p.bytes_total);
}

/* --- What is written ------------------------------------------------------ */

/* "filter @ptr in [...]" of the marked records among the rows, if any is. */
static void put_marked(const struct app *app, struct arena *a, struct buf *out)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];
    bool any = false;
    uint64_t row;

    for (size_t i = 0; r && result_is_raw(r) && i < app->marks.n; i++) {
        const struct mark *mark = &app->marks.items[i];

        if (!mark->located || !result_find(r, mark->record, &row))
            continue;
        buf_text(out, any ? ", " : "filter @ptr in [");
        print_string(out, result_pointer(a, mark->record, mark->offset));
        any = true;
    }
    buf_text(out, any ? "] | " : "");
}

/*
 * The query for the columns in view; where rows are marked, those rows alone.
 */
static bool shown_query(const struct app *app, struct arena *a, struct str *out,
                        struct err *err)
{
    const struct table_page *p = &app->table;
    uint32_t left = app_step(app)->table.left;
    struct str query = str_of(app_step(app)->query);
    struct buf b = {0};
    struct edit edit;
    bool ok;

    put_marked(app, a, &b);
    buf_text(&b, "display ");
    for (uint32_t i = left; i < left + p->n_shown && i < p->n_columns; i++) {
        buf_text(&b, i > left ? ", " : "");
        print_name(&b, p->columns[i].name);
    }
    ok = p->n_shown && edit_append(a, query, buf_str(&b), &edit, err);
    *out = ok ? edit.text : query;
    buf_done(&b);
    return p->n_shown ? ok : true;
}

/* A short text that is written as it is; NULL: a result is. */
static char *text_for(const struct app *app)
{
    enum export_what what = app->export.choice.what;
    struct buf b = {0};

    if (what == EXPORT_QUERY)
        buf_text(&b, app_step(app)->query);
    else if (what == EXPORT_SHELL)
        shell_command(app, app_step(app), &b);
    else
        return NULL;
    buf_char(&b, '\n');
    return b.p;
}

/* Fill in what is to be run or written; false when that is not possible. */
static bool prepare(struct app *app)
{
    struct export *x = &app->export;
    struct str query = str_of(app_step(app)->query);
    struct arena a = {0};
    struct err err = {0};
    bool ok =
        x->choice.what != EXPORT_SHOWN || shown_query(app, &a, &query, &err);

    x->percent = x->choice.as_it_is ? export_percent(app) : 100;
    x->text = text_for(app);
    x->csv_safe = app->settings.csv_safe;
    x->query = str_dup(query);
    arena_done(&a);
    if (ok && app->start_later)
        ok = err_set(&err, ERR_USAGE,
                     "the query has not started yet: try again");
    if (!ok)
        app_complain(app, "%s", err.msg);
    return ok;
}

/* --- Writing ------------------------------------------------------------ */

/* In Markdown there is a place to say that the result is partial. */
static void put_note(const struct export *x, FILE *f)
{
    if (x->percent < 100 && x->choice.format == OUTPUT_MD)
        fprintf(f, "\nPARTIAL: of %d%% of the data.\n", x->percent);
}

/* A query holds what the log does, where it was made by going into that. */
static void put_text(const char *text, bool terminal, FILE *f)
{
    struct buf clean = {0};

    if (terminal)
        utf8_clean_lines(&clean, str_of(text));
    else
        buf_text(&clean, text);
    fwrite(clean.p, 1, clean.n, f);
    buf_done(&clean);
}

static void put_content(struct export *x, FILE *f)
{
    struct output_options options = {.format = x->choice.format,
                                     .stop = &x->stop};

    options.terminal = is_for_later(x) && isatty(STDOUT_FILENO);
    options.csv_safe = x->csv_safe;
    if (x->text) {
        put_text(x->text, options.terminal, f);
        return;
    }
    if (output_result(f, x->result, &options, &x->err))
        put_note(x, f);
}

/* The thread: the whole content into the temporary file. */
static void *write_file(void *arg)
{
    struct export *x = arg;
    FILE *f = fdopen(x->fd, "w");

    if (!f) {
        close(x->fd);
        err_set(&x->err, ERR_SYSTEM, "%s", strerror(errno));
    } else {
        put_content(x, f);
        bool good = fflush(f) == 0 && (!x->path || file_sync(fileno(f)));
        int error = errno;
        if (fclose(f) != 0 && good) {
            good = false;
            error = errno;
        }
        if (!good && x->err.code == ERR_NONE)
            err_set(&x->err, ERR_SYSTEM, "%s", strerror(error));
    }
    atomic_store(&x->done, true);
    return NULL;
}

/* A file without a name, shared by all that is written for later. */
static bool open_nameless(struct export *x, struct err *err)
{
    if (!x->afterwards)
        x->afterwards = tmpfile();
    x->fd = x->afterwards ? dup(fileno(x->afterwards)) : -1;
    if (x->fd < 0)
        return err_set(err, ERR_SYSTEM, "no temporary file: %s",
                       strerror(errno));
    x->kept = lseek(x->fd, 0, SEEK_END);
    return true;
}

/* Beside what the name leads to, with the mode of what is there. */
static bool open_beside(struct export *x, struct err *err)
{
    const char *refusal = file_refusal(x->path);
    mode_t mode = file_new_mode(0666);

    if (refusal)
        return err_set(err, ERR_SYSTEM, "%s", refusal);
    x->target = x->overwrite ? file_target(x->path, &mode)
                             : str_dup(str_of(x->path));
    x->fd = file_begin(x->target, mode, &x->temporary);
    return x->fd >= 0 || err_set(err, ERR_SYSTEM, "%s", strerror(errno));
}

/* For a command: nobody else may read it. */
static bool open_temporary(struct export *x, struct err *err)
{
    const char *folder = getenv("TMPDIR");
    struct buf name = {0};

    if (is_for_later(x))
        return open_nameless(x, err);
    if (x->path)
        return open_beside(x, err);
    buf_printf(&name, "%s/vpcscope", folder && *folder ? folder : "/tmp");
    x->fd = file_begin(name.p, 0600, &x->temporary);
    buf_done(&name);
    return x->fd >= 0 || err_set(err, ERR_SYSTEM, "%s", strerror(errno));
}

/* What was written in vain goes. */
static void discard(struct export *x)
{
    if (x->temporary)
        unlink(x->temporary);
    else if (x->afterwards && ftruncate(fileno(x->afterwards), x->kept) != 0)
        x->err.code = ERR_SYSTEM; /* a file of ours: this does not happen */
}

static void start_writing(struct app *app)
{
    struct export *x = &app->export;
    struct err err = {0};

    if (!open_temporary(x, &err)) {
        complain(app, err.msg);
        clear(x);
        return;
    }
    x->state = EXPORT_WRITING;
    if (pthread_create(&x->thread, NULL, write_file, x) != 0) {
        close(x->fd);
        discard(x);
        complain(app, "no thread to be had");
        clear(x);
    }
}

/* A text and what is there already are written at once, the rest is run. */
static void start(struct app *app)
{
    struct export *x = &app->export;

    x->state = EXPORT_SCANNING;
    if (!prepare(app)) {
        clear(x);
    } else if (x->text) {
        start_writing(app);
    } else if (x->choice.as_it_is) {
        x->result = app_step(app)->answers[PART_RESULT];
        if (x->result) {
            result_retain(x->result);
            start_writing(app);
        } else {
            app_say(app, "there is no result yet");
            clear(x);
        }
    } else if (explore_export(app)) {
        app_say(app, "writing %s", name_of(x));
    } else {
        clear(x);
    }
}

void export_write(struct app *app)
{
    struct export *x = &app->export;

    if (x->state != EXPORT_SCANNING)
        return;
    x->result = app->loose[PART_EXPORT];
    app->loose[PART_EXPORT] = NULL;
    if (x->result && !result_is_partial(x->result)) {
        start_writing(app);
        return;
    }
    complain(app, "the query did not finish");
    clear(x);
}

/* --- Beginning ---------------------------------------------------------- */

bool export_ready(struct app *app)
{
    if (app->export.state != EXPORT_IDLE)
        app_complain(app, "still writing %s", name_of(&app->export));
    else if (app->stale) /* what is on screen is another query's */
        app_complain(app, "nothing written: the query has an error (Esc "
                          "reverts to the last run)");
    else
        return true;
    return false;
}

/* Something is to be written under a name, or to a command. */
static bool may_begin(struct app *app, const char *name)
{
    if (!export_ready(app))
        return false;
    if (!*name)
        app_complain(app, "nothing written: no name given");
    return *name;
}

/* The user agreed to replace the file. */
static void overwrite(struct app *app)
{
    app->export.overwrite = true;
    start(app);
}

void export_begin(struct app *app, const char *path)
{
    struct export *x = &app->export;
    const char *refusal;

    if (!may_begin(app, path))
        return;
    clear(x);
    x->path = str_dup(str_of(path));
    refusal = is_for_later(x) ? NULL : file_refusal(path);
    if (refusal) {
        complain(app, refusal);
        return;
    }
    if (!is_for_later(x) && access(path, F_OK) == 0) {
        app_confirm(app, overwrite, "nothing written",
                    "%s exists: y replaces it, any other key does not", path);
        return;
    }
    start(app);
}

void export_pipe(struct app *app, const char *command)
{
    if (!may_begin(app, command))
        return;
    clear(&app->export);
    app->export.command = str_dup(str_of(command));
    start(app);
}

/* --- The end ------------------------------------------------------------ */

/* Count, name and query; what a narrow screen cuts off is the last. */
static void tell(struct app *app)
{
    const struct export *x = &app->export;
    const char *later = is_for_later(x) ? " (on quitting)" : "";
    uint64_t n = x->result ? result_n_rows(x->result) : 0;
    char rows[SHOW_MAX], partial[40] = "";

    if (x->text) {
        app_say(app, "wrote %s to %s%s",
                x->choice.what == EXPORT_QUERY ? "the query"
                                               : "a shell command",
                name_of(x), later);
        return;
    }
    show_count(n, rows);
    if (x->percent < 100)
        snprintf(partial, sizeof partial, " (PARTIAL, %d%%)", x->percent);
    app_say(app, "wrote %s row%s%s to %s%s: %s", rows, n == 1 ? "" : "s",
            partial, name_of(x), later, x->query[0] ? x->query : "all records");
}

static void run_command(struct app *app)
{
    struct export *x = &app->export;
    FILE *input = fopen(x->temporary, "re");
    int status;

    unlink(x->temporary);
    if (!input) {
        app_complain(app, "%s", strerror(errno));
        return;
    }
    status = shell_run(x->command, NULL, fileno(input), true);
    fclose(input);
    if (status == 0)
        tell(app);
    else
        app_complain(app, "%s: status %d", x->command, status);
}

void export_poll(struct app *app)
{
    struct export *x = &app->export;

    if (x->state != EXPORT_WRITING || !atomic_load(&x->done))
        return;
    pthread_join(x->thread, NULL);
    app->redraw = true;
    if (x->err.code == ERR_NONE && x->command) {
        run_command(app);
        clear(x);
        return;
    }
    if (x->err.code == ERR_NONE && x->temporary &&
        !file_give_name(x->temporary, x->target, x->overwrite))
        err_set(&x->err, ERR_SYSTEM, "%s", strerror(errno));
    if (x->err.code != ERR_NONE) {
        discard(x);
        complain(app, x->err.msg);
    } else {
        tell(app);
    }
    clear(x);
}

void export_stop(struct app *app)
{
    struct export *x = &app->export;

    if (x->state == EXPORT_WRITING) {
        x->stop = true;
        pthread_join(x->thread, NULL);
        discard(x);
    }
    run_drop(&app->run, PART_BIT(PART_EXPORT));
    clear(x);
}

void export_afterwards(struct app *app)
{
    FILE *f;
    char *bytes;
    size_t n;

    export_stop(app);
    f = app->export.afterwards;
    app->export.afterwards = NULL;
    if (!f)
        return;
    bytes = mem_alloc(COPY_BYTES);
    rewind(f);
    while ((n = fread(bytes, 1, COPY_BYTES, f)) > 0)
        if (fwrite(bytes, 1, n, stdout) != n)
            break;
    free(bytes);
    fclose(f);
}
