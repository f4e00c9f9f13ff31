/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From bytes to pieces: the lexer's tokens, with what it passes over or
 * refuses. What each is there is the business of outline_step.c.
 */
#include "query/outline_int.h"

const struct frame *outline_query(const struct outline *o)
{
    uint32_t i = o->n_frames - 1;

    while (o->frames[i].kind != FRAME_QUERY)
        i--;
    return &o->frames[i];
}

void outline_init(struct outline *o, struct arena *arena, struct str text)
{
    *o = (struct outline){.want = WANT_COMMAND};
    o->lex = (struct lexer){.arena = arena, .text = text};
    outline_push(o, outline_query_frame(0));
}

void outline_init_stage(struct outline *o, struct arena *arena, struct str text,
                        const struct outline *from)
{
    const struct frame *f = outline_query(from);

    outline_init(o, arena, text);
    o->lex.at = f->stage_start;
    o->frames[0].start = f->start;
    o->frames[0].stage_start = f->stage_start;
    o->frames[0].behind_pipe = f->behind_pipe;
    o->frames[0].behind_parse = f->behind_parse;
}

static char byte_at(struct str text, size_t i)
{
    return i < text.n ? text.p[i] : '\0';
}

static uint32_t line_end(struct str text, uint32_t from)
{
    struct str rest = str_slice(text, from, text.n);

    return from + (uint32_t)str_find(rest, STR("\n"));
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static uint32_t skip_space(struct str text, uint32_t at)
{
    while (is_space(byte_at(text, at)))
        at++;
    return at;
}

static bool take(struct outline *o, struct piece *out, enum piece_kind kind,
                 uint32_t start, uint32_t end)
{
    *out = (struct piece){.kind = kind, .at = {start, end}};
    o->lex.at = end;
    return true;
}

/* The name of a saved query is that of a file. */
static bool is_saved_byte(char c)
{
    return lexer_in_segment(c) ? c != '@' : c == '-' || c == '.';
}

static bool saved_name(struct outline *o, struct piece *out, uint32_t start)
{
    struct frame *f = outline_open_query(o);
    uint32_t end = start;

    while (is_saved_byte(byte_at(o->lex.text, end)))
        end++;
    if (end == start)
        return false;
    f->stage = STAGE_SAVED;
    f->section = section_first(STAGE_SAVED);
    f->name = (struct span){start, end};
    take(o, out, PIECE_COMMAND, start, end);
    out->name = str_slice(o->lex.text, start, end);
    outline_operand_done(o, (struct span){0, 0});
    o->next = (struct frame){.kind = FRAME_CALL, .name = f->name};
    o->next.argument = UINT32_MAX;
    o->has_next = true;
    return true;
}

/*
 * What the lexer refuses. What is never closed goes to the end of the line,
 * so that the next one is read as if it were.
 */
static bool broken(struct outline *o, struct piece *out, uint32_t start)
{
    struct str text = o->lex.text;
    char c = text.p[start];
    bool quote = c == '"' || c == '\'';
    struct err err = {0};
    struct token tok;
    uint32_t end;

    /* Once more for the place of the error, which few tokens have. */
    o->lex.at = start;
    lexer_next(&o->lex, &tok, &err);
    end = err.at.end > start ? err.at.end : start + 1;
    if (end > text.n)
        end = (uint32_t)text.n;
    if (quote || c == '`') {
        take(o, out, quote ? PIECE_TEXT : PIECE_FIELD, start,
             line_end(text, start));
        out->open = true;
        out->name = str_slice(text, start + 1, out->at.end);
        outline_operand_done(o, (struct span){0, 0});
        return true;
    }
    take(o, out, PIECE_ERROR, start, end);
    if (lexer_in_segment(c)) {
        out->name = str_slice(text, start, end);
        outline_operand_done(o, (struct span){0, 0});
    }
    return true;
}

static bool regex(struct outline *o, struct piece *out, uint32_t start)
{
    struct err err = {0};
    struct token tok;

    if (lexer_regex(&o->lex, start, &tok, &err))
        take(o, out, PIECE_REGEX, start, tok.at.end);
    else
        take(o, out, PIECE_REGEX, start, line_end(o->lex.text, start));
    out->open = err.code != ERR_NONE && err.at.start == start;
    if (err.code != ERR_NONE && !out->open)
        take(o, out, PIECE_ERROR, start, err.at.end);
    outline_operand_done(o, (struct span){0, 0});
    return true;
}

static bool step(struct outline *o, struct piece *out, const struct token *tok)
{
    take(o, out, PIECE_FIELD, tok->at.start, tok->at.end);
    switch (tok->kind) {
    case TOK_NAME:
        out->name = tok->text;
        out->kind = outline_step_name(o, tok);
        break;
    case TOK_STRING:
        out->kind = PIECE_TEXT;
        outline_operand_done(o, (struct span){0, 0});
        break;
    case TOK_NUMBER:
    case TOK_PERIOD:
        out->kind = PIECE_NUMBER;
        outline_operand_done(o, (struct span){0, 0});
        break;
    default:
        out->kind = outline_step_sign(o, tok->kind);
        break;
    }
    return true;
}

/* The name behind the dot behind "]", which may begin with a digit. */
static bool member(struct outline *o, struct piece *out)
{
    uint32_t start = o->lex.at;
    struct token tok;

    o->lex.at--;
    if (!lexer_member(&o->lex, &tok, NULL))
        return broken(o, out, start);
    take(o, out, PIECE_FIELD, tok.at.start, tok.at.end);
    out->name = tok.text;
    outline_operand_done(o, (struct span){0, 0});
    return true;
}

/* A source may stand before the pattern of parse. */
static bool regex_may_follow(struct outline *o)
{
    const struct frame *f = outline_top(o);

    return f->kind == FRAME_QUERY && f->stage == STAGE_PARSE && !f->behind_as;
}

static bool read_piece(struct outline *o, struct piece *out)
{
    struct str text = o->lex.text;
    uint32_t start = skip_space(text, o->lex.at);
    bool may_be_regex = o->regex || regex_may_follow(o);
    bool in = o->in, has_next = o->has_next, good;
    struct token tok;
    char c = byte_at(text, start);

    if (start >= text.n)
        return false;
    if (c == '#')
        return take(o, out, PIECE_COMMENT, start, line_end(text, start));
    if (o->want == WANT_SAVED && c != '`' && saved_name(o, out, start))
        return true;
    o->regex = false;
    if (c == '/' && may_be_regex)
        return regex(o, out, start);
    if (c == '.' && o->last == ']' && start == o->lex.at) {
        o->member = true;
        return take(o, out, PIECE_MARK, start, start + 1);
    }
    if (o->member) {
        o->member = false;
        return member(o, out);
    }
    o->lex.at = start;
    good = lexer_next(&o->lex, &tok, NULL) ? step(o, out, &tok)
                                           : broken(o, out, start);
    /* These hold for one token. */
    if (in)
        o->in = false;
    if (has_next)
        o->has_next = false;
    return good;
}

bool outline_next(struct outline *o, struct piece *out)
{
    if (!read_piece(o, out))
        return false;
    o->last = o->lex.text.p[out->at.end - 1];
    return true;
}
