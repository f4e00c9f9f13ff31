/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups now and groups before: two answers to the same query over two
 * windows, joined by their keys. What is compared is the first column that
 * the stats computed. Keys that are times are those of the earlier window,
 * moved to the later one.
 */
#ifndef TUI_COMPARISON_H
#define TUI_COMPARISON_H

#include "base/arena.h"
#include "engine/result.h"
#include "tui/show.h"

#include <stdbool.h>
#include <stdint.h>

/* Groups of either window; more are not compared, to keep the screen quick. */
enum { COMPARISON_MAX = 50000, COMPARISON_KEYS_MAX = 16 };

enum comparison_state {
    COMPARISON_NONE,  /* one of the answers is missing or not complete */
    COMPARISON_READY,
    COMPARISON_LARGE, /* more than COMPARISON_MAX groups */
    COMPARISON_UNFIT  /* the result no longer has the groups' columns */
};

struct comparison_entry;

struct comparison {
    enum comparison_state state;
    struct arena arena;
    struct result *now, *before;           /* references; NULL: none */
    int64_t shift_ms;                      /* from before to now */
    bool all;                              /* now has every group */
    uint32_t n_keys;                       /* of before */
    uint32_t columns[COMPARISON_KEYS_MAX + 1]; /* of now: keys, the amount */
    struct comparison_entry *entries;      /* of before, by row */
    uint32_t *slots;                       /* entry + 1; 0: free */
    uint32_t n_slots;                      /* a power of two */
    uint32_t *gone;                        /* rows of before; when all */
    uint32_t n_gone, n_new;
};

void comparison_done(struct comparison *c);
/*
 * Compare these; nothing is done when they are those of the last time. all:
 * now has all groups of its window, so that those it lacks are gone.
 */
void comparison_update(struct comparison *c, struct result *now,
                       struct result *before, int64_t shift_ms, bool all);
/*
 * "NEW", "+50%", or empty when nothing can be said; of a row of now, while
 * ready.
 */
void comparison_text(const struct comparison *c, const struct value *row,
                     char out[SHOW_MAX]);
/*
 * A group that is gone as a row of now: its keys, all else null. i < n_gone.
 * Texts live in the arena. False when it cannot be read.
 */
bool comparison_gone(const struct comparison *c, uint32_t i,
                     struct arena *arena, struct value *row);

#endif
