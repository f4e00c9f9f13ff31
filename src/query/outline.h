/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of a query piece by piece, however broken it is: what each word
 * is there, and what the language wants behind it. For completion and for
 * colours, while a query is being typed; unlike the parser this never fails,
 * makes no tree and says not what is wrong. Each step looks at one token; the
 * commands' own words are a table in outline_words.c.
 */
#ifndef QUERY_OUTLINE_H
#define QUERY_OUTLINE_H

#include "query/lexer.h"
#include "query/tree.h"

/* What is wanted at a place. */
enum want {
    WANT_NOTHING, /* nothing that could be listed */
    WANT_COMMAND,
    WANT_VALUE,    /* what an expression begins with */
    WANT_FIELD,    /* a field and nothing computed */
    WANT_OPERATOR, /* what goes on behind a complete value */
    WANT_NEW_NAME, /* a name that the query defines */
    WANT_WORD,     /* words of the command only */
    WANT_NUMBER,
    WANT_PERIOD,
    WANT_TABLE,  /* a table of lookup */
    WANT_COLUMN, /* a column of that table */
    WANT_SAVED   /* the name of a saved query, behind "$" */
};

enum piece_kind {
    PIECE_COMMAND,
    PIECE_FUNCTION,
    PIECE_FIELD, /* also names of tables and columns, and new names */
    PIECE_TEXT,
    PIECE_NUMBER, /* and periods */
    PIECE_REGEX,
    PIECE_OPERATOR, /* signs, and the words and, or, not, like, in */
    PIECE_MARK,     /* | , : and brackets */
    PIECE_KEYWORD,
    PIECE_COMMENT,
    PIECE_ERROR
};

struct piece {
    enum piece_kind kind;
    struct span at;
    bool open;       /* a string, regex or name in backticks without its end */
    struct str name; /* of names: without backticks */
};

/*
 * What an operand of a command is, in the part of it that the word from
 * begins ("" the first), and the words around operands, separated by spaces.
 */
struct section {
    enum stage_kind stage;
    const char *from;
    enum want want;
    const char *values; /* words that are operands themselves */
    const char *before; /* in the place of an operand */
    const char *after;  /* behind one */
    enum want as;       /* what is wanted behind "as" */
};

enum frame_kind {
    FRAME_QUERY, /* stages: the whole, or a subquery */
    FRAME_PARENS,
    FRAME_CALL,
    FRAME_LIST, /* behind "in" */
    FRAME_INDEX /* name[0] */
};

/* A bracket that is open, and the query around all. */
struct frame {
    enum frame_kind kind;
    uint32_t start;   /* behind the bracket */
    struct span name; /* of the command or function */
    union {
        struct {                           /* query */
            enum stage_kind stage;         /* STAGE_COUNT: none, or unknown */
            uint32_t stage_start;          /* behind the "|" */
            const struct section *section; /* NULL before a command */
            bool behind_as;
            bool behind_pipe;      /* a stage came before */
            bool behind_parse;     /* and was a parse */
            struct span table;     /* of a lookup; empty before */
            struct span left_name; /* of the sides of a join, too */
            struct span right_name;
        };
        struct {                       /* call */
            const struct function *fn; /* NULL when there is none */
            uint32_t argument;         /* from 0 */
        };
        struct span left; /* list: the field that is looked for in it */
    };
};

enum { OUTLINE_DEPTH = 64 };

struct outline {
    struct lexer lex;
    struct frame frames[OUTLINE_DEPTH];
    uint32_t n_frames;   /* at least 1 */
    uint32_t deeper;     /* open brackets beyond them */
    enum want want;      /* at the next piece */
    struct span operand; /* the field that is the operand just read, or none */
    struct span left;    /* the field that the wanted value is compared with */
    bool regex;          /* a slash here begins a regex */
    bool in;             /* behind the word in */
    bool member;         /* behind the dot of name[0].member */
    struct frame next;   /* the call whose "(" comes next */
    bool has_next;
    char last; /* the last byte of the piece before, 0 at the start */
};

void outline_init(struct outline *o, struct arena *arena, struct str text);
/* At the start of the stage that the innermost query of from is in. */
void outline_init_stage(struct outline *o, struct arena *arena, struct str text,
                        const struct outline *from);
/*
 * The next piece; false at the end. Pieces are in order, none is empty, and
 * between them is white space only.
 */
bool outline_next(struct outline *o, struct piece *out);
/* The innermost query that is open. */
const struct frame *outline_query(const struct outline *o);

/* outline_words.c */

/* The section that a command begins with; stage may be STAGE_COUNT. */
const struct section *section_first(enum stage_kind stage);
/* The one that this word begins, or NULL. */
const struct section *section_from(enum stage_kind stage, struct str word);
/* Is the word in a list of words, in any case? "=" behind those is left out. */
bool section_has(const char *list, struct str word);
/* The command of a word, STAGE_COUNT when there is none. */
enum stage_kind outline_command(struct str word);

#endif
