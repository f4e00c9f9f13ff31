/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * m.key is a member of m where the query made m: jsonParse gives maps, and so
 * does parse with logfmt. Otherwise it is a name as any other, one that has a
 * dot (query-language.md 2.4, 8.6).
 */
#include "query/bind_int.h"

/* The name that the most steps of the path take up; NULL when there is none. */
static const struct bound_name *
head_of(const struct binder *b, const struct path *path, uint32_t *taken)
{
    const struct bound_name *head = NULL;
    struct buf joined = {0};
    uint32_t n = path_join(&joined, path);
    size_t len = joined.n;

    for (; n > 0 && !head; n--) {
        *taken = n;
        head = bind_find_name(b->scope, str_slice(buf_str(&joined), 0, len));
        len -= path->steps[n - 1].key.n + (n > 1); /* and the dot */
    }
    buf_done(&joined);
    return head;
}

bool bind_is_nested(const struct binder *b, const struct expr *e)
{
    enum result_type type = bind_type(b, e);

    return type == RESULT_LIST || type == RESULT_MAP;
}

bool bind_one_value(struct binder *b, const struct expr *e, const char *where)
{
    return !bind_is_nested(b, e) ||
           err_set_at(b->err, ERR_QUERY, e->at,
                      "a map or list cannot stand in %s; take a member or an "
                      "item of it, as in `m.key` or `m[0]`",
                      where);
}

/* A member of what is never a map or list is always null. */
static void check_head(struct binder *b, const struct expr *e,
                       const struct bound_name *head)
{
    enum result_type type = b->scope->s.slots[head->slot].type;

    if (type == RESULT_ANY || type == RESULT_LIST || type == RESULT_MAP)
        return;
    bind_notice(b, e->at,
                "`%.*s` is no map or list, so `%.*s` is null in every row",
                STR_ARG(str_slice(head->name, 0, 60)),
                STR_ARG(str_slice(e->field.name, 0, 60)));
    query_doubt(b->q, e->at);
}

bool bind_field(struct binder *b, struct expr *e)
{
    const struct bound_name *head;
    uint32_t taken;

    if (e->field.path.n == 0)
        return bind_name(b, e->field.name, e->at, &e->field.slot);
    head = head_of(b, &e->field.path, &taken);
    if (!head || taken == e->field.path.n)
        return bind_name(b, e->field.name, e->at, &e->field.slot);
    check_head(b, e, head);
    e->kind = EXPR_MEMBER;
    e->field.slot = head->slot;
    e->field.inner = taken;
    return true;
}

/* jsonParse of the field, once for all members that are taken out of it. */
static uint32_t parsed_slot(struct binder *b, struct expr *field)
{
    const struct function *parse = function_at(FUNCTION_JSON_PARSE);
    struct scope *s = &b->scope->s;
    struct expr *call;

    for (uint32_t i = 0; field->kind == EXPR_FIELD && i < s->n_slots; i++) {
        const struct expr *e =
            s->slots[i].kind == SLOT_EXPR ? s->slots[i].expr : NULL;

        if (e && e->kind == EXPR_CALL && e->call.fn == parse &&
            e->call.args[0]->kind == EXPR_FIELD &&
            e->call.args[0]->field.slot == field->field.slot)
            return i;
    }
    call = arena_calloc(&b->q->arena, 1, sizeof *call);
    call->kind = EXPR_CALL;
    call->at = field->at;
    call->call.fn = parse;
    call->call.args = arena_calloc(&b->q->arena, 1, sizeof(*call->call.args));
    call->call.args[0] = field;
    call->call.n = 1;
    return bind_slot_of(b, call, field->field.name);
}

bool bind_json(struct binder *b, struct stage *s)
{
    struct json_spec *spec = s->json;
    struct bound_name name = {.name = spec->name, .field = FIELD_NONE};
    struct expr *member;

    if (!bind_expr(b, spec->field))
        return false;
    member = arena_calloc(&b->q->arena, 1, sizeof *member);
    member->kind = EXPR_MEMBER;
    member->at = s->at;
    member->field.name = spec->name;
    member->field.path = spec->path;
    member->field.slot = parsed_slot(b, spec->field);
    name.slot = bind_slot_of(b, member, spec->name);
    if (!bind_redefine(b, name, spec->name_at))
        return false;
    bind_set_column(b, &b->shown, name.name, name.slot);
    return true;
}
