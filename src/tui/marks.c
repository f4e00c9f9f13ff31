/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/marks.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A harmless copy of at most MARK_LINE_MAX cells. */
static char *clean_copy(struct str text)
{
    struct buf b = {0};

    utf8_clean(&b, text, MARK_LINE_MAX);
    buf_text(&b, "");
    return b.p ? b.p : mem_calloc(1, 1);
}

static void mark_done(struct mark *mark)
{
    free(mark->path);
    free(mark->line);
    free(mark->note);
}

void marks_done(struct marks *m)
{
    for (size_t i = 0; i < m->n; i++)
        mark_done(&m->items[i]);
    free(m->items);
    *m = (struct marks){0};
}

/* Where a mark of this number goes. */
static size_t place_of(const struct marks *m, unsigned number)
{
    size_t i = m->n;

    while (i > 0 && m->items[i - 1].number > number)
        i--;
    return i;
}

struct mark *marks_add(struct marks *m, const struct mark *like)
{
    unsigned number = like->number ? like->number : m->last + 1;
    size_t at = place_of(m, number);
    struct mark *mark;

    if (m->n == MARKS_MAX)
        return NULL;
    m->items = mem_grow(m->items, m->n, &m->cap, sizeof *m->items);
    mark = &m->items[at];
    memmove(mark + 1, mark, (m->n - at) * sizeof *mark);
    m->n++;
    *mark = *like;
    mark->number = number;
    mark->path = str_dup(str_of(like->path));
    mark->line = clean_copy(str_of(like->line));
    mark->note = NULL;
    mark_set_note(mark, str_of(like->note));
    if (number > m->last)
        m->last = number;
    return mark;
}

void marks_remove(struct marks *m, const struct mark *mark)
{
    size_t at = (size_t)(mark - m->items);

    mark_done(&m->items[at]);
    m->n--;
    memmove(m->items + at, m->items + at + 1, (m->n - at) * sizeof *m->items);
}

void mark_set_note(struct mark *mark, struct str note)
{
    char *text = str_trim(note).n ? clean_copy(str_trim(note)) : NULL;

    free(mark->note);
    mark->note = text;
}

struct mark *marks_by_record(const struct marks *m, uint64_t record)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->items[i].located && m->items[i].record == record)
            return &m->items[i];
    return NULL;
}

struct mark *marks_by_number(const struct marks *m, unsigned number)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->items[i].number == number)
            return &m->items[i];
    return NULL;
}

/* Times rising, then numbers; no time is later than any. */
static int order_times(const void *a, const void *b)
{
    const struct mark *x = *(const struct mark *const *)a;
    const struct mark *y = *(const struct mark *const *)b;
    bool timeless_x = x->time_ms == MARK_NO_TIME;
    bool timeless_y = y->time_ms == MARK_NO_TIME;

    if (timeless_x != timeless_y)
        return timeless_x - timeless_y;
    if (x->time_ms != y->time_ms)
        return x->time_ms < y->time_ms ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

void marks_by_time(const struct marks *m, const struct mark **out)
{
    for (size_t i = 0; i < m->n; i++)
        out[i] = &m->items[i];
    if (m->n)
        qsort(out, m->n, sizeof *out, order_times);
}

void mark_name(const struct mark *mark, char out[MARK_NAME_MAX])
{
    snprintf(out, MARK_NAME_MAX, "m%u", mark->number % 100000);
}
