/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tokens of the query language (query-language 2). White space and comments
 * fall away; every token has the span of its text. A slash is division: the
 * parser, which knows where a regex may stand, asks for one with
 * lexer_regex when it meets a slash there.
 */
#ifndef QUERY_LEXER_H
#define QUERY_LEXER_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum token_kind {
    TOK_END,
    TOK_NAME,   /* .text, without backticks; .quoted when it had any */
    TOK_STRING, /* .text, escapes resolved */
    TOK_NUMBER, /* .num */
    TOK_PERIOD, /* .period, not clamped */
    TOK_REGEX,  /* .text: the pattern, "\/" as "/" */
    TOK_PIPE,
    TOK_COMMA,
    TOK_COLON,
    TOK_OPEN,
    TOK_CLOSE,
    TOK_OPEN_LIST,
    TOK_CLOSE_LIST,
    TOK_EQ,
    TOK_EQ_EQ,
    TOK_NE,
    TOK_LT_GT,
    TOK_LT,
    TOK_LE,
    TOK_GT,
    TOK_GE,
    TOK_MATCH, /* =~ */
    TOK_BANG,
    TOK_PLUS,
    TOK_MINUS,
    TOK_STAR,
    TOK_SLASH,
    TOK_PERCENT,
    TOK_CARET,
    TOK_DOLLAR,
    TOK_AND_AND,
    TOK_OR_OR
};

struct token {
    enum token_kind kind;
    bool quoted;
    struct span at;
    struct str text;
    union {
        struct num num;
        struct period period;
    };
};

struct lexer {
    struct arena *arena; /* for texts that differ from what is written */
    struct str text;     /* at most UINT32_MAX bytes */
    uint32_t at;         /* where the next token is looked for */
};

/*
 * The next token; TOK_END again and again at the end. A copy of the lexer
 * reads ahead. Something that is never closed is an error at its opening.
 */
bool lexer_next(struct lexer *l, struct token *out, struct err *err);
/* The regex literal whose opening slash is at offset open. */
bool lexer_regex(struct lexer *l, uint32_t open, struct token *out,
                 struct err *err);
/*
 * Behind "]", a dot with no space before it goes on with the name: is there
 * one, and the name behind it.
 */
bool lexer_at_member(const struct lexer *l);
bool lexer_member(struct lexer *l, struct token *out, struct err *err);
/* The first byte of the next token, 0 at the end; nothing is consumed. */
char lexer_peek(const struct lexer *l);
/* Where the next token starts when white space and comments end before to. */
uint32_t lexer_skip(struct str text, uint32_t from);
/* May c be in a name, between its dots? */
bool lexer_in_segment(char c);
/* A name that needs no backticks (it may still be a reserved word). */
bool lexer_plain_name(struct str name);
/* Words that are a field only in backticks: and or not in like as by ... */
bool lexer_reserved(struct str word);

#endif
