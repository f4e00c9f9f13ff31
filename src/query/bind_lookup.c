/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookup and cidrlookup: the row of the table is a computed slot without a
 * name, and so is each column taken from that row; they are calls of functions
 * that no query can name. So the work is done where expressions are, side by
 * side and only for rows that need it, and a row is looked up once.
 */
#include "query/bind_int.h"
#include "query/lookup_index.h"

/* --- Functions ---------------------------------------------------------- */

/* The row where the columns of the index have these texts. */
static struct value call_row_of_keys(const struct call_env *env,
                                     const void *prep, const struct value *args,
                                     uint32_t n)
{
    char scratch[LOOKUP_MAX_KEYS][VALUE_TEXT_MAX];
    struct str keys[LOOKUP_MAX_KEYS];
    uint32_t row;

    (void)env;
    for (uint32_t i = 0; i < n; i++) {
        if (args[i].type == VALUE_NULL || value_is_nested(args[i]))
            return value_null();
        keys[i] = value_str(args[i], scratch[i]);
    }
    row = lookup_index_find(prep, keys);
    return row == LOOKUP_NONE ? value_null() : value_int(row);
}

/* The row whose block holds the address. */
static struct value call_row_of_block(const struct call_env *env,
                                      const void *prep,
                                      const struct value *args, uint32_t n)
{
    struct value v = args[0];
    uint32_t row = CIDR_NONE;
    struct addr addr;

    (void)env, (void)n;
    if (v.type == VALUE_IP4)
        row = cidr_index_find_v4(prep, (uint32_t)v.i);
    else if (v.type == VALUE_TEXT && addr_parse((struct str){v.s, v.n}, &addr))
        row = cidr_index_find(prep, &addr);
    return row == CIDR_NONE ? value_null() : value_int(row);
}

/* A column of the table. */
struct lookup_out {
    const struct lookup_table *table;
    uint32_t column;
};

/* Its text in a row. */
static struct value call_cell(const struct call_env *env, const void *prep,
                              const struct value *args, uint32_t n)
{
    const struct lookup_out *out = prep;

    (void)env, (void)n;
    if (args[0].type == VALUE_NULL)
        return value_null();
    return value_text(
        lookup_table_cell(out->table, (uint32_t)args[0].i, out->column));
}

/*
 * A function of no other use. Plans tell by the texts of expressions whether
 * two are the same, so its name says all that it does besides its arguments.
 */
static const struct function *new_function(struct binder *b, struct str name,
                                           enum result_type result,
                                           scalar_fn *call)
{
    struct function *fn = arena_calloc(&b->q->arena, 1, sizeof *fn);

    fn->id = FUNCTION_TABLE_SIZE;
    fn->name = name.p;
    fn->args = "f, ...";
    fn->kind = FUNCTION_SCALAR;
    fn->min = 1;
    fn->max = FUNCTION_ANY_NUMBER;
    fn->result = result;
    fn->call = call;
    fn->help = fn->example = fn->value = "";
    return fn;
}

/* --- Columns of the table ---------------------------------------------- */

/* "a, b, c"; cut where messages end. */
static struct str list_columns(struct binder *b, const struct lookup_table *t)
{
    struct str list = STR("");

    for (uint32_t i = 0; i < t->n_columns && list.n < 80; i++)
        list = arena_printf(&b->q->arena, "%.*s%s%.*s", STR_ARG(list),
                            i ? ", " : "", STR_ARG(t->columns[i]));
    return str_slice(list, 0, 90);
}

/* The column that may have been meant; empty when none is near. */
static struct str nearest_column(const struct lookup_table *t, struct str name)
{
    enum { NEAR_EDITS = 2 };
    unsigned least = NEAR_EDITS + 1;
    struct str nearest = STR("");

    for (uint32_t i = 0; i < t->n_columns; i++) {
        unsigned edits = str_eq_nocase(name, t->columns[i])
                             ? 0
                             : str_distance(name, t->columns[i], NEAR_EDITS);

        if (edits < least && edits < name.n && edits < t->columns[i].n) {
            least = edits;
            nearest = t->columns[i];
        }
    }
    return nearest;
}

static bool no_column(struct binder *b, const struct lookup_table *t,
                      const struct lookup_name *n)
{
    struct str near = nearest_column(t, n->column);
    struct str table = str_slice(t->name, 0, 30);
    struct str column = str_slice(n->column, 0, 30);

    if (near.n)
        return err_set_at(b->err, ERR_QUERY, n->column_at,
                          "the table `%.*s` has no column `%.*s`; did you "
                          "mean `%.*s`?",
                          STR_ARG(table), STR_ARG(column),
                          STR_ARG(str_slice(near, 0, 40)));
    return err_set_at(b->err, ERR_QUERY, n->column_at,
                      "the table `%.*s` has no column `%.*s`; it has %.*s",
                      STR_ARG(table), STR_ARG(column),
                      STR_ARG(list_columns(b, t)));
}

static bool find_column(struct binder *b, const struct lookup_table *t,
                        const struct lookup_name *n, uint32_t *column)
{
    *column = lookup_table_column(t, n->column);
    return *column != LOOKUP_NONE || no_column(b, t, n);
}

static struct lookup_table *find_table(struct binder *b, const struct stage *s)
{
    struct lookup_tables *tables = b->options->tables;
    struct err wrong = {0};
    struct lookup_table *t = NULL;

    if (tables)
        t = tables->find(tables, s->lookup.table, &wrong);
    else
        err_set(&wrong, ERR_QUERY, "there is no table `%.*s`",
                STR_ARG(str_slice(s->lookup.table, 0, 40)));
    if (!t)
        err_set_at(b->err, ERR_QUERY, s->lookup.table_at, "%s", wrong.msg);
    return t;
}

/* --- The row ------------------------------------------------------------ */

static struct expr *new_call(struct binder *b, const struct stage *s,
                             const struct function *fn, uint32_t n)
{
    struct expr *e = arena_calloc(&b->q->arena, 1, sizeof *e);

    e->kind = EXPR_CALL;
    e->at = s->at;
    e->call.fn = fn;
    e->call.args = arena_calloc(&b->q->arena, n, sizeof(*e->call.args));
    e->call.n = n;
    return e;
}

/* table[a, b](x, y): the row by the texts of its columns a and b. */
static bool row_of_keys(struct binder *b, const struct stage *s,
                        struct lookup_table *t, struct expr **row)
{
    uint32_t n = s->lookup.n_keys, columns[LOOKUP_MAX_KEYS];
    struct str name = arena_printf(&b->q->arena, "%.*s[", STR_ARG(t->name));
    const struct function *fn;

    for (uint32_t i = 0; i < n; i++) {
        if (!find_column(b, t, &s->lookup.keys[i], &columns[i]))
            return false;
        name = arena_printf(&b->q->arena, "%.*s%s%.*s", STR_ARG(name),
                            i ? ", " : "", STR_ARG(s->lookup.keys[i].column));
    }
    name = arena_printf(&b->q->arena, "%.*s]", STR_ARG(name));
    fn = new_function(b, name, RESULT_NUMBER, call_row_of_keys);
    *row = new_call(b, s, fn, n);
    for (uint32_t i = 0; i < n; i++)
        (*row)->call.args[i] = s->lookup.keys[i].field;
    (*row)->call.prep = lookup_index_of(t, columns, n);
    return true;
}

static bool find_blocks(struct binder *b, const struct stage *s,
                        const struct lookup_table *t, uint32_t *column)
{
    if (s->lookup.keys[0].column.n)
        return find_column(b, t, &s->lookup.keys[0], column);
    *column = lookup_blocks_column(t);
    return *column != LOOKUP_NONE ||
           err_set_at(b->err, ERR_QUERY, s->lookup.table_at,
                      "no column of the table `%.*s` has address blocks such "
                      "as 10.0.0.0/8",
                      STR_ARG(str_slice(t->name, 0, 40)));
}

/* table[blocks in a](x): the row by the block of its column a. */
static bool row_of_block(struct binder *b, const struct stage *s,
                         struct lookup_table *t, struct expr **row)
{
    const struct cidr_index *blocks;
    struct err wrong = {0};
    uint32_t column;
    struct str name;

    if (!find_blocks(b, s, t, &column))
        return false;
    blocks = lookup_blocks_of(t, column, &wrong);
    if (!blocks)
        return err_set_at(b->err, ERR_QUERY, s->lookup.table_at, "%s",
                          wrong.msg);
    name = arena_printf(&b->q->arena, "%.*s[blocks in %.*s]", STR_ARG(t->name),
                        STR_ARG(t->columns[column]));
    *row = new_call(b, s,
                    new_function(b, name, RESULT_NUMBER, call_row_of_block), 1);
    (*row)->call.args[0] = s->lookup.keys[0].field;
    (*row)->call.prep = blocks;
    return true;
}

/* --- The columns -------------------------------------------------------- */

/* A slot as an expression. */
static struct expr *new_field(struct binder *b, const struct stage *s,
                              uint32_t slot)
{
    struct expr *e = arena_calloc(&b->q->arena, 1, sizeof *e);

    e->kind = EXPR_FIELD;
    e->at = s->at;
    e->field.name = b->scope->s.slots[slot].name;
    e->field.slot = slot;
    return e;
}

/*
 * With OUTPUTNEW: what the name is so far, where that is not null. A name that
 * means nothing yet is what OUTPUTNEW is for, so nothing is said about it.
 */
static bool keep_old(struct binder *b, const struct stage *s,
                     const struct lookup_name *out, struct expr **e)
{
    struct expr *both;
    bool quiet = b->quiet, good;
    uint32_t old;

    if (!s->lookup.only_new ||
        (b->scope->before && !bind_find_name(b->scope, out->alias)))
        return true;
    b->quiet = true;
    good = bind_name(b, out->alias, out->alias_at, &old);
    b->quiet = quiet;
    if (!good || b->scope->s.slots[old].kind == SLOT_NULL)
        return good;
    both = new_call(b, s, function_at(FUNCTION_COALESCE), 2);
    both->call.args[0] = new_field(b, s, old);
    both->call.args[1] = *e;
    *e = both;
    return true;
}

static bool bind_out(struct binder *b, const struct stage *s,
                     const struct lookup_table *t, uint32_t row,
                     const struct lookup_name *out)
{
    struct lookup_out *prep = arena_alloc(&b->q->arena, sizeof *prep);
    struct bound_name name = {.name = out->alias, .field = FIELD_NONE};
    struct str text = arena_printf(&b->q->arena, "%.*s.%.*s", STR_ARG(t->name),
                                   STR_ARG(out->column));
    struct expr *e =
        new_call(b, s, new_function(b, text, RESULT_TEXT, call_cell), 1);

    prep->table = t;
    if (!find_column(b, t, out, &prep->column))
        return false;
    e->call.prep = prep;
    e->call.args[0] = new_field(b, s, row);
    if (!keep_old(b, s, out, &e))
        return false;
    name.slot = bind_slot_of(b, e, out->alias);
    bind_define(b, name);
    bind_set_column(b, &b->shown, name.name, name.slot);
    return true;
}

bool bind_lookup(struct binder *b, struct stage *s)
{
    struct lookup_table *t = find_table(b, s);
    struct expr *row = NULL;
    uint32_t slot;

    if (!t)
        return false;
    for (uint32_t i = 0; i < s->lookup.n_keys; i++)
        if (!bind_expr(b, s->lookup.keys[i].field))
            return false;
    if (!(s->kind == STAGE_LOOKUP ? row_of_keys(b, s, t, &row)
                                  : row_of_block(b, s, t, &row)))
        return false;
    slot = bind_slot_of(b, row, str_of(row->call.fn->name));
    for (uint32_t i = 0; i < s->lookup.n_outs; i++)
        if (!bind_out(b, s, t, slot, &s->lookup.outs[i]))
            return false;
    return true;
}
