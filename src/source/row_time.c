/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/row_time.h"

#include "base/date.h"

#include <inttypes.h>
#include <stdio.h>

/* Case, hyphens and underscores do not count. */
static bool is_name(struct str name, const char *known)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (c == '-' || c == '_')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (c != *known)
            return false;
        known++;
    }
    return !*known;
}

static bool is_time(struct str name)
{
    return is_name(name, "start") || is_name(name, "end") ||
           is_name(name, "starttime") || is_name(name, "endtime");
}

struct str row_time(struct str name, struct str value, char out[ROW_TIME_TEXT])
{
    enum { SHORTEST_DATE = 10 };
    int64_t ms;
    int n;

    if (value.n < SHORTEST_DATE || value.p[4] != '-' || !is_time(name) ||
        !date_parse_iso(value, &ms))
        return value;
    n = snprintf(out, ROW_TIME_TEXT, "%" PRId64, ms % 1000 ? ms : ms / 1000);
    return (struct str){out, (size_t)n};
}
