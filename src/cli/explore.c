/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/explore.h"

#include "base/mem.h"
#include "cli/configuration.h"
#include "cli/inputs.h"
#include "cli/queries.h"
#include "cli/status.h"
#include "engine/local.h"
#include "tui/session_file.h"
#include "tui/tui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static enum tui_anchor anchor_of(const struct options *o)
{
    switch (o->anchor) {
    case ANCHOR_NEWEST:
        return TUI_ANCHOR_NEWEST;
    case ANCHOR_NOW:
        return TUI_ANCHOR_NOW;
    case ANCHOR_USUAL:
        break;
    }
    return TUI_ANCHOR_USUAL;
}

/* A range that moves on while following; 0: there is none. */
static int64_t last_ms(const struct options *o)
{
    bool open = o->to.kind != TIME_ABSOLUTE;
    return o->follow && open && o->from.kind == TIME_FROM_NEWEST ? o->from.ms
                                                                 : 0;
}

/* The tables as they were given. */
static const char **table_words(const struct options *o)
{
    const char **words = mem_calloc(o->n_tables + 1, sizeof *words);

    for (size_t i = 0; i < o->n_tables; i++)
        words[i] = o->tables[i].name; /* goes on with "=FILE" */
    return words;
}

static bool reads_stdin(const struct options *o)
{
    for (int i = 0; i < o->n_paths; i++)
        if (strcmp(o->paths[i], "-") == 0)
            return true;
    return o->n_paths == 0 && !o->start;
}

static int explore_dataset(const struct options *o,
                           const struct config *config, const char *query,
                           struct dataset *ds, struct tui_next *next,
                           struct err *err)
{
    struct lookup_tables *tables = tables_new(o->tables, o->n_tables, o->memory_bytes);
    struct local_options local = {.threads = o->threads,
                                  .memory_bytes = o->memory_bytes,
                                  .timeout_ms = o->timeout_ms,
                                  .tables = tables,
                                  /* A replay finds the same each time. */
                                  .ahead = !o->replay};
    struct engine *engine = local_engine_new(ds, &local);
    const char **words = table_words(o);
    struct tui_options tui = {.setup = &config->setup,
                              .complaint = config_complaint(config),
                              .anchor = anchor_of(o),
                              .follow = o->follow,
                              .last_ms = last_ms(o),
                              .window = TIME_WINDOW_ALL,
                              .saved = queries_new(),
                              .inputs = {.paths = o->paths,
                                         .n_paths = (size_t)o->n_paths,
                                         .format = o->format,
                                         .tables = words,
                                         .n_tables = o->n_tables},
                              .query = query,
                              .session = o->session,
                              .start = o->start,
                              .next = next,
                              .stdin_is_data = reads_stdin(o),
                              .guide = o->demo,
                              .record = o->record,
                              .replay = o->replay};
    int status;
    if (o->start || tui.last_ms || inputs_window(o, engine, &tui.window, err)) {
        status = o->plain ? plain_run(engine, &tui) : tui_run(engine, &tui);
    } else {
        fprintf(stderr, "vpcscope: %s\n", err->msg);
        status = STATUS_USAGE;
    }
    engine->ops->free(engine);
    queries_free(tui.saved);
    free(words);
    tables_free(tables);
    return status;
}

/* What was opened for the explorer to come, and what with. */
struct opener {
    const struct options *options;
    struct dataset *opened;
};

/* What was opened by now, else what the options name. */
static struct dataset *take_inputs(const struct options *o,
                                   struct tui_next *next, struct err *err)
{
    struct opener *opener = next->by;
    struct dataset *ds = opener->opened;

    opener->opened = NULL;
    return ds ? ds : inputs_open(o, err);
}

/* Open what the options name and explore it; *next: what is asked for then. */
static int explore_once(const struct options *o, const char *query,
                        struct tui_next *next)
{
    struct err err = {0};
    size_t seen = 0;
    struct dataset *ds = take_inputs(o, next, &err);
    if (!ds) {
        fprintf(stderr, "vpcscope: %s\n", err.msg);
        return STATUS_USAGE;
    }
    int status = STATUS_INPUT;
    if (o->follow && dataset_n_files(ds) == 0) {
        inputs_tell(ds, &seen);
        fputs("vpcscope: waiting for the first records (Ctrl-C ends)\n",
              stderr);
        inputs_await(ds, &seen);
    }
    /* On a screen they would be gone at once; there they come at the end. */
    if (o->plain)
        inputs_tell(ds, &seen);
    if (dataset_n_files(ds) > 0 || o->start) {
        struct config config;

        config_read(&config, o);
        config_tell(&config);
        status = explore_dataset(o, &config, query, ds, next, &err);
        config_done(&config);
        /* What went wrong with the inputs is still worth knowing after. */
        if (status == STATUS_DONE && !o->start)
            status = inputs_status(ds);
    }
    inputs_tell(ds, &seen);
    dataset_free(ds);
    return status;
}

/* A file or folder in the place of what was open. */
static struct options path_options(const struct options *o, char **path)
{
    struct options other = *o;

    other.paths = path;
    other.n_paths = 1;
    other.session = NULL;
    other.start = false;
    return other;
}

static bool has_table(const struct options *o, const struct table_option *t)
{
    for (size_t i = 0; i < o->n_tables; i++)
        if (o->tables[i].name_n == t->name_n &&
            !memcmp(o->tables[i].name, t->name, t->name_n))
            return true;
    return false;
}

/* The tables given now, and those of the session that were not. */
static void add_tables(struct options *o, const struct session_info *session)
{
    size_t n = 0;
    struct table_option *tables =
        mem_calloc(o->n_tables + session->n_tables + 1, sizeof *tables);

    for (; n < o->n_tables; n++)
        tables[n] = o->tables[n];
    for (size_t i = 0; i < session->n_tables; i++)
        if (table_option_read(session->tables[i], &tables[n]) &&
            !has_table(o, &tables[n]))
            n++;
    o->tables = tables;
    o->n_tables = n;
}

/* A session, over the inputs that it was saved with; its tables to be freed. */
static struct options session_options(const struct options *o,
                                      struct session_info *session)
{
    struct options resumed = *o;

    resumed.paths = session->files;
    resumed.n_paths = (int)session->n_files;
    resumed.session = session->path;
    resumed.start = false;
    if (!o->format)
        resumed.format = session->format;
    add_tables(&resumed, session);
    return resumed;
}

static int explore_session(const struct options *o,
                           struct session_info *session, struct tui_next *next)
{
    struct options resumed = session_options(o, session);
    int status = explore_once(&resumed, NULL, next);

    free(resumed.tables);
    return status;
}

/* A pipe or device would be waited for, with no screen to say so. */
static bool are_files(const struct options *o, struct err *err)
{
    struct stat status;

    for (int i = 0; i < o->n_paths; i++)
        if (stat(o->paths[i], &status) == 0 && !S_ISREG(status.st_mode) &&
            !S_ISDIR(status.st_mode))
            return err_set(err, ERR_USAGE, "no file or folder: %s",
                           o->paths[i]);
    return true;
}

/* Open inputs while others are on the screen. */
static bool open_inputs(struct opener *opener, const struct options *o,
                        struct err *err)
{
    struct dataset *ds = are_files(o, err) ? inputs_open(o, err) : NULL;

    if (ds && !dataset_n_files(ds)) {
        err_set(err, ERR_USAGE, "%s",
                dataset_messages(ds) ? dataset_message(ds, 0).text
                                     : "there are no records");
        dataset_free(ds);
        ds = NULL;
    }
    opener->opened = ds;
    return ds != NULL;
}

/* What the explorer is asked for, before it makes room. */
static bool open_next(struct tui_next *next, struct err *err)
{
    struct opener *opener = next->by;
    struct session_info session = {0};
    struct options other;
    bool good;

    if (next->path) {
        other = path_options(opener->options, &next->path);
        return open_inputs(opener, &other, err);
    }
    if (!session_read_info(next->session, &session)) {
        session_info_done(&session);
        return err_set(err, ERR_USAGE, "the session is damaged");
    }
    other = session_options(opener->options, &session);
    good = open_inputs(opener, &other, err);
    free(other.tables);
    session_info_done(&session);
    return good;
}

/* As long as something else is asked for; status: of what was open before. */
static int explore_on(const struct options *o, struct tui_next *next,
                      int status)
{
    while (next->path || next->session) {
        struct tui_next wanted = *next;
        struct session_info session = {0};
        struct options other;

        next->path = next->query = next->session = NULL;
        if (wanted.path) {
            other = path_options(o, &wanted.path);
            status = explore_once(&other, wanted.query, next);
        } else if (session_read_info(wanted.session, &session)) {
            status = explore_session(o, &session, next);
        }
        session_info_done(&session);
        tui_next_forget(&wanted);
    }
    return status;
}

int explore_run(const struct options *o)
{
    struct opener opener = {.options = o};
    struct tui_next next = {.open = open_next, .by = &opener};

    return explore_on(o, &next, explore_once(o, NULL, &next));
}

int explore_start(const struct options *o)
{
    struct options start = *o;

    start.start = true;
    return explore_run(&start);
}

int explore_resume(const struct options *o)
{
    struct opener opener = {.options = o};
    struct tui_next next = {.open = open_next, .by = &opener};
    struct session_info session;
    struct err err = {0};

    if (!session_find(o->paths, (size_t)o->n_paths, &session, &err)) {
        fprintf(stderr, "vpcscope: %s\n", err.msg);
        return STATUS_USAGE;
    }
    int status = explore_session(o, &session, &next);
    session_info_done(&session);
    return explore_on(o, &next, status);
}
