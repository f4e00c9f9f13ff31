/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values as people read them: counts with commas, sizes, shares, times no
 * longer than they need to be, names for numbers.
 */
#ifndef TUI_SHOW_H
#define TUI_SHOW_H

#include "base/arena.h"
#include "base/str.h"
#include "query/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHOW_MAX = 48 };

/* "1,685,000"; returns the length. */
size_t show_count(uint64_t n, char out[SHOW_MAX]);
/* "20.1k", "1.2M" once the full number has more than width digits. */
size_t show_short(double n, int width, char out[SHOW_MAX]);
/* "5.5 MB" (powers of 1000, as file sizes are usually told). */
size_t show_bytes(uint64_t n, char out[SHOW_MAX]);
/* "1.12/2.20 GB": both in the unit of the second. */
size_t show_part(uint64_t n, uint64_t of, char out[SHOW_MAX]);
/* "0.02s", "1.4s", "2m 5s". */
size_t show_seconds(double s, char out[SHOW_MAX]);

/* How much of a time is shown: what all times of a span share is left out. */
enum time_show { TIME_SHOW_CLOCK, TIME_SHOW_DATE, TIME_SHOW_YEAR };
enum time_show time_show_for(int64_t from_ms, int64_t to_ms);
/* "12:38:09", "11-23 12:38:09", "2026-11-23 12:38:09". */
size_t show_time(int64_t ms, enum time_show how, char out[SHOW_MAX]);

/* Arena text of a value in a table: numbers with at most four decimals, an
   estimate behind a ~. Of a text it is the value's own, and lives as long. */
struct str show_value(struct arena *a, struct value v);
/* The same with a letter per factor of 1000: "74.4k". Empty: it is no number,
   or a short one. */
struct str show_brief(struct arena *a, struct value v);
/* The field's numbers have names: a port or a protocol. */
bool show_is_name(struct str field);
/* What a field's value means ("TCP", "ssh", "SYN,ACK", a time); or empty. */
struct str show_meaning(struct arena *a, struct str field, struct value v);

#endif
