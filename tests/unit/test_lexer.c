/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: their kinds, their texts without quoting, and their spans. */
#include "query/lexer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define N_OF(table) (sizeof(table) / sizeof *(table))

static struct lexer lexer_on(struct arena *a, const char *text)
{
    return (struct lexer){.arena = a, .text = str_of(text)};
}

/* One token each, the whole of the text but for white space around it. */
static const struct {
    const char *text;
    enum token_kind kind;
    const char *meaning; /* of names, strings and regexes */
} tokens[] = {
    {" srcAddr\t", TOK_NAME, "srcAddr"},
    {"@timestamp", TOK_NAME, "@timestamp"},
    {"_a.b.0.c1", TOK_NAME, "_a.b.0.c1"},
    {"`pkt-dstaddr`", TOK_NAME, "pkt-dstaddr"},
    {"`a``b # |`", TOK_NAME, "a`b # |"},
    {"a.`b c`.d", TOK_NAME, "a.b c.d"},
    {"@`aws.tag:x`", TOK_NAME, "@aws.tag:x"},
    {"\"a'b|#\"", TOK_STRING, "a'b|#"},
    {"'a\"b'", TOK_STRING, "a\"b"},
    {"\"\\\"\\'\\\\\\n\\r\\t\"", TOK_STRING, "\"'\\\n\r\t"},
    {"\"^10\\.\\d\"", TOK_STRING, "^10\\.\\d"},
    {"\"two\nlines\"", TOK_STRING, "two\nlines"},
    {"\"\"", TOK_STRING, ""},
    {"12", TOK_NUMBER, NULL},
    {".5", TOK_NUMBER, NULL},
    {"1.5e-3", TOK_NUMBER, NULL},
    {"5m", TOK_PERIOD, NULL},
    {"15MINS", TOK_PERIOD, NULL},
    {"==", TOK_EQ_EQ, NULL},
    {"=~", TOK_MATCH, NULL},
    {"<>", TOK_LT_GT, NULL},
    {"<=", TOK_LE, NULL},
    {"||", TOK_OR_OR, NULL},
    {"|", TOK_PIPE, NULL},
    {"!", TOK_BANG, NULL},
    {"# | comment\n", TOK_END, NULL},
    {"", TOK_END, NULL},
};

static void reads_one_token(void **state)
{
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(tokens); i++) {
        struct lexer l = lexer_on(&arena, tokens[i].text);
        struct str trimmed = str_trim(l.text);
        struct token tok;

        assert_true(lexer_next(&l, &tok, NULL));
        if (tok.kind != tokens[i].kind)
            fail_msg("%s is of kind %d", tokens[i].text, (int)tok.kind);
        if (tokens[i].meaning && !str_eq(tok.text, str_of(tokens[i].meaning)))
            fail_msg("%s means %.*s", tokens[i].text, STR_ARG(tok.text));
        if (tok.kind != TOK_END) {
            assert_int_equal(tok.at.start, trimmed.p - l.text.p);
            assert_int_equal(tok.at.end - tok.at.start, trimmed.n);
        }
        assert_true(lexer_next(&l, &tok, NULL));
        assert_int_equal(tok.kind, TOK_END);
    }
    arena_done(&arena);
}

static void separates_tokens_without_spaces(void **state)
{
    static const enum token_kind kinds[] = {
        TOK_NAME,  TOK_MINUS,      TOK_NAME,  TOK_GE,     TOK_NUMBER,
        TOK_COMMA, TOK_NAME,       TOK_OPEN,  TOK_PERIOD, TOK_CLOSE,
        TOK_PIPE,  TOK_OPEN_LIST,  TOK_MINUS, TOK_NUMBER, TOK_STRING,
        TOK_NAME,  TOK_CLOSE_LIST, TOK_SLASH, TOK_NAME,   TOK_END};
    struct arena arena = {0};
    struct lexer l = lexer_on(&arena, "a-b>=1,bin(5m)|[-2'x'y]/`z`# end");
    struct token tok;

    (void)state;
    for (size_t i = 0; i < N_OF(kinds); i++) {
        assert_true(lexer_next(&l, &tok, NULL));
        assert_int_equal(tok.kind, kinds[i]);
    }
    arena_done(&arena);
}

static void only_backticks_make_a_name_quoted(void **state)
{
    struct arena arena = {0};
    struct lexer l = lexer_on(&arena, "by `by` a.`b`");
    struct token tok;

    (void)state;
    assert_true(lexer_next(&l, &tok, NULL));
    assert_false(tok.quoted);
    assert_true(lexer_next(&l, &tok, NULL));
    assert_true(tok.quoted);
    assert_true(lexer_next(&l, &tok, NULL));
    assert_true(tok.quoted);
    arena_done(&arena);
}

static void reads_a_regex_on_demand(void **state)
{
    static const struct {
        const char *text;
        const char *pattern; /* NULL: refused */
        uint32_t start, end; /* of the token or the error */
    } cases[] = {
        {"/a b|c#/ x", "a b|c#", 0, 8},
        {"/a\\/b\\\\/", "a/b\\\\", 0, 8},
        {"/[\\]\\.]/", "[\\]\\.]", 0, 8},
        {"/two\nlines/", "two\nlines", 0, 11},
        {"//", "", 0, 2},
        {"/x/as", "x", 0, 3},
        {"/x", NULL, 0, 1},
        {"/x\\/", NULL, 0, 1},
        {"/x/i", NULL, 3, 4},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct lexer l = lexer_on(&arena, cases[i].text);
        struct err err = {0};
        struct token tok;
        bool ok = lexer_regex(&l, 0, &tok, &err);
        struct span at = ok ? tok.at : err.at;

        assert_int_equal(ok, cases[i].pattern != NULL);
        if (ok && !str_eq(tok.text, str_of(cases[i].pattern)))
            fail_msg("%s is %.*s", cases[i].text, STR_ARG(tok.text));
        assert_int_equal(at.start, cases[i].start);
        assert_int_equal(at.end, cases[i].end);
        assert_true(!ok || l.at == tok.at.end);
    }
    arena_done(&arena);
}

static void points_at_what_is_wrong(void **state)
{
    static const struct {
        const char *text;
        uint32_t start, end;
        const char *message;
    } cases[] = {
        {" \"abc", 1, 2, "string is never closed"},
        {" 'abc\\'", 1, 2, "string is never closed"},
        {" `abc", 1, 2, "backtick is never closed"},
        {" a.`abc", 3, 4, "backtick is never closed"},
        {" ``", 1, 3, "no name"},
        {" a.", 1, 3, "dot"},
        {" 1x2", 1, 4, "neither a number nor a period"},
        {" 1e", 1, 3, "neither a number nor a period"},
        {" 0m", 1, 3, "a whole number from 1"},
        {" 1e999", 1, 6, "too large"},
        {" -- x", 1, 3, "starts with `#`"},
        {" ;", 1, 2, "unexpected `;`"},
        {" {{name}}", 1, 9, "is a placeholder"},
        {" {a}", 1, 2, "unexpected `{`"},
        {" \xe2\x80\x9d", 1, 4, "typographic"},
        {" \xc2\xa0", 1, 3, "no-break space"},
        {" \xc3\xa9", 1, 3, "U+00E9"},
        {" \xff", 1, 2, "U+FFFD"},
        {" \x01", 1, 2, "U+0001"},
    };
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct lexer l = lexer_on(&arena, cases[i].text);
        struct err err = {0};
        struct token tok;

        assert_false(lexer_next(&l, &tok, &err));
        if (!strstr(err.msg, cases[i].message))
            fail_msg("%s: %s", cases[i].text, err.msg);
        assert_int_equal(err.at.start, cases[i].start);
        assert_int_equal(err.at.end, cases[i].end);
    }
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_one_token),
        cmocka_unit_test(separates_tokens_without_spaces),
        cmocka_unit_test(only_backticks_make_a_name_quoted),
        cmocka_unit_test(reads_a_regex_on_demand),
        cmocka_unit_test(points_at_what_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
