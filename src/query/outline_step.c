/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stack of open brackets, and what is wanted next. A "|" closes all
 * brackets within the innermost query: whoever types has not closed them yet.
 */
#include "query/outline_int.h"

/* --- Brackets that are open ----------------------------------------------- */

struct frame outline_query_frame(uint32_t start)
{
    struct frame f = {.kind = FRAME_QUERY};

    f.stage = STAGE_COUNT;
    f.stage_start = start;
    return f;
}

void outline_push(struct outline *o, struct frame frame)
{
    frame.start = o->lex.at;
    if (o->n_frames == OUTLINE_DEPTH)
        o->deeper++;
    else
        o->frames[o->n_frames++] = frame;
}

/* --- What comes next ---------------------------------------------------- */

/* What argument a call wants now. */
static enum want want_of_argument(const struct frame *call);

/* What an operand is, where the innermost bracket stands. */
static enum want operand_here(struct outline *o)
{
    const struct frame *f = outline_top(o);

    if (o->deeper > 0)
        return WANT_VALUE;
    switch (f->kind) {
    case FRAME_QUERY:
        if (!f->section)
            return WANT_COMMAND;
        return f->behind_as ? f->section->as : f->section->want;
    case FRAME_CALL:
        return want_of_argument(f);
    case FRAME_INDEX:
        return WANT_NUMBER;
    default:
        f = outline_open_query(o);
        return f->stage == STAGE_SOURCE ? WANT_NOTHING : WANT_VALUE;
    }
}

static enum want want_of_argument(const struct frame *call)
{
    const struct function *fn = call->fn;

    if (!fn)
        return call->argument == UINT32_MAX ? WANT_NOTHING : WANT_VALUE;
    if ((fn->kind == FUNCTION_PERIOD || fn->id == FUNCTION_RATE) &&
        call->argument + 1 == fn->max)
        return WANT_PERIOD;
    return WANT_VALUE;
}

static void want_operand(struct outline *o, struct span left)
{
    o->want = operand_here(o);
    o->left = left;
    o->operand = (struct span){0, 0};
}

/* What later parts of a command look back at. */
static void keep_name(struct frame *f, struct span name)
{
    struct str from = str_of(f->section->from);

    if (f->section->want == WANT_TABLE)
        f->table = name;
    else if (f->stage == STAGE_JOIN && str_eq(from, STR("left")))
        f->left_name = name;
    else if (f->stage == STAGE_JOIN && str_eq(from, STR("right")))
        f->right_name = name;
}

void outline_operand_done(struct outline *o, struct span field)
{
    struct frame *f = outline_top(o);

    o->want = WANT_OPERATOR;
    o->operand = field;
    o->left = (struct span){0, 0};
    if (f->kind != FRAME_QUERY || !f->section || o->deeper > 0)
        return;
    keep_name(f, field);
    if (f->section->want == WANT_TABLE) {
        f->section++;
        want_operand(o, (struct span){0, 0});
    }
}

/* --- Brackets ------------------------------------------------------------- */

static bool takes_query(const struct frame *f)
{
    return f->kind == FRAME_QUERY &&
           (f->stage == STAGE_JOIN || f->stage == STAGE_APPENDCOLS);
}

static void open_parens(struct outline *o)
{
    if (o->has_next) {
        outline_push(o, o->next);
        want_operand(o, (struct span){0, 0});
    } else if (o->in || takes_query(outline_top(o))) {
        outline_push(o, outline_query_frame(o->lex.at));
        o->want = WANT_COMMAND;
    } else {
        outline_push(o, (struct frame){.kind = FRAME_PARENS});
        want_operand(o, (struct span){0, 0});
    }
}

static void open_list(struct outline *o)
{
    struct frame list = {.kind = FRAME_LIST};
    struct span left = o->left;

    if (o->want == WANT_OPERATOR) {
        outline_push(o, (struct frame){.kind = FRAME_INDEX});
        want_operand(o, (struct span){0, 0});
        return;
    }
    list.left = left;
    outline_push(o, list);
    want_operand(o, left);
}

static bool is_list(const struct frame *f)
{
    return f->kind == FRAME_LIST || f->kind == FRAME_INDEX;
}

/* False when it closes nothing. */
static bool close_bracket(struct outline *o, bool list)
{
    if (o->deeper > 0) {
        o->deeper--;
    } else {
        while (!list && is_list(outline_top(o)))
            o->n_frames--;
        if (o->n_frames == 1 || is_list(outline_top(o)) != list)
            return false;
        o->n_frames--;
    }
    outline_operand_done(o, (struct span){0, 0});
    return true;
}

static void next_stage(struct outline *o)
{
    struct frame *f;

    o->deeper = 0;
    while (outline_top(o)->kind != FRAME_QUERY)
        o->n_frames--;
    f = outline_top(o);
    /* One after a comma of the names of parse is white space (20.1). */
    if (f->stage == STAGE_PARSE && f->behind_as && o->last == ',')
        return;
    f->behind_parse = f->stage == STAGE_PARSE && !f->behind_as;
    f->section = NULL;
    f->stage = STAGE_COUNT;
    f->stage_start = o->lex.at;
    f->behind_as = false;
    f->behind_pipe = true;
    f->name = f->table = (struct span){0, 0};
    f->left_name = f->right_name = (struct span){0, 0};
    o->want = WANT_COMMAND;
}

static void next_item(struct outline *o)
{
    struct frame *f = outline_top(o);
    struct span left = {0, 0};

    if (f->kind == FRAME_QUERY)
        f->behind_as = f->behind_as && f->stage == STAGE_PARSE;
    else if (f->kind == FRAME_CALL && o->deeper == 0 &&
             f->argument != UINT32_MAX)
        f->argument++;
    else if (f->kind == FRAME_LIST)
        left = f->left;
    want_operand(o, left);
}

/* --- Tokens --------------------------------------------------------------- */

enum piece_kind outline_step_sign(struct outline *o, enum token_kind kind)
{
    bool behind = o->want == WANT_OPERATOR;
    struct span none = {0, 0};

    switch (kind) {
    case TOK_PIPE:
        next_stage(o);
        return PIECE_MARK;
    case TOK_COMMA:
        next_item(o);
        return PIECE_MARK;
    case TOK_OPEN:
        open_parens(o);
        return PIECE_MARK;
    case TOK_OPEN_LIST:
        open_list(o);
        return PIECE_MARK;
    case TOK_CLOSE:
    case TOK_CLOSE_LIST:
        return close_bracket(o, kind == TOK_CLOSE_LIST) ? PIECE_MARK
                                                        : PIECE_ERROR;
    case TOK_COLON:
        return PIECE_MARK;
    case TOK_DOLLAR:
        if (o->want != WANT_COMMAND)
            return PIECE_ERROR;
        o->want = WANT_SAVED;
        return PIECE_COMMAND;
    case TOK_AND_AND:
    case TOK_OR_OR:
        want_operand(o, none);
        return PIECE_ERROR;
    case TOK_EQ:
    case TOK_EQ_EQ:
    case TOK_NE:
    case TOK_LT_GT:
    case TOK_MATCH:
        if (behind)
            want_operand(o, o->operand);
        o->regex = kind == TOK_MATCH;
        return PIECE_OPERATOR;
    case TOK_STAR: /* count(*) */
        if (behind)
            want_operand(o, none);
        else
            outline_operand_done(o, none);
        return PIECE_OPERATOR;
    default: /* a sign before an operand, or an operator */
        if (behind)
            want_operand(o, none);
        return PIECE_OPERATOR;
    }
}

static void begin_section(struct outline *o, struct frame *f, struct str word)
{
    const struct section *s = section_from(f->stage, word);

    if (s) {
        f->section = s;
        f->behind_as = false;
    }
    want_operand(o, (struct span){0, 0});
}

/* A word of the command itself? */
static bool step_section(struct outline *o, struct str word)
{
    struct frame *f = outline_top(o);
    const struct section *s = f->section;

    if (f->kind != FRAME_QUERY || !s || o->deeper > 0)
        return false;
    if (o->want == WANT_OPERATOR) {
        if (!section_has(s->after, word))
            return false;
        if (str_eq_nocase(word, STR("as"))) {
            f->behind_as = true;
            want_operand(o, (struct span){0, 0});
        } else if (section_from(f->stage, word)) {
            begin_section(o, f, word);
        } else {
            outline_operand_done(o, (struct span){0, 0});
        }
        return true;
    }
    if (section_has(s->values, word)) {
        outline_operand_done(o, (struct span){0, 0});
        return true;
    }
    if (!section_has(s->before, word))
        return false;
    begin_section(o, f, word);
    return true;
}

/* and, or, not, like, in. */
static bool step_operator(struct outline *o, struct str word)
{
    bool behind = o->want == WANT_OPERATOR;
    struct span operand = o->operand;

    if (str_eq_nocase(word, STR("not"))) {
        if (!behind)
            want_operand(o, o->left);
        return true;
    }
    if (str_eq_nocase(word, STR("and")) || str_eq_nocase(word, STR("or"))) {
        want_operand(o, (struct span){0, 0});
        return true;
    }
    o->regex = str_eq_nocase(word, STR("like"));
    o->in = str_eq_nocase(word, STR("in"));
    if (o->regex || o->in)
        want_operand(o, operand);
    return o->regex || o->in;
}

static enum piece_kind step_command(struct outline *o, const struct token *tok)
{
    struct frame *f = outline_open_query(o);

    if (f->behind_parse && !tok->quoted &&
        str_eq_nocase(tok->text, STR("as"))) {
        f->stage = STAGE_PARSE;
        f->section = section_first(f->stage);
        f->behind_as = true;
        want_operand(o, (struct span){0, 0});
        return PIECE_KEYWORD;
    }
    f->name = tok->at;
    f->stage = tok->quoted ? STAGE_COUNT : outline_command(tok->text);
    f->section = section_first(f->stage);
    want_operand(o, (struct span){0, 0});
    o->regex = f->stage == STAGE_PARSE;
    return f->stage == STAGE_COUNT ? PIECE_ERROR : PIECE_COMMAND;
}

static enum piece_kind step_function(struct outline *o, const struct token *tok)
{
    o->next = (struct frame){.kind = FRAME_CALL, .name = tok->at};
    o->next.fn = function_find(tok->text);
    o->has_next = true;
    return o->next.fn ? PIECE_FUNCTION : PIECE_ERROR;
}

enum piece_kind outline_step_name(struct outline *o, const struct token *tok)
{
    bool value = o->want == WANT_VALUE || o->want == WANT_FIELD;

    if (o->want == WANT_COMMAND)
        return step_command(o, tok);
    if (!tok->quoted) {
        if (step_section(o, tok->text))
            return PIECE_KEYWORD;
        if (o->want != WANT_NEW_NAME && step_operator(o, tok->text))
            return PIECE_OPERATOR;
        if (value && (str_eq_nocase(tok->text, STR("true")) ||
                      str_eq_nocase(tok->text, STR("false")))) {
            outline_operand_done(o, (struct span){0, 0});
            return PIECE_KEYWORD;
        }
        if (lexer_reserved(tok->text))
            return PIECE_ERROR;
        if (value && lexer_peek(&o->lex) == '(' &&
            !(takes_query(outline_top(o)) && o->deeper == 0))
            return step_function(o, tok);
    }
    outline_operand_done(o, tok->at);
    return PIECE_FIELD;
}
