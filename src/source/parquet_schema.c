/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schema of a Parquet file: a tree, written parents first. Columns are its
 * leaves, and the flat ones are children of the root.
 */
#include "source/parquet_schema.h"

#include "base/mem.h"

#include <string.h>

enum { REPETITION_REQUIRED, REPETITION_OPTIONAL };

/* Converted types and logical types, as far as they are told apart. */
enum {
    CONVERTED_UTF8 = 0,
    CONVERTED_ENUM = 4,
    CONVERTED_DECIMAL = 5,
    CONVERTED_DATE = 6,
    CONVERTED_TIME_MILLIS = 7,
    CONVERTED_TIME_MICROS = 8,
    CONVERTED_TIMESTAMP_MILLIS = 9,
    CONVERTED_TIMESTAMP_MICROS = 10,
    CONVERTED_UINT_8 = 11,
    CONVERTED_UINT_32 = 13,
    CONVERTED_UINT_64 = 14,
    CONVERTED_JSON = 19,
    CONVERTED_BSON = 20,
    CONVERTED_INTERVAL = 21
};

/* Fields of the union LogicalType. */
enum {
    LOGICAL_DECIMAL = 5,
    LOGICAL_DATE = 6,
    LOGICAL_TIME = 7,
    LOGICAL_TIMESTAMP = 8,
    LOGICAL_INTEGER = 10,
    LOGICAL_BSON = 13,
    LOGICAL_UUID = 14,
    LOGICAL_FLOAT16 = 15,
    LOGICAL_OTHERS = 16 /* geometry, variants and what is to come */
};

/* One element of the schema. */
struct element {
    struct str name;
    int64_t physical; /* -1: none */
    int64_t width;
    int64_t repetition;
    int64_t children;
    int64_t converted; /* -1: none */
    int64_t scale;     /* of decimals */
    int32_t logical;   /* 0: none */
    bool is_unsigned;
    enum parquet_kind unit; /* of LOGICAL_TIMESTAMP */
};

struct reading {
    struct thrift *t;
    struct parquet *p;
    struct parquet_leaves *leaves;
};

void parquet_leave_out(struct parquet *p, struct str name, const char *why)
{
    p->left = mem_grow(p->left, p->n_left, &p->cap_left, sizeof *p->left);
    p->left[p->n_left++] =
        (struct parquet_left){arena_copy(&p->arena, name), why};
}

static bool read_integer(struct thrift *t)
{
    struct thrift_field f = {0};
    bool is_signed = true;

    while (thrift_next(t, &f)) {
        if (f.id == 2)
            is_signed = thrift_bool(t, &f);
        else
            thrift_skip(t, &f);
    }
    return is_signed;
}

/* A union of empty structs: the number of the one that is set. */
static int32_t read_choice(struct thrift *t)
{
    struct thrift_field f = {0};
    int32_t choice = 0;

    while (thrift_next(t, &f)) {
        choice = f.id;
        thrift_skip(t, &f);
    }
    return choice;
}

static enum parquet_kind read_timestamp(struct thrift *t)
{
    static const enum parquet_kind units[] = {KIND_INT, KIND_MILLIS,
                                              KIND_MICROS, KIND_NANOS};
    struct thrift_field f = {0};
    int32_t unit = 0;

    while (thrift_next(t, &f)) {
        if (f.id == 2 && thrift_is_struct(t, &f))
            unit = read_choice(t);
        else
            thrift_skip(t, &f);
    }
    return unit >= 0 && unit < 4 ? units[unit] : KIND_INT;
}

static int64_t read_scale(struct thrift *t)
{
    struct thrift_field f = {0};
    int64_t scale = 0;

    while (thrift_next(t, &f)) {
        if (f.id == 1)
            scale = thrift_int(t, &f);
        else
            thrift_skip(t, &f);
    }
    return scale;
}

static void read_logical(struct thrift *t, struct element *e)
{
    struct thrift_field f = {0};

    while (thrift_next(t, &f)) {
        e->logical = f.id;
        if (f.id == LOGICAL_INTEGER && thrift_is_struct(t, &f))
            e->is_unsigned = !read_integer(t);
        else if (f.id == LOGICAL_TIMESTAMP && thrift_is_struct(t, &f))
            e->unit = read_timestamp(t);
        else if (f.id == LOGICAL_DECIMAL && thrift_is_struct(t, &f))
            e->scale = read_scale(t);
        else
            thrift_skip(t, &f);
    }
}

static struct element read_element(struct thrift *t)
{
    struct element e = {.physical = -1, .converted = -1};
    struct thrift_field f = {0};

    while (thrift_next(t, &f)) {
        if (f.id == 1)
            e.physical = thrift_int(t, &f);
        else if (f.id == 2)
            e.width = thrift_int(t, &f);
        else if (f.id == 3)
            e.repetition = thrift_int(t, &f);
        else if (f.id == 4)
            e.name = thrift_binary(t, &f);
        else if (f.id == 5)
            e.children = thrift_int(t, &f);
        else if (f.id == 6)
            e.converted = thrift_int(t, &f);
        else if (f.id == 7)
            e.scale = thrift_int(t, &f);
        else if (f.id == 10 && thrift_is_struct(t, &f))
            read_logical(t, &e);
        else
            thrift_skip(t, &f);
    }
    return e;
}

static bool is_decimal(const struct element *e)
{
    return e->logical == LOGICAL_DECIMAL || e->converted == CONVERTED_DECIMAL;
}

static bool is_text(const struct element *e)
{
    return e->physical == PHYSICAL_BYTES || e->physical == PHYSICAL_FIXED;
}

static const char *unsupported_decimal(const struct element *e)
{
    if (e->physical != PHYSICAL_INT32 && e->physical != PHYSICAL_INT64 &&
        !is_text(e))
        return "is decimal, which its type cannot be";
    if (e->width > PARQUET_DECIMAL_BYTES || e->scale < 0 ||
        e->scale > PARQUET_SCALE_MAX)
        return "is decimal with more digits than can be read";
    return NULL;
}

static const char *unsupported_logical(const struct element *e)
{
    if (is_decimal(e))
        return unsupported_decimal(e);
    if (e->logical == LOGICAL_TIME || e->converted == CONVERTED_TIME_MILLIS ||
        e->converted == CONVERTED_TIME_MICROS)
        return "is a time of day";
    if (e->converted == CONVERTED_INTERVAL)
        return "is an interval";
    if (e->logical == LOGICAL_BSON || e->converted == CONVERTED_BSON)
        return "is BSON";
    if (e->logical == LOGICAL_UUID)
        return "is a UUID";
    if (e->logical == LOGICAL_FLOAT16)
        return "is a 16-bit float";
    if (e->logical >= LOGICAL_OTHERS)
        return "is of a type that is not known";
    if (e->logical == LOGICAL_TIMESTAMP && e->unit == KIND_INT)
        return "has times in a unit that is not known";
    return NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(struct str s)
{
    enum { NAME_MAX_LEN = 64 };

    if (s.n == 0 || s.n > NAME_MAX_LEN ||
        !(is_letter(s.p[0]) || s.p[0] == '_' || s.p[0] == '@'))
        return false;
    for (size_t i = 1; i < s.n; i++) {
        if (!is_letter(s.p[i]) && !(s.p[i] >= '0' && s.p[i] <= '9') &&
            !memchr("-_.:@", s.p[i], 5))
            return false;
    }
    return true;
}

/* Why the leaf cannot be read, or NULL. */
static const char *unsupported(const struct reading *r, const struct element *e)
{
    if (e->repetition != REPETITION_REQUIRED &&
        e->repetition != REPETITION_OPTIONAL)
        return "is repeated";
    if (e->physical < PHYSICAL_BOOLEAN || e->physical > PHYSICAL_FIXED)
        return "is of a type that is not known";
    if (e->physical == PHYSICAL_FIXED &&
        (e->width <= 0 || e->width > PARQUET_TEXT_MAX))
        return "has values of an impossible size";
    if (!is_name(e->name))
        return "has a name that no field can have";
    if (r->p->n_columns == PARQUET_COLUMNS_MAX)
        return "is one too many";
    return unsupported_logical(e);
}

static enum parquet_kind kind_of_time(const struct element *e)
{
    if (e->logical == LOGICAL_TIMESTAMP)
        return e->unit;
    if (e->converted == CONVERTED_TIMESTAMP_MILLIS)
        return KIND_MILLIS;
    if (e->converted == CONVERTED_TIMESTAMP_MICROS)
        return KIND_MICROS;
    return KIND_INT;
}

static enum parquet_kind kind_of(const struct element *e)
{
    bool is_unsigned = e->is_unsigned || (e->converted >= CONVERTED_UINT_8 &&
                                          e->converted <= CONVERTED_UINT_64);

    switch ((enum parquet_physical)e->physical) {
    case PHYSICAL_BOOLEAN:
        return KIND_BOOLEAN;
    case PHYSICAL_INT32:
        if (e->logical == LOGICAL_DATE || e->converted == CONVERTED_DATE)
            return KIND_DATE;
        if (is_decimal(e))
            return e->scale ? KIND_DECIMAL : KIND_INT;
        return is_unsigned ? KIND_UINT32 : KIND_INT;
    case PHYSICAL_INT64:
        if (is_decimal(e))
            return e->scale ? KIND_DECIMAL : KIND_INT;
        return is_unsigned ? KIND_UINT64 : kind_of_time(e);
    case PHYSICAL_INT96:
        return KIND_MILLIS; /* as such it is given on */
    case PHYSICAL_FLOAT:
        return KIND_FLOAT;
    case PHYSICAL_DOUBLE:
        return KIND_DOUBLE;
    default:
        return is_decimal(e) ? KIND_DECIMAL_TEXT : KIND_TEXT;
    }
}

static uint32_t width_of(const struct element *e)
{
    static const uint8_t widths[] = {
        [PHYSICAL_INT32] = 4, [PHYSICAL_INT64] = 8,  [PHYSICAL_INT96] = 12,
        [PHYSICAL_FLOAT] = 4, [PHYSICAL_DOUBLE] = 8, [PHYSICAL_FIXED] = 0};

    return e->physical == PHYSICAL_FIXED ? (uint32_t)e->width
                                         : widths[e->physical];
}

static void add_leaf(struct reading *r, uint32_t column)
{
    struct parquet_leaves *l = r->leaves;

    l->columns = mem_grow(l->columns, l->n, &l->cap, sizeof *l->columns);
    l->columns[l->n++] = column;
}

static void add_column(struct reading *r, const struct element *e)
{
    struct parquet *p = r->p;
    const char *why = unsupported(r, e);

    if (why) {
        parquet_leave_out(p, e->name, why);
        add_leaf(r, PARQUET_LEFT_OUT);
        return;
    }
    add_leaf(r, p->n_columns);
    p->columns =
        mem_grow(p->columns, p->n_columns, &p->cap_columns, sizeof *p->columns);
    p->columns[p->n_columns++] = (struct parquet_column){
        .name = arena_copy(&p->arena, e->name),
        .physical = (enum parquet_physical)e->physical,
        .kind = kind_of(e),
        .width = width_of(e),
        .scale = (unsigned)e->scale,
        .optional = e->repetition == REPETITION_OPTIONAL,
    };
}

/* Elements below another than the root: leaves that are left out. */
static void pass_children(struct reading *r, int64_t n, uint32_t *left)
{
    while (n > 0 && *left > 0 && !r->t->bad) {
        struct element e = read_element(r->t);

        (*left)--;
        n += e.children > 0 && e.children <= *left ? e.children : 0;
        n--;
        if (e.children <= 0)
            add_leaf(r, PARQUET_LEFT_OUT);
    }
}

bool parquet_read_schema(struct parquet *p, struct thrift *t,
                         const struct thrift_field *f,
                         struct parquet_leaves *leaves)
{
    struct reading r = {t, p, leaves};
    uint32_t left = thrift_list(t, f, THRIFT_STRUCT);

    if (leaves->n > 0 || left == 0)
        return false;
    read_element(t); /* the root */
    left--;
    while (left > 0 && !t->bad) {
        struct element e = read_element(t);

        left--;
        if (e.children <= 0) {
            add_column(&r, &e);
            continue;
        }
        parquet_leave_out(p, e.name, "is nested");
        pass_children(&r, e.children, &left);
    }
    return true;
}
