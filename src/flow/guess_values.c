/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Naming columns by their values alone. Looks that only one kind of field
 * has come first; among fields of one look the documented order decides,
 * or the alphabetical one when the columns named so far stand in that. What
 * numbers are follows from how they relate: bytes are 20 to 65,535 times
 * packets (RFC 791, 3.1: a header has 20 bytes, a packet at most 65,535),
 * start is not after end, most protocols are TCP, UDP or ICMP.
 */
#include "flow/guess_int.h"

#include "base/mem.h"
#include "base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALIKE_MAX = 4,
    /* Where systems take the ports of clients from. */
    PORTS_FROM = 32768
};

/* Fields of one look, in the documented order. */
static const struct family {
    enum look look;
    unsigned n;
    field_id fields[ALIKE_MAX];
} families[] = {
    {LOOK_ACTION, 1, {FIELD_ACTION}},
    {LOOK_STATUS, 1, {FIELD_LOG_STATUS}},
    {LOOK_TYPE, 1, {FIELD_TYPE}},
    {LOOK_DIRECTION, 1, {FIELD_FLOW_DIRECTION}},
    {LOOK_REGION, 1, {FIELD_REGION}},
    {LOOK_SUBLOCATION, 1, {FIELD_SUBLOCATION_TYPE}},
    {LOOK_REASON, 1, {FIELD_REJECT_REASON}},
    {LOOK_INSTANCE, 1, {FIELD_INSTANCE_ID}},
    {LOOK_NAT, 1, {FIELD_RESOURCE_ID}},
    {LOOK_VPC, 2, {FIELD_VPC_ID, FIELD_NEXT_HOP_VPC_ID}},
    {LOOK_SUBNET, 2, {FIELD_SUBNET_ID, FIELD_NEXT_HOP_SUBNET_ID}},
    {LOOK_INTERFACE, 2, {FIELD_INTERFACE_ID, FIELD_NEXT_HOP_INTERFACE_ID}},
    {LOOK_ZONE, 2, {FIELD_AZ_ID, FIELD_NEXT_HOP_AZ_ID}},
    {LOOK_ACCOUNT, 1, {FIELD_ACCOUNT_ID}},
    {LOOK_ADDRESS,
     4,
     {FIELD_SRCADDR, FIELD_DSTADDR, FIELD_PKT_SRCADDR, FIELD_PKT_DSTADDR}},
    {LOOK_SERVICE, 2, {FIELD_PKT_SRC_AWS_SERVICE, FIELD_PKT_DST_AWS_SERVICE}},
};

/* What is being worked out. */
struct naming {
    const struct sample *s;
    const struct fields *fields;
    field_id *of; /* of each column; FIELD_NONE: not known yet */
};

static void name_column(struct naming *n, size_t column, field_id field)
{
    n->of[column] = field;
}

static bool is_named(const struct naming *n, field_id field)
{
    for (size_t c = 0; c < n->s->n_columns; c++)
        if (n->of[c] == field)
            return true;
    return false;
}

/* Columns not named yet whose values have a look; at most cap. */
static size_t columns_of(const struct naming *n, enum look look, size_t *out,
                         size_t cap)
{
    size_t found = 0;
    unsigned seen;

    for (size_t c = 0; c < n->s->n_columns; c++)
        if (n->of[c] == FIELD_NONE && sample_fits(n->s, c, look, &seen) &&
            seen > 0 && found < cap)
            out[found++] = c;
    return found;
}

/* Do the columns named so far stand in the order of their names? */
static bool is_alphabetical(const struct naming *n)
{
    enum { ENOUGH = 4 };
    const char *last = "";
    unsigned named = 0;

    for (size_t c = 0; c < n->s->n_columns; c++) {
        const char *name;

        if (n->of[c] == FIELD_NONE)
            continue;
        name = fields_get(n->fields, n->of[c])->log_name;
        if (strcmp(name, last) < 0)
            return false;
        last = name;
        named++;
    }
    return named >= ENOUGH;
}

/* The first fields of a family go to the columns of its look. */
static void name_family(struct naming *n, const struct family *family)
{
    size_t columns[ALIKE_MAX];
    field_id fields[ALIKE_MAX];
    size_t found = columns_of(n, family->look, columns, ALIKE_MAX);

    if (found > family->n)
        found = family->n;
    memcpy(fields, family->fields, sizeof fields);
    if (is_alphabetical(n))
        fields_sort(n->fields, fields, found);
    for (size_t i = 0; i < found; i++)
        name_column(n, columns[i], fields[i]);
}

/* The number in a cell; false when there is none. */
static bool number(const struct sample *s, size_t row, size_t column,
                   uint64_t *out)
{
    return num_parse_uint(sample_word(s, row, column), UINT64_MAX, out);
}

/* Rows where both columns are numbers, and where relation holds of those. */
static void relate(const struct sample *s, size_t a, size_t b,
                   bool (*relation)(uint64_t a, uint64_t b), unsigned *both,
                   unsigned *holds)
{
    *both = *holds = 0;
    for (size_t row = 0; row < s->n_rows; row++) {
        uint64_t x, y;

        if (!number(s, row, a, &x) || !number(s, row, b, &y))
            continue;
        ++*both;
        *holds += relation(x, y);
    }
}

static bool not_after(uint64_t a, uint64_t b)
{
    return a <= b;
}

static void name_times(struct naming *n)
{
    size_t columns[2];
    size_t found = columns_of(n, LOOK_TIME, columns, 2);
    unsigned both, holds;

    if (found == 1)
        name_column(n, columns[0], FIELD_START);
    if (found < 2)
        return;
    relate(n->s, columns[0], columns[1], not_after, &both, &holds);
    bool in_order = holds * 2 >= both;
    name_column(n, columns[0], in_order ? FIELD_START : FIELD_END);
    name_column(n, columns[1], in_order ? FIELD_END : FIELD_START);
}

static bool could_be_bytes(uint64_t packets, uint64_t bytes)
{
    return packets > 0 && bytes / packets >= 20 && bytes / packets <= 65535;
}

/* The pair that most rows speak for, neighbours before others. */
static void name_counters(struct naming *n)
{
    size_t columns[64];
    size_t found = columns_of(n, LOOK_COUNT, columns, 64);
    size_t best_p = 0, best_b = 0;
    unsigned best = 0;

    for (size_t i = 0; i < found; i++)
        for (size_t k = 0; k < found; k++) {
            size_t p = columns[i], b = columns[k];
            unsigned both, holds, score;

            if (i == k)
                continue;
            relate(n->s, p, b, could_be_bytes, &both, &holds);
            score = 2 * holds + (p + 1 == b || b + 1 == p);
            if (both == 0 || holds * 10 < both * 9 || score <= best)
                continue;
            best = score;
            best_p = p;
            best_b = b;
        }
    if (best) {
        name_column(n, best_p, FIELD_PACKETS);
        name_column(n, best_b, FIELD_BYTES);
    }
}

/* How many values of a column are numbers for which is holds; *seen: numbers.
 */
static unsigned count_if(const struct sample *s, size_t column,
                         bool (*is)(uint64_t v), unsigned *seen)
{
    unsigned n = 0;

    *seen = 0;
    for (size_t row = 0; row < s->n_rows; row++) {
        uint64_t v;

        if (!number(s, row, column, &v))
            continue;
        ++*seen;
        n += is(v);
    }
    return n;
}

static bool is_usual_protocol(uint64_t v)
{
    return v == 1 || v == 6 || v == 17 || v == 58;
}

/* Sums of flags that flow logs can show (flow-log-format 2.2). */
static bool is_usual_flags(uint64_t v)
{
    return v <= 7 || v == 16 || (v >= 18 && v <= 31);
}

static void name_protocol(struct naming *n)
{
    size_t columns[64];
    size_t found = columns_of(n, LOOK_PROTOCOL, columns, 64);
    size_t best = 0;
    unsigned most = 0;

    for (size_t i = 0; i < found; i++) {
        unsigned seen;
        unsigned usual = count_if(n->s, columns[i], is_usual_protocol, &seen);

        if (usual * 10 >= seen * 9 && usual > most) {
            most = usual;
            best = columns[i];
        }
    }
    if (most)
        name_column(n, best, FIELD_PROTOCOL);
}

/* A column, but this one, whose values are mostly usual protocols. */
static bool has_other_protocol(const struct naming *n, size_t but)
{
    size_t columns[64];
    size_t found = columns_of(n, LOOK_PROTOCOL, columns, 64);
    unsigned seen;

    for (size_t i = 0; i < found; i++)
        if (columns[i] != but &&
            count_if(n->s, columns[i], is_usual_protocol, &seen) * 10 >=
                seen * 9)
            return true;
    return false;
}

/* One value throughout, and no large one. All of 6 are more often TCP. */
static void name_version(struct naming *n)
{
    size_t columns[64];
    size_t found = columns_of(n, LOOK_VERSION, columns, 64);

    for (size_t i = 0; i < found; i++) {
        struct str first = sample_word(n->s, 0, columns[i]);
        bool same = n->s->n_rows > 1 || columns[i] == 0;
        uint64_t v;

        for (size_t row = 1; row < n->s->n_rows; row++)
            same = same && str_eq(sample_word(n->s, row, columns[i]), first);
        if (same && num_parse_uint(first, 11, &v) &&
            (!is_usual_protocol(v) || has_other_protocol(n, columns[i]))) {
            name_column(n, columns[i], FIELD_VERSION);
            return;
        }
    }
}

/* One of two ports is a client's, which are high numbers. */
static bool has_client(uint64_t a, uint64_t b)
{
    return a >= PORTS_FROM || b >= PORTS_FROM;
}

/* The column before this one is known to be this field. */
static bool follows(const struct naming *n, size_t column, field_id field)
{
    return column && n->of[column - 1] == field;
}

static bool follows_address(const struct naming *n, size_t column)
{
    return follows(n, column, FIELD_SRCADDR) ||
           follows(n, column, FIELD_DSTADDR);
}

/*
 * How much speaks for two columns being the ports; 0: they are not. Ports
 * stand next to each other, or behind their addresses.
 */
static unsigned port_score(const struct naming *n, size_t a, size_t b)
{
    unsigned both, holds;

    relate(n->s, a, b, has_client, &both, &holds);
    if (both == 0 || holds * 2 < both)
        return 0;
    return 1u + (b == a + 1 ? 2u : 0u) + follows_address(n, a) +
           follows_address(n, b);
}

/* Which of two port columns, the first of them a, is the source's? */
static bool source_first(const struct naming *n, size_t a, size_t b)
{
    if (follows(n, a, FIELD_DSTADDR) && follows(n, b, FIELD_SRCADDR))
        return false;
    return (follows(n, a, FIELD_SRCADDR) && follows(n, b, FIELD_DSTADDR)) ||
           !is_alphabetical(n);
}

static void name_ports(struct naming *n)
{
    size_t columns[64];
    size_t found = columns_of(n, LOOK_PORT, columns, 64);
    size_t a = 0, b = 0;
    unsigned best = 0;

    for (size_t i = 0; i < found; i++)
        for (size_t k = i + 1; k < found; k++) {
            unsigned score = port_score(n, columns[i], columns[k]);

            if (score <= best)
                continue;
            best = score;
            a = columns[i];
            b = columns[k];
        }
    if (!best)
        return;
    bool in_order = source_first(n, a, b);
    name_column(n, a, in_order ? FIELD_SRCPORT : FIELD_DSTPORT);
    name_column(n, b, in_order ? FIELD_DSTPORT : FIELD_SRCPORT);
}

static void name_flags(struct naming *n)
{
    size_t columns[64];
    size_t found = columns_of(n, LOOK_FLAGS, columns, 64);

    for (size_t i = 0; i < found; i++) {
        unsigned seen;

        if (count_if(n->s, columns[i], is_usual_flags, &seen) == seen) {
            name_column(n, columns[i], FIELD_TCP_FLAGS);
            return;
        }
    }
}

static void name_path(struct naming *n)
{
    size_t column = 0;

    if (is_named(n, FIELD_FLOW_DIRECTION) &&
        columns_of(n, LOOK_PATH, &column, 1) == 1)
        name_column(n, column, FIELD_TRAFFIC_PATH);
}

static void name_all(struct naming *n)
{
    size_t i;

    name_times(n);
    for (i = 0; i < sizeof families / sizeof *families; i++)
        name_family(n, &families[i]);
    name_version(n);
    name_protocol(n);
    name_ports(n);
    name_counters(n);
    name_flags(n);
    name_path(n);
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
    struct naming n = {.s = s, .fields = layouts_fields(s->layouts)};

    if (s->n_columns < 3)
        return;
    n.of = mem_alloc(s->n_columns * sizeof *n.of);
    for (size_t c = 0; c < s->n_columns; c++)
        n.of[c] = FIELD_NONE;
    name_all(&n);
    /* Without addresses and a time it is no flow log that we would know. */
    if (is_named(&n, FIELD_SRCADDR) && is_named(&n, FIELD_DSTADDR) &&
        (s->has_time || is_named(&n, FIELD_START))) {
        name_rest(s, n.of, g);
        g->layout = layouts_of(s->layouts, n.of, s->n_columns);
    }
    free(n.of);
}
