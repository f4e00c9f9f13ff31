/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gestures that narrow the rows: include, exclude, drill and the lens; and
 * what the panes read back from a query's filters. Filters count when they
 * stand before the first stats, and each condition that "and" joins counts
 * by itself.
 */
#include "query/edit_int.h"

#include "query/print.h"

/* --- Conditions --------------------------------------------------------- */

/* A field tested against values; none: against null. */
struct test {
    const struct expr *at; /* the whole condition */
    const struct expr *field;
    struct expr *const *values; /* literals */
    uint32_t n;
    bool excludes; /* !=, not in, isPresent */
    bool listed;   /* in, not in */
};

static bool all_literals(struct expr *const *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (list[i]->kind != EXPR_LITERAL)
            return false;
    }
    return true;
}

static bool is_presence(const struct expr *e)
{
    return e->kind == EXPR_CALL && e->call.fn->id == FUNCTION_IS_PRESENT;
}

/* True when e is a test of one field. */
static bool as_test(const struct expr *e, struct test *out)
{
    *out = (struct test){.at = e};
    if (e->kind == EXPR_IN) {
        out->field = e->in.item;
        out->values = e->in.list;
        out->n = e->in.n;
        out->excludes = e->in.negated;
        out->listed = true;
    } else if (is_presence(e)) {
        out->field = e->call.args[0];
        out->excludes = true;
    } else if (e->kind == EXPR_OP && e->op.op == OP_NOT &&
               is_presence(e->op.a)) {
        out->field = e->op.a->call.args[0];
    } else if (e->kind == EXPR_OP && (e->op.op == OP_EQ || e->op.op == OP_NE)) {
        out->field = e->op.a;
        out->values = &e->op.b;
        out->n = 1;
        out->excludes = e->op.op == OP_NE;
    } else {
        return false;
    }
    return out->field->kind == EXPR_FIELD && all_literals(out->values, out->n);
}

static bool holds(const struct test *t, struct value v)
{
    for (uint32_t i = 0; i < t->n; i++) {
        if (value_same(t->values[i]->literal, v))
            return true;
    }
    return t->n == 0 && v.type == VALUE_NULL;
}

bool each_condition(const struct expr *e, condition_fn *see, void *arg)
{
    if (e->kind == EXPR_OP && e->op.op == OP_AND)
        return each_condition(e->op.a, see, arg) ||
               each_condition(e->op.b, see, arg);
    return see(arg, e);
}

struct wanted {
    struct str field;
    bool excludes;
    bool null;         /* a test against null, else against values */
    struct test found; /* the last one */
};

static bool see_test(void *arg, const struct expr *condition)
{
    struct wanted *w = arg;
    struct test t;

    if (as_test(condition, &t) && t.excludes == w->excludes &&
        (t.n == 0) == w->null && same_field(t.field->field.name, w->field))
        w->found = t;
    return false;
}

/* The last test of this kind in the filters; .found.at NULL: none. */
static void find_test(const struct draft *d, struct wanted *w)
{
    for (const struct stage *s = d->q->stages; s && s->kind != STAGE_STATS;
         s = s->next) {
        if (stage_filters(s))
            each_condition(s->filter, see_test, w);
    }
}

/* --- Writing ------------------------------------------------------------ */

void edit_write_value(struct buf *b, struct value v)
{
    char scratch[VALUE_TEXT_MAX];
    struct str s = value_str(v, scratch);
    int64_t whole;

    if (v.type == VALUE_TIME)
        buf_printf(b, "%lld", (long long)v.i);
    else if (v.type == VALUE_DOUBLE || num_canonical_int(s, &whole))
        buf_add(b, s);
    else
        print_string(b, s);
}

static void write_test(struct buf *b, struct str name, struct value v,
                       bool excludes)
{
    if (v.type == VALUE_NULL) {
        buf_text(b, excludes ? "ispresent(" : "not ispresent(");
        print_name(b, name);
        buf_char(b, ')');
        return;
    }
    print_name(b, name);
    buf_text(b, excludes ? " != " : " = ");
    edit_write_value(b, v);
}

/* Does the stage make a field of this name? */
static bool makes(const struct stage *s, struct str name)
{
    if (s->kind == STAGE_PARSE) {
        for (uint32_t i = 0; i < s->parse->n; i++) {
            if (str_eq(s->parse->names[i], name))
                return true;
        }
    } else if (s->kind == STAGE_FIELDS || s->kind == STAGE_DISPLAY) {
        for (uint32_t i = 0; i < s->fields.n; i++) {
            if (str_eq(s->fields.items[i].alias, name))
                return true;
        }
    }
    return false;
}

const struct stage *draft_filter_place(const struct draft *d, struct str name)
{
    const struct stage *place = NULL;

    for (const struct stage *s = d->q->stages; s && s->kind != STAGE_STATS;
         s = s->next) {
        if (stage_filters(s) || makes(s, name))
            place = s;
    }
    return place;
}

/* A filter stage with the test, where it belongs. */
static bool add_test(struct draft *d, struct str name, struct value v,
                     bool excludes, struct err *err)
{
    struct buf b = {0};

    buf_text(&b, "filter ");
    write_test(&b, name, v, excludes);
    return draft_insert(d, draft_filter_place(d, name), edit_take(d->arena, &b), err);
}

/* "f = a" becomes "f in [a, v]", "f in [a]" gets one more value. */
static bool grow_test(struct draft *d, const struct test *t, struct value v,
                      struct err *err)
{
    const struct expr *first = t->values[0];
    const struct expr *last = t->values[t->n - 1];
    struct span at = {last->at.end, last->at.end};
    struct buf b = {0};

    if (!t->listed) {
        at = (struct span){t->field->at.end, last->at.end};
        buf_text(&b, t->excludes ? " not in [" : " in [");
        buf_add(&b, str_slice(d->text, first->at.start, first->at.end));
    }
    buf_text(&b, ", ");
    edit_write_value(&b, v);
    if (!t->listed)
        buf_char(&b, ']');
    return draft_replace(d, at, edit_take(d->arena, &b), err);
}

struct str draft_say_inserted(const struct draft *d, const char *what)
{
    struct str s = str_slice(d->text, d->inserted.start, d->inserted.end);

    /* The joining pipe is not worth telling. */
    s = str_trim(s);
    while (str_starts(s, STR("|")))
        s = str_trim(str_slice(s, 1, s.n));
    while (str_ends(s, STR("|")))
        s = str_trim(str_slice(s, 0, s.n - 1));
    return arena_printf(d->arena, "%s: %.*s", what, STR_ARG(s));
}

static struct str say_test(struct draft *d, const char *what,
                           const struct expr *e)
{
    struct buf b = {0};

    buf_text(&b, what);
    print_expr(&b, e);
    return edit_take(d->arena, &b);
}

static bool edit_test(struct arena *a, struct str text, struct str field,
                      struct value v, bool excludes, struct edit *out,
                      struct err *err)
{
    struct wanted w = {.excludes = excludes, .null = v.type == VALUE_NULL};
    struct draft d;
    bool ok;

    if (!draft_open(&d, a, text, err))
        return false;
    w.field = draft_spelling(&d, field);
    find_test(&d, &w);
    if (w.found.at && holds(&w.found, v))
        return draft_finish(&d, out,
                            say_test(&d, "already filtered by ", w.found.at));
    ok = w.found.at ? grow_test(&d, &w.found, v, err)
                    : add_test(&d, w.field, v, excludes, err);
    if (ok)
        return draft_finish(&d, out,
                            draft_say_inserted(&d, w.found.at ? "changed" : "added"));
    draft_close(&d);
    return false;
}

bool edit_include(struct arena *a, struct str text, struct str field,
                  struct value value, struct edit *out, struct err *err)
{
    return edit_test(a, text, field, value, false, out, err);
}

bool edit_exclude(struct arena *a, struct str text, struct str field,
                  struct value value, struct edit *out, struct err *err)
{
    return edit_test(a, text, field, value, true, out, err);
}

/* --- Drill -------------------------------------------------------------- */

/* Unless the filters pin the field to that very value already. */
static bool pin(struct draft *d, struct str name, struct value v,
                struct err *err)
{
    struct wanted w = {.field = name, .null = v.type == VALUE_NULL};

    find_test(d, &w);
    return (w.found.at && w.found.n <= 1 && holds(&w.found, v)) ||
           add_test(d, name, v, false, err);
}

static struct str say_drill(const struct draft *d)
{
    if (d->inserted.start < d->inserted.end)
        return draft_say_inserted(d, "added");
    return d->changed ? STR("the records of the group")
                      : STR("already filtered by these values");
}

bool edit_drill(struct arena *a, struct str text, const struct str *fields,
                const struct value *values, uint32_t n, struct edit *out,
                struct err *err)
{
    struct str *names = arena_calloc(a, n, sizeof *names);
    struct draft d;
    const struct stage *stats;
    bool ok;

    if (!draft_open(&d, a, text, err))
        return false;
    /* The stats may be the only stage that tells the spelling. */
    for (uint32_t i = 0; i < n; i++)
        names[i] = draft_spelling(&d, fields[i]);
    stats = draft_stats(&d);
    ok = !stats || draft_cut(&d, stats, err);
    for (uint32_t i = 0; ok && i < n; i++)
        ok = pin(&d, names[i], values[i], err);
    if (ok)
        return draft_finish(&d, out, say_drill(&d));
    draft_close(&d);
    return false;
}

/* --- The lens ----------------------------------------------------------- */

static const struct str action = {"action", 6};

/* The first filter that is exactly action = "..."; *value its text. */
static const struct stage *find_lens(const struct draft *d, struct test *t)
{
    for (const struct stage *s = d->q->stages; s && s->kind != STAGE_STATS;
         s = s->next) {
        if (s->kind == STAGE_FILTER && as_test(s->filter, t) && !t->excludes &&
            !t->listed && t->n == 1 && same_field(t->field->field.name, action))
            return s;
    }
    return NULL;
}

static bool lens_is(const struct test *t, struct str value)
{
    return value_same(t->values[0]->literal, value_text(value));
}

static bool remove_lens(struct draft *d, struct err *err)
{
    const struct stage *lens;
    struct test t;

    while ((lens = find_lens(d, &t))) {
        if (!draft_remove(d, lens, err))
            return false;
    }
    return true;
}

bool edit_lens(struct arena *a, struct str text, struct edit *out,
               struct err *err)
{
    struct str message;
    struct draft d;
    struct test t;
    bool ok;

    if (!draft_open(&d, a, text, err))
        return false;
    if (!find_lens(&d, &t)) {
        ok = add_test(&d, draft_spelling(&d, action), value_text(STR("REJECT")),
                      false, err);
        message = STR("lens: REJECT only");
    } else if (lens_is(&t, STR("ACCEPT"))) {
        ok = remove_lens(&d, err);
        message = STR("lens: all actions");
    } else {
        bool reject = lens_is(&t, STR("REJECT"));
        ok = draft_replace(&d, t.values[0]->at,
                           reject ? STR("\"ACCEPT\"") : STR("\"REJECT\""), err);
        message = reject ? STR("lens: ACCEPT only") : STR("lens: REJECT only");
    }
    if (ok)
        return draft_finish(&d, out, message);
    draft_close(&d);
    return false;
}

struct str edit_lens_of(struct str text)
{
    struct str lens = STR("");
    struct arena arena = {0};
    struct draft d;
    struct test t;

    if (!draft_open(&d, &arena, text, NULL))
        return lens;
    if (find_lens(&d, &t)) {
        if (lens_is(&t, STR("REJECT")))
            lens = STR("REJECT");
        else if (lens_is(&t, STR("ACCEPT")))
            lens = STR("ACCEPT");
    }
    draft_close(&d);
    arena_done(&arena);
    return lens;
}

/* --- Reading filters back ------------------------------------------------ */

struct kept {
    const struct draft *d;
    struct buf *out;
    uint32_t n;
};

/* Copy a condition as written, unless it is about the action. */
static bool keep_condition(void *arg, const struct expr *condition)
{
    struct kept *k = arg;

    if (expr_names(condition, action))
        return false;
    buf_text(k->out, k->n++ ? " and " : "filter ");
    buf_add(k->out,
            str_slice(k->d->text, condition->at.start, condition->at.end));
    return false;
}

/* The stage as the panes ask on top of it; empty when nothing is left. */
static void keep_stage(const struct draft *d, const struct stage *s,
                       bool no_action, struct buf *out)
{
    struct kept k = {d, out, 0};

    if (no_action && stage_filters(s) && expr_names(s->filter, action))
        each_condition(s->filter, keep_condition, &k);
    else
        buf_add(out, str_slice(d->text, s->at.start, s->at.end));
}

bool stage_shapes(const struct stage *s)
{
    return stage_filters(s) || s->kind == STAGE_PARSE ||
           s->kind == STAGE_FIELDS || s->kind == STAGE_SOURCE ||
           s->kind == STAGE_LOOKUP || s->kind == STAGE_CIDRLOOKUP;
}

bool stage_ends_filters(const struct stage *s)
{
    return s->kind == STAGE_STATS || s->kind == STAGE_LIMIT ||
           s->kind == STAGE_DEDUP || s->kind == STAGE_COUNT_FREQUENT;
}

bool edit_filters(struct arena *a, struct str text, bool no_action,
                  struct str *out, struct err *err)
{
    struct buf b = {0};
    struct draft d;

    if (!draft_open(&d, a, text, err))
        return false;
    for (const struct stage *s = d.q->stages; s && !stage_ends_filters(s);
         s = s->next) {
        struct buf one = {0};
        if (stage_shapes(s))
            keep_stage(&d, s, no_action, &one);
        if (b.n > 0 && one.n > 0)
            buf_text(&b, " | ");
        buf_add(&b, buf_str(&one));
        buf_done(&one);
    }
    *out = edit_take(a, &b);
    draft_close(&d);
    return true;
}

bool edit_pinned(struct arena *a, struct str text, struct str field)
{
    struct wanted w = {.field = field};
    struct draft d;
    bool pinned;

    if (!draft_open(&d, a, text, NULL))
        return false;
    find_test(&d, &w);
    pinned = w.found.at && w.found.n == 1;
    draft_close(&d);
    return pinned;
}

uint32_t edit_crumbs(struct arena *a, struct str text, struct str *out,
                     uint32_t cap)
{
    struct draft d;
    uint32_t n = 0;

    if (!draft_open(&d, a, text, NULL))
        return 0;
    for (const struct stage *s = d.q->stages; s && n < cap; s = s->next) {
        if (stage_filters(s))
            out[n++] = say_test(&d, "", s->filter);
    }
    draft_close(&d);
    return n;
}
