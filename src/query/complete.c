/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the cursor is: first the word that it is in or behind, then what is
 * wanted where that word begins, which only the text before it decides. The
 * candidates are in complete_list.c, the names among them from
 * complete_scope.c.
 */
#include "query/complete_int.h"

#include "query/lookup_table.h"
#include "query/print.h"

#include <string.h>

/* --- The word at the cursor ----------------------------------------------- */

struct word {
    struct span at;   /* all of it, also what is behind the cursor */
    struct str typed; /* before the cursor, without quotes */
    bool quoted;      /* begins with a quotation mark */
    bool closed;      /* nothing can be completed: a comment, a pattern */
};

static bool goes_on(char c, bool saved)
{
    return lexer_in_segment(c) || c == '.' || (saved && c == '-');
}

static uint32_t name_end(struct str text, uint32_t at, bool saved)
{
    while (at < text.n && goes_on(text.p[at], saved))
        at++;
    return at;
}

/* Behind the closing sign, when it is on this line and in this stage. */
static uint32_t quote_end(struct str text, uint32_t at, char quote)
{
    for (uint32_t i = at; i < text.n; i++) {
        if (text.p[i] == quote)
            return i + 1;
        if (text.p[i] == '|' || text.p[i] == '\n')
            break;
    }
    return at;
}

/* A word that begins at start and goes up to the cursor. */
static void set_word(struct word *w, struct str text, uint32_t start,
                     uint32_t cursor)
{
    char c = text.p[start];
    bool saved = c == '$';

    w->at = (struct span){start, cursor};
    if (c == '"' || c == '\'' || c == '`') {
        w->at.end = quote_end(text, cursor, c);
        w->typed = str_slice(text, start + 1, cursor);
        w->quoted = c != '`';
    } else {
        w->at.end = name_end(text, cursor, saved);
        w->typed = str_slice(text, start, cursor);
    }
}

/* Does a piece that ends at the cursor go on there? */
static bool is_word(struct str text, const struct piece *p)
{
    char c = text.p[p->at.start];

    if (p->open)
        return p->kind != PIECE_REGEX;
    return lexer_in_segment(c) || (c == '$' && p->kind == PIECE_COMMAND);
}

/* The text up to the cursor. */
struct before {
    struct outline at;  /* at the cursor */
    struct piece piece; /* the last one */
    struct piece last;  /* and the one before it */
    struct typed_stage *stages;
    uint32_t n, cap;
};

static void begin_stage(struct arena *a, struct before *b)
{
    const struct frame *f = outline_query(&b->at);
    struct typed_stage *old = b->stages;

    if (b->n == b->cap) {
        b->cap = b->cap ? 2 * b->cap : 8;
        b->stages = arena_alloc(a, b->cap * sizeof *b->stages);
        if (b->n)
            memcpy(b->stages, old, b->n * sizeof *b->stages);
    }
    b->stages[b->n++] = (struct typed_stage){
        .query = f->start, .kind = f->stage, .at = {f->stage_start, 0}};
}

static void end_stage(struct before *b, uint32_t end)
{
    uint32_t query = outline_query(&b->at)->start, i = b->n;

    while (i > 0 && b->stages[i - 1].query != query)
        i--;
    if (i > 0 && b->stages[i - 1].at.end == 0)
        b->stages[i - 1].at.end = end;
}

static void read_before(struct arena *a, struct str text, struct before *b)
{
    struct piece piece;

    *b = (struct before){.stages = NULL};
    outline_init(&b->at, a, text);
    while (outline_next(&b->at, &piece)) {
        const struct frame *f = outline_query(&b->at);

        b->last = b->piece;
        b->piece = piece;
        if (piece.kind == PIECE_COMMAND && f->name.start == piece.at.start &&
            f->name.end > 0)
            begin_stage(a, b);
        else if (piece.kind == PIECE_MARK && text.p[piece.at.start] == '|' &&
                 f->stage_start == piece.at.end)
            end_stage(b, piece.at.start);
    }
}

static struct word find_word(struct str text, uint32_t cursor,
                             const struct before *b)
{
    struct word w = {.at = {cursor, cursor}};
    uint32_t start = b->piece.at.start;

    if (b->piece.at.end != cursor || cursor == 0)
        return w;
    if (b->piece.kind == PIECE_COMMENT ||
        (b->piece.kind == PIECE_REGEX && b->piece.open)) {
        w.closed = true;
        return w;
    }
    if (!is_word(text, &b->piece))
        return w;
    if (b->piece.kind == PIECE_COMMAND && b->last.kind == PIECE_COMMAND &&
        b->last.at.end == start && text.p[b->last.at.start] == '$')
        start = b->last.at.start;
    set_word(&w, text, start, cursor);
    return w;
}

/*
 * pkt-src is a subtraction to the language; whoever types it may mean the
 * field pktSrcAddr. Where the whole of it begins; the word's start if it is
 * no more than that.
 */
static uint32_t hyphened_start(struct str text, const struct word *w)
{
    uint32_t i = w->at.start, start = i;

    if (w->quoted || (w->typed.n > 0 && !lexer_in_segment(text.p[i])))
        return start;
    while (i > 1 && text.p[i - 1] == '-' && lexer_in_segment(text.p[i - 2])) {
        i--;
        while (i > 0 && lexer_in_segment(text.p[i - 1]))
            i--;
        start = i;
    }
    return start;
}

/* --- The candidates for a place ------------------------------------------- */

struct place {
    struct arena *arena;
    struct str text;
    const struct complete_names *names;
    const struct before *before;
    struct outline at; /* where the word begins */
    const struct frame *query;
    struct visible visible;
    struct candidates found;
    struct completion *out;
};

static const struct frame *top(const struct outline *o)
{
    return &o->frames[o->n_frames - 1];
}

/* Directly in the stage, within no bracket. */
static bool in_stage(const struct place *p)
{
    return top(&p->at) == p->query && p->at.deeper == 0;
}

static struct str unquoted(struct arena *a, struct str text, struct span at)
{
    struct lexer l = {.arena = a, .text = str_slice(text, at.start, at.end)};
    struct token tok;

    return lexer_next(&l, &tok, NULL) ? tok.text : STR("");
}

static void find_visible(struct place *p)
{
    complete_scope(p->arena, p->text, p->before->stages, p->before->n,
                   p->query->start, p->names->bind, &p->visible);
}

/* Is the place within an aggregate's argument? */
static bool in_aggregate(const struct outline *o)
{
    for (uint32_t i = o->n_frames; i > 0; i--) {
        const struct frame *f = &o->frames[i - 1];

        if (f->kind == FRAME_QUERY)
            return false;
        if (f->kind == FRAME_CALL && f->fn && f->fn->kind == FUNCTION_AGGREGATE)
            return true;
    }
    return false;
}

/* In the list of a stats, where aggregates stand. */
static bool wants_aggregate(const struct place *p)
{
    return p->query->stage == STAGE_STATS && p->query->section &&
           p->query->section->from[0] == '\0' && !in_aggregate(&p->at);
}

enum { FIRST = 0, SECOND = 1000, THIRD = 2000 };

static void add_value(struct place *p)
{
    bool aggregates = wants_aggregate(p);

    if (aggregates)
        candidates_functions(&p->found, FUNCTIONS_AGGREGATE, FIRST);
    candidates_fields(&p->found, &p->visible, p->names->bind, STR(""), SECOND);
    candidates_functions(&p->found, FUNCTIONS_SCALAR, THIRD);
}

/* The name of a side of a join, with a dot; empty when it has none. */
static struct str side(struct place *p, struct span name)
{
    if (name.start == name.end)
        return STR("");
    return arena_printf(p->arena, "%.*s.",
                        STR_ARG(unquoted(p->arena, p->text, name)));
}

/*
 * A field; in the condition of a join, one of either side. What the query in
 * parentheses has is not known yet: any field of the log is offered.
 */
static void add_fields(struct place *p)
{
    const struct bind_options *options = p->names->bind;
    struct visible log = {.log = true};

    if (p->query->stage != STAGE_JOIN) {
        candidates_fields(&p->found, &p->visible, options, STR(""), FIRST);
        return;
    }
    candidates_fields(&p->found, &p->visible, options,
                      side(p, p->query->left_name), FIRST);
    candidates_fields(&p->found, &log, options, side(p, p->query->right_name),
                      SECOND);
}

static void add_operator(struct place *p)
{
    const struct section *s = p->query->section;
    bool listed = in_stage(p);
    bool expression = !listed || p->query->stage == STAGE_FILTER_INDEX;

    if (!s)
        return;
    if (listed) {
        candidates_words(&p->found, s->after, !p->query->behind_as, FIRST);
        expression =
            expression || (s->want == WANT_VALUE && !p->query->behind_as &&
                           p->query->stage != STAGE_PARSE);
    }
    if (expression)
        candidates_operators(&p->found, SECOND);
}

static void add_columns(struct place *p)
{
    struct lookup_tables *tables = p->names->bind->tables;
    struct str name = unquoted(p->arena, p->text, p->query->table);
    const struct lookup_table *t;
    struct err err = {0};

    t = tables && name.n ? tables->find(tables, name, &err) : NULL;
    for (uint32_t i = 0; t && i < t->n_columns; i++) {
        struct buf quoted = {0};

        print_name(&quoted, t->columns[i]);
        candidates_add(
            &p->found, CANDIDATE_COLUMN, t->columns[i],
            arena_copy(p->arena, buf_str(&quoted)),
            arena_printf(p->arena, "column of the table %.*s", STR_ARG(name)),
            i);
        buf_done(&quoted);
    }
}

static void add_tables(struct place *p)
{
    for (uint32_t i = 0; i < p->names->n_tables; i++)
        candidates_add(&p->found, CANDIDATE_TABLE, p->names->tables[i],
                       p->names->tables[i], STR("a table"), 0);
}

/* Words of the command that stand in the place of an operand. */
static void add_words_before(struct place *p)
{
    const struct section *s = p->query->section;

    if (!in_stage(p) || !s || p->query->behind_as ||
        p->query->stage == STAGE_SORT) /* "sort by" is a leniency */
        return;
    candidates_words(&p->found, s->values, true, THIRD + SECOND);
    candidates_words(&p->found, s->before, true, THIRD + THIRD);
}

static void set_seen(struct place *p, const struct word *w)
{
    struct completion *out = p->out;

    out->expect = COMPLETE_SEEN;
    out->field = unquoted(p->arena, p->text, p->at.left);
    out->field_id = complete_origin(&p->visible, p->names->bind, out->field);
    if (!w->quoted && w->typed.n > 0)
        add_value(p);
}

static void add_expected(struct place *p, const struct word *w)
{
    struct completion *out = p->out;
    bool compared =
        p->at.left.end > p->at.left.start && p->query->stage != STAGE_JOIN;

    if (w->quoted && !compared)
        return;
    switch (p->at.want) {
    case WANT_COMMAND:
        out->expect = COMPLETE_COMMAND;
        candidates_commands(&p->found, !p->query->behind_pipe, FIRST);
        candidates_saved(&p->found, p->names, SECOND);
        return;
    case WANT_SAVED:
        out->expect = COMPLETE_SAVED;
        return;
    case WANT_VALUE:
    case WANT_FIELD:
        find_visible(p);
        if (p->at.in) {
            out->expect = COMPLETE_OPERATOR;
            candidates_lists(&p->found, FIRST);
        } else if (compared) {
            set_seen(p, w);
        } else if (p->at.want == WANT_VALUE) {
            out->expect = COMPLETE_VALUE;
            add_value(p);
        } else {
            out->expect = COMPLETE_FIELD;
            add_fields(p);
        }
        break;
    case WANT_OPERATOR:
        out->expect = COMPLETE_OPERATOR;
        add_operator(p);
        return;
    case WANT_NEW_NAME:
        out->expect = COMPLETE_NAME;
        return;
    case WANT_WORD:
        out->expect = COMPLETE_WORD;
        break;
    case WANT_PERIOD:
        out->expect = COMPLETE_PERIOD;
        candidates_periods(&p->found, FIRST);
        return;
    case WANT_TABLE:
        out->expect = COMPLETE_TABLE;
        add_tables(p);
        return;
    case WANT_COLUMN:
        out->expect = COMPLETE_COLUMN;
        add_columns(p);
        break;
    case WANT_NOTHING:
    case WANT_NUMBER:
        break;
    }
    if (!w->quoted)
        add_words_before(p);
}

/* Does "(" stand behind the place, so that none is to be inserted? */
static bool is_called(struct str text, uint32_t end)
{
    while (end < text.n && text.p[end] == ' ')
        end++;
    return end < text.n && text.p[end] == '(';
}

static void complete_word(struct arena *a, struct str text,
                          const struct before *b, const struct word *w,
                          const struct complete_names *names,
                          struct completion *out)
{
    struct place p = {
        .arena = a,
        .text = text,
        .names = names,
        .before = b,
        .found = {.arena = a, .typed = w->typed, .best = UINT8_MAX},
        .out = out,
    };
    struct piece piece;

    *out = (struct completion){
        .at = w->at, .typed = w->typed, .field_id = FIELD_NONE};
    p.found.called = is_called(text, w->at.end);
    outline_init_stage(&p.at, a, str_slice(text, 0, w->at.start), &b->at);
    while (outline_next(&p.at, &piece))
        ;
    p.query = outline_query(&p.at);
    add_expected(&p, w);
    candidates_sort(&p.found);
    out->items = p.found.items;
    out->n = p.found.n;
}

/* Only fields, when the text up to the cursor begins them. */
static bool complete_hyphened(struct arena *a, struct str text,
                              const struct before *b, const struct word *w,
                              const struct complete_names *names,
                              struct completion *out)
{
    uint32_t start = hyphened_start(text, w), kept = 0;
    struct word whole = *w;

    if (start == w->at.start)
        return false;
    whole.at.start = start;
    whole.typed = str_slice(text, start, w->at.start + w->typed.n);
    complete_word(a, text, b, &whole, names, out);
    if (out->expect != COMPLETE_VALUE && out->expect != COMPLETE_FIELD)
        return false;
    for (uint32_t i = 0; i < out->n; i++)
        if (out->items[i].match == 0 &&
            (out->items[i].kind == CANDIDATE_FIELD ||
             out->items[i].kind == CANDIDATE_NAME))
            out->items[kept++] = out->items[i];
    out->n = kept;
    return kept > 0;
}

void complete_at(struct arena *a, struct str text, uint32_t cursor,
                 const struct complete_names *names, struct completion *out)
{
    struct before b;
    struct word w;

    read_before(a, str_slice(text, 0, cursor), &b);
    w = find_word(text, cursor, &b);
    if (w.closed)
        *out = (struct completion){.at = w.at, .field_id = FIELD_NONE};
    else if (!complete_hyphened(a, text, &b, &w, names, out))
        complete_word(a, text, &b, &w, names, out);
}

struct str complete_value(struct arena *a, struct str value)
{
    struct buf out = {0};
    struct str text;

    if (num_parse(value).kind != NUM_NONE)
        return arena_copy(a, value);
    print_string(&out, value);
    text = arena_copy(a, buf_str(&out));
    buf_done(&out);
    return text;
}
