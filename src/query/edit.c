/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drafts: changing a query's text by stages. What the gestures mean is in
 * edit_filter.c and edit_stats.c; here is how a stage goes in or out with
 * its pipe while comments and spacing around it stay.
 */
#include "query/edit_int.h"

bool draft_open(struct draft *d, struct arena *a, struct str text,
                struct err *err)
{
    *d = (struct draft){.arena = a, .text = text};
    d->q = query_parse(text, false, err);
    return d->q != NULL;
}

void draft_close(struct draft *d)
{
    query_free(d->q);
    d->q = NULL;
}

bool draft_finish(struct draft *d, struct edit *out, struct str message)
{
    *out = (struct edit){.text = arena_copy(d->arena, d->text),
                         .changed = d->changed,
                         .inserted = d->inserted,
                         .message = message};
    draft_close(d);
    return true;
}

struct str edit_take(struct arena *a, struct buf *b)
{
    struct str s = arena_copy(a, buf_str(b));

    buf_done(b);
    return s;
}

/* --- Spans ------------------------------------------------------------- */

/* What was inserted before still is, moved by this change; plus the new. */
static void note_inserted(struct draft *d, struct span at, uint32_t n)
{
    struct span old = d->inserted;
    struct span now = {at.start, at.start + n};

    if (old.start < old.end) {
        uint32_t shift = n - (at.end - at.start); /* wraps when shrinking */
        if (old.start >= at.end)
            old = (struct span){old.start + shift, old.end + shift};
        now.start = old.start < now.start ? old.start : now.start;
        now.end = old.end > now.end ? old.end : now.end;
    } else if (n == 0) {
        return;
    }
    d->inserted = now;
}

bool draft_replace(struct draft *d, struct span at, struct str with,
                   struct err *err)
{
    struct buf b = {0};
    struct query *q;

    buf_add(&b, str_slice(d->text, 0, at.start));
    buf_add(&b, with);
    buf_add(&b, str_slice(d->text, at.end, d->text.n));
    d->text = edit_take(d->arena, &b);
    q = query_parse(d->text, false, err);
    if (!q)
        return false;
    query_free(d->q);
    d->q = q;
    d->changed = true;
    note_inserted(d, at, (uint32_t)with.n);
    return true;
}

/* --- Gaps between stages ------------------------------------------------ */

/* What stands between two stages, or before the first. */
struct gap {
    struct span at;
    uint32_t pipe; /* offset of its pipe; at.end when it has none */
    bool comments;
};

static struct gap gap_of(struct str text, struct span at)
{
    struct gap gap = {.at = at, .pipe = at.end};
    bool comment = false;

    for (uint32_t i = at.start; i < at.end; i++) {
        if (text.p[i] == '\n') {
            comment = false;
        } else if (text.p[i] == '#') {
            comment = gap.comments = true;
        } else if (text.p[i] == '|' && !comment && gap.pipe == at.end) {
            gap.pipe = i;
        }
    }
    return gap;
}

static struct gap gap_before(const struct draft *d, const struct stage *s)
{
    const struct stage *before = s == d->q->stages ? NULL : draft_before(d, s);

    return gap_of(d->text,
                  (struct span){before ? before->at.end : 0, s->at.start});
}

/*
 * How the stages around s are joined, when by white space and a pipe alone:
 * a query with a stage on each line keeps its shape.
 */
static struct str joint(const struct draft *d, const struct stage *s)
{
    const struct stage *second = s->next;
    struct gap gap;

    if (!second && s != d->q->stages)
        second = s;
    if (!second)
        return STR(" | ");
    gap = gap_before(d, second);
    return gap.comments ? STR(" | ")
                        : str_slice(d->text, gap.at.start, gap.at.end);
}

struct stage *draft_before(const struct draft *d, const struct stage *s)
{
    struct stage *before = NULL;

    for (struct stage *i = d->q->stages; i && i != s; i = i->next)
        before = i;
    return before;
}

struct stage *draft_stats(const struct draft *d)
{
    struct stage *s = d->q->stages;

    while (s && s->kind != STAGE_STATS)
        s = s->next;
    return s;
}

bool draft_has_filter(const struct draft *d, struct str stage)
{
    struct str condition = str_slice(stage, sizeof "filter " - 1, stage.n);

    for (const struct stage *s = d->q->stages; s && s->kind != STAGE_STATS;
         s = s->next) {
        struct str text = str_slice(d->text, s->at.start, s->at.end);

        if (stage_filters(s) && str_find(text, condition) < text.n)
            return true;
    }
    return false;
}

/* A stage for a query that has none: behind its comments, if any. */
static bool insert_only(struct draft *d, struct str stage, struct err *err)
{
    struct span all = {0, (uint32_t)d->text.n};
    struct buf b = {0};

    if (str_trim(d->text).n > 0) {
        all.start = all.end;
        if (!str_ends(d->text, STR("\n")))
            buf_char(&b, '\n');
    }
    buf_add(&b, stage);
    return draft_replace(d, all, edit_take(d->arena, &b), err);
}

bool draft_insert(struct draft *d, const struct stage *s, struct str stage,
                  struct err *err)
{
    struct stage *first = d->q->stages;
    struct buf b = {0};
    uint32_t at;

    /* Nothing stands before the sources. */
    for (const struct stage *i = first; !s && i && i->kind == STAGE_SOURCE;
         i = i->next)
        if (!i->next || i->next->kind != STAGE_SOURCE)
            s = i;
    if (!first)
        return insert_only(d, stage, err);
    if (s) {
        at = s->at.end;
        buf_add(&b, joint(d, s));
        buf_add(&b, stage);
    } else {
        at = first->at.start;
        buf_add(&b, stage);
        buf_add(&b, joint(d, first));
    }
    return draft_replace(d, (struct span){at, at}, edit_take(d->arena, &b),
                         err);
}

/* White space directly before offset, not beyond from. */
static uint32_t before_blanks(struct str text, uint32_t from, uint32_t offset)
{
    struct str kept = str_trim(str_slice(text, from, offset));

    /* str_trim takes from both ends; only the right one matters here. */
    return kept.n ? (uint32_t)(kept.p + kept.n - text.p) : from;
}

/* Where the text ends once s, and the pipe before it, are gone. */
static uint32_t end_before(const struct draft *d, const struct stage *s)
{
    struct gap gap = gap_before(d, s);

    /* The newline that ends a comment has to stay. */
    if (gap.pipe == gap.at.end || gap.comments)
        return gap.pipe;
    return before_blanks(d->text, gap.at.start, gap.pipe);
}

bool draft_cut(struct draft *d, const struct stage *s, struct err *err)
{
    struct span at = {end_before(d, s), (uint32_t)d->text.n};

    return draft_replace(d, at, STR(""), err);
}

bool draft_remove(struct draft *d, const struct stage *s, struct err *err)
{
    bool first = s == d->q->stages;
    struct span at = s->at;

    if (!first || !s->next) {
        at.start = end_before(d, s);
    } else {
        struct gap after = gap_before(d, s->next);
        /* With comments in between, their pipe leads the query instead. */
        if (after.comments)
            at.start = gap_before(d, s).pipe;
        else
            at.end = after.at.end;
    }
    return draft_replace(d, at, STR(""), err);
}

bool edit_append(struct arena *a, struct str text, struct str stage,
                 struct edit *out, struct err *err)
{
    struct draft d;

    if (!draft_open(&d, a, text, err))
        return false;
    if (draft_insert(&d, draft_before(&d, NULL), stage, err))
        return draft_finish(&d, out, draft_say_inserted(&d, "added"));
    draft_close(&d);
    return false;
}
