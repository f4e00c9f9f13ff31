/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gestures that keep more than the one value under the cursor: the block of
 * its address, what looks like it, what is as large or as small.
 */
#include "query/edit_int.h"

#include "flow/addr.h"
#include "query/print.h"

enum { NEAR_V4 = 24, FAR_V4 = 16, NEAR_V6 = 64, FAR_V6 = 48 };

/* --- Blocks ------------------------------------------------------------- */

static bool write_block(struct buf *b, struct str name, struct str value,
                        bool near)
{
    struct addr address;
    struct cidr block;
    char text[ADDR_TEXT_MAX];
    struct buf cidr = {0};
    bool v4;
    int bits;

    if (!addr_parse(value, &address))
        return false;
    v4 = address.family == 4;
    bits = near ? (v4 ? NEAR_V4 : NEAR_V6) : (v4 ? FAR_V4 : FAR_V6);
    /* Reading the block masks the bits of the host. */
    buf_printf(&cidr, "%.*s/%d", STR_ARG(value), bits);
    cidr_parse(buf_str(&cidr), &block);
    buf_reset(&cidr);
    buf_add(&cidr, (struct str){text, addr_format(&block.base, text)});
    buf_printf(&cidr, "/%d", bits);
    buf_text(b, v4 ? "isIpv4InSubnet(" : "isIpv6InSubnet(");
    print_name(b, name);
    buf_text(b, ", ");
    print_string(b, buf_str(&cidr));
    buf_char(b, ')');
    buf_done(&cidr);
    return true;
}

/* --- Likeness ----------------------------------------------------------- */

/* The value as a regex that finds it and nothing else. */
static void write_like(struct buf *b, struct str name, struct str value)
{
    static const struct str special = STR(".\\+*?[](){}^$|/#-");

    print_name(b, name);
    buf_text(b, " like /");
    for (size_t i = 0; i < value.n; i++) {
        struct str c = str_slice(value, i, i + 1);

        if (str_find(special, c) < special.n)
            buf_char(b, '\\');
        buf_add(b, c);
    }
    buf_char(b, '/');
}

/* --- Bounds ------------------------------------------------------------- */

struct wanted_bound {
    struct str field;
    enum op op;
    const struct expr *found; /* the number it is compared with */
};

static bool see_bound(void *arg, const struct expr *e)
{
    struct wanted_bound *w = arg;

    if (e->kind == EXPR_OP && e->op.op == w->op &&
        e->op.a->kind == EXPR_FIELD && e->op.b->kind == EXPR_LITERAL &&
        same_field(e->op.a->field.name, w->field))
        w->found = e->op.b;
    return false;
}

static const struct expr *find_bound(const struct draft *d, struct str field,
                                     enum op op)
{
    struct wanted_bound w = {field, op, NULL};

    for (const struct stage *s = d->q->stages; s && s->kind != STAGE_STATS;
         s = s->next)
        if (stage_filters(s))
            each_condition(s->filter, see_bound, &w);
    return w.found;
}

/* --- The gesture -------------------------------------------------------- */

/* A new filter stage with this condition, unless there is one. */
static bool add_filter(struct draft *d, struct str name, struct str stage,
                       struct edit *out, struct err *err)
{
    if (draft_has_filter(d, stage))
        return draft_finish(d, out, STR("already filtered by that"));
    if (draft_insert(d, draft_filter_place(d, name), stage, err))
        return draft_finish(d, out, draft_say_inserted(d, "added"));
    draft_close(d);
    return false;
}

static bool set_bound(struct draft *d, struct str name, struct value v,
                      enum op op, struct edit *out, struct err *err)
{
    const struct expr *old = find_bound(d, name, op);
    struct buf b = {0};

    if (value_num(v).kind == NUM_NONE)
        return draft_finish(d, out,
                            STR("only numbers have a largest and a least"));
    if (old && value_same(old->literal, v))
        return draft_finish(d, out, STR("already filtered by that"));
    if (!old) {
        buf_text(&b, "filter ");
        print_name(&b, name);
        buf_printf(&b, " %s ", op_text(op));
    }
    edit_write_value(&b, v);
    if (!old)
        return add_filter(d, name, edit_take(d->arena, &b), out, err);
    if (draft_replace(d, old->at, edit_take(d->arena, &b), err))
        return draft_finish(d, out, draft_say_inserted(d, "changed"));
    draft_close(d);
    return false;
}

static bool add_block_or_like(struct draft *d, struct str name,
                              struct value value, enum include_as how,
                              struct edit *out, struct err *err)
{
    char scratch[VALUE_TEXT_MAX];
    struct str s = value_str(value, scratch);
    struct buf b = {0};

    buf_text(&b, "filter ");
    if (how == INCLUDE_LIKE) {
        write_like(&b, name, s);
    } else if (!write_block(&b, name, s, how == INCLUDE_NEAR)) {
        buf_done(&b);
        return draft_finish(
            d, out, arena_printf(d->arena, "%.*s is no address", STR_ARG(s)));
    }
    return add_filter(d, name, edit_take(d->arena, &b), out, err);
}

bool edit_include_as(struct arena *a, struct str text, struct str field,
                     struct value value, enum include_as how, struct edit *out,
                     struct err *err)
{
    struct draft d;
    struct str name;

    if (how == INCLUDE_EXACT || value.type == VALUE_NULL)
        return edit_include(a, text, field, value, out, err);
    if (!draft_open(&d, a, text, err))
        return false;
    name = draft_spelling(&d, field);
    if (how == INCLUDE_AT_LEAST || how == INCLUDE_AT_MOST)
        return set_bound(&d, name, value,
                         how == INCLUDE_AT_LEAST ? OP_GE : OP_LE, out, err);
    return add_block_or_like(&d, name, value, how, out, err);
}
