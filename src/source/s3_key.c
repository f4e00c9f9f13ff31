/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/s3_key.h"

#include "base/date.h"
#include "base/num.h"

enum { PARTS = 6, TIME_BYTES = 14 };

/* What may lie between a record's start and the window of its end. */
static const int64_t slack_ms = 60 * 60 * 1000;
static const int64_t window_ms = 5 * 60 * 1000;

static struct str base_name(struct str path)
{
    size_t from = path.n;

    while (from && path.p[from - 1] != '/')
        from--;
    return str_slice(path, from, path.n);
}

static bool is_digits(struct str s)
{
    uint64_t v;

    return num_parse_uint(s, UINT64_MAX, &v);
}

/* "20261123T1138Z" */
static bool parse_time(struct str s, int64_t *ms)
{
    char iso[] = "2026-11-23T11:38Z";
    static const unsigned char from[] = {0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12};
    static const unsigned char to[] = {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15};

    if (s.n != TIME_BYTES || s.p[8] != 'T' || s.p[13] != 'Z')
        return false;
    for (size_t i = 0; i < sizeof from; i++)
        iso[to[i]] = s.p[from[i]];
    return date_parse_iso(str_of(iso), ms);
}

bool s3_key_parse(struct str path, struct s3_key *out)
{
    struct str name = base_name(path);
    struct str parts[PARTS];
    size_t n = 0;

    while (n < PARTS && str_split(&name, '_', &parts[n]))
        n++;
    if (n < PARTS || name.n || !is_digits(parts[0]) ||
        !str_ends(parts[1], STR("flowlogs")) ||
        !str_starts(parts[3], STR("fl-")))
        return false;
    out->account = parts[0];
    out->region = parts[2];
    return parse_time(parts[4], &out->end_ms);
}

void s3_key_starts(const struct s3_key *key, int64_t *from_ms, int64_t *to_ms)
{
    *from_ms = key->end_ms - slack_ms;
    *to_ms = key->end_ms + window_ms + slack_ms;
}
