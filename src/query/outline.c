/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stack of open brackets, and what is wanted next. A "|" closes all
 * brackets within the innermost query: whoever types has not closed them yet.
 */
#include "query/outline.h"

#include "base/utf8.h"

static struct frame *top(struct outline *o)
{
    return &o->frames[o->n_frames - 1];
}

static struct frame *query_of(struct outline *o)
{
    uint32_t i = o->n_frames - 1;

    while (o->frames[i].kind != FRAME_QUERY)
        i--;
    return &o->frames[i];
}

const struct frame *outline_query(const struct outline *o)
{
    uint32_t i = o->n_frames - 1;

    while (o->frames[i].kind != FRAME_QUERY)
        i--;
    return &o->frames[i];
}

static void push(struct outline *o, struct frame frame)
{
    frame.start = o->lex.at;
    if (o->n_frames == OUTLINE_DEPTH)
        o->deeper++;
    else
        o->frames[o->n_frames++] = frame;
}

static struct frame query_frame(uint32_t start)
{
    struct frame f = {.kind = FRAME_QUERY};

    f.stage = STAGE_COUNT;
    f.stage_start = start;
    return f;
}

void outline_init(struct outline *o, struct arena *arena, struct str text)
{
    *o = (struct outline){.want = WANT_COMMAND};
    o->lex = (struct lexer){.arena = arena, .text = text};
    push(o, query_frame(0));
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

/* --- What comes next ---------------------------------------------------- */

/* What argument a call wants now. */
static enum want want_of_argument(const struct frame *call);

/* What an operand is, where the innermost bracket stands. */
static enum want operand_here(struct outline *o)
{
    const struct frame *f = top(o);

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
        f = query_of(o);
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

/* An operand is complete; field is its place when it is a name alone. */
static void operand_done(struct outline *o, struct span field)
{
    struct frame *f = top(o);

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
        push(o, o->next);
        want_operand(o, (struct span){0, 0});
    } else if (o->in || takes_query(top(o))) {
        push(o, query_frame(o->lex.at));
        o->want = WANT_COMMAND;
    } else {
        push(o, (struct frame){.kind = FRAME_PARENS});
        want_operand(o, (struct span){0, 0});
    }
}

static void open_list(struct outline *o)
{
    struct frame list = {.kind = FRAME_LIST};
    struct span left = o->left;

    if (o->want == WANT_OPERATOR) {
        push(o, (struct frame){.kind = FRAME_INDEX});
        want_operand(o, (struct span){0, 0});
        return;
    }
    list.left = left;
    push(o, list);
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
        while (!list && is_list(top(o)))
            o->n_frames--;
        if (o->n_frames == 1 || is_list(top(o)) != list)
            return false;
        o->n_frames--;
    }
    operand_done(o, (struct span){0, 0});
    return true;
}

static void next_stage(struct outline *o)
{
    struct frame *f;

    o->deeper = 0;
    while (top(o)->kind != FRAME_QUERY)
        o->n_frames--;
    f = top(o);
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
    struct frame *f = top(o);
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

static enum piece_kind step_sign(struct outline *o, enum token_kind kind)
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
            operand_done(o, none);
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
    struct frame *f = top(o);
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
            operand_done(o, (struct span){0, 0});
        }
        return true;
    }
    if (section_has(s->values, word)) {
        operand_done(o, (struct span){0, 0});
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
    struct frame *f = query_of(o);

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

static enum piece_kind step_name(struct outline *o, const struct token *tok)
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
            operand_done(o, (struct span){0, 0});
            return PIECE_KEYWORD;
        }
        if (lexer_reserved(tok->text))
            return PIECE_ERROR;
        if (value && lexer_peek(&o->lex) == '(' &&
            !(takes_query(top(o)) && o->deeper == 0))
            return step_function(o, tok);
    }
    operand_done(o, tok->at);
    return PIECE_FIELD;
}

/* --- From bytes to pieces ------------------------------------------------- */

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
    struct frame *f = query_of(o);
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
    operand_done(o, (struct span){0, 0});
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
        operand_done(o, (struct span){0, 0});
        return true;
    }
    take(o, out, PIECE_ERROR, start, end);
    if (lexer_in_segment(c)) {
        out->name = str_slice(text, start, end);
        operand_done(o, (struct span){0, 0});
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
    operand_done(o, (struct span){0, 0});
    return true;
}

static bool step(struct outline *o, struct piece *out, const struct token *tok)
{
    take(o, out, PIECE_FIELD, tok->at.start, tok->at.end);
    switch (tok->kind) {
    case TOK_NAME:
        out->name = tok->text;
        out->kind = step_name(o, tok);
        break;
    case TOK_STRING:
        out->kind = PIECE_TEXT;
        operand_done(o, (struct span){0, 0});
        break;
    case TOK_NUMBER:
    case TOK_PERIOD:
        out->kind = PIECE_NUMBER;
        operand_done(o, (struct span){0, 0});
        break;
    default:
        out->kind = step_sign(o, tok->kind);
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
    operand_done(o, (struct span){0, 0});
    return true;
}

/* A source may stand before the pattern of parse. */
static bool regex_may_follow(struct outline *o)
{
    const struct frame *f = top(o);

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
