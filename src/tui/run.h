/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jobs on behalf of the step on screen. One job carries several questions
 * (parts) and answers them in one pass; asking a part again takes it away
 * from the job that was at it. Nothing here waits for an answer.
 */
#ifndef TUI_RUN_H
#define TUI_RUN_H

#include "base/err.h"
#include "engine/engine.h"
#include "tui/step.h"

#include <stdbool.h>
#include <stdint.h>

enum { RUN_SLOTS = PART_COUNT, RUN_LEAVING_MAX = 16 };

struct run_slot {
    struct job *job;     /* NULL: free */
    uint32_t parts;      /* bits of the parts still wanted from it */
    uint32_t number[PART_COUNT]; /* a part's query in the job */
    uint64_t version;    /* of the snapshots last looked at */
    uint32_t behind;     /* parts of which that was not taken yet */
    bool follows;        /* all was read; it goes on as records come */
};

struct run {
    struct run_slot slots[RUN_SLOTS];
    /* Told to end, and not waited for: that could take longer than a key may. */
    struct job *leaving[RUN_LEAVING_MAX];
    unsigned n_leaving;
};

/* What a poll found. */
struct run_news {
    uint32_t changed;  /* parts with a newer answer */
    uint32_t finished; /* parts whose job ended, well or not, or has read all
                          there is */
    bool failed;       /* a job failed; see err */
    struct err err;
};

/* Questions to ask: bit and text for each part. */
struct run_questions {
    uint32_t parts;
    struct str texts[PART_COUNT];
    const struct str *columns; /* default columns of result and export */
    uint32_t n_columns;
    struct time_window window;
    bool hold_doubts;          /* as job_request has it */
    int64_t timeout_ms;        /* likewise */
    bool follows;              /* likewise */
};

/*
 * Start one job for the questions. A question the engine refuses is left
 * out, unless it is must: then false with *err and nothing is started.
 */
bool run_start(struct run *run, struct engine *engine,
               struct run_questions *questions, uint32_t must,
               struct err *err);
/*
 * Stop working on these parts; jobs left without any are told to end, and
 * freed by run_poll once they have.
 */
void run_drop(struct run *run, uint32_t parts);
/* Are there jobs that were told to end and have not? */
bool run_leaving(const struct run *run);
/* End all jobs, and wait for that. */
void run_done(struct run *run);
/*
 * Move newer answers to the step (or to *loose for parts not kept in one).
 * Answers to the parts in hold are left where they are for now, unless they
 * are the first ones that are whole.
 */
void run_poll(struct run *run, struct step *step,
              struct result *loose[PART_COUNT], uint32_t hold,
              struct run_news *news);
/* Ask the jobs of these parts to stop where they are. */
void run_cancel(struct run *run, uint32_t parts);
/* Parts being worked on. */
uint32_t run_active(const struct run *run);
/* Parts whose answers change as records come. */
uint32_t run_following(const struct run *run);
/* The engine's growth that the answer to a part has; 0: it does not follow. */
uint64_t run_growth(const struct run *run, enum part part);
/* Bytes that the job of a part has put on disk so far; 0 when there is none. */
uint64_t run_spilled(const struct run *run, enum part part);
/* Progress of the job that works on a part; false when none does. */
bool run_progress(const struct run *run, enum part part,
                  struct job_progress *out);
/* The first notice of the job at PART_RESULT, or NULL. */
const struct job_notice *run_notice(const struct run *run);

#endif
