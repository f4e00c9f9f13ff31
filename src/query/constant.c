/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/tree.h"

bool expr_constant(const struct expr *e, struct value *out)
{
    if (e->kind == EXPR_LITERAL) {
        *out = e->literal;
        return true;
    }
    if (e->kind == EXPR_OP && !e->op.b && e->op.a->kind == EXPR_LITERAL &&
        (e->op.op == OP_NEG || e->op.op == OP_POS)) {
        *out = value_arithmetic(e->op.op, e->op.a->literal, value_null());
        return true;
    }
    return false;
}
