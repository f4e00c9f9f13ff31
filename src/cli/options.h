/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line (design.md 6): options.def is the table, this makes a
 * struct of it and checks every value before anything is opened.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/buf.h"
#include "base/err.h"
#include "cli/tables.h"
#include "output/output.h"
#include "tui/settings.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum time_point_kind {
    TIME_OPEN,       /* not given */
    TIME_ABSOLUTE,   /* .ms since 1970 */
    TIME_FROM_NEWEST /* .ms before the anchor: the newest record, or now */
};

struct time_point {
    enum time_point_kind kind;
    int64_t ms;
};

enum program_task {
    TASK_RUN,
    TASK_HELP,
    TASK_VERSION,
    TASK_LIST_FIELDS,
    TASK_LIST_FUNCTIONS,
    TASK_LIST_COMMANDS,
    TASK_LIST_KEYS,
    TASK_LIST_SETTINGS,
    TASK_SHOW_CONFIG,
    TASK_LIST_SAVED
};

enum anchor { ANCHOR_USUAL, ANCHOR_NEWEST, ANCHOR_NOW };

/* A setting of the explorer that an option gives; value NULL: none does. */
struct given_setting {
    const char *value;  /* it is one that the setting takes */
    const char *option; /* "--theme" */
};

struct options {
    enum program_task task;
    bool has_query;
    struct buf query;      /* text of -q, -f or -Q; owned */
    bool has_output;
    enum output_format output;
    const char *format;    /* borrowed from argv */
    struct time_point from, to;
    enum anchor anchor;    /* usual: newest, or now while following */
    bool follow;
    int64_t every_ms;      /* 0: not given */
    uint64_t limit;        /* 0: none given */
    bool ecs, csv_safe, stats, explain, strict, exit_status, ascii, resume;
    struct given_setting given[SETTING_COUNT];
    bool plain, demo;
    const char *record, *replay; /* files, borrowed from argv; or NULL */
    uint64_t memory_bytes; /* 0: default */
    int64_t timeout_ms;    /* of a query; 0: none */
    unsigned threads;      /* 0: default */
    struct table_option *tables; /* of --table; texts borrowed from argv */
    size_t n_tables, cap_tables;
    char **paths;          /* borrowed from argv */
    int n_paths;
    const char *session;   /* file of the session to go on with, or NULL */
    bool start;            /* nothing to open: the explorer asks what to */
};

/*
 * Read argv. False with *err (ERR_USAGE; ERR_INPUT when a query file cannot
 * be read). options_done frees in either case.
 */
bool options_read(struct options *o, int argc, char **argv, struct err *err);
void options_done(struct options *o);
/* The text of --help. */
void options_help(FILE *out);

#endif
