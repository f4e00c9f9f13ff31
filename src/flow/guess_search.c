/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formats are written by people who take the fields in the order in which a
 * table lists them, leave some out, and move a group of them elsewhere. So a
 * name is worth more behind the one it follows in that order. The columns are
 * named from left to right; of all ways to name those so far the best few are
 * kept (a beam search).
 */
#include "flow/guess_int.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    BEAM = 48,
    NOWHERE = -1,
    /* Points, in tenths. */
    NEXT = 40,           /* right behind the field before it */
    NEXT_AFTER_GAP = 20, /* there are unnamed columns for those between */
    FORWARD = 14,        /* some fields left out, less for each */
    FORWARD_LESS = 2,
    FORWARD_MIN = 4,
    BACK = -4,     /* a group that was moved */
    ITS_PORT = 50, /* a port behind its address */
    STRICT_FORWARD = 20,
    STRICT_BACK = -40,
    OUT_OF_TURN = -25 /* pkt-srcaddr, say, where nothing is srcaddr yet */
};

/* One way to name the columns so far. */
struct way {
    int points;
    int last;       /* place of the last name in the order, or NOWHERE */
    unsigned since; /* columns without a name behind it */
    bool used[FIELD_CATALOGUE_SIZE];
    field_id of[GUESS_COLUMNS_MAX];
};

struct beam {
    size_t n;
    struct way *ways[BEAM]; /* the best first */
};

struct search {
    struct evidence *e;
    const struct fields *fields;
    const struct supposed *supposed;
    size_t column;
    struct beam now, next;
};

static bool is_its_port(field_id address, field_id port)
{
    return (address == FIELD_SRCADDR && port == FIELD_SRCPORT) ||
           (address == FIELD_DSTADDR && port == FIELD_DSTPORT);
}

/* How well does place follow the last name of a way? *close: next to it. */
static int order_points(const struct search *s, const struct way *w, int place,
                        bool *close)
{
    const struct supposed *o = s->supposed;
    int gap = place - w->last - 1;

    *close = false;
    if (w->last == NOWHERE) {
        *close = place == 0 && w->since == 0;
        return *close ? FORWARD : 0;
    }
    field_id before = o->order[w->last], field = o->order[place];
    *close = gap == 0 && w->since == 0;
    if (gap < 0)
        return o->strict ? STRICT_BACK : BACK;
    if (w->since == 0 && is_its_port(before, field))
        return ITS_PORT;
    if (*close)
        return NEXT;
    /* Within a group, one left out does not make its neighbour a stranger. */
    *close = gap == 1 && w->since == 0 &&
             fields_get(s->fields, before)->version ==
                 fields_get(s->fields, field)->version;
    if (o->strict)
        return STRICT_FORWARD;
    if ((unsigned)gap == w->since)
        return NEXT_AFTER_GAP;
    return gap * FORWARD_LESS < FORWARD - FORWARD_MIN
               ? FORWARD - gap * FORWARD_LESS
               : FORWARD_MIN;
}

/* Is a field that looks the same, and is listed before this one, not named? */
static bool is_out_of_turn(const struct search *s, const struct way *w,
                           int place)
{
    const field_id *order = s->supposed->order;
    enum look look = look_of_field(order[place]);

    if (s->supposed->strict || !evidence_is_identity(look))
        return false;
    for (int i = 0; i < place; i++)
        if (look_of_field(order[i]) == look && !w->used[order[i]])
            return true;
    return false;
}

/* What the name is worth with its partner, if that has been named. */
static int partner_points(const struct search *s, const struct way *w,
                          field_id field)
{
    field_id partner = evidence_partner(field);

    if (partner == FIELD_NONE || !w->used[partner])
        return 0;
    for (size_t c = 0; c < s->column; c++)
        if (w->of[c] == partner)
            return evidence_of_pair(s->e, c, partner, s->column, field);
    return 0;
}

/* A place among the best for a way with so many points; NULL: none. */
static struct way *make_room(struct beam *b, int points)
{
    size_t at = b->n;
    struct way *free_way;

    if (b->n == BEAM && points <= b->ways[BEAM - 1]->points)
        return NULL;
    if (b->n < BEAM)
        b->n++;
    else
        at--;
    free_way = b->ways[b->n - 1];
    for (; at > 0 && b->ways[at - 1]->points < points; at--)
        b->ways[at] = b->ways[at - 1];
    b->ways[at] = free_way;
    return free_way;
}

/* Go on from a way by giving the column this name, or none. */
static void go_on(struct search *s, const struct way *from, field_id field,
                  int place, int points)
{
    struct way *w = make_room(&s->next, points);

    if (!w)
        return;
    *w = *from;
    w->points = points;
    w->of[s->column] = field;
    if (field == FIELD_NONE) {
        w->since++;
        return;
    }
    w->used[field] = true;
    if (place != NOWHERE) {
        w->last = place;
        w->since = 0;
    }
}

static void try_field(struct search *s, const struct way *w, int place)
{
    field_id field = s->supposed->order[place];
    bool alone, close;
    int points = evidence_points(s->e, s->column, field, &alone);
    int order = order_points(s, w, place, &close);

    if (w->used[field] || points == POINTS_NEVER || (!alone && !close))
        return;
    if (points == POINTS_ODD && order == ITS_PORT)
        order = FORWARD;
    /* Of names that fit as well, the older field is the more usual one. */
    points += order + partner_points(s, w, field) -
              fields_get(s->fields, field)->version;
    if (is_out_of_turn(s, w, place))
        points += OUT_OF_TURN;
    go_on(s, w, field, place, w->points + points);
}

static int place_of(const struct supposed *o, field_id field)
{
    for (size_t i = 0; i < o->n; i++)
        if (o->order[i] == field)
            return (int)i;
    return NOWHERE;
}

static void name_column(struct search *s, field_id known)
{
    struct beam done = s->now;

    s->next.n = 0;
    for (size_t i = 0; i < s->now.n; i++) {
        const struct way *w = s->now.ways[i];

        if (known != FIELD_NONE) {
            go_on(s, w, known, place_of(s->supposed, known), w->points);
            continue;
        }
        go_on(s, w, FIELD_NONE, NOWHERE, w->points);
        for (size_t place = 0; place < s->supposed->n; place++)
            try_field(s, w, (int)place);
    }
    s->now = s->next;
    s->next = done;
}

int guess_search(struct evidence *e, const struct fields *fields,
                 const struct supposed *supposed, field_id *of)
{
    struct search s = {.e = e, .fields = fields, .supposed = supposed};
    struct way *ways = mem_calloc(2 * BEAM, sizeof *ways);
    size_t n = e->sample->n_columns;
    int points;

    for (size_t i = 0; i < BEAM; i++) {
        s.now.ways[i] = &ways[i];
        s.next.ways[i] = &ways[BEAM + i];
    }
    s.now.n = 1;
    s.now.ways[0]->last = NOWHERE;
    for (s.column = 0; s.column < n; s.column++)
        name_column(&s, of[s.column]);
    points = s.now.ways[0]->points;
    memcpy(of, s.now.ways[0]->of, n * sizeof *of);
    free(ways);
    return points;
}
