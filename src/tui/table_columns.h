/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns the results table shows, in which order and how; and what
 * the columns of a grouped result are in terms of the log. */
#ifndef TUI_TABLE_COLUMNS_H
#define TUI_TABLE_COLUMNS_H

#include "engine/result.h"
#include "tui/page.h"
#include "tui/pane.h"

struct app;

/* The query chose no columns: the result has all fields. */
bool table_columns_whole(const struct app *app, const struct result *r);
/* A counter of the log, or a number that a stats computes. */
bool table_columns_amount(const struct app *app, const struct result *r,
                          uint32_t column);
/* Fill the columns of app->table for a result. */
void table_columns_choose(struct app *app, const struct result *r);
/* The columns a record is usually read by, of those the data has; arena. */
struct str *table_columns_usual(const struct app *app, struct arena *a,
                                uint32_t *n);
/* Columns whose values in view are all numbers stand at the right. */
void table_columns_align(struct table_page *p);
/*
 * The columns that a display would list to show what is shown now: all that
 * the query chose, or of the usual ones those up to the last in view. out has
 * room for all columns of app->table; how many.
 */
uint32_t table_columns_shown(const struct app *app, struct str *out);
/* Cells that show a column whole: its heading and its values in view. */
int table_fit(const struct table_page *p, uint32_t place);
/* What the rows are ordered by: "flows desc". Arena text; may be empty. */
struct str table_columns_order(struct app *app, const struct result *r);
/*
 * When the columns up to the action need more than w cells, show the action
 * by its first letter. True when that changed anything.
 */
bool table_columns_shorten(struct table_page *p, int w);
/*
 * The group that a row of a grouped result stands for. False when its keys
 * are no fields, so that no filter can name them.
 */
bool table_columns_group(struct app *app, const struct value *values,
                         struct row_at *out);

/* The same for a row of relevantfields or logcompare. */
bool table_columns_difference(const struct app *app, const struct value *values,
                              struct row_at *out);

#endif
