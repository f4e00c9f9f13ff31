/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a result has no rows, in the place of the table: what each filter
 * leaves, the value nearest to the one that was asked for, ways out. All of
 * it is asked for once a result has turned out to be empty.
 */
#ifndef TUI_EMPTY_H
#define TUI_EMPTY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "tui/draw.h"

#include <stdbool.h>
#include <stdint.h>

struct app;

enum { EMPTY_FILTERS_MAX = 16 };

struct empty_filter {
    struct str text;
    bool counted;
    uint64_t left;
};

struct empty_page {
    struct arena arena;
    bool known;       /* the counts are there */
    uint64_t records; /* in the range */
    struct empty_filter filters[EMPTY_FILTERS_MAX];
    uint32_t n;
    uint32_t culprit;   /* the filter that left none; n: not known */
    struct str nearest; /* "185.220.101.34 (932 flows)"; or empty */
};

/* The result on screen is complete and has no rows. */
bool empty_result(const struct app *app);
/*
 * The question for the values near to what the filter wanted that left
 * nothing. False when no filter did, or it is not about one value.
 */
bool empty_ask_nearest(struct app *app, struct arena *a, struct str *out,
                       struct err *err);
void empty_load(struct app *app);
/* In the canvas of the table, below its title. */
void empty_draw(const struct app *app, const struct canvas *c);

#endif
