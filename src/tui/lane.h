/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pictures over time have in common: bars of a lane, the time axis. */
#ifndef TUI_LANE_H
#define TUI_LANE_H

#include "tui/draw.h"

#include <stdint.h>

/*
 * How much of a bar is in one row of its lane, of steps: the lane is rows
 * high and the bar of most fills it. What is not zero can be seen.
 */
int lane_level(uint64_t count, uint64_t most, int rows, int row_from_top,
               int steps);
/*
 * Times along row: n buckets from column left on, the first from from_ms.
 */
void lane_axis(const struct canvas *c, int row, int left, int64_t from_ms,
               int64_t width_ms, uint32_t n);

#endif
