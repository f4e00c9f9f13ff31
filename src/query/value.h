/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values of the language and how they coerce, compare and print
 * (query-language.md 4 and 7.5). A value is what one expression gives for
 * one row. Everything read from a log is text; VALUE_INT and VALUE_IP4 may
 * stand for a text that is written canonically, which nobody can tell apart.
 */
#ifndef QUERY_VALUE_H
#define QUERY_VALUE_H

#include "base/buf.h"
#include "base/num.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum value_type {
    VALUE_NULL,
    VALUE_BOOL,   /* i is 0 or 1 */
    VALUE_INT,    /* i */
    VALUE_DOUBLE, /* d; never NaN or infinite: those become null */
    VALUE_TIME,   /* i, milliseconds since 1970 */
    VALUE_IP4,    /* i, host-order address; as text "10.0.0.1" */
    VALUE_TEXT,   /* s, n bytes, borrowed */
    VALUE_LIST,   /* list, n values, borrowed */
    VALUE_MAP     /* map, n members in order, borrowed */
};

struct member;

struct value {
    enum value_type type;
    uint32_t n; /* bytes, items; of a number 1 when it is an estimate */
    union {
        int64_t i;
        double d;
        const char *s;
        const struct value *list;
        const struct member *map;
    };
};

/* One entry of a map. No two of a map have the same key. */
struct member {
    struct str key;
    struct value value;
};

enum { VALUE_TEXT_MAX = 48 }; /* room for any value but texts and nested ones */

static inline struct value value_null(void)
{
    return (struct value){.type = VALUE_NULL};
}

static inline struct value value_int(int64_t i)
{
    return (struct value){.type = VALUE_INT, .i = i};
}

static inline struct value value_bool(bool b)
{
    return (struct value){.type = VALUE_BOOL, .i = b};
}

static inline struct value value_time(int64_t ms)
{
    return (struct value){.type = VALUE_TIME, .i = ms};
}

static inline struct value value_ip4(uint32_t v4)
{
    return (struct value){.type = VALUE_IP4, .i = v4};
}

static inline struct value value_list(const struct value *list, size_t n)
{
    return (struct value){
        .type = VALUE_LIST, .n = (uint32_t)n, .list = list};
}

static inline struct value value_map(const struct member *map, size_t n)
{
    return (struct value){.type = VALUE_MAP, .n = (uint32_t)n, .map = map};
}

/*
 * A list or a map. To functions of texts, numbers and dates it is as null,
 * and no comparison with it holds (query-language.md 4.2).
 */
static inline bool value_is_nested(struct value v)
{
    return v.type == VALUE_LIST || v.type == VALUE_MAP;
}

/*
 * An estimate is marked for whoever shows the value, last of all: no
 * operator looks at the mark or keeps it. Other values are left alone.
 */
static inline struct value value_as_estimate(struct value v)
{
    if (v.type == VALUE_INT || v.type == VALUE_DOUBLE)
        v.n = 1;
    return v;
}

static inline bool value_is_estimate(struct value v)
{
    return (v.type == VALUE_INT || v.type == VALUE_DOUBLE) && v.n == 1;
}

/* Cut at 4 GiB. */
struct value value_text(struct str s);
/* Null when d is NaN or infinite. */
struct value value_double(double d);

/* Operators; the same names serve the tree. */
enum op {
    OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE,
    OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD, OP_POW,
    OP_AND, OP_OR, OP_NOT, OP_NEG, OP_POS
};
/* As written: "=", "!=", ..., "and", "not", "-". */
const char *op_text(enum op op);

/* Three-valued truth. */
enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_NULL };

/* The number v is or reads as: booleans 1 and 0, times their ms; else none. */
struct num value_num(struct value v);
struct value value_of_num(struct num n);
/* <0, 0, >0 of two numbers, neither NUM_NONE; exact also for mixed kinds. */
int value_compare_num(struct num a, struct num b);
/*
 * Text of v: borrowed from v when it is text, else written to scratch. Null
 * gives the empty text; that of a list or map is cut to what scratch holds
 * (use value_append for these).
 */
struct str value_str(struct value v, char scratch[VALUE_TEXT_MAX]);
/* v with a copy of what it borrows in the arena. */
struct arena;
struct value value_keep(struct arena *arena, struct value v);
/*
 * Append the text of v, as in CSV: full precision, null is empty, a map is
 * JSON, and so is a list in which there are maps or lists; the items of other
 * lists are joined with ", ".
 */
void value_append(struct buf *out, struct value v);
enum truth value_truth(struct value v);
/* a op b for the six relations, by query-language 4.3. */
enum truth value_relation(enum op op, struct value a, struct value b);
/* a op b for arithmetic (OP_ADD to OP_POW); a alone for OP_NEG, OP_POS. */
struct value value_arithmetic(enum op op, struct value a, struct value b);
/* The natural order of sort, ascending: <0, 0, >0; total. */
int value_order(struct value a, struct value b);
/* Equal as texts (grouping, dedup); null equals null only. */
bool value_same(struct value a, struct value b);

#endif
