/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lexer: one pass over the bytes, no state but the position. Names,
 * strings, numbers and regexes have a function each; everything else is the
 * table of signs.
 */
#include "query/lexer.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <string.h>

/* Longer signs stand before their prefixes. */
static const struct {
    const char *text;
    enum token_kind kind;
} signs[] = {
    {"==", TOK_EQ_EQ},    {"=~", TOK_MATCH},     {"!=", TOK_NE},
    {"<>", TOK_LT_GT},    {"<=", TOK_LE},        {">=", TOK_GE},
    {"&&", TOK_AND_AND},  {"||", TOK_OR_OR},     {"|", TOK_PIPE},
    {",", TOK_COMMA},     {"(", TOK_OPEN},       {")", TOK_CLOSE},
    {":", TOK_COLON},     {"[", TOK_OPEN_LIST}, {"]", TOK_CLOSE_LIST}, {"=", TOK_EQ},
    {"<", TOK_LT},        {">", TOK_GT},         {"!", TOK_BANG},
    {"+", TOK_PLUS},      {"-", TOK_MINUS},      {"*", TOK_STAR},
    {"/", TOK_SLASH},     {"%", TOK_PERCENT},    {"^", TOK_CARET},
    {"$", TOK_DOLLAR},
};

static const char *const reserved[] = {
    "and", "or",  "not",  "in",   "like",  "as",
    "by",  "asc", "desc", "true", "false",
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool starts_name(char c)
{
    return is_letter(c) || c == '_' || c == '@';
}

bool lexer_in_segment(char c)
{
    return starts_name(c) || is_digit(c);
}

static bool in_name(char c)
{
    return lexer_in_segment(c) || c == '.';
}

/* The byte at offset i, 0 past the end. */
static char byte_at(struct str text, size_t i)
{
    return i < text.n ? text.p[i] : '\0';
}

static struct span span_of(size_t start, size_t end)
{
    return (struct span){(uint32_t)start, (uint32_t)end};
}

uint32_t lexer_skip(struct str text, uint32_t from)
{
    size_t i = from;

    while (i < text.n) {
        if (text.p[i] == '#') {
            while (i < text.n && text.p[i] != '\n')
                i++;
        } else if (is_blank(text.p[i])) {
            i++;
        } else {
            break;
        }
    }
    return (uint32_t)i;
}

char lexer_peek(const struct lexer *l)
{
    return byte_at(l->text, lexer_skip(l->text, l->at));
}

bool lexer_plain_name(struct str name)
{
    if (name.n == 0 || !starts_name(name.p[0]) || name.p[name.n - 1] == '.')
        return false;
    for (size_t i = 1; i < name.n; i++) {
        if (!in_name(name.p[i]))
            return false;
    }
    return true;
}

bool lexer_reserved(struct str word)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (str_eq_nocase(word, str_of(reserved[i])))
            return true;
    }
    return false;
}

static bool take(struct lexer *l, struct token *out, enum token_kind kind,
                 size_t start, size_t end)
{
    *out = (struct token){.kind = kind,
                          .at = span_of(start, end),
                          .text = str_slice(l->text, start, end)};
    l->at = (uint32_t)end;
    return true;
}

/*
 * Append the segment in backticks that opens at *i to out, a doubled
 * backtick as one; *i moves past the closing one. False when nothing closes
 * it.
 */
static bool quoted_segment(struct str text, size_t *i, struct buf *out)
{
    for (size_t at = *i + 1; at < text.n; at++) {
        if (text.p[at] == '`') {
            if (byte_at(text, at + 1) != '`') {
                *i = at + 1;
                return true;
            }
            at++;
        }
        buf_char(out, text.p[at]);
    }
    return false;
}

/*
 * A name: plain characters, and segments in backticks at the start, after a
 * dot or after an "@"; behind a segment only a dot goes on with the name. *i
 * moves past it.
 */
static bool read_name(struct str text, size_t *i, struct buf *out,
                      struct err *err)
{
    size_t start = *i;
    bool after_segment = false;

    for (;;) {
        char c = byte_at(text, *i);
        char last = out->n ? out->p[out->n - 1] : '.';

        if (c == '`' && !after_segment && (last == '.' || last == '@')) {
            size_t open = *i;
            if (!quoted_segment(text, i, out))
                return err_set_at(err, ERR_QUERY, span_of(open, open + 1),
                                  "this backtick is never closed");
            after_segment = true;
        } else if (in_name(c) && (!after_segment || c == '.')) {
            buf_char(out, c);
            after_segment = false;
            ++*i;
        } else {
            break;
        }
    }
    return out->n > 0 || err_set_at(err, ERR_QUERY, span_of(start, *i),
                                    "there is no name between these backticks");
}

/* Where a name without backticks ends; start when it has some. */
static size_t plain_end(struct str text, size_t start)
{
    size_t end = start;

    while (in_name(byte_at(text, end)))
        end++;
    return byte_at(text, end) == '`' ? start : end;
}

static bool lex_name(struct lexer *l, size_t start, struct token *out,
                     struct err *err)
{
    struct buf name = {0};
    size_t end = plain_end(l->text, start);
    bool ok = end > start || read_name(l->text, &end, &name, err);

    if (ok && l->text.p[end - 1] == '.')
        ok = err_set_at(err, ERR_QUERY, span_of(start, end),
                        "a name cannot end with a dot");
    if (ok) {
        take(l, out, TOK_NAME, start, end);
        out->quoted = str_find(out->text, STR("`")) < out->text.n;
        if (out->quoted)
            out->text = arena_copy(l->arena, buf_str(&name));
    }
    buf_done(&name);
    return ok;
}

bool lexer_at_member(const struct lexer *l)
{
    return byte_at(l->text, l->at) == '.';
}

bool lexer_member(struct lexer *l, struct token *out, struct err *err)
{
    size_t start = (size_t)l->at + 1;
    char c = byte_at(l->text, start);

    if (!lexer_in_segment(c) && c != '`')
        return err_set_at(err, ERR_QUERY, span_of(l->at, start),
                          "a name is missing behind this dot");
    return lex_name(l, start, out, err);
}

/* The character an escape stands for, 0 when the backslash is kept. */
static char unescape(char c)
{
    switch (c) {
    case '"':
    case '\'':
    case '\\':
        return c;
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return '\0';
    }
}

static bool lex_string(struct lexer *l, size_t start, struct token *out,
                       struct err *err)
{
    struct str text = l->text;
    char quote = text.p[start];
    size_t end = start + 1;
    char *s;
    size_t n = 0;

    while (end < text.n && text.p[end] != quote)
        end += text.p[end] == '\\' ? 2 : 1;
    if (end >= text.n)
        return err_set_at(err, ERR_QUERY, span_of(start, start + 1),
                          "this string is never closed; expected %c", quote);
    take(l, out, TOK_STRING, start, end + 1);
    s = arena_alloc(l->arena, end - start);
    for (size_t i = start + 1; i < end; i++) {
        char c = text.p[i] == '\\' ? unescape(text.p[i + 1]) : '\0';

        if (c)
            i++;
        s[n++] = c ? c : text.p[i];
    }
    out->text = (struct str){s, n};
    return true;
}

static size_t skip_digits(struct str text, size_t i)
{
    while (is_digit(byte_at(text, i)))
        i++;
    return i;
}

/* Where the number that starts at start ends: digits, fraction, exponent. */
static size_t number_end(struct str text, size_t start)
{
    size_t i = skip_digits(text, start);
    size_t digits;

    if (byte_at(text, i) == '.')
        i = skip_digits(text, i + 1);
    if ((byte_at(text, i) | 0x20) != 'e')
        return i;
    digits = i + 1;
    if (byte_at(text, digits) == '+' || byte_at(text, digits) == '-')
        digits++;
    return is_digit(byte_at(text, digits)) ? skip_digits(text, digits) : i;
}

/* 10.0.0.1 and the like: digits and dots. */
static bool looks_like_address(struct str s)
{
    size_t dots = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '.' && !is_digit(s.p[i]))
            return false;
        dots += s.p[i] == '.';
    }
    return dots == 3;
}

/* What starts as a number at start, up to end, and is none up to word. */
static bool bad_number(struct str text, size_t start, size_t end, size_t word,
                       struct err *err)
{
    struct str s = str_slice(text, start, word);
    struct str rest = str_slice(text, end, word);
    struct span at = span_of(start, word);
    enum unit unit;

    if (looks_like_address(s))
        return err_set_at(err, ERR_QUERY, at,
                          "an address goes in quotes: \"%.*s\"", STR_ARG(s));
    if (lexer_reserved(rest))
        return err_set_at(err, ERR_QUERY, at,
                          "a space is missing before `%.*s`", STR_ARG(rest));
    if ((rest.p[0] | 0x20) == 't' && rest.n > 1 && is_digit(rest.p[1]))
        return err_set_at(err, ERR_QUERY, at,
                          "this is no date; times are chosen by the time "
                          "window, or compared by toMillis(@timestamp)");
    if (date_unit(rest, &unit))
        return err_set_at(err, ERR_QUERY, at,
                          "a period is a whole number from 1 and a unit, as "
                          "in 5m");
    return err_set_at(err, ERR_QUERY, at,
                      "`%.*s` is neither a number nor a period such as 5m; "
                      "text goes in quotes",
                      STR_ARG(str_slice(s, 0, 40)));
}

/* A number, or with letters behind it a period such as 5m. */
static bool lex_number(struct lexer *l, size_t start, struct token *out,
                       struct err *err)
{
    size_t end = number_end(l->text, start);
    size_t word = end;
    struct str s;

    while (in_name(byte_at(l->text, word)))
        word++;
    s = str_slice(l->text, start, word);
    if (word > end) {
        take(l, out, TOK_PERIOD, start, word);
        if (period_parse(s, &out->period))
            return true;
        return bad_number(l->text, start, end, word, err);
    }
    take(l, out, TOK_NUMBER, start, end);
    out->num = num_parse(s);
    if (out->num.kind == NUM_NONE)
        return err_set_at(err, ERR_QUERY, out->at, "this number is too large");
    return true;
}

/* "-- " is how SQL starts a comment; here it would be two minus signs. */
static bool is_sql_comment(struct str text, size_t i)
{
    char after = byte_at(text, i + 2);

    return byte_at(text, i) == '-' && byte_at(text, i + 1) == '-' &&
           (is_blank(after) || after == '\0' || after == '-');
}

/* "{{name}}": where it ends, 0 when it is none; names are not long. */
static size_t placeholder_end(struct str text, size_t at)
{
    enum { LONGEST = 200 };
    struct str rest = str_slice(text, at, at + LONGEST);
    size_t close = str_find(rest, STR("}}"));

    return str_starts(rest, STR("{{")) && close < rest.n ? at + close + 2 : 0;
}

/* Signs of other languages and what to write. */
static const char *foreign_sign(uint32_t cp)
{
    switch (cp) {
    case ';':
        return "commands are divided by `|`";
    case '&':
        return "write `and`";
    case '~':
        return "write `like` or `=~`";
    case '?':
        return "write `if(condition, then, else)`";
    case '{':
    case '}':
        return "lists stand in `[` and `]`";
    case '\\':
        return "a query goes on in the next line without it";
    default:
        return NULL;
    }
}

static bool bad_character(struct str text, size_t at, struct err *err)
{
    size_t len, end = placeholder_end(text, at);
    uint32_t cp = utf8_decode(str_slice(text, at, text.n), &len);
    struct span span = span_of(at, at + len);
    const char *hint = foreign_sign(cp);

    if (end)
        return err_set_at(
            err, ERR_QUERY, span_of(at, end),
            "`%.*s` is a placeholder; put a value in its place",
            STR_ARG(str_slice(str_slice(text, at, end), 0, 60)));
    if (hint)
        return err_set_at(err, ERR_QUERY, span, "unexpected `%c`; %s",
                          (char)cp, hint);
    if ((cp >= 0x2018 && cp <= 0x201f) || cp == 0xb4 || cp == 0xab ||
        cp == 0xbb)
        return err_set_at(err, ERR_QUERY, span,
                          "a typographic quotation mark; write \" or '");
    if (cp == 0xa0 || cp == 0xfeff)
        return err_set_at(err, ERR_QUERY, span,
                          "a no-break space (U+%04X); write a plain space",
                          (unsigned)cp);
    if (cp > 0x20 && cp < 0x7f)
        return err_set_at(err, ERR_QUERY, span, "unexpected `%c`", (char)cp);
    return err_set_at(err, ERR_QUERY, span, "unexpected character U+%04X",
                      (unsigned)cp);
}

static bool lex_sign(struct lexer *l, size_t start, struct token *out,
                     struct err *err)
{
    struct str rest = str_slice(l->text, start, l->text.n);

    if (is_sql_comment(l->text, start))
        return err_set_at(err, ERR_QUERY, span_of(start, start + 2),
                          "a comment starts with `#`, not with `--`");
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct str sign;

        if (signs[i].text[0] != rest.p[0])
            continue;
        sign = str_of(signs[i].text);
        if (str_starts(rest, sign))
            return take(l, out, signs[i].kind, start, start + sign.n);
    }
    return bad_character(l->text, start, err);
}

bool lexer_next(struct lexer *l, struct token *out, struct err *err)
{
    size_t start = lexer_skip(l->text, l->at);
    char c = byte_at(l->text, start);

    if (start >= l->text.n)
        return take(l, out, TOK_END, start, start);
    if (starts_name(c) || c == '`')
        return lex_name(l, start, out, err);
    if (c == '"' || c == '\'')
        return lex_string(l, start, out, err);
    if (is_digit(c) || (c == '.' && is_digit(byte_at(l->text, start + 1))))
        return lex_number(l, start, out, err);
    return lex_sign(l, start, out, err);
}

/* Letters behind a regex that are meant as flags: how many there are. */
static size_t trailing_flags(struct str text, size_t at)
{
    size_t n = 0;

    while (is_letter(byte_at(text, at + n)))
        n++;
    for (size_t i = 0; i < n; i++) {
        if (!strchr("gimsuyx", text.p[at + i]))
            return 0;
    }
    return n;
}

bool lexer_regex(struct lexer *l, uint32_t open, struct token *out,
                 struct err *err)
{
    struct str text = l->text;
    size_t end = (size_t)open + 1;
    size_t flags;
    char *s;
    size_t n = 0;

    while (end < text.n && text.p[end] != '/')
        end += text.p[end] == '\\' ? 2 : 1;
    if (end >= text.n)
        return err_set_at(err, ERR_QUERY, span_of(open, open + 1),
                          "this regular expression is never closed; "
                          "expected /");
    flags = trailing_flags(text, end + 1);
    if (flags > 0)
        return err_set_at(err, ERR_QUERY, span_of(end + 1, end + 1 + flags),
                          "flags go inside a regular expression: "
                          "/(?i)text/");
    take(l, out, TOK_REGEX, open, end + 1);
    s = arena_alloc(l->arena, end - open);
    for (size_t i = (size_t)open + 1; i < end; i++) {
        if (text.p[i] == '\\' && text.p[i + 1] != '/')
            s[n++] = text.p[i++];
        else if (text.p[i] == '\\')
            i++;
        s[n++] = text.p[i];
    }
    out->text = (struct str){s, n};
    return true;
}
