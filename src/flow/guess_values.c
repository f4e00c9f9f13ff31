/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Naming columns one by one, where no usual order fits as a whole: by the
 * order in which the documentation lists the fields, by their names'
 * alphabet, or as a transit gateway has them, whatever explains the values
 * best.
 */
#include "flow/guess_int.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_COLUMNS = 14,
    COLUMNS_MIN = 3,
    /* With fewer, the alphabet may be by chance. */
    SORTED_MIN = 6,
    ALL_VERSIONS = 255
};

/* Do the lines begin as records of the default format? Many were added to. */
static bool begins_as_default(const struct sample *s)
{
    size_t n = 0;

    if (s->n_columns <= DEFAULT_COLUMNS)
        return false;
    for (size_t row = 0; row < s->n_rows; row++) {
        struct str first = sample_word(s, row, 0);
        struct str last = sample_word(s, row, DEFAULT_COLUMNS - 1);
        struct str line = {first.p, (size_t)(last.p + last.n - first.p)};

        n += layout_is_default_record(line);
    }
    return n * 20 >= s->n_rows * 19;
}

static bool has_gateway(const struct evidence *e)
{
    for (size_t c = 0; c < e->sample->n_columns; c++)
        if (e->seen[c] && e->fits[c * LOOK_KINDS + LOOK_TGW])
            return true;
    return false;
}

/* The best naming so far. */
struct naming {
    struct evidence *e;
    const struct fields *fields;
    field_id *known; /* of each column, before anything is supposed */
    field_id *of;    /* of each column */
    int points;
};

static void suppose(struct naming *n, const struct supposed *supposed)
{
    size_t columns = n->e->sample->n_columns;
    field_id *of = mem_alloc(columns * sizeof *of);
    int points;

    memcpy(of, n->known, columns * sizeof *of);
    points = guess_search(n->e, n->fields, supposed, of);
    if (points > n->points) {
        n->points = points;
        memcpy(n->of, of, columns * sizeof *of);
    }
    free(of);
}

static void suppose_all(struct naming *n)
{
    static const unsigned versions[] = {5, 8, ALL_VERSIONS};
    struct supposed s = {.n = 0};

    if (has_gateway(n->e)) {
        s.n = guess_tgw_order(s.order);
        suppose(n, &s);
        s.strict = true;
        fields_sort(n->fields, s.order, s.n);
        suppose(n, &s);
        return;
    }
    s.n = guess_vpc_order(n->fields, ALL_VERSIONS, s.order);
    suppose(n, &s);
    s.strict = true;
    if (n->e->sample->n_columns < SORTED_MIN)
        return;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        s.n = guess_vpc_order(n->fields, versions[i], s.order);
        fields_sort(n->fields, s.order, s.n);
        suppose(n, &s);
    }
}

/* Without addresses, and a time or what only AWS has, it is no flow log. */
static bool is_flow_log(const struct naming *n)
{
    unsigned addresses = 0;
    bool telling = n->e->sample->has_time;

    for (size_t c = 0; c < n->e->sample->n_columns; c++) {
        if (n->of[c] == FIELD_NONE)
            continue;
        addresses += (n->of[c] == FIELD_SRCADDR || n->of[c] == FIELD_DSTADDR) &&
                     n->e->seen[c] > 0;
        telling = telling || evidence_is_telling(n->e, c, n->of[c]);
    }
    return addresses == 2 && telling;
}

/* The only time of a record is as good as its start, which queries go by. */
static void only_time_is_start(const struct naming *n)
{
    size_t end = n->e->sample->n_columns;

    for (size_t c = 0; c < n->e->sample->n_columns; c++) {
        if (n->of[c] == FIELD_START)
            return;
        if (n->of[c] == FIELD_END)
            end = c;
    }
    if (end < n->e->sample->n_columns)
        n->of[end] = FIELD_START;
}

/* What nothing is known of is "column_N", by its place from 1. */
static void name_rest(const struct sample *s, field_id *of, struct guess *g)
{
    for (size_t c = 0; c < s->n_columns; c++) {
        char name[32];
        int length;

        if (of[c] != FIELD_NONE) {
            g->known++;
            continue;
        }
        length = snprintf(name, sizeof name, "column_%zu", c + 1);
        of[c] = fields_add(layouts_fields(s->layouts),
                           (struct str){name, (size_t)length});
        g->unnamed++;
    }
}

void guess_by_values(const struct sample *s, struct guess *g)
{
    struct evidence e;
    struct naming n = {
        .e = &e, .fields = layouts_fields(s->layouts), .points = POINTS_NEVER};

    if (s->n_columns < COLUMNS_MIN || s->n_columns > GUESS_COLUMNS_MAX ||
        !s->n_rows)
        return;
    evidence_init(&e, s);
    n.known = mem_alloc(s->n_columns * sizeof *n.known);
    n.of = mem_alloc(s->n_columns * sizeof *n.of);
    for (size_t c = 0; c < s->n_columns; c++)
        n.known[c] = n.of[c] = FIELD_NONE;
    for (size_t c = 0; begins_as_default(s) && c < DEFAULT_COLUMNS; c++)
        n.known[c] = (field_id)c;
    suppose_all(&n);
    if (is_flow_log(&n)) {
        only_time_is_start(&n);
        name_rest(s, n.of, g);
        g->layout = layouts_of(s->layouts, n.of, s->n_columns);
    }
    free(n.known);
    free(n.of);
    evidence_done(&e);
}
