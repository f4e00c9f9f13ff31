/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the panes have loaded for drawing; all in their own arenas. */
#ifndef TUI_PAGE_H
#define TUI_PAGE_H

#include "base/arena.h"
#include "base/str.h"
#include "engine/engine.h"
#include "query/value.h"

#include <stdbool.h>
#include <stdint.h>

struct mark;
struct result;
struct line_guess;

/* How values of a column are shown. */
enum column_look {
    LOOK_PLAIN,
    LOOK_TIME,
    LOOK_PROTOCOL, /* 6 as TCP */
    LOOK_AMOUNT,   /* a number that may be shortened: 74.4k */
    LOOK_INITIAL,  /* REJECT as R, where there is little room */
    LOOK_COMPARE   /* no column of the result: how it was before */
};

struct table_column {
    uint32_t index;     /* column of the result */
    struct str name;    /* of the result's column */
    struct str heading; /* as shown */
    enum column_look look;
    int width;
    bool fixed;         /* the user gave it its width */
    bool right;
    bool computed;      /* no field of the log, nor a group's key */
};

struct table_page {
    struct arena arena;
    struct result *source;        /* what was loaded; a reference */
    struct table_column *columns; /* all, in order of showing */
    uint32_t n_columns;
    uint32_t n_result_columns;
    bool raw;
    bool partial;                 /* not all records were read */
    bool usual;                   /* the query chooses no columns */
    uint64_t first;               /* row of the result */
    uint32_t n;                   /* rows loaded */
    const struct value *values;   /* [row * n_result_columns + index] */
    struct str *texts;            /* [row * n_columns + place], shown */
    uint64_t n_rows;              /* of the result, then those that are gone */
    uint64_t n_gone;              /* since the window compared with */
    uint32_t page;                /* rows that fit */
    int margin;                   /* cells before the first column */
    const struct mark **marks;    /* of the rows loaded; NULL: none is marked */
    uint32_t n_shown;             /* columns in view from view.left on */
    struct str order;             /* "flows desc"; empty when not known */
    char problem[200];            /* why rows cannot be read; or empty */
};

struct talker {
    struct value keys[2];
    struct str label;
    const char *service;  /* name of a port, or NULL */
    double amount;
    double *trend;        /* n_trend buckets, or NULL */
};

struct talkers_page {
    struct arena arena;
    const struct result *source; /* what was loaded; only to compare */
    struct talker *rows;
    uint32_t first;       /* row of the result */
    uint32_t n;
    uint32_t n_rows;      /* of the result */
    uint32_t page;
    uint32_t n_trend;
    double total;         /* the metric over all; 0: not known */
    uint64_t distinct;    /* how many values there are; 0: not known */
    bool distinct_estimated;  /* that is an estimate, or not all was read */
    bool partial;         /* likewise the amounts */
    bool ready;
};

enum lane { LANE_ACCEPT, LANE_REJECT, LANE_COUNT };

struct timeline_page {
    struct arena arena;
    bool ready;
    bool partial;
    bool split;                  /* two lanes; else all in the first */
    int64_t from_ms;             /* start of the first bucket */
    int64_t width_ms;
    uint32_t n;                  /* buckets */
    uint64_t *counts[LANE_COUNT];
    uint64_t *before[LANE_COUNT]; /* of the window compared with, or NULL */
    uint64_t most[LANE_COUNT];   /* of counts and before */
    uint64_t total[LANE_COUNT];
    bool *alerts;                /* buckets that the alert is about */
};

enum { LANES_MAX = 5 };

/* The timeline in full size: a lane for each of the first talkers. */
struct lanes_page {
    struct arena arena;
    bool ready;
    struct value keys[LANES_MAX][2];
    struct str labels[LANES_MAX];
    uint32_t n_lanes;
    uint32_t lane;               /* under the cursor */
    int64_t from_ms;             /* start of the first bucket */
    int64_t width_ms;
    uint32_t n;                  /* buckets */
    uint64_t *counts[LANES_MAX];
    uint64_t most[LANES_MAX];
    uint64_t total[LANES_MAX];
};

enum { SECTIONS_MAX = 8 };

/* A section of the fields pane: what is seen of it, and where. */
struct section_view {
    uint32_t row, top;
    int y, h;
};

struct fields_page {
    struct arena arena;
    struct section_view views[SECTIONS_MAX];
    unsigned at;                  /* the section with the cursor */
    struct str chosen;            /* the field whose values are shown */
    bool counted;                 /* values were counted, or are, in: */
    struct time_window counted_window;
    struct str *counts;           /* of the columns of raw results, as shown */
    struct value *values;         /* n_values pairs: value, flows */
    uint32_t n_values;
    uint64_t flows;               /* of all values */
    const struct mark **marks;    /* by time */
};

struct detail_line {
    struct str name;
    struct value value;
    struct str text;   /* as in the record */
    struct str note;   /* what it means; may be empty */
    bool summary;      /* about the group, no value of the row */
};

struct detail_page {
    struct arena arena;
    struct detail_line *lines;
    uint32_t n;
    uint32_t n_columns;  /* how many of them are columns of the result */
    uint32_t row, top;
    uint32_t page;
};

/* A line of the popup on the state of the data. */
struct gap_line {
    bool heading;
    struct str text;
    struct value keys[2]; /* of a group: status and interface */
    uint32_t n_keys;      /* 0: it stands for no records */
};

struct gaps_page {
    struct arena arena;
    struct gap_line *lines;
    uint32_t n, row, top, page;
};

/* The popup that guesses fields. */
struct guess_page {
    struct arena arena;
    struct line_guess *guesses;
    uint32_t n, known;
    uint32_t top, page;
};

#endif
