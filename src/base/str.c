/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slices of text: comparing, cutting, and the distance between two words. */
#include "base/str.h"

#include "base/mem.h"

#include <string.h>

struct str str_of(const char *z)
{
    return z ? (struct str){z, strlen(z)} : STR("");
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    /* A null pointer plus zero is undefined in C11. */
    return (struct str){from ? s.p + from : s.p, to - from};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;

    return u >= 'A' && u <= 'Z' ? (unsigned char)(u | 0x20) : u;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    }
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_slice(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

size_t str_find(struct str s, struct str needle)
{
    if (needle.n == 0)
        return 0;
    if (needle.n > s.n)
        return s.n;
    const char *hit = memmem(s.p, s.n, needle.p, needle.n);
    return hit ? (size_t)(hit - s.p) : s.n;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    size_t from = 0;
    size_t to = s.n;

    while (from < to && is_space(s.p[from]))
        from++;
    while (to > from && is_space(s.p[to - 1]))
        to--;
    return str_slice(s, from, to);
}

bool str_split(struct str *rest, char sep, struct str *token)
{
    if (!rest->p)
        return false;
    const char *hit = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!hit) {
        *token = *rest;
        *rest = (struct str){NULL, 0};
        return true;
    }
    size_t at = (size_t)(hit - rest->p);
    *token = str_slice(*rest, 0, at);
    *rest = str_slice(*rest, at + 1, rest->n);
    return true;
}

/* Longer words are never taken for a slip of the other. */
enum { DISTANCE_MAX = 64 };

static unsigned min_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/*
 * Optimal string alignment: the table of edit distances between prefixes,
 * of which three rows are kept, the current one and two before it.
 */
unsigned str_distance(struct str a, struct str b, unsigned cap)
{
    unsigned rows[3][DISTANCE_MAX + 1];
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;

    if (gap > cap || a.n > DISTANCE_MAX || b.n > DISTANCE_MAX)
        return cap + 1;
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a.n; i++) {
        unsigned *now = rows[i % 3];
        const unsigned *prev = rows[(i + 2) % 3];
        const unsigned *older = rows[(i + 1) % 3];

        now[0] = (unsigned)i;
        for (size_t j = 1; j <= b.n; j++) {
            unsigned cost = a.p[i - 1] != b.p[j - 1];
            unsigned best = min_of(prev[j] + 1, now[j - 1] + 1);

            best = min_of(best, prev[j - 1] + cost);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
                a.p[i - 2] == b.p[j - 1])
                best = min_of(best, older[j - 2] + 1);
            now[j] = best;
        }
    }
    return min_of(rows[a.n % 3][b.n], cap + 1);
}

char *str_dup(struct str s)
{
    char *z = mem_alloc(s.n + 1);

    memcpy(z, s.n ? s.p : "", s.n);
    z[s.n] = '\0';
    return z;
}

struct str str_base_name(struct str path)
{
    size_t from = path.n;

    while (from && path.p[from - 1] != '/')
        from--;
    return str_slice(path, from, path.n);
}
