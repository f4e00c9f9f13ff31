/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/lane.h"

#include "tui/show.h"

#include <string.h>

enum { AXIS_STEP = 15, MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

int lane_level(uint64_t count, uint64_t most, int rows, int row_from_top,
               int steps)
{
    double full = most ? (double)count / (double)most * rows * steps : 0;
    int level = (int)(full + 0.5);
    int below = (rows - 1 - row_from_top) * steps;

    if (count && level == 0)
        level = 1;
    level -= below;
    return level < 0 ? 0 : level > steps ? steps : level;
}

void lane_axis(const struct canvas *c, int row, int left, int64_t from_ms,
               int64_t width_ms, uint32_t n)
{
    int64_t end = from_ms + (int64_t)n * width_ms;
    enum time_show how = time_show_for(from_ms, end - 1);

    for (uint32_t i = 0; i < n; i += AXIS_STEP) {
        char text[SHOW_MAX];
        size_t len = show_time(from_ms + (int64_t)i * width_ms, how, text);

        /* Seconds say nothing when buckets are whole minutes. */
        if (width_ms % MINUTE_MS == 0 && len > 3)
            text[len - 3] = '\0';
        if (width_ms % DAY_MS == 0 && len > 9)
            text[len - 9] = '\0';
        if ((int)n - (int)i < (int)strlen(text) + 1 && i)
            break;
        draw_glyph(c, row, left + (int)i, ROLE_DIM, c->glyphs->vline);
        draw_text(c, row, left + (int)i + 1, AXIS_STEP - 1, ROLE_DIM,
                  str_of(text));
    }
}
