/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of the explorer, in one struct that is handed around. What the
 * panes have loaded is in their page structs; what the user is looking at is
 * in the steps.
 */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "base/arena.h"
#include "engine/engine.h"
#include "engine/health.h"
#include "tui/answer_complete.h"
#include "tui/comparison.h"
#include "tui/alert.h"
#include "tui/check.h"
#include "tui/completer.h"
#include "tui/empty.h"
#include "tui/export.h"
#include "tui/follow.h"
#include "tui/help.h"
#include "tui/keymap.h"
#include "tui/later.h"
#include "tui/layout.h"
#include "tui/marks.h"
#include "tui/mouse.h"
#include "tui/page.h"
#include "tui/pane.h"
#include "tui/picker.h"
#include "tui/popup.h"
#include "tui/replay.h"
#include "tui/run.h"
#include "tui/saved_call.h"
#include "tui/saved_names.h"
#include "tui/session.h"
#include "tui/start.h"
#include "tui/search.h"
#include "tui/setup.h"
#include "tui/step.h"
#include "tui/tape.h"
#include "tui/theme.h"
#include "tui/tui.h"

#include <stdbool.h>
#include <stdint.h>

struct message {
    char text[400];
    bool error;
    int64_t until_ms; /* 0: until the next key */
};

/* What the prompt asks for besides queries, and who takes the answer. */
struct question {
    const char *label; /* "file" */
    void (*take)(struct app *app, struct str answer);
    answer_complete *complete; /* NULL: Tab has nothing to offer */
};

/* What the key y is to do, and what any other key says. */
struct confirmation {
    void (*yes)(struct app *app);
    const char *no;
};

enum { AHEAD_MAX = 16 };

/* Commands that need rows and were typed ahead of them. */
struct ahead {
    enum command_id commands[AHEAD_MAX];
    unsigned n;
};

/* What is wrong with the text in the prompt. */
struct fault {
    bool on;
    struct span at;
    char text[256];
};

struct app {
    struct engine *engine;
    const struct tui_options *options;
    struct settings settings;    /* as configured, then as :set says */
    struct keymap keymap;
    struct looks looks;
    struct theme theme;
    const struct glyphs *glyphs;
    bool unicode;
    char *history_path;          /* of typed lines; NULL: none */
    char *runs_path;             /* of tui/history.h; NULL: none */
    bool first_run;              /* there was no history yet */
    unsigned screens;            /* steps made so far */

    /* The data. */
    struct engine_field *fields; /* of the loaded layouts */
    size_t n_fields;
    struct str *columns;         /* of raw results: @timestamp and fields */
    uint32_t n_columns;
    struct data_times times;

    /* Looking at it. */
    struct steps steps;
    struct run run;
    struct result *loose[PART_COUNT]; /* answers that no step keeps */
    bool from_now;               /* relative ranges count from the clock */
    bool start_later;            /* the step on screen waits for the times */
    int64_t talkers_taken_ms;    /* when their order last changed */
    bool stale;                  /* the fault is newer than the results */
    struct export export;
    struct session session;
    struct comparison comparison;
    struct marks marks;
    char *report_path;           /* of the report asked for; NULL: none yet */
    unsigned noting;             /* number of the mark a note is typed for */
    unsigned hidden;             /* of the mark a step is offered for */
    unsigned seek;               /* of the mark to go to; 0: none */
    struct follow_view follow;
    struct alert alert;

    /* The screen. */
    struct layout layout;
    bool too_small; /* the terminal: nothing is drawn */
    enum pane_id focus;
    struct popups popups;
    enum key_scope scope;        /* a menu that is open, or SCOPE_ANY */
    char *draft;                 /* prompt text not run; NULL: the step's */
    bool hold_doubts;            /* a query is being tried, not yet insisted on */
    char *held;                  /* the query last held back; NULL: none */
    struct fault fault;
    struct completer completer;
    struct check check;
    struct question question;
    struct confirmation confirmation;
    struct saved_names saved_names;
    struct saved_call call;      /* of a saved query, as it is put together */
    struct picker picker;
    struct search search;
    struct message message;
    struct span inserted;        /* in the step's query, shown for a while */
    int64_t inserted_until_ms;
    struct mouse_state mouse;
    unsigned guide;              /* the step of the guide, if there is one */
    struct ahead ahead;
    struct table_page table;
    struct talkers_page talkers;
    struct talkers_page second;
    struct timeline_page timeline;
    struct lanes_page lanes;
    struct empty_page empty;
    struct gaps_page gaps;
    struct guess_page guess;
    bool guessed;                /* by itself, once */
    struct detail_page detail;
    struct fields_page fields_page;
    bool detail_hidden;          /* in M and L */
    struct rest rest;
    struct help_page help;
    struct health_status health; /* of the records in the window */
    struct start_page start;

    /* The loop. */
    struct replay *replay;       /* where keys come from; NULL: the terminal */
    struct tape_writer *record;  /* where keys are written; NULL: nowhere */
    int64_t recorded_ms;         /* the last one */
    int64_t bytes_ms;            /* when the prompt was last sent some */
    int64_t now_ms;              /* a clock that never jumps */
    int64_t cancelled_ms;        /* the last Esc on a running query */
    int64_t interrupted_ms;      /* the last Ctrl-C that found nothing */
    bool redraw;
    bool quit;
    int status;
};

/* The step on the screen; there always is one. */
static inline struct step *app_step(const struct app *app)
{
    return steps_top(&app->steps);
}

/* What the prompt shows: the draft, else the query of the step. */
struct str app_prompt_text(const struct app *app);
/* Set what is shown in the message line for a while. */
void app_say(struct app *app, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same, until the next key. */
void app_complain(struct app *app, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/*
 * Ask for a short text in the prompt, which begins as text; take gets what
 * was typed, unless the user leaves. label lives as long as the program.
 */
void app_ask(struct app *app, const char *label, struct str text,
             void (*take)(struct app *app, struct str answer));
/* What Tab completes of the answer that was just asked for. */
static inline void app_complete_by(struct app *app, answer_complete *complete)
{
    app->question.complete = complete;
}
/*
 * Ask for the key y, in the message line; any other key says no, which lives
 * as long as the program.
 */
void app_confirm(struct app *app, void (*yes)(struct app *app), const char *no,
                 const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Learn which fields there are; true when there are more than before. */
bool app_load_fields(struct app *app);
/*
 * Times as the user wants them: a moment shifted to what clocks there show,
 * for what writes it as if it were UTC; and "11:38-12:38Z" of a range.
 */
int64_t app_shown_ms(const struct app *app, int64_t ms);
void app_times(const struct app *app, int64_t from_ms, int64_t to_ms,
               char out[RANGE_TEXT_MAX]);
/* range_name, with times as the user wants them. */
void app_range_name(const struct app *app, const struct range *range,
                    char out[RANGE_TEXT_MAX]);
/* Have a relative range count from the wall clock, if the user wants that. */
void app_anchor(const struct app *app, struct range *range);
/*
 * range_parse with times of the user's zone, unless there is a Z behind them,
 * and lengths that count back from what the user wants; or "since mark m1".
 */
bool app_parse_range(const struct app *app, struct str text,
                     struct range *out, struct err *err);
/* "UTC", "CET". */
const char *app_zone_name(const struct app *app);
/*
 * A command finds no rows: when a query runs it is put off until there are
 * some, and the answer is true.
 */
bool app_put_off(struct app *app, enum command_id command);
/* A field of the loaded layouts, by any spelling; NULL: no such. */
const struct field *app_field(const struct app *app, struct str name);
/* True when some loaded layout has the field. */
bool app_has_field(const struct app *app, struct str name);

#endif
