/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of the results table. */
#include "tui/table_columns.h"

#include "base/date.h"
#include "query/tree.h"
#include "tui/app.h"
#include "tui/compare.h"

/* What a record is usually read by, with headings that leave room. */
static const struct {
    struct str name;
    struct str heading;
} usual[] = {
    {STR("@timestamp"), STR("@time")}, {STR("srcAddr"), STR("srcAddr")},
    {STR("dstAddr"), STR("dstAddr")},  {STR("srcPort"), STR("sport")},
    {STR("dstPort"), STR("dport")},    {STR("protocol"), STR("prot")},
    {STR("packets"), STR("pkts")},     {STR("bytes"), STR("bytes")},
    {STR("action"), STR("action")},
};

/* What is rarely looked at, in the order it comes at the far right. */
static const struct str rare[] = {
    STR("logStatus"), STR("interfaceId"), STR("accountId"),
    STR("start"),     STR("end"),         STR("version"),
};

enum {
    N_USUAL = sizeof usual / sizeof *usual,
    N_RARE = sizeof rare / sizeof *rare
};

bool table_columns_amount(const struct app *app, const struct result *r,
                          uint32_t column)
{
    const struct result_column *c = result_column(r, column);
    const struct field *field = app_field(app, c->name);

    if (!result_is_raw(r))
        return c->type == RESULT_NUMBER && !c->key;
    return field && field->type == TYPE_INT;
}

static enum column_look look_of(const struct app *app, const struct result *r,
                                uint32_t column)
{
    const struct result_column *c = result_column(r, column);

    if (c->type == RESULT_TIME)
        return LOOK_TIME;
    if (str_eq(c->name, STR("protocol")))
        return LOOK_PROTOCOL;
    return table_columns_amount(app, r, column) ? LOOK_AMOUNT : LOOK_PLAIN;
}

/* Of a record's usual fields a short one; else the name itself. */
static struct str heading_of(const struct table_page *p, struct str name)
{
    for (int i = 0; p->raw && i < N_USUAL; i++)
        if (str_eq(usual[i].name, name))
            return usual[i].heading;
    return name;
}

static void add(struct app *app, const struct result *r, uint32_t index)
{
    struct table_page *p = &app->table;
    const struct result_column *c = result_column(r, index);
    enum column_look look = look_of(app, r, index);

    p->columns[p->n_columns++] = (struct table_column){
        .index = index,
        .name = c->name,
        .heading = heading_of(p, c->name),
        .look = look,
        .computed = !p->raw && !c->key,
        .right = c->type == RESULT_NUMBER &&
                 (look == LOOK_PLAIN || look == LOOK_AMOUNT),
    };
}

bool table_columns_whole(const struct app *app, const struct result *r)
{
    if (!result_is_raw(r) || result_n_columns(r) != app->n_columns)
        return false;
    for (uint32_t i = 0; i < app->n_columns; i++)
        if (!str_eq(result_column(r, i)->name, app->columns[i]))
            return false;
    return true;
}

static void add_named(struct app *app, const struct result *r,
                      struct str name)
{
    int index = result_find_column(r, name);

    if (index >= 0)
        add(app, r, (uint32_t)index);
}

static bool is_placed(struct str name)
{
    for (int i = 0; i < N_USUAL; i++)
        if (str_eq(usual[i].name, name))
            return true;
    for (int i = 0; i < N_RARE; i++)
        if (str_eq(rare[i], name))
            return true;
    return false;
}

/* The usual columns, then what the layout has beyond them. */
static void choose_usual(struct app *app, const struct result *r)
{
    uint32_t n = app->table.n_result_columns;

    for (int i = 0; i < N_USUAL; i++)
        add_named(app, r, usual[i].name);
    for (uint32_t i = 0; i < n; i++)
        if (!is_placed(result_column(r, i)->name))
            add(app, r, i);
    for (int i = 0; i < N_RARE; i++)
        add_named(app, r, rare[i]);
}

/* How the groups were before, behind what they are. */
static void add_comparison(struct app *app)
{
    struct table_page *p = &app->table;
    char heading[RANGE_TEXT_MAX];
    struct str name;

    compare_heading(app, heading);
    name = arena_copy(&p->arena, str_of(heading));
    p->columns[p->n_columns++] = (struct table_column){
        .name = name, .heading = name, .look = LOOK_COMPARE, .right = true};
}

struct str *table_columns_usual(const struct app *app, struct arena *a,
                                uint32_t *n)
{
    struct str *names = arena_calloc(a, N_USUAL + 1, sizeof *names);

    *n = 0;
    for (int i = 0; i < N_USUAL; i++)
        if (i == 0 || app_has_field(app, usual[i].name))
            names[(*n)++] = usual[i].name;
    if (*n == 1)
        names[(*n)++] = STR("@message");
    return names;
}

void table_columns_choose(struct app *app, const struct result *r)
{
    struct table_page *p = &app->table;

    p->n_result_columns = result_n_columns(r);
    p->raw = result_is_raw(r);
    p->partial = result_is_partial(r);
    p->columns = arena_calloc(&p->arena, p->n_result_columns + 2,
                              sizeof *p->columns);
    p->usual = table_columns_whole(app, r);
    if (p->usual) {
        choose_usual(app, r);
        return;
    }
    for (uint32_t i = 0; i < p->n_result_columns; i++)
        add(app, r, i);
    if (app->comparison.state == COMPARISON_READY)
        add_comparison(app);
}

/* "-" says that there is no value; it does not make a column one of texts. */
static bool numeric(struct value v)
{
    char scratch[VALUE_TEXT_MAX];

    return v.type == VALUE_NULL || value_num(v).kind != NUM_NONE ||
           str_eq(value_str(v, scratch), STR("-"));
}

void table_columns_align(struct table_page *p)
{
    for (uint32_t c = 0; c < p->n_columns; c++) {
        struct table_column *column = &p->columns[c];
        bool right = p->n > 0 && (column->look == LOOK_PLAIN ||
                                  column->look == LOOK_AMOUNT);

        for (uint32_t row = 0; right && row < p->n; row++)
            right = numeric(p->values[row * p->n_result_columns +
                                      column->index]);
        column->right = column->right || right;
    }
}

uint32_t table_columns_shown(const struct app *app, struct str *out)
{
    const struct table_page *p = &app->table;
    uint32_t n = p->n_columns;

    if (p->usual)
        n = app_step(app)->table.left + p->n_shown;
    /* How it was before is no column of the result. */
    if (n && p->columns[n - 1].look == LOOK_COMPARE)
        n--;
    for (uint32_t i = 0; i < n; i++)
        out[i] = p->columns[i].name;
    return n;
}

bool table_columns_shorten(struct table_page *p, int w)
{
    struct table_column *action = NULL;
    int used = 0;

    for (uint32_t c = 0; c < p->n_columns; c++) {
        used += p->columns[c].width + (c ? 1 : 0);
        if (str_eq(p->columns[c].name, STR("action"))) {
            action = &p->columns[c];
            break;
        }
    }
    if (!action || action->fixed || used <= w)
        return false;
    action->look = LOOK_INITIAL;
    action->heading = STR("A");
    return true;
}

/* The sort that decides in the end: none when a stats comes after it. */
static const struct stage *find_sort(const struct query *q)
{
    const struct stage *sort = NULL;

    for (const struct stage *s = q->stages; s; s = s->next) {
        if (s->kind == STAGE_SORT)
            sort = s;
        else if (s->kind == STAGE_STATS)
            sort = NULL;
    }
    return sort;
}

struct str table_columns_order(struct app *app, const struct result *r)
{
    struct err err = {0};
    struct query *q = query_parse(str_of(app_step(app)->query), false, &err);
    const struct stage *sort = q ? find_sort(q) : NULL;
    struct arena *a = &app->table.arena;
    struct str order = {0};

    if (sort && sort->sort.n > 0) {
        struct span at = sort->sort.keys[0].expr->at;

        order = arena_printf(a, "%.*s %s%s",
                             STR_ARG(str_slice(q->text, at.start, at.end)),
                             sort->sort.keys[0].desc ? "desc" : "asc",
                             sort->sort.n > 1 ? ", ..." : "");
    } else if (q && result_is_raw(r)) {
        order = STR("newest first");
    }
    query_free(q);
    return order;
}

/* The first stats of a query, or NULL. */
static const struct stage *find_stats(const struct query *q)
{
    for (const struct stage *s = q->stages; s; s = s->next)
        if (s->kind == STAGE_STATS)
            return s;
    return NULL;
}

/* Take one key into the group: a field, or a bin of time. */
static bool add_key(struct app *app, const struct item *item, struct value v,
                    struct row_at *out)
{
    const struct expr *e = item->expr;

    if (e->kind == EXPR_FIELD) {
        out->fields[out->n] = arena_copy(&app->table.arena, e->field.name);
        out->values[out->n++] = v;
        return true;
    }
    if (e->kind != EXPR_CALL || e->call.fn->id != FUNCTION_BIN ||
        v.type != VALUE_TIME || e->call.n != 1 ||
        e->call.args[0]->kind != EXPR_PERIOD)
        return false;
    int64_t length = period_ms(e->call.args[0]->period);
    out->has_span = length > 0;
    out->from_ms = v.i;
    out->to_ms = v.i + length - 1;
    return out->has_span;
}

/* The column of a key; -1 when it is hidden or something else by now. */
static int key_column(const struct app *app, const struct query *q,
                      const struct item *item)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];
    struct span at = item->expr->at;
    struct str name = item->alias;
    int column;

    if (!name.n && item->expr->kind == EXPR_FIELD)
        name = item->expr->field.name;
    else if (!name.n)
        name = str_slice(q->text, at.start, at.end);
    column = r ? result_find_column(r, name) : -1;
    return column >= 0 && result_column(r, (uint32_t)column)->key ? column : -1;
}

bool table_columns_group(struct app *app, const struct value *values,
                         struct row_at *out)
{
    struct err err = {0};
    struct query *q = query_parse(str_of(app_step(app)->query), false, &err);
    const struct stage *stats = q ? find_stats(q) : NULL;
    uint32_t n = stats ? stats->stats.n_by : 0;
    bool ok = n > 0 && n <= ROW_KEYS_MAX;

    *out = (struct row_at){.kind = ROW_GROUP};
    for (uint32_t i = 0; ok && i < n; i++) {
        int column = key_column(app, q, &stats->stats.by[i]);

        ok = column >= 0 &&
             add_key(app, &stats->stats.by[i], values[column], out);
    }
    query_free(q);
    return ok;
}

bool table_columns_difference(const struct app *app, const struct value *values,
                              struct row_at *out)
{
    const struct result *r = app_step(app)->answers[PART_RESULT];
    int field = r ? result_find_column(r, STR("@fieldName")) : -1;
    int contributors =
        r ? result_find_column(r, STR("@topRelevanceContributors")) : -1;

    if (field < 0 || contributors < 0 || values[field].type != VALUE_TEXT)
        return false;
    *out = (struct row_at){.kind = ROW_DIFFERENCE, .n = 1};
    out->fields[0] = (struct str){values[field].s, values[field].n};
    out->values[0] = values[contributors];
    return true;
}
