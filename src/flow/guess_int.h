/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sample that a layout is worked out from: between the guess files.
 *
 *     guess.c           the orders that AWS writes, each as a whole
 *     guess_values.c    else one column after the other
 *     guess_evidence.c  how much a column's values speak for a field
 *     guess_search.c    the names that speak for each other most
 */
#ifndef FLOW_GUESS_INT_H
#define FLOW_GUESS_INT_H

#include "flow/guess.h"
#include "flow/look.h"

struct sample {
    struct layouts *layouts;
    bool has_time;
    size_t n_rows, n_columns;
    struct str *words; /* [row * n_columns + column] */
};

static inline struct str sample_word(const struct sample *s, size_t row,
                                     size_t column)
{
    return s->words[row * s->n_columns + column];
}

/*
 * Have nearly all values of a column this look? *seen: how many there are
 * that are not "-"; without any, the answer is yes.
 */
bool sample_fits(const struct sample *s, size_t column, enum look look,
                 unsigned *seen);
/* The fields of a transit gateway's default format, in its order. */
size_t guess_tgw_order(field_id out[FIELD_CATALOGUE_SIZE]);
/* Those of VPC flow logs up to a version, in the documented order. */
size_t guess_vpc_order(const struct fields *f, unsigned version,
                       field_id out[FIELD_CATALOGUE_SIZE]);
/* Name the columns by their values; *g stays as it is when too few tell. */
void guess_by_values(const struct sample *s, struct guess *g);

/* Lines of more columns are no flow records, unless a header says so. */
enum { GUESS_COLUMNS_MAX = 128 };

/* Points for a name of a column, in tenths; the most in all wins. */
enum {
    POINTS_NEVER = -10000,
    /* It has no value, or says nothing: only next to its neighbour. */
    POINTS_EMPTY = -45,
    POINTS_ODD = -45 /* a number that cannot be one of the field */
};

enum { EVIDENCE_PAIRS = 5 };

struct evidence {
    const struct sample *sample;
    bool *fits;     /* [column * LOOK_KINDS + look] */
    unsigned *seen; /* [column]: values that are not "-" */
    /* Worked out once, [column * FIELD_CATALOGUE_SIZE + field]. */
    int *points;
    bool *alone;
    /* As asked for: [(pair * n_columns + a) * n_columns + b]. */
    int *pairs;
};

void evidence_init(struct evidence *e, const struct sample *s);
void evidence_done(struct evidence *e);
/*
 * How much a column's values speak for a field. *alone: even where the
 * columns beside it do not.
 */
int evidence_points(const struct evidence *e, size_t column, field_id field,
                    bool *alone);
/*
 * How much two columns speak for two fields that depend on each other, as
 * packets and bytes do; 0 for others.
 */
int evidence_of_pair(struct evidence *e, size_t a, field_id field_a, size_t b,
                     field_id field_b);
/* Is this a field of a pair? Then the other one, else FIELD_NONE. */
field_id evidence_partner(field_id field);
/* Does a column speak for a field that only flow logs have? */
bool evidence_is_telling(const struct evidence *e, size_t column,
                         field_id field);

/* Is it the look of ids or addresses, of which a record has several kinds? */
bool evidence_is_identity(enum look look);

/* An order that the columns may have been taken from. */
struct supposed {
    size_t n;
    field_id order[FIELD_CATALOGUE_SIZE];
    bool strict; /* by name: a field out of order speaks against it */
};

/*
 * Name the columns: those of *of that are not FIELD_NONE stay as they are.
 * Columns that nothing is known of stay FIELD_NONE. Returns the points.
 */
int guess_search(struct evidence *e, const struct fields *fields,
                 const struct supposed *supposed, field_id *of);

#endif
