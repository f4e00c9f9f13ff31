/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sample is a table of words: the lines that have as many words as most
 * have. A column may be a field when nearly all of its values that are not
 * "-" have the field's look (look.h). guess_values.c goes on where no known
 * order fits.
 */
#include "flow/guess_int.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS_MAX = 512,
    /* Columns that must speak for an order before it is believed. */
    SPEAKING_MIN = 5
};

/* The fields of a Transit Gateway's default format, in its order. */
static const field_id tgw_order[] = {FIELD_VERSION,
                                     FIELD_RESOURCE_TYPE,
                                     FIELD_ACCOUNT_ID,
                                     FIELD_TGW_ID,
                                     FIELD_TGW_ATTACHMENT_ID,
                                     FIELD_TGW_SRC_VPC_ACCOUNT_ID,
                                     FIELD_TGW_DST_VPC_ACCOUNT_ID,
                                     FIELD_TGW_SRC_VPC_ID,
                                     FIELD_TGW_DST_VPC_ID,
                                     FIELD_TGW_SRC_SUBNET_ID,
                                     FIELD_TGW_DST_SUBNET_ID,
                                     FIELD_TGW_SRC_ENI,
                                     FIELD_TGW_DST_ENI,
                                     FIELD_TGW_SRC_AZ_ID,
                                     FIELD_TGW_DST_AZ_ID,
                                     FIELD_TGW_PAIR_ATTACHMENT_ID,
                                     FIELD_SRCADDR,
                                     FIELD_DSTADDR,
                                     FIELD_SRCPORT,
                                     FIELD_DSTPORT,
                                     FIELD_PROTOCOL,
                                     FIELD_PACKETS,
                                     FIELD_BYTES,
                                     FIELD_START,
                                     FIELD_END,
                                     FIELD_LOG_STATUS,
                                     FIELD_TYPE,
                                     FIELD_PACKETS_LOST_NO_ROUTE,
                                     FIELD_PACKETS_LOST_BLACKHOLE,
                                     FIELD_PACKETS_LOST_MTU_EXCEEDED,
                                     FIELD_PACKETS_LOST_TTL_EXPIRED,
                                     FIELD_TCP_FLAGS,
                                     FIELD_REGION,
                                     FIELD_FLOW_DIRECTION,
                                     FIELD_PKT_SRC_AWS_SERVICE,
                                     FIELD_PKT_DST_AWS_SERVICE};

/* All fields of VPC flow logs up to a version; 6 is the Transit Gateway's. */
static const struct {
    unsigned version;
    const char *documented, *alphabetical;
} versions[] = {
    {2, "the default format", "the default fields by name"},
    {3, "all fields up to version 3", "all fields up to version 3 by name"},
    {4, "all fields up to version 4", "all fields up to version 4 by name"},
    {5, "all fields up to version 5", "all fields up to version 5 by name"},
    {7, "all fields up to version 7", "all fields up to version 7 by name"},
    {8, "all fields up to version 8", "all fields up to version 8 by name"},
    {9, "all fields up to version 9", "all fields up to version 9 by name"},
    {10, "all fields up to version 10", "all fields up to version 10 by name"},
    {11, "all fields up to version 11", "all fields up to version 11 by name"},
};

size_t guess_tgw_order(field_id out[FIELD_CATALOGUE_SIZE])
{
    memcpy(out, tgw_order, sizeof tgw_order);
    return sizeof tgw_order / sizeof *tgw_order;
}

size_t guess_vpc_order(const struct fields *f, unsigned version,
                       field_id out[FIELD_CATALOGUE_SIZE])
{
    size_t n = 0;

    for (field_id id = 0; id < FIELD_RESOURCE_TYPE; id++)
        if (fields_get(f, id)->version <= version)
            out[n++] = id;
    return n;
}

bool sample_fits(const struct sample *s, size_t column, enum look look,
                 unsigned *seen)
{
    unsigned fits = 0;

    *seen = 0;
    for (size_t row = 0; row < s->n_rows; row++) {
        struct str value = sample_word(s, row, column);

        if (str_eq(value, STR("-")))
            continue;
        ++*seen;
        fits += look_fits(look, value);
    }
    /* One in twenty may be odd: test data, masked ids. */
    return fits * 20 >= *seen * 19;
}

/*
 * How many columns speak for their fields in this order, each for a field
 * that not everything looks like; 0 when one contradicts.
 */
static unsigned speaking(const struct sample *s, const field_id *order)
{
    unsigned n = 0;

    for (size_t c = 0; c < s->n_columns; c++) {
        enum look look = look_of_field(order[c]);
        unsigned seen;

        if (!sample_fits(s, c, look, &seen))
            return 0;
        n += seen > 0 && look != LOOK_TEXT;
    }
    return n;
}

/* The best of the orders with as many columns; a tie tells nothing. */
struct best {
    unsigned speaking;
    bool tie;
    const char *name;
    size_t n;
    field_id order[FIELD_CATALOGUE_SIZE];
};

static void try_order(const struct sample *s, const field_id *order, size_t n,
                      const char *name, struct best *best)
{
    unsigned now = n == s->n_columns ? speaking(s, order) : 0;

    if (now < SPEAKING_MIN || now < best->speaking)
        return;
    best->tie = now == best->speaking;
    best->speaking = now;
    best->name = name;
    best->n = n;
    memcpy(best->order, order, n * sizeof *order);
}

static void try_known_orders(const struct sample *s, struct best *best)
{
    struct fields *fields = layouts_fields(s->layouts);
    field_id order[FIELD_CATALOGUE_SIZE];
    size_t n;

    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        n = guess_vpc_order(fields, versions[i].version, order);
        try_order(s, order, n, versions[i].documented, best);
        fields_sort(fields, order, n);
        try_order(s, order, n, versions[i].alphabetical, best);
    }
    n = guess_tgw_order(order);
    try_order(s, order, n, "the default format of transit gateways", best);
    fields_sort(fields, order, n);
    try_order(s, order, n, "the fields of transit gateways by name", best);
}

static size_t count_words(struct str line)
{
    struct str word;
    size_t n = 0;

    while (layout_next_word(&line, &word))
        n++;
    return n;
}

/* As many words as most lines have. */
static size_t usual_words(const struct str *lines, size_t n)
{
    unsigned counts[COLUMNS_MAX + 1] = {0};
    size_t best = 0;

    for (size_t i = 0; i < n; i++) {
        size_t words = count_words(lines[i]);

        counts[words <= COLUMNS_MAX ? words : 0]++;
    }
    for (size_t words = 1; words <= COLUMNS_MAX; words++)
        if (counts[words] > counts[best] || best == 0)
            best = words;
    return best;
}

static void take_rows(struct sample *s, const struct str *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str *row = s->words + s->n_rows * s->n_columns;
        struct str line = lines[i];

        if (count_words(line) != s->n_columns)
            continue;
        for (size_t c = 0; c < s->n_columns; c++)
            layout_next_word(&line, &row[c]);
        s->n_rows++;
    }
}

struct guess guess_layout(struct layouts *l, const struct str *lines, size_t n,
                          enum guess_by by)
{
    struct sample s = {.layouts = l,
                       .has_time = by == GUESS_BY_VALUES_IN_EVENTS};
    struct guess g = {.layout = NULL};
    struct best best = {.n = 0};

    if (n > GUESS_LINES)
        n = GUESS_LINES;
    s.n_columns = usual_words(lines, n);
    s.words = mem_calloc(n * s.n_columns + 1, sizeof *s.words);
    take_rows(&s, lines, n);
    g.lines = (unsigned)s.n_rows;
    try_known_orders(&s, &best);
    if (best.n && !best.tie) {
        g.layout = layouts_of(l, best.order, best.n);
        g.order = best.name;
        g.known = best.speaking;
    } else if (by != GUESS_BY_ORDER) {
        guess_by_values(&s, &g);
    }
    free(s.words);
    return g;
}
