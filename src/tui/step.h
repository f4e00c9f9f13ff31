/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps: a query text, a time range, and what was found and seen of it. The
 * stack of steps is the crumb line; a step keeps its answers, so that going
 * back needs no scan; as far as there is memory, or else it runs again.
 */
#ifndef TUI_STEP_H
#define TUI_STEP_H

#include "engine/engine.h"
#include "tui/ask.h"
#include "tui/range.h"
#include "tui/widths.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The questions of a step; each has one answer. */
enum part {
    PART_RESULT, /* the query itself */
    PART_TIMELINE,
    PART_TALKERS,
    PART_TOTALS, /* of the talkers */
    PART_TREND,  /* of the talkers in view */
    PART_SECOND, /* second talkers pane */
    PART_SECOND_TOTALS,
    PART_LANES, /* of the timeline in full size */
    PART_HEALTH,
    PART_BEFORE, /* the query's groups, in the window compared with */
    PART_BEFORE_TIMELINE,
    PART_ALERT,    /* buckets that :alert is about */
    PART_COUNTS,   /* what each filter leaves, when nothing is left */
    PART_NEAREST,  /* values near the one that was asked for, likewise */
    PART_GAPS,     /* of the log: NODATA and SKIPDATA by interface */
    PART_SEEN,     /* how many records several interfaces have */
    PART_COPIES,   /* how many records are there more than once */
    PART_TIMES,    /* of the whole data; not kept in the step */
    PART_EXPORT,   /* the query again, for writing; not kept either */
    PART_VALUES,   /* of a field, for completion; not kept */
    PART_RECORD,   /* the result's records with all their fields */
    PART_FIELD,    /* values of the field chosen in the fields pane */
    PART_DISTINCT, /* how many values fields have; not kept in the step */
    PART_GROUP,    /* about the group under the cursor; not kept either */
    PART_COUNT
};
#define PART_BIT(part) (1u << (part))

struct table_view {
    uint64_t row;    /* under the cursor */
    uint64_t top;    /* first row in view */
    uint32_t column; /* under the cursor, as shown */
    uint32_t left;   /* first column in view */
    struct widths widths;
};

struct talkers_view {
    unsigned dimension;
    struct str field; /* one more dimension, by the user; lives as long as
                         the fields. Empty: none */
    bool on_field;    /* and that is the one shown */
    enum metric metric;
    bool metric_chosen; /* by the user; else rejects give way to flows */
    uint32_t row, top;
};

/* What a step is compared with. */
struct compare_with {
    bool on;
    int64_t back_ms;  /* how far back; 0: the length of the range */
    int64_t shift_ms; /* how far back that is now; 0: not known, or nothing */
    bool all;         /* the result keeps all groups */
};

struct step {
    char *query;
    struct range range;
    struct time_window window;          /* of the range, as run */
    struct result *answers[PART_COUNT]; /* references; NULL: none yet */
    struct job_progress progress;       /* of the result, when it ended */
    int64_t bucket_ms;                  /* of the timeline's answer */
    int64_t trend_bucket_ms;
    int trend_cells;       /* that the trends were asked for */
    bool ran;              /* progress holds */
    bool restored;         /* from a session, and not run since */
    uint64_t restored_row; /* the cursor's then; 0: none */
    bool second_asked;     /* even if it has no question to ask */
    bool lanes_asked;      /* for the talkers as they are now */
    bool health_asked;     /* in full: PARTS_HEALTH */
    struct str values_of;  /* PART_FIELD was asked for it */
    uint32_t asked;        /* parts of later.h, since it ran */
    bool explains;         /* made by X: what it explains is */
    struct time_window explained;
    struct compare_with compare;
    struct table_view table;
    struct talkers_view talkers;
    enum metric timeline_metric; /* flows, bytes or packets */
    int64_t timeline_cursor_ms;  /* start of a bucket; INT64_MIN: none */
    int64_t timeline_anchor_ms;  /* where a selection began; likewise */
};

/* Of the memory budget, a part for the answers of steps left behind. */
enum { STEPS_MAX = 32, STEPS_SHARE = 8 };

/*
 * The last one is on the screen; behind it are those that were left by going
 * back. All-zero is empty.
 */
struct steps {
    struct step *items[STEPS_MAX];
    uint64_t keep_bytes; /* answers of steps that are not on the screen; those
                            of the farthest go. 0: all are kept */
    unsigned n;
    unsigned n_ahead;
};

/* A step that has not run; view settings as in like (NULL: the first). */
struct step *step_new(struct str query, const struct range *range,
                      const struct step *like);
void step_free(struct step *s);
/* Take over a reference as the answer to part; NULL forgets it. */
void step_answer(struct step *s, enum part part, struct result *result);
bool step_partial(const struct step *s);
/* It has run, and all there was is in its answers. */
bool step_whole(const struct step *s);
/* What the talkers are. */
struct dimension talkers_dimension(const struct talkers_view *v);

/* Takes s over; those ahead go, and the oldest when there are too many. */
void steps_push(struct steps *st, struct step *s);
/* Back to the one before, which stays ahead; false at the first. */
bool steps_back(struct steps *st);
/* Forward to the one that was left last; false when there is none. */
bool steps_forward(struct steps *st);
struct step *steps_top(const struct steps *st);
void steps_done(struct steps *st);

#endif
