/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the command line: getopt_long over the table in options.def. */
#include "cli/options.h"

#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "cli/queries.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum option_id {
#define OPTION(id, ...) OPTION_##id,
#include "cli/options.def"
#undef OPTION
    OPTION_COUNT
};

struct option_row {
    char letter;
    const char *name;
    const char *argument;
    const char *help;
};

static const struct option_row rows[OPTION_COUNT] = {
#define OPTION(id, ...) [OPTION_##id] = {__VA_ARGS__},
#include "cli/options.def"
#undef OPTION
};

/* getopt_long returns LONG_BASE + id for every option, short ones too. */
enum { LONG_BASE = 256 };

static int id_of_letter(int letter)
{
    for (int id = 0; id < OPTION_COUNT; id++)
        if (rows[id].letter && rows[id].letter == letter)
            return id;
    return -1;
}

static bool read_file(const char *path, struct buf *out, struct err *err)
{
    enum { MOST = 64 << 20 };

    return (strcmp(path, "-") == 0 ? file_get_most(STDIN_FILENO, MOST, out)
                                   : file_load(path, MOST, out)) ||
           err_set(err, ERR_USAGE, "cannot read the query file %s: %s", path,
                   strerror(errno));
}

static bool set_query(struct options *o, struct err *err)
{
    if (o->has_query)
        return err_set(err, ERR_USAGE, "give one query: -q, -f or -Q, once");
    o->has_query = true;
    return true;
}

static bool read_time(const char *option, const char *text,
                      struct time_point *out, struct err *err)
{
    struct str s = str_of(text);
    uint64_t epoch;
    out->kind = TIME_ABSOLUTE;
    if (s.n && s.p[0] == '-' &&
        date_parse_duration(str_slice(s, 1, s.n), &out->ms)) {
        out->kind = TIME_FROM_NEWEST;
        return true;
    }
    /* Above 2^31 - 1 it is milliseconds, as in the records themselves. */
    if (num_parse_uint(s, INT64_MAX / 1000, &epoch)) {
        out->ms = epoch > INT32_MAX ? (int64_t)epoch : (int64_t)epoch * 1000;
        return true;
    }
    if (date_parse_iso(s, &out->ms))
        return true;
    return err_set(err, ERR_USAGE,
                   "--%s %s is no time: write 2026-11-23T11:58, epoch "
                   "seconds, or -1h",
                   option, text);
}

static bool read_count(const char *option, const char *text, uint64_t max,
                       uint64_t *out, struct err *err)
{
    if (num_parse_uint(str_of(text), max, out) && *out > 0)
        return true;
    return err_set(err, ERR_USAGE, "--%s %s: a whole number from 1 is expected",
                   option, text);
}

static bool give(struct options *o, enum setting_id id, const char *option,
                 const char *value, struct err *err)
{
    struct settings scratch;

    settings_init(&scratch);
    o->given[id] = (struct given_setting){value, option};
    return settings_set(&scratch, id, str_of(value), err);
}

static bool read_anchor(const char *text, enum anchor *out, struct err *err)
{
    *out = strcmp(text, "now") == 0 ? ANCHOR_NOW : ANCHOR_NEWEST;
    if (*out == ANCHOR_NOW || strcmp(text, "newest") == 0)
        return true;
    return err_set(err, ERR_USAGE, "--anchor %s: newest or now", text);
}

static bool read_every(const char *text, int64_t *out, struct err *err)
{
    if (date_parse_duration(str_of(text), out) && *out > 0)
        return true;
    return err_set(err, ERR_USAGE, "--every %s is no duration: write 5s or 1m",
                   text);
}

/* Seconds, or a duration with its unit. */
static bool read_timeout(const char *text, int64_t *out, struct err *err)
{
    const double most_s = 1e9; /* thirty years */
    struct num n = num_parse(str_of(text));

    if (n.kind != NUM_NONE && num_double(n) > 0 && num_double(n) < most_s) {
        *out = (int64_t)ceil(num_double(n) * 1000);
        return true;
    }
    if (date_parse_duration(str_of(text), out) && *out > 0)
        return true;
    return err_set(err, ERR_USAGE,
                   "--timeout %s is no duration: write 5, 500ms or 2m", text);
}

/* NAME=FILE */
static bool add_table(struct options *o, const char *text, struct err *err)
{
    struct table_option table;

    if (!table_option_read(text, &table))
        return err_set(err, ERR_USAGE, "--table %s: NAME=FILE is expected",
                       text);
    o->tables =
        mem_grow(o->tables, o->n_tables, &o->cap_tables, sizeof *o->tables);
    o->tables[o->n_tables++] = table;
    return true;
}

/* Options that only note something. */
struct simple {
    enum { NO_NOTE, NOTES_FLAG, NOTES_TEXT, NOTES_TASK } notes;
    size_t at; /* of the flag or the text in the options */
    enum program_task task;
};

#define FLAG(member)                                                           \
    {                                                                          \
        NOTES_FLAG, offsetof(struct options, member), TASK_RUN                 \
    }
#define TEXT(member)                                                           \
    {                                                                          \
        NOTES_TEXT, offsetof(struct options, member), TASK_RUN                 \
    }
#define TASK(task)                                                             \
    {                                                                          \
        NOTES_TASK, 0, task                                                    \
    }

static const struct simple simple[OPTION_COUNT] = {
    [OPTION_FOLLOW] = FLAG(follow),
    [OPTION_ECS] = FLAG(ecs),
    [OPTION_STATS] = FLAG(stats),
    [OPTION_EXPLAIN] = FLAG(explain),
    [OPTION_STRICT] = FLAG(strict),
    [OPTION_RESUME] = FLAG(resume),
    [OPTION_PLAIN] = FLAG(plain),
    [OPTION_DEMO] = FLAG(demo),
    [OPTION_EXIT_STATUS] = FLAG(exit_status),
    [OPTION_FORMAT] = TEXT(format),
    [OPTION_RECORD] = TEXT(record),
    [OPTION_REPLAY] = TEXT(replay),
    [OPTION_SHOW_CONFIG] = TASK(TASK_SHOW_CONFIG),
    [OPTION_LIST_FIELDS] = TASK(TASK_LIST_FIELDS),
    [OPTION_LIST_FUNCTIONS] = TASK(TASK_LIST_FUNCTIONS),
    [OPTION_LIST_COMMANDS] = TASK(TASK_LIST_COMMANDS),
    [OPTION_LIST_KEYS] = TASK(TASK_LIST_KEYS),
    [OPTION_LIST_SETTINGS] = TASK(TASK_LIST_SETTINGS),
    [OPTION_VERSION] = TASK(TASK_VERSION),
    [OPTION_HELP] = TASK(TASK_HELP),
};

#undef FLAG
#undef TEXT
#undef TASK

static bool apply_simple(struct options *o, const struct simple *option,
                         const char *arg)
{
    char *at = (char *)o + option->at;

    switch (option->notes) {
    case NOTES_FLAG:
        *(bool *)at = true;
        return true;
    case NOTES_TEXT:
        memcpy(at, &arg, sizeof arg);
        return true;
    case NOTES_TASK:
        o->task = option->task;
        return true;
    case NO_NOTE:
        break;
    }
    return false;
}

static bool apply(struct options *o, enum option_id id, const char *arg,
                  struct err *err)
{
    uint64_t n;
    switch (id) {
    case OPTION_QUERY:
        buf_text(&o->query, arg);
        return set_query(o, err);
    case OPTION_QUERY_FILE:
        return set_query(o, err) && read_file(arg, &o->query, err);
    case OPTION_SAVED:
        if (strcmp(arg, "list") == 0) {
            o->task = TASK_LIST_SAVED;
            return true;
        }
        saved_invoke(&o->query, str_of(arg));
        return set_query(o, err);
    case OPTION_OUTPUT:
        o->has_output = true;
        if (output_format_find(str_of(arg), &o->output))
            return true;
        return err_set(
            err, ERR_USAGE,
            "no output format %s: table csv tsv json jsonl ecs md chart raw",
            arg);
    case OPTION_CSV_SAFE:
        o->csv_safe = true;
        return give(o, SETTING_CSV_SAFE, "--csv-safe", "on", err);
    case OPTION_TABLE:
        return add_table(o, arg, err);
    case OPTION_FROM:
        return read_time("from", arg, &o->from, err);
    case OPTION_TO:
        return read_time("to", arg, &o->to, err);
    case OPTION_LAST:
        o->from.kind = TIME_FROM_NEWEST;
        /* Up to the newest record, unless --to says otherwise. */
        if (o->to.kind == TIME_OPEN)
            o->to = (struct time_point){.kind = TIME_FROM_NEWEST};
        if (date_parse_duration(str_of(arg), &o->from.ms))
            return true;
        return err_set(err, ERR_USAGE,
                       "--last %s is no duration: write 15m, 1h or 7d", arg);
    case OPTION_ANCHOR:
        return read_anchor(arg, &o->anchor, err);
    case OPTION_EVERY:
        return read_every(arg, &o->every_ms, err);
    case OPTION_LIMIT:
        return read_count("limit", arg, UINT64_MAX, &o->limit, err);
    case OPTION_MEMORY:
        if (num_parse_size(str_of(arg), &o->memory_bytes) &&
            o->memory_bytes > 0)
            return true;
        return err_set(err, ERR_USAGE,
                       "--memory %s is no size: write 512M or 4G", arg);
    case OPTION_TIMEOUT:
        return read_timeout(arg, &o->timeout_ms, err);
    case OPTION_THREADS:
        if (!read_count("threads", arg, 1024, &n, err))
            return false;
        o->threads = (unsigned)n;
        return true;
    case OPTION_COLOR:
        return give(o, SETTING_COLOR, "--color", arg, err);
    case OPTION_THEME:
        return give(o, SETTING_THEME, "--theme", arg, err);
    case OPTION_NO_MOUSE:
        return give(o, SETTING_MOUSE, "--no-mouse", "off", err);
    case OPTION_ASCII:
        o->ascii = true;
        return give(o, SETTING_ASCII, "--ascii", "on", err);
    default:
        return apply_simple(o, &simple[id], arg);
    }
}

static void make_getopt(struct option *longs, char *letters)
{
    *letters++ = ':'; /* a missing argument is told apart */
    for (int id = 0; id < OPTION_COUNT; id++) {
        longs[id] = (struct option){
            .name = rows[id].name,
            .has_arg = rows[id].argument ? required_argument : no_argument,
            .val = LONG_BASE + id};
        if (!rows[id].letter)
            continue;
        *letters++ = rows[id].letter;
        if (rows[id].argument)
            *letters++ = ':';
    }
    *letters = '\0';
}

static bool unknown(int result, char **argv, struct err *err)
{
    const char *word = argv[optind - 1];
    if (result == ':')
        return err_set(err, ERR_USAGE, "%s needs a value (see --help)", word);
    return err_set(err, ERR_USAGE, "no option %s (see --help)", word);
}

/* What has no meaning while following, or without. */
static bool check_follow(const struct options *o, struct err *err)
{
    if (o->every_ms && !(o->follow && o->has_query))
        return err_set(err, ERR_USAGE, "--every needs --follow and a query");
    if (o->follow && o->plain)
        return err_set(err, ERR_USAGE,
                       "--plain prints answers once: with --follow give a "
                       "query with -q");
    if (o->follow && o->timeout_ms && o->has_query)
        return err_set(err, ERR_USAGE,
                       "--timeout is about a query that ends: leave out "
                       "--follow");
    if (o->follow && o->stats)
        return err_set(
            err, ERR_USAGE,
            "--stats is about a query that ends: leave out --follow");
    if (o->follow && o->to.kind == TIME_FROM_NEWEST && o->to.ms)
        return err_set(err, ERR_USAGE,
                       "--to counts back from a time that moves on with "
                       "--follow: give it as a date");
    return true;
}

static bool check_together(struct options *o, struct err *err)
{
    if (o->ecs && o->has_output && o->output != OUTPUT_JSONL)
        return err_set(err, ERR_USAGE, "--ecs goes with -o jsonl");
    if (o->ecs) {
        o->has_output = true;
        o->output = OUTPUT_ECS;
    }
    if (o->csv_safe && o->has_output && o->output != OUTPUT_CSV &&
        o->output != OUTPUT_TSV)
        return err_set(err, ERR_USAGE,
                       "--csv-safe goes with -o csv and -o tsv");
    if (o->task == TASK_RUN && o->has_query && o->resume)
        return err_set(err, ERR_USAGE,
                       "--resume is for the explorer: it takes no query");
    if (!check_follow(o, err))
        return false;
    if (o->task == TASK_RUN && !o->has_query &&
        (o->explain || o->has_output || o->stats))
        return err_set(
            err, ERR_USAGE, "--%s needs a query: give one with -q, -f or -Q",
            o->explain ? "explain" : (o->has_output ? "output" : "stats"));
    if (o->demo && o->n_paths)
        return err_set(err, ERR_USAGE,
                       "--demo makes its own log: give no paths with it");
    if (o->plain + (o->record != NULL) + (o->replay != NULL) > 1)
        return err_set(err, ERR_USAGE,
                       "give one of --plain, --record and --replay");
    return true;
}

bool options_read(struct options *o, int argc, char **argv, struct err *err)
{
    struct option longs[OPTION_COUNT + 1] = {{0}};
    char letters[2 * OPTION_COUNT + 2];
    *o = (struct options){.task = TASK_RUN};
    make_getopt(longs, letters);
    opterr = 0;
    for (;;) {
        int c = getopt_long(argc, argv, letters, longs, NULL);
        if (c == -1)
            break;
        if (c == '?' || c == ':')
            return unknown(c, argv, err);
        int id = c >= LONG_BASE ? c - LONG_BASE : id_of_letter(c);
        if (!apply(o, (enum option_id)id, optarg, err))
            return false;
    }
    o->paths = argv + optind;
    o->n_paths = argc - optind;
    return check_together(o, err);
}

void options_done(struct options *o)
{
    buf_done(&o->query);
    free(o->tables);
}

void options_help(FILE *out)
{
    fputs("vpcscope: a terminal explorer for AWS VPC Flow Logs\n\n"
          "  vpcscope [OPTIONS] PATH...           explore in the terminal\n"
          "  vpcscope -q QUERY [OPTIONS] PATH...  run a query, write the "
          "result\n\n"
          "PATH is a file, a folder (walked), or - for standard input.\n\n",
          out);
    for (int id = 0; id < OPTION_COUNT; id++) {
        char left[64];
        char letter[8] = "    ";
        if (rows[id].letter)
            snprintf(letter, sizeof letter, "-%c, ", rows[id].letter);
        snprintf(left, sizeof left, "  %s--%s%s%s", letter, rows[id].name,
                 rows[id].argument ? " " : "",
                 rows[id].argument ? rows[id].argument : "");
        fprintf(out, "%-27s %s\n", left, rows[id].help);
    }
    fputs("\nExit status: 0 done, 1 no rows (with -e), 2 usage or query "
          "error, 3 an input\ncould not be read, 4 done but incomplete, 130 "
          "interrupted. See vpcscope(1).\n",
          out);
}
