/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps and their stack. */
#include "tui/step.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct step *step_new(struct str query, const struct range *range,
                      const struct step *like)
{
    struct step *s = mem_calloc(1, sizeof *s);

    s->query = mem_alloc(query.n + 1);
    memcpy(s->query, query.p ? query.p : "", query.n);
    s->query[query.n] = '\0';
    s->range = *range;
    s->window = TIME_WINDOW_ALL;
    s->timeline_cursor_ms = s->timeline_anchor_ms = INT64_MIN;
    s->timeline_metric = like ? like->timeline_metric : METRIC_FLOWS;
    if (like) {
        s->compare = like->compare;
        s->talkers = like->talkers;
        s->talkers.row = s->talkers.top = 0;
        widths_copy(&s->table.widths, &like->table.widths);
    }
    return s;
}

void step_free(struct step *s)
{
    if (!s)
        return;
    for (int i = 0; i < PART_COUNT; i++)
        step_answer(s, (enum part)i, NULL);
    widths_done(&s->table.widths);
    free(s->query);
    free(s);
}

void step_answer(struct step *s, enum part part, struct result *result)
{
    if (s->answers[part])
        result_release(s->answers[part]);
    s->answers[part] = result;
}

bool step_partial(const struct step *s)
{
    const struct result *r = s->answers[PART_RESULT];

    return r && result_is_partial(r);
}

bool step_whole(const struct step *s)
{
    return s->ran && (s->progress.state == JOB_DONE ||
                      s->progress.state == JOB_FOLLOWING);
}

struct dimension talkers_dimension(const struct talkers_view *v)
{
    if (v->on_field)
        return (struct dimension){{v->field}, 1};
    return *dimension_at(v->dimension);
}

static void drop_ahead(struct steps *st)
{
    for (; st->n_ahead; st->n_ahead--)
        step_free(st->items[st->n + st->n_ahead - 1]);
}

static uint64_t kept_bytes(const struct step *s)
{
    uint64_t bytes = 0;

    for (int i = 0; i < PART_COUNT; i++)
        bytes += s->answers[i] ? result_bytes(s->answers[i]) : 0;
    return bytes;
}

/* As if it had not run. */
static void forget_answers(struct step *s)
{
    for (int i = 0; i < PART_COUNT; i++)
        step_answer(s, (enum part)i, NULL);
    s->ran = false;
}

/* Answers of the first steps go, until the others are not too much. */
static void keep_within(struct steps *st)
{
    unsigned n = st->n + st->n_ahead;
    uint64_t bytes = 0;

    for (unsigned i = 0; st->keep_bytes && i < n; i++)
        bytes += i + 1 == st->n ? 0 : kept_bytes(st->items[i]);
    for (unsigned i = 0; i < n && bytes > st->keep_bytes; i++) {
        if (i + 1 == st->n)
            continue;
        bytes -= kept_bytes(st->items[i]);
        forget_answers(st->items[i]);
    }
}

/* It is not on the screen any more. */
static void leave(struct step *s)
{
    for (int i = 0; i < PART_COUNT; i++)
        if (s->answers[i])
            result_rest(s->answers[i]);
}

void steps_push(struct steps *st, struct step *s)
{
    drop_ahead(st);
    if (st->n)
        leave(steps_top(st));
    if (st->n == STEPS_MAX) {
        step_free(st->items[0]);
        st->n--;
        memmove(st->items, st->items + 1, st->n * sizeof *st->items);
    }
    st->items[st->n++] = s;
    keep_within(st);
}

bool steps_back(struct steps *st)
{
    if (st->n < 2)
        return false;
    leave(steps_top(st));
    st->n--;
    st->n_ahead++;
    keep_within(st);
    return true;
}

bool steps_forward(struct steps *st)
{
    if (!st->n_ahead)
        return false;
    leave(steps_top(st));
    st->n++;
    st->n_ahead--;
    keep_within(st);
    return true;
}

struct step *steps_top(const struct steps *st)
{
    return st->n ? st->items[st->n - 1] : NULL;
}

void steps_done(struct steps *st)
{
    drop_ahead(st);
    while (st->n)
        step_free(st->items[--st->n]);
}
