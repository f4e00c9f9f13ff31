/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A field's text is a part of its line as it stands there, and so is any part
 * of that text. But numbers are compared as numbers: 80 equals "80.0", whose
 * line holds no other 80 perhaps, so only texts that are no numbers imply
 * themselves.
 */
#include "engine/literal.h"

#include "engine/batch.h"
#include "engine/eval.h"
#include "flow/addr.h"
#include "scan/dataset.h"
#include "scan/scanner.h"

#include <string.h>

/* Shorter texts are in too many lines. */
enum { LITERAL_MIN = 4 };

static const struct literal no_literal = {.of_line = false};

/* Is e a field, or the line? */
static bool is_text_of_line(const struct scope *scope, const struct expr *e,
                            bool *of_line)
{
    const struct slot *s;

    if (expr_slot(e) < 0)
        return false;
    s = &scope->slots[slot_base(scope, (uint32_t)expr_slot(e))];
    *of_line = s->kind == SLOT_SYSTEM && s->system == SYSTEM_MESSAGE;
    return *of_line ||
           (s->kind == SLOT_FIELD && !dataset_may_name(s->field));
}

/* text is within what e says. */
static struct literal within(const struct scope *scope, const struct expr *e,
                             struct str text)
{
    struct literal out = {.text = str_slice(text, 0, SCANNER_NEEDLE_MAX)};

    if (text.n < LITERAL_MIN || !is_text_of_line(scope, e, &out.of_line))
        return no_literal;
    return out;
}

static bool is_text(const struct expr *e, struct str *out)
{
    if (e->kind != EXPR_LITERAL || e->literal.type != VALUE_TEXT)
        return false;
    *out = (struct str){e->literal.s, e->literal.n};
    return true;
}

static struct literal of_equality(const struct scope *scope,
                                  const struct expr *field,
                                  const struct expr *k)
{
    struct str text;

    if (!is_text(k, &text) || value_num(k->literal).kind != NUM_NONE)
        return no_literal;
    return within(scope, field, text);
}

/* The whole octets of a block, with the dot behind them. */
static struct literal of_block(struct arena *a, const struct scope *scope,
                               const struct expr *e, const struct cidr *block)
{
    struct str text = STR("");

    if (!block || block->base.family != 4)
        return no_literal;
    for (unsigned i = 0; i < block->prefix / 8u; i++)
        text = arena_printf(a, "%.*s%u%s", STR_ARG(text), block->base.bytes[i],
                            i < 3 ? "." : "");
    return within(scope, e, text);
}

static struct literal of_call(struct arena *a, const struct scope *scope,
                              const struct expr *e)
{
    struct str text;

    switch (e->call.fn->id) {
    case FUNCTION_STR_CONTAINS:
    case FUNCTION_STARTS_WITH:
    case FUNCTION_ENDS_WITH:
        if (e->call.n != 2 || !is_text(e->call.args[1], &text))
            return no_literal;
        return within(scope, e->call.args[0], text);
    case FUNCTION_IS_IP_IN_SUBNET:
    case FUNCTION_IS_IPV4_IN_SUBNET:
        return of_block(a, scope, e->call.args[0], e->call.prep);
    default:
        return no_literal;
    }
}

static struct literal of_like(const struct scope *scope, const struct expr *e)
{
    struct str text;

    if (e->like.negated || e->like.regex || !is_text(e->like.find, &text))
        return no_literal;
    return within(scope, e->like.text, text);
}

struct literal literal_of(struct arena *a, const struct scope *scope,
                          const struct expr *e)
{
    struct literal out = no_literal;

    if (e->kind == EXPR_LIKE)
        return of_like(scope, e);
    if (e->kind == EXPR_CALL)
        return of_call(a, scope, e);
    if (e->kind == EXPR_OP && e->op.op == OP_EQ) {
        out = of_equality(scope, e->op.a, e->op.b);
        if (out.text.n == 0)
            out = of_equality(scope, e->op.b, e->op.a);
    }
    return out;
}
