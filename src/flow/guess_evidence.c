/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What values say about fields. Most looks belong to one kind of field; what
 * numbers are follows from how they relate: bytes are 20 to 65,535 times
 * packets (RFC 791, 3.1: a header has 20 bytes, a packet at most 65,535),
 * start is not after end, most protocols are TCP, UDP or ICMP, one of two
 * ports is a client's.
 */
#include "flow/guess_int.h"

#include "base/mem.h"
#include "base/num.h"

#include <limits.h>
#include <stdlib.h>

enum {
    /* Where systems take the ports of clients from. */
    PORTS_FROM = 32768,
    NEWEST_VERSION = 11
};

/* The number in a cell; false when there is none. */
static bool number(const struct sample *s, size_t row, size_t column,
                   uint64_t *out)
{
    return num_parse_uint(sample_word(s, row, column), UINT64_MAX, out);
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

/* No packet is smaller than its headers, and few flows have as many packets. */
static bool is_bytes(uint64_t v)
{
    return v >= 28;
}

/* Do nearly all numbers of a column pass? */
static bool mostly(const struct sample *s, size_t column,
                   bool (*is)(uint64_t v))
{
    unsigned seen = 0, n = 0;

    for (size_t row = 0; row < s->n_rows; row++) {
        uint64_t v;

        if (!number(s, row, column, &v))
            continue;
        seen++;
        n += is(v);
    }
    return n * 10 >= seen * 9;
}

/* One value throughout, and no large one. */
static bool is_version(const struct sample *s, size_t column)
{
    struct str first = sample_word(s, 0, column);
    uint64_t v;

    for (size_t row = 1; row < s->n_rows; row++)
        if (!str_eq(sample_word(s, row, column), first))
            return false;
    return num_parse_uint(first, NEWEST_VERSION, &v);
}

/* Names that end an ARN behind its last "/", as a column of their own. */
static enum look arn_of_name(field_id field)
{
    return field == FIELD_ECS_CLUSTER_NAME            ? LOOK_CLUSTER_ARN
           : field == FIELD_ECS_CONTAINER_INSTANCE_ID ? LOOK_INSTANCE_ARN
           : field == FIELD_ECS_TASK_ID               ? LOOK_TASK_ARN
                                                      : LOOK_TEXT;
}

static bool ends_arn(const struct sample *s, size_t column, size_t arn)
{
    for (size_t row = 0; row < s->n_rows; row++) {
        struct str name = sample_word(s, row, column);
        struct str whole = sample_word(s, row, arn);

        if (!str_ends(whole, name) ||
            (!str_eq(whole, name) && whole.p[whole.n - name.n - 1] != '/'))
            return false;
    }
    return true;
}

/* Does another column hold the ARNs that end in these names? */
static bool has_arn(const struct evidence *e, size_t column, field_id field)
{
    enum look look = arn_of_name(field);

    if (look == LOOK_TEXT)
        return false;
    for (size_t c = 0; c < e->sample->n_columns; c++)
        if (c != column && e->seen[c] && e->fits[c * LOOK_KINDS + look] &&
            ends_arn(e->sample, column, c))
            return true;
    return false;
}

static int number_points(const struct evidence *e, size_t column,
                         enum look look, bool *alone)
{
    const struct sample *s = e->sample;

    switch (look) {
    case LOOK_VERSION:
        if (!is_version(s, column))
            return POINTS_NEVER;
        return s->n_rows > 1 || column == 0 ? 40 : 0;
    case LOOK_PROTOCOL:
        *alone = mostly(s, column, is_usual_protocol);
        return *alone ? 60 : 0;
    case LOOK_FLAGS:
        return mostly(s, column, is_usual_flags) ? 20 : POINTS_NEVER;
    case LOOK_PATH:
        return 20;
    case LOOK_ENCRYPTION:
        *alone = false;
        return 0;
    case LOOK_PORT:
        return mostly(s, column, is_usual_protocol) ? POINTS_NEVER : 10;
    default:
        return 10;
    }
}

/* A counter by itself could be many things. */
static int count_points(const struct sample *s, size_t column, field_id field,
                        bool *alone)
{
    bool large = mostly(s, column, is_bytes);

    *alone = field == FIELD_PACKETS || field == FIELD_BYTES;
    if (field == FIELD_BYTES)
        return large ? 0 : -60;
    return large || !*alone ? -30 : -20;
}

/* Looks that are numbers: odd ones may stand in their columns. */
static bool is_numeric(enum look look)
{
    return look == LOOK_PORT || look == LOOK_COUNT || look == LOOK_TIME ||
           look == LOOK_PROTOCOL;
}

static int work_out(const struct evidence *e, size_t column, field_id field,
                    bool *alone)
{
    enum look look = look_of_field(field);

    *alone = false;
    if (!e->seen[column])
        return POINTS_EMPTY;
    if (!e->fits[column * LOOK_KINDS + look])
        return is_numeric(look) ? POINTS_ODD : POINTS_NEVER;
    if (look == LOOK_TEXT) {
        *alone = has_arn(e, column, field);
        return *alone ? 80 : 0;
    }
    *alone = true;
    switch (look) {
    case LOOK_VERSION:
    case LOOK_PORT:
    case LOOK_PROTOCOL:
    case LOOK_FLAGS:
    case LOOK_PATH:
    case LOOK_ENCRYPTION:
        return number_points(e, column, look, alone);
    case LOOK_COUNT:
        if (e->fits[column * LOOK_KINDS + LOOK_TIME] ||
            e->fits[column * LOOK_KINDS + LOOK_ACCOUNT])
            return POINTS_NEVER;
        return count_points(e->sample, column, field, alone);
    case LOOK_SERVICE:
        return 40;
    case LOOK_TIME:
        return field == FIELD_START ? 100 : 90;
    default:
        return 100;
    }
}

int evidence_points(const struct evidence *e, size_t column, field_id field,
                    bool *alone)
{
    size_t i = column * FIELD_CATALOGUE_SIZE + field;

    *alone = e->alone[i];
    return e->points[i];
}

static bool not_after(uint64_t a, uint64_t b)
{
    return a <= b;
}

static bool could_be_bytes(uint64_t packets, uint64_t bytes)
{
    return packets > 0 && bytes / packets >= 20 && bytes / packets <= 65535;
}

static bool has_client(uint64_t a, uint64_t b)
{
    return a >= PORTS_FROM || b >= PORTS_FROM;
}

static const struct pair {
    field_id a, b;
    bool (*holds)(uint64_t a, uint64_t b); /* NULL: they are equal */
    unsigned tenths;                       /* of the rows must pass */
    int points, against;
} pairs[] = {
    {FIELD_PACKETS, FIELD_BYTES, could_be_bytes, 9, 80, -60},
    {FIELD_START, FIELD_END, not_after, 5, 30, -60},
    {FIELD_SRCPORT, FIELD_DSTPORT, has_client, 5, 40, -20},
    /* Without NAT the packet's addresses are the flow's. */
    {FIELD_SRCADDR, FIELD_PKT_SRCADDR, NULL, 3, 50, 0},
    {FIELD_DSTADDR, FIELD_PKT_DSTADDR, NULL, 3, 50, 0},
};

enum { NOT_KNOWN = INT_MAX };

_Static_assert(sizeof pairs / sizeof *pairs == EVIDENCE_PAIRS,
               "there is room for each pair");

field_id evidence_partner(field_id field)
{
    for (unsigned i = 0; i < EVIDENCE_PAIRS; i++) {
        if (pairs[i].a == field)
            return pairs[i].b;
        if (pairs[i].b == field)
            return pairs[i].a;
    }
    return FIELD_NONE;
}

/* Has a row both values? *holds: and are they as they should be? */
static bool pair_in_row(const struct sample *s, size_t row, size_t a, size_t b,
                        const struct pair *p, bool *holds)
{
    struct str first = sample_word(s, row, a), second = sample_word(s, row, b);
    uint64_t x, y;

    if (!p->holds) {
        *holds = str_eq(first, second);
        return !str_eq(first, STR("-")) && !str_eq(second, STR("-"));
    }
    if (!number(s, row, a, &x) || !number(s, row, b, &y))
        return false;
    *holds = p->holds(x, y);
    return true;
}

static int pair_points(const struct sample *s, const struct pair *p, size_t a,
                       size_t b)
{
    unsigned both = 0, n = 0;
    bool holds;

    for (size_t row = 0; row < s->n_rows; row++)
        if (pair_in_row(s, row, a, b, p, &holds)) {
            both++;
            n += holds;
        }
    if (!both)
        return 0;
    return n * 10 >= both * p->tenths ? p->points : p->against;
}

static int pair_known(struct evidence *e, unsigned i, size_t a, size_t b)
{
    size_t n = e->sample->n_columns;
    int *known = &e->pairs[(i * n + a) * n + b];

    if (*known == NOT_KNOWN)
        *known = pair_points(e->sample, &pairs[i], a, b);
    return *known;
}

int evidence_of_pair(struct evidence *e, size_t a, field_id field_a, size_t b,
                     field_id field_b)
{
    for (unsigned i = 0; i < EVIDENCE_PAIRS; i++) {
        if (pairs[i].a == field_a && pairs[i].b == field_b)
            return pair_known(e, i, a, b);
        if (pairs[i].a == field_b && pairs[i].b == field_a)
            return pair_known(e, i, b, a);
    }
    return 0;
}

bool evidence_is_telling(const struct evidence *e, size_t column,
                         field_id field)
{
    switch (look_of_field(field)) {
    case LOOK_INTERFACE:
    case LOOK_VPC:
    case LOOK_SUBNET:
    case LOOK_TGW:
    case LOOK_ATTACHMENT:
    case LOOK_TIME:
        return e->seen[column] > 0;
    default:
        return false;
    }
}

bool evidence_is_identity(enum look look)
{
    return look == LOOK_ADDRESS || look == LOOK_ACCOUNT ||
           look == LOOK_INTERFACE || look == LOOK_VPC || look == LOOK_SUBNET ||
           look == LOOK_ZONE || look == LOOK_SERVICE || look == LOOK_ATTACHMENT;
}

void evidence_init(struct evidence *e, const struct sample *s)
{
    size_t n = s->n_columns, n_pairs = EVIDENCE_PAIRS * n * n;

    *e = (struct evidence){.sample = s};
    e->fits = mem_calloc(n * LOOK_KINDS, sizeof *e->fits);
    e->seen = mem_calloc(n, sizeof *e->seen);
    e->points = mem_calloc(n * FIELD_CATALOGUE_SIZE, sizeof *e->points);
    e->alone = mem_calloc(n * FIELD_CATALOGUE_SIZE, sizeof *e->alone);
    e->pairs = mem_alloc(n_pairs * sizeof *e->pairs);
    for (size_t i = 0; i < n_pairs; i++)
        e->pairs[i] = NOT_KNOWN;
    for (size_t i = 0; i < n * LOOK_KINDS; i++)
        e->fits[i] = sample_fits(s, i / LOOK_KINDS, (enum look)(i % LOOK_KINDS),
                                 &e->seen[i / LOOK_KINDS]);
    for (size_t i = 0; i < n * FIELD_CATALOGUE_SIZE; i++)
        e->points[i] =
            work_out(e, i / FIELD_CATALOGUE_SIZE,
                     (field_id)(i % FIELD_CATALOGUE_SIZE), &e->alone[i]);
}

void evidence_done(struct evidence *e)
{
    free(e->fits);
    free(e->seen);
    free(e->points);
    free(e->alone);
    free(e->pairs);
}
