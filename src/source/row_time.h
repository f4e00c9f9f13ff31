/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Times of rows: Athena's from_unixtime, DuckDB and others write a record's
 * start and end as dates, where a record has seconds.
 */
#ifndef SOURCE_ROW_TIME_H
#define SOURCE_ROW_TIME_H

#include "base/str.h"

enum { ROW_TIME_TEXT = 24 };

/*
 * The value of a column of this name: of a start or an end that is a date,
 * seconds (or milliseconds, where it is no whole second) in out; else itself.
 */
struct str row_time(struct str name, struct str value, char out[ROW_TIME_TEXT]);

#endif
