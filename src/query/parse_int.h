/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of the parser share. The parser holds one token; p->err is
 * filled by whoever fails, and everyone up the call chain just returns false.
 */
#ifndef QUERY_PARSE_INT_H
#define QUERY_PARSE_INT_H

#include "query/lexer.h"
#include "query/tree.h"

struct parser {
    struct query *q;
    struct lexer lex;
    struct token tok;   /* the token to look at */
    uint32_t end;       /* where the token before it ended */
    unsigned depth;     /* nesting of the expression being read */
    unsigned operators; /* in this expression so far */
    struct err *err;
};

/* parse.c */

/* Go to the next token. */
bool parser_next(struct parser *p);
/* The token after the current one, without going there; no error. */
struct token parser_peek(const struct parser *p);
/* Is the current token this word (any case, not in backticks)? */
bool parser_at_word(const struct parser *p, const char *word);
/* Fail with a message about a place; always false. */
bool parser_fail(struct parser *p, struct span at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Fail: "expected WHAT, found ...", at the current token. */
bool parser_expected(struct parser *p, const char *what);
/* The token is kind: skip it; else fail with parser_expected(what). */
bool parser_take(struct parser *p, enum token_kind kind, const char *what);
/* A leniency: a notice, or with strict an error. Both at the same place. */
bool parser_lenient(struct parser *p, struct span at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The query's text of a span. */
struct str parser_text(const struct parser *p, struct span at);
/*
 * Room for one more behind the n items of an array in the query's arena,
 * which grows at powers of two; returns the array, perhaps moved.
 */
void *parser_grow(struct parser *p, void *items, uint32_t n, size_t size);

/*
 * The stages between the parenthesis that is the current token and the one
 * that closes it; what is behind is then current.
 */
bool parse_subquery(struct parser *p, struct subquery **out);

/* parse_expr.c */

bool parse_expr(struct parser *p, struct expr **out);
/* One level deeper; fails at the limit. The way back is p->depth--. */
bool parser_enter(struct parser *p);
/* A node whose text goes from start to the end of the last token. */
struct expr *parser_expr(struct parser *p, enum expr_kind kind,
                         uint32_t start);
struct expr *parser_op(struct parser *p, enum op op, uint32_t start,
                       struct expr *a, struct expr *b);

/* parse_value.c */

/* A primary with any signs before it. */
bool parse_unary(struct parser *p, struct expr **out);
/* A literal, a field, a call or an expression in parentheses. */
bool parse_primary(struct parser *p, struct expr **out);
/* A name that is not reserved, as after "as". */
bool parse_name(struct parser *p, const char *what, struct str *name,
                struct span *at);
/* A period token of an argument or an offset, clamped. */
bool parse_period(struct parser *p, struct period *out);
/* The regex literal at the current slash, or the string of "=~". */
bool parse_regex(struct parser *p, struct regex **re, struct str *pattern);

/* parse_path.c */

/* The path of the field whose name, at the span, has just been read. */
bool parse_path(struct parser *p, struct span name, struct expr *field);

/* parse_stage.c: all but the command word itself, which is skipped. */

bool parse_stage(struct parser *p, struct stage **out);

/* parse_extract.c: the stage parse. */

bool parse_parse(struct parser *p, struct stage *s);

/* The names after "as", and where they stand. */
struct alias_names {
    struct str *text;
    struct span *at;
    uint32_t n;
};
/* None when there is no "as". */
bool parse_alias_names(struct parser *p, struct alias_names *out);

/* parse_forms.c: texts of known forms. */

/* Does the stage begin with such a form, no field being named before it? */
bool parse_form_first(struct parser *p, bool *found);
/* The form, all but the field before it. */
bool parse_form(struct parser *p, struct parse_spec *spec);
bool parse_json(struct parser *p, struct stage *s);

/* parse_join.c: commands with a query of their own. */

/* option "=" : the value behind it is then the current token. */
bool parse_equals(struct parser *p, const char *option);
bool parse_bool(struct parser *p, bool *out);

bool parse_join(struct parser *p, struct stage *s);
bool parse_appendcols(struct parser *p, struct stage *s);

/* parse_compare.c */

bool parse_pattern(struct parser *p, struct stage *s);
bool parse_diff(struct parser *p, struct stage *s);
bool parse_anomaly(struct parser *p, struct stage *s);
bool parse_relevantfields(struct parser *p, struct stage *s);
bool parse_logcompare(struct parser *p, struct stage *s);

/* parse_lookup.c */

bool parse_lookup(struct parser *p, struct stage *s);

/* parse_source.c */

bool parse_source(struct parser *p, struct stage *s);

/* parse_rows.c: commands over all rows. */

/* A field and nothing that is computed. */
bool parse_field(struct parser *p, struct expr **out);

/* A field, or the text of a column of a stats such as sum(bytes). */
bool parse_column(struct parser *p, struct expr **out);

bool parse_accum(struct parser *p, struct stage *s);
bool parse_autoregress(struct parser *p, struct stage *s);
bool parse_addtotals(struct parser *p, struct stage *s);
bool parse_estimate(struct parser *p, struct stage *s);
bool parse_outlier(struct parser *p, struct stage *s);
bool parse_sessionize(struct parser *p, struct stage *s);
bool parse_count_frequent(struct parser *p, struct stage *s);
bool parse_unnest(struct parser *p, struct stage *s);
bool parse_expand(struct parser *p, struct stage *s);

/* parse_fill.c */

bool parse_filldown(struct parser *p, struct stage *s);
bool parse_fillmissing(struct parser *p, struct stage *s);

/* parse_saved.c: behind the dollar. */

bool parse_saved(struct parser *p, struct stage *s);

/*
 * parse_hint.c: what the user may have meant, where a stage cannot begin or go
 * on. These fail, so they give false.
 */

/* At a word that is no command of this version. */
bool hint_unknown_command(struct parser *p);
/* At a word before "(" that is no function of this version. */
bool hint_unknown_function(struct parser *p);
/* At a token that cannot follow a complete stage. */
bool hint_after_stage(struct parser *p, const struct stage *s);

/* And these give true when they knew what to say, and failed. */

/* "&&", "||", and what closes nothing. */
bool hint_sign(struct parser *p);
/* At the slash that opens a comment elsewhere. */
bool hint_comment(struct parser *p);
/* An operator that runs together with the field before it: srcAddrlike "". */
bool hint_glued(struct parser *p);
/* The same before a regex, which was then taken for divisions. */
bool hint_glued_regex(struct parser *p);

/* parse_hint_value.c: where a value is missing. */

/* Fail where a value was expected and something else stands. */
bool hint_no_value(struct parser *p, const char *what);
/* Fail behind the last argument of a call, where "," or ")" was expected. */
bool hint_in_call(struct parser *p, const struct function *fn,
                  const struct expr *last);

/* parse_foreign.c: what other languages call a thing; NULL when unknown. */

const char *foreign_command(struct str word);
const char *foreign_function(struct str name);
const char *foreign_operator(struct str word);

#endif
