/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two sets of characters. */
#include "tui/glyphs.h"

static const char *const ascii_accept[] = {" ", ".", ":", "|"};
static const char *const ascii_reject[] = {" ", ".", ":", "#"};
static const char *const ascii_spark[] = {" ", ".", ":", "-",
                                          "=", "+", "*", "#"};
static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄",
                                     "▅", "▆", "▇", "█"};

static const struct glyphs ascii = {
    .accept = ascii_accept,
    .reject = ascii_reject,
    .spark = ascii_spark,
    .bar_steps = 3,
    .spark_steps = 7,
    .unknown = "~",
    .hline = "-",
    .vline = "|",
    .tee_left = "|",
    .tee_right = "|",
    .cursor = ">",
    .cut = ">",
    .dot = "o",
    .full = "#",
    .empty = "-",
};

static const struct glyphs unicode = {
    .accept = blocks,
    .reject = blocks,
    .spark = blocks,
    .bar_steps = 8,
    .spark_steps = 8,
    .unknown = "░",
    .hline = "─",
    .vline = "│",
    .tee_left = "┤",
    .tee_right = "├",
    .cursor = "▶",
    .cut = "…",
    .dot = "·",
    .full = "█",
    .empty = "░",
};

const struct glyphs *glyphs_for(bool is_unicode)
{
    return is_unicode ? &unicode : &ascii;
}
