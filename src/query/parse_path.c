/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The segments and indexes of a field, as in m.list[0].`odd key`. Whether they
 * lead into a map or are one name with dots is for the binder to find out.
 */
#include "query/parse_int.h"

/* The current token is "["; skip "[n]" and the segments behind it. */
static bool parse_index(struct parser *p, struct path *path)
{
    bool apart = p->tok.at.start > p->end;

    if (apart && parser_peek(p).kind != TOK_NUMBER && hint_glued(p))
        return false;
    if (!parser_next(p))
        return false;
    if (p->tok.kind != TOK_NUMBER || p->tok.num.kind != NUM_INT ||
        p->tok.num.i > UINT32_MAX)
        return parser_expected(p, "the number of an item, counted from 0, as "
                                  "in `name[0]`");
    if (!path_add_index(&p->q->arena, path, (uint32_t)p->tok.num.i))
        return parser_fail(p, p->tok.at, "a path of more than %d steps",
                           (int)PATH_MAX_STEPS);
    if (!parser_next(p))
        return false;
    if (p->tok.kind != TOK_CLOSE_LIST)
        return parser_expected(p, "`]`");
    if (lexer_at_member(&p->lex)) {
        if (!lexer_member(&p->lex, &p->tok, p->err))
            return false;
        if (!path_add_keys(&p->q->arena, path, parser_text(p, p->tok.at)))
            return parser_fail(p, p->tok.at,
                               "too many dots, or a name is missing between "
                               "two of them");
    }
    return parser_next(p);
}

bool parse_path(struct parser *p, struct span name, struct expr *field)
{
    struct path *path = &field->field.path;
    struct buf text = {0};

    /* One segment, or dots that lead nowhere: a name and no more. */
    if (!path_add_keys(&p->q->arena, path, parser_text(p, name)) || path->n < 2)
        path->n = 0;
    if (p->tok.kind != TOK_OPEN_LIST)
        return true;
    if (path->n == 0)
        path_add_key(&p->q->arena, path, field->field.name);
    while (p->tok.kind == TOK_OPEN_LIST)
        if (!parse_index(p, path))
            return false;
    path_print(&text, path);
    field->field.name = arena_copy(&p->q->arena, buf_str(&text));
    buf_done(&text);
    field->at.end = p->end;
    return true;
}
