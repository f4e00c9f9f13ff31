/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a saved query: comments at its top, parameters, needs, body. */
#include "query/saved.h"

#include "base/arena.h"
#include "query/lexer.h"
#include "query/saved_int.h"

/* Cut the first line off *rest, without its end. */
static struct str take_line(struct str *rest)
{
    size_t n = str_find(*rest, STR("\n"));
    struct str line = str_slice(*rest, 0, n);

    *rest = str_slice(*rest, n + 1, rest->n);
    return line;
}

static struct saved_parameter *find_parameter(struct saved_query *q,
                                              struct str name)
{
    for (uint32_t i = 0; i < q->n; i++)
        if (str_eq(q->parameters[i].name, name))
            return &q->parameters[i];
    return NULL;
}

static bool add_parameter(struct saved_query *q, struct str name,
                          struct str value, struct err *err)
{
    if (q->n == SAVED_MAX_PARAMETERS)
        return err_set(err, ERR_QUERY,
                       "it has more than %d parameters, the most there may be",
                       (int)SAVED_MAX_PARAMETERS);
    q->parameters[q->n++] = (struct saved_parameter){name, value};
    return true;
}

bool saved_is_literal(struct str text)
{
    struct arena arena = {0};
    struct lexer lex = {.arena = &arena, .text = text};
    struct token tok, end;
    bool good = lexer_next(&lex, &tok, NULL);

    if (good && (tok.kind == TOK_MINUS || tok.kind == TOK_PLUS))
        good = lexer_next(&lex, &tok, NULL) && tok.kind == TOK_NUMBER;
    good = good && lexer_next(&lex, &end, NULL) && end.kind == TOK_END;
    if (tok.kind == TOK_NAME)
        good = good && (str_eq_nocase(text, STR("true")) ||
                        str_eq_nocase(text, STR("false")));
    else
        good = good && (tok.kind == TOK_NUMBER || tok.kind == TOK_STRING ||
                        tok.kind == TOK_PERIOD);
    arena_done(&arena);
    return good;
}

/* "name = value" of a comment that begins with "param". */
static bool read_declaration(struct saved_query *q, struct str text,
                             struct err *err)
{
    size_t equals = str_find(text, STR("="));
    struct str name = str_trim(str_slice(text, 0, equals));
    struct str value = str_trim(str_slice(text, equals + 1, text.n));

    if (!lexer_plain_name(name) || (equals < text.n && !saved_is_literal(value)))
        return err_set(err, ERR_QUERY,
                       "its comment `# param %.*s` is not of the form `# "
                       "param name = value`",
                       STR_ARG(str_slice(text, 0, 40)));
    if (find_parameter(q, name))
        return err_set(err, ERR_QUERY,
                       "it declares the parameter `%.*s` twice",
                       STR_ARG(str_slice(name, 0, 40)));
    return add_parameter(q, name, value, err);
}

/* "pkt-srcaddr" is taken as well, without backticks. */
static bool is_field_name(struct str name)
{
    bool good = name.n > 0 && name.p[0] != '-';

    for (size_t i = 0; i < name.n; i++)
        good = good && (name.p[i] == '-' || lexer_in_segment(name.p[i]));
    return good;
}

/* "field, field" of a comment that begins with "needs". */
static bool read_needs(struct saved_query *q, struct str text, struct err *err)
{
    struct saved_needs *needs = &q->needs;

    for (size_t from = 0; from <= text.n;) {
        struct str rest = str_slice(text, from, text.n);
        size_t comma = str_find(rest, STR(","));
        struct str name = str_trim(str_slice(rest, 0, comma));

        if (!is_field_name(name))
            return err_set(err, ERR_QUERY,
                           "its comment `# needs %.*s` is not of the form `# "
                           "needs field, field`",
                           STR_ARG(str_slice(text, 0, 40)));
        if (needs->n == SAVED_MAX_NEEDS)
            return err_set(err, ERR_QUERY,
                           "it needs more than %d fields, the most that may be "
                           "named",
                           (int)SAVED_MAX_NEEDS);
        needs->fields[needs->n++] = name;
        from += comma + 1;
    }
    return true;
}

/* What stands behind the word in a comment; false when that is another. */
static bool begins_with(struct str comment, struct str word, struct str *rest)
{
    if (!str_starts(comment, word) || comment.n == word.n ||
        (comment.p[word.n] != ' ' && comment.p[word.n] != '\t'))
        return false;
    *rest = str_trim(str_slice(comment, word.n, comment.n));
    return true;
}

static bool read_top(struct str text, struct saved_query *q, struct err *err)
{
    struct str rest = text, rest_of_it;

    for (;;) {
        struct str before = rest;
        struct str line = str_trim(take_line(&rest));
        struct str comment = str_trim(str_slice(line, 1, line.n));

        if (line.n && line.p[0] != '#') {
            q->body = str_trim(before);
            return true;
        }
        if (line.n && begins_with(comment, STR("param"), &rest_of_it)) {
            if (!read_declaration(q, rest_of_it, err))
                return false;
        } else if (line.n && begins_with(comment, STR("needs"), &rest_of_it)) {
            if (!read_needs(q, rest_of_it, err))
                return false;
        } else if (!q->about.n) {
            q->about = comment;
        }
        if (rest.n == 0)
            return err_set(err, ERR_QUERY, "it has no commands");
    }
}

/* --- Placeholders ------------------------------------------------------- */

/* The placeholder at the start of s; false when there is none. */
static bool placeholder_at(struct str s, struct str *name, size_t *len)
{
    size_t end;

    if (!str_starts(s, STR("{{")))
        return false;
    end = str_find(s, STR("}}"));
    *name = str_trim(str_slice(s, 2, end));
    *len = end + 2;
    return end < s.n && lexer_plain_name(*name);
}

/*
 * Behind what stands at i: a comment, whose placeholders do not count, or a
 * byte. A "#" in a string begins none, so quotes are followed; in a regular
 * expression it seldom stands behind white space.
 */
static size_t next_place(struct str s, size_t i, char *quote)
{
    char c = s.p[i];
    bool apart = i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\t' ||
                 s.p[i - 1] == '\n';

    if (*quote && c == '\\')
        return i + 2;
    if (*quote == c)
        *quote = '\0';
    else if (!*quote && (c == '"' || c == '\'' || c == '`'))
        *quote = c;
    else if (!*quote && c == '#' && apart)
        return i + str_find(str_slice(s, i, s.n), STR("\n"));
    return i + 1;
}

bool saved_next_placeholder(struct str s, size_t *at, char *quote,
                            struct str *name, size_t *len)
{
    while (*at < s.n) {
        if (placeholder_at(str_slice(s, *at, s.n), name, len))
            return true;
        *at = next_place(s, *at, quote);
    }
    *at = s.n;
    return false;
}

static bool check_used(const struct saved_query *q, const bool *used,
                       struct err *err)
{
    for (uint32_t i = 0; i < q->n; i++)
        if (!used[i])
            return err_set(err, ERR_QUERY,
                           "it declares the parameter `%.*s` but does not use "
                           "it",
                           STR_ARG(str_slice(q->parameters[i].name, 0, 40)));
    return true;
}

static bool read_placeholders(struct saved_query *q, struct err *err)
{
    bool used[SAVED_MAX_PARAMETERS] = {false};
    struct str name;
    char quote = '\0';
    size_t len;

    for (size_t at = 0;
         saved_next_placeholder(q->body, &at, &quote, &name, &len); at += len) {
        struct saved_parameter *p = find_parameter(q, name);

        if (!p && !add_parameter(q, name, STR(""), err))
            return false;
        used[p ? p - q->parameters : (ptrdiff_t)q->n - 1] = true;
    }
    return check_used(q, used, err);
}

bool saved_read(struct str text, struct saved_query *out, struct err *err)
{
    static const struct str mark = {"\xef\xbb\xbf", 3};

    *out = (struct saved_query){0};
    if (str_starts(text, mark))
        text = str_slice(text, mark.n, text.n);
    return read_top(text, out, err) && read_placeholders(out, err);
}
