/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/logfmt.h"

#include <stdlib.h>
#include <string.h>

/* The members so far, in the arena. */
struct members {
    struct arena *arena;
    struct member *p;
    size_t n, cap;
};

static void add_member(struct members *m, struct str key, struct str value)
{
    enum { FIRST = 16 };

    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : FIRST;
        struct member *p = arena_alloc(m->arena, cap * sizeof *p);

        if (m->n)
            memcpy(p, m->p, m->n * sizeof *p);
        m->p = p;
        m->cap = cap;
    }
    m->p[m->n++] = (struct member){key, value_text(value)};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The byte that an escape stands for; 0 when the backslash stays. */
static char unescape(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return '\0';
    }
}

static struct str without_escapes(struct arena *arena, struct str s)
{
    char *p;
    size_t n = 0;

    if (str_find(s, STR("\\")) == s.n)
        return s;
    p = arena_alloc(arena, s.n);
    for (size_t i = 0; i < s.n; i++) {
        bool escape = s.p[i] == '\\' && i + 1 < s.n;
        char c = escape ? unescape(s.p[i + 1]) : '\0';

        p[n++] = c ? c : s.p[i];
        i += c != '\0';
    }
    return (struct str){p, n};
}

/* The value in quotes that opens at *i, which moves behind it. */
static struct str quoted(struct arena *arena, struct str s, size_t *i)
{
    size_t start = ++*i, end = start;

    while (end < s.n && s.p[end] != '"')
        end += s.p[end] == '\\' ? 2 : 1;
    *i = end < s.n ? end + 1 : s.n;
    return without_escapes(arena, str_slice(s, start, end));
}

/* Bytes up to white space; with stop, up to "=" at most. */
static struct str word(struct str s, size_t *i, bool stop)
{
    size_t start = *i;

    while (*i < s.n && !is_space(s.p[*i]) && !(stop && s.p[*i] == '='))
        ++*i;
    return str_slice(s, start, *i);
}

/* All pairs and words of the text; is there a pair among them? */
static bool read_members(struct members *m, struct str s)
{
    bool any = false;
    size_t i = 0;

    while (i < s.n) {
        struct str key = word(s, &i, true);
        bool pair = i < s.n && s.p[i] == '=';
        struct str value = STR("true");

        i++; /* the "=", or white space */
        if (pair && i < s.n && s.p[i] == '"')
            value = quoted(m->arena, s, &i);
        else if (pair)
            value = word(s, &i, false);
        if (key.n)
            add_member(m, key, value);
        any |= pair && key.n;
    }
    return any;
}

/* By key, equal ones as they came. */
static int order_members(const void *a, const void *b)
{
    const struct member *const *x = a, *const *y = b;
    int order = str_cmp((*x)->key, (*y)->key);

    return order ? order : (*x > *y) - (*x < *y);
}

/* Give the last value of each key to the first of them; drop the others. */
static void drop_repeated(struct members *m)
{
    struct member **sorted = arena_alloc(m->arena, m->n * sizeof *sorted);
    struct member *first = NULL;
    size_t kept = 0;

    for (size_t i = 0; i < m->n; i++)
        sorted[i] = &m->p[i];
    qsort(sorted, m->n, sizeof *sorted, order_members);
    for (size_t i = 0; i < m->n; i++) {
        if (!first || !str_eq(first->key, sorted[i]->key)) {
            first = sorted[i];
            continue;
        }
        first->value = sorted[i]->value;
        sorted[i]->key.n = 0;
    }
    for (size_t i = 0; i < m->n; i++)
        if (m->p[i].key.n)
            m->p[kept++] = m->p[i];
    m->n = kept;
}

struct value logfmt_parse(struct arena *arena, struct str text)
{
    struct members m = {.arena = arena};

    if (!read_members(&m, text))
        return value_null();
    drop_repeated(&m);
    return value_map(m.p, m.n);
}
