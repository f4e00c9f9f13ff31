/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/csv.h"

/* Cut n bytes off the rest. */
static struct str take(struct csv *c, size_t n)
{
    struct str s = str_slice(c->rest, 0, n);

    c->rest = str_slice(c->rest, n, c->rest.n);
    return s;
}

/* The text up to a comma or the end of the line. */
static struct str take_plain(struct csv *c)
{
    size_t n = 0;

    while (n < c->rest.n && c->rest.p[n] != ',' && c->rest.p[n] != '\n' &&
           c->rest.p[n] != '\r')
        n++;
    return take(c, n);
}

/* Where the quote is that closes what begins at 0; are there doubled ones? */
static size_t closing_quote(struct str s, bool *doubled)
{
    size_t i = 0;

    *doubled = false;
    for (; i < s.n; i++) {
        if (s.p[i] != '"')
            continue;
        if (i + 1 == s.n || s.p[i + 1] != '"')
            break;
        *doubled = true;
        i++;
    }
    return i;
}

/* What was in quotes, each doubled one single, and what is behind them. */
static struct str unquote(struct arena *arena, struct str s, struct str tail)
{
    char *p = arena_alloc(arena, s.n + tail.n);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        p[n++] = s.p[i];
        i += s.p[i] == '"';
    }
    for (size_t i = 0; i < tail.n; i++)
        p[n++] = tail.p[i];
    return (struct str){p, n};
}

static struct str take_quoted(struct csv *c, struct arena *arena)
{
    struct str field, tail;
    bool doubled;

    (void)take(c, 1);
    field = take(c, closing_quote(c->rest, &doubled));
    c->unclosed = c->unclosed || c->rest.n == 0;
    (void)take(c, 1);
    tail = take_plain(c);
    return doubled || tail.n ? unquote(arena, field, tail) : field;
}

bool csv_record(struct csv *c)
{
    if (str_starts(c->rest, STR("\r\n")))
        (void)take(c, 2);
    else if (str_starts(c->rest, STR("\n")) || str_starts(c->rest, STR("\r")))
        (void)take(c, 1);
    c->more = c->rest.n > 0;
    return c->more;
}

bool csv_field(struct csv *c, struct arena *arena, struct str *out)
{
    if (!c->more)
        return false;
    *out =
        str_starts(c->rest, STR("\"")) ? take_quoted(c, arena) : take_plain(c);
    c->more = str_starts(c->rest, STR(","));
    if (c->more)
        (void)take(c, 1);
    return true;
}
