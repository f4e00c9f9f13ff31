/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of functions, and each scalar function on usual, null and odd
 * arguments. Expected values: query-language.md 8, RFC 1321 and FIPS 180-4
 * test vectors, coreutils' md5sum and sha256sum, and Python's zoneinfo.
 */
#include "query/function.h"

#include "base/zone.h"

#include "value_check.h"

#include <string.h>

/* --- The table --------------------------------------------------------- */

static void names_are_found_in_every_spelling(void **state)
{
    static const struct {
        const char *name;
        enum function_id want;
    } cases[] = {
        {"count", FUNCTION_COUNT_ROWS},
        {"COUNT", FUNCTION_COUNT_ROWS},
        {"countDistinct", FUNCTION_COUNT_DISTINCT},
        {"count_distinct", FUNCTION_COUNT_DISTINCT},
        {"isValidIpv4", FUNCTION_IS_VALID_IPV4},
        {"isvalidipv4", FUNCTION_IS_VALID_IPV4},
        {"collect_values", FUNCTION_VALUES},
        {"count_over_time", FUNCTION_COUNT_OVER_TIME},
        {"sum_over_time", FUNCTION_SUM_OVER_TIME},
        {"regex_replace", FUNCTION_REGEX_REPLACE},
        {"strftime", FUNCTION_FORMAT_DATE},
        {"ispresent", FUNCTION_IS_PRESENT},
        {"BIN", FUNCTION_BIN},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        const struct function *fn = function_find(str_of(cases[i].name));

        check_int(cases[i].name, fn ? (int)fn->id : -1, cases[i].want);
    }
    assert_null(function_find(STR("ago")));
    assert_null(function_find(STR("")));
    assert_null(
        function_find(STR("aNameThatIsMuchLongerThanAnyFunctionCouldBe")));
}

static void wrong_names_get_the_nearest(void **state)
{
    (void)state;
    assert_string_equal(function_nearest(STR("cuont")), "count");
    assert_string_equal(function_nearest(STR("isIpv4InSubnets")),
                        "isIpv4InSubnet");
    assert_string_equal(function_nearest(STR("TOUPER")), "toUpper");
    assert_null(function_nearest(STR("zzzzzzzz")));
    assert_null(function_nearest(STR("xy")));
}

static void the_table_is_whole(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FUNCTION_TABLE_SIZE; i++) {
        const struct function *fn = function_at((enum function_id)i);

        check_int(fn->name, fn->id, i);
        check_int(fn->name, fn == function_find(str_of(fn->name)), 1);
        check_int(fn->name, fn->help[0] != '\0', 1);
        check_int(fn->name, fn->min <= fn->max, 1);
        check_int(fn->name, !fn->call, fn->kind == FUNCTION_AGGREGATE);
    }
}

/* --- Calls ------------------------------------------------------------- */

struct function_case {
    const char *call; /* for the message; its name is the function */
    uint32_t n;
    struct value args[5];
    struct value want;
};

struct fixture {
    struct arena arena;
    struct regex_owner regexes;
    struct call_env env;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture){0};
    f.env = (struct call_env){.arena = &f.arena,
                              .regex = regex_scratch_new(),
                              .now_ms = 1788444000123,
                              .from_ms = 1000,
                              .to_ms = 5000};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    regex_scratch_free(f->env.regex);
    regex_owner_done(&f->regexes);
    arena_done(&f->arena);
    return 0;
}

/* Arguments of the case are literals to prepare. */
static struct value call(struct fixture *f, const struct function_case *c)
{
    struct str name = str_of(c->call);
    const struct function *fn;
    const void *prep = NULL;
    struct err err = {0};

    fn = function_find(str_slice(name, 0, str_find(name, STR("("))));
    check_int(c->call, fn != NULL, 1);
    if (fn->prepare &&
        !fn->prepare(&f->arena, &f->regexes, c->args, c->n, &prep, &err))
        check_text(c->call, str_of(err.msg), "");
    return fn->call(&f->env, prep, c->args, c->n);
}

static void check_cases(void **state, const struct function_case *cases,
                        size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_value(cases[i].call, call(*state, &cases[i]), cases[i].want);
}

static void numeric_functions(void **state)
{
    static const struct function_case cases[] = {
        {"abs(-5)", 1, {INT(-5)}, INT(5)},
        {"abs(smallest)", 1, {INT(INT64_MIN)}, REAL(0x1p63)},
        {"abs(text)", 1, {TEXT("-2.5")}, REAL(2.5)},
        {"abs(dash)", 1, {TEXT("-")}, NUL},
        {"abs(null)", 1, {NUL}, NUL},
        {"ceil(2.1)", 1, {REAL(2.1)}, INT(3)},
        {"ceil(-0.5)", 1, {REAL(-0.5)}, INT(0)},
        {"ceil(7)", 1, {INT(7)}, INT(7)},
        {"floor(-2.1)", 1, {REAL(-2.1)}, INT(-3)},
        {"floor(1e300)", 1, {REAL(1e300)}, REAL(1e300)},
        {"floor(null)", 1, {NUL}, NUL},
        {"round(2.5)", 1, {REAL(2.5)}, INT(3)},
        {"round(-2.5)", 1, {REAL(-2.5)}, INT(-3)},
        {"round(2.345, 1)", 2, {REAL(2.345), INT(1)}, REAL(2.3)},
        {"round(1234, -2)", 2, {INT(1234), INT(-2)}, INT(1200)},
        {"round(5, 400)", 2, {INT(5), INT(400)}, INT(5)},
        {"round(5, -400)", 2, {INT(5), INT(-400)}, INT(0)},
        {"round(1e300, 20)", 2, {REAL(1e300), INT(20)}, REAL(1e300)},
        {"round(2.5, null)", 2, {REAL(2.5), NUL}, NUL},
        {"sqrt(16)", 1, {INT(16)}, INT(4)},
        {"sqrt(-1)", 1, {INT(-1)}, NUL},
        {"sqrt(null)", 1, {NUL}, NUL},
        {"log(1)", 1, {INT(1)}, INT(0)},
        {"log(0)", 1, {INT(0)}, NUL},
        {"log(text)", 1, {TEXT("x")}, NUL},
        {"pow(2, 10)", 2, {INT(2), INT(10)}, INT(1024)},
        {"pow(2, null)", 2, {INT(2), NUL}, NUL},
        {"mod(-10, 3)", 2, {INT(-10), INT(3)}, INT(-1)},
        {"mod(1, 0)", 2, {INT(1), INT(0)}, NUL},
        {"greatest(1, 2.5, null)", 3, {INT(1), REAL(2.5), NUL}, REAL(2.5)},
        {"greatest(null)", 1, {NUL}, NUL},
        {"least(3, \"2\")", 2, {INT(3), TEXT("2")}, INT(2)},
        {"least(dash, 3)", 2, {TEXT("-"), INT(3)}, INT(3)},
        {"toNumber(\"2.50\")", 1, {TEXT("2.50")}, REAL(2.5)},
        {"toNumber(\"x\")", 1, {TEXT("x")}, NUL},
        {"toDouble(\"7\")", 1, {TEXT("7")}, INT(7)},
        {"toDouble(null)", 1, {NUL}, NUL},
        {"toInt(\"-2.9\")", 1, {TEXT("-2.9")}, INT(-2)},
        {"toInt(2147483648)", 1, {INT(2147483648)}, NUL},
        {"toInt(null)", 1, {NUL}, NUL},
        {"toLong(2147483648.7)", 1, {REAL(2147483648.7)}, INT(2147483648)},
        {"toLong(1e19)", 1, {REAL(1e19)}, NUL},
        {"haversine(same)", 4, {INT(0), INT(0), INT(0), INT(0)}, INT(0)},
        {"haversine(1, null, 1, 1)", 4, {INT(1), NUL, INT(1), INT(1)}, NUL},
        {"isNumeric(\"1e3\")", 1, {TEXT("1e3")}, BOOL(1)},
        {"isNumeric(\"-\")", 1, {TEXT("-")}, BOOL(0)},
        {"isNumeric(null)", 1, {NUL}, NUL},
        {"histogram(25, 10)", 2, {INT(25), INT(10)}, INT(20)},
        {"histogram(-5, 10)", 2, {INT(-5), INT(10)}, INT(-10)},
        {"histogram(2.6, 0.5)", 2, {REAL(2.6), REAL(0.5)}, REAL(2.5)},
        {"histogram(5, 0)", 2, {INT(5), INT(0)}, NUL},
        {"histogram(null, 10)", 2, {NUL, INT(10)}, NUL},
        {"histogram(smallest, 7)", 2, {INT(INT64_MIN), INT(7)}, INT(INT64_MIN)},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

static void haversine_measures_the_globe(void **state)
{
    /* Berlin to Paris 877.463 km; a quarter of the globe 10007.543 km. */
    static const struct function_case paris = {
        "haversine(Berlin, Paris)",
        4,
        {REAL(52.52), REAL(13.405), REAL(48.8566), REAL(2.3522)},
        NUL};
    static const struct function_case quarter = {
        "haversine(quarter)", 4, {INT(0), INT(0), INT(0), INT(90)}, NUL};

    assert_true(call(*state, &paris).d - 877.463 < 0.001);
    assert_true(877.464 - call(*state, &paris).d < 0.001);
    assert_true(call(*state, &quarter).d - 10007.543 < 0.001);
    assert_true(10007.544 - call(*state, &quarter).d < 0.001);
}

static void general_functions(void **state)
{
    static const struct function_case cases[] = {
        {"ispresent(\"-\")", 1, {TEXT("-")}, BOOL(1)},
        {"ispresent(null)", 1, {NUL}, BOOL(0)},
        {"coalesce(null, \"\", 1)", 3, {NUL, TEXT(""), INT(1)}, TEXT("")},
        {"coalesce(null)", 1, {NUL}, NUL},
        {"if(true, 1, 2)", 3, {BOOL(1), INT(1), INT(2)}, INT(1)},
        {"if(false, 1, 2)", 3, {BOOL(0), INT(1), INT(2)}, INT(2)},
        {"if(null, 1, 2)", 3, {NUL, INT(1), INT(2)}, INT(2)},
        {"case(false, 1, true, 2, 3)",
         5,
         {BOOL(0), INT(1), BOOL(1), INT(2), INT(3)},
         INT(2)},
        {"case(null, 1, false, 2, 3)",
         5,
         {NUL, INT(1), BOOL(0), INT(2), INT(3)},
         INT(3)},
        {"case(false, 1)", 2, {BOOL(0), INT(1)}, NUL},
        {"messageSize(a-umlaut)", 1, {TEXT("\xc3\xa4")}, INT(2)},
        {"messageSize(443)", 1, {INT(443)}, INT(3)},
        {"messageSize(null)", 1, {NUL}, NUL},
        {"queryStartTime()", 0, {NUL}, INT(1000)},
        {"queryEndTime()", 0, {NUL}, INT(5000)},
        {"queryTimeRange()", 0, {NUL}, INT(4000)},
        {"unmask(\"x\")", 1, {TEXT("x")}, TEXT("x")},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

static void an_open_window_has_no_bounds(void **state)
{
    static const struct function_case start = {
        "queryStartTime()", 0, {NUL}, NUL};
    static const struct function_case range = {
        "queryTimeRange()", 0, {NUL}, NUL};
    struct fixture *f = *state;

    f->env.from_ms = INT64_MIN;
    f->env.to_ms = INT64_MAX;
    check_value("start", call(f, &start), start.want);
    check_value("range", call(f, &range), range.want);
}

static void text_functions(void **state)
{
    static const struct function_case cases[] = {
        {"isempty(null)", 1, {NUL}, INT(1)},
        {"isempty(\"\")", 1, {TEXT("")}, INT(1)},
        {"isempty(\" \")", 1, {TEXT(" ")}, INT(0)},
        {"isempty(0)", 1, {INT(0)}, INT(0)},
        {"isblank(\" \\t\")", 1, {TEXT(" \t")}, INT(1)},
        {"isblank(null)", 1, {NUL}, INT(1)},
        {"isblank(\"-\")", 1, {TEXT("-")}, INT(0)},
        {"concat(address, \":\", 443)",
         3,
         {IP4(0x0a000001), TEXT(":"), INT(443)},
         TEXT("10.0.0.1:443")},
        {"concat(null, \"a\")", 2, {NUL, TEXT("a")}, TEXT("a")},
        {"concat(null, null)", 2, {NUL, NUL}, NUL},
        {"concat(\"\")", 1, {TEXT("")}, TEXT("")},
        {"ltrim(\"xyZxyfooxyZ\", \"xyZ\")",
         2,
         {TEXT("xyZxyfooxyZ"), TEXT("xyZ")},
         TEXT("fooxyZ")},
        {"rtrim(\"fooxyZ\", \"xyZ\")",
         2,
         {TEXT("fooxyZ"), TEXT("xyZ")},
         TEXT("foo")},
        {"trim(\" a b \")", 1, {TEXT(" a b ")}, TEXT("a b")},
        {"trim(all)", 1, {TEXT(" \n ")}, TEXT("")},
        {"trim(umlauts)",
         2,
         {TEXT("\xc3\xa4x\xc3\xa4"), TEXT("\xc3\xa4")},
         TEXT("x")},
        {"trim(null)", 1, {NUL}, NUL},
        {"trim(\"a\", null)", 2, {TEXT("a"), NUL}, NUL},
        {"strlen(umlaut)", 1, {TEXT("\xc3\xa4x")}, INT(2)},
        {"strlen(443)", 1, {INT(443)}, INT(3)},
        {"strlen(null)", 1, {NUL}, NUL},
        {"toupper(\"aB1\")", 1, {TEXT("aB1")}, TEXT("AB1")},
        {"tolower(\"aB1\")", 1, {TEXT("aB1")}, TEXT("ab1")},
        {"tolower(null)", 1, {NUL}, NUL},
        {"substr(\"xyZfooxyZ\", 3, 3)",
         3,
         {TEXT("xyZfooxyZ"), INT(3), INT(3)},
         TEXT("foo")},
        {"substr(\"eni-1\", 4)", 2, {TEXT("eni-1"), INT(4)}, TEXT("1")},
        {"substr(\"abc\", 9)", 2, {TEXT("abc"), INT(9)}, TEXT("")},
        {"substr(\"abc\", -1, 2)",
         3,
         {TEXT("abc"), INT(-1), INT(2)},
         TEXT("ab")},
        {"substr(\"abc\", 1, -1)", 3, {TEXT("abc"), INT(1), INT(-1)}, TEXT("")},
        {"substr(umlaut)",
         3,
         {TEXT("\xc3\xa4\xc3\xb6x"), INT(1), INT(1)},
         TEXT("\xc3\xb6")},
        {"substr(\"abc\", \"x\")", 2, {TEXT("abc"), TEXT("x")}, NUL},
        {"strcontains(\"abc\", \"bc\")", 2, {TEXT("abc"), TEXT("bc")}, INT(1)},
        {"strcontains(\"abc\", \"BC\")", 2, {TEXT("abc"), TEXT("BC")}, INT(0)},
        {"strcontains(\"abc\", \"BC\", true)",
         3,
         {TEXT("abc"), TEXT("BC"), BOOL(1)},
         INT(1)},
        {"strcontains(\"abc\", \"\")", 2, {TEXT("abc"), TEXT("")}, INT(1)},
        {"strcontains(\"\", \"\")", 2, {TEXT(""), TEXT("")}, INT(1)},
        {"strcontains(null, \"a\")", 2, {NUL, TEXT("a")}, NUL},
        {"startsWith(\"eni-1\", \"eni\")",
         2,
         {TEXT("eni-1"), TEXT("eni")},
         INT(1)},
        {"startsWith(address, \"10.\")",
         2,
         {IP4(0x0a000001), TEXT("10.")},
         INT(1)},
        {"endsWith(\"a\", \"ba\")", 2, {TEXT("a"), TEXT("ba")}, INT(0)},
        {"endsWith(null, \"a\")", 2, {NUL, TEXT("a")}, NUL},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

static void replacing_functions(void **state)
{
    static const struct function_case cases[] = {
        {"replace(\"aXbX\", \"X\", \"--\")",
         3,
         {TEXT("aXbX"), TEXT("X"), TEXT("--")},
         TEXT("a--b--")},
        {"replace(\"abc\", \"\", \"x\")",
         3,
         {TEXT("abc"), TEXT(""), TEXT("x")},
         TEXT("abc")},
        {"replace(\"aaa\", \"aa\", \"b\")",
         3,
         {TEXT("aaa"), TEXT("aa"), TEXT("b")},
         TEXT("ba")},
        {"replace(\"abc\", \"b\", null)",
         3,
         {TEXT("abc"), TEXT("b"), NUL},
         NUL},
        {"regexReplace(\"10.0.0.1\", \"\\\\d+$\", \"x\")",
         3,
         {TEXT("10.0.0.1"), TEXT("\\d+$"), TEXT("x")},
         TEXT("10.0.0.x")},
        {"regexReplace(groups)",
         3,
         {TEXT("ab cd"), TEXT("(\\w)(\\w)"), TEXT("$2\\1")},
         TEXT("ba dc")},
        {"regexReplace(whole)",
         3,
         {TEXT("ab"), TEXT("b"), TEXT("[$0]")},
         TEXT("a[b]")},
        {"regexReplace(no such group)",
         3,
         {TEXT("ab"), TEXT("b"), TEXT("<$1>")},
         TEXT("a<>")},
        {"regexReplace(dollar)",
         3,
         {TEXT("ab"), TEXT("b"), TEXT("$")},
         TEXT("a$")},
        /* As RE2's GlobalReplace does it. */
        {"regexReplace(empty matches)",
         3,
         {TEXT("baac"), TEXT("a*"), TEXT("-")},
         TEXT("-b-c-")},
        {"regexReplace(between)",
         3,
         {TEXT("abc"), TEXT("x*"), TEXT("-")},
         TEXT("-a-b-c-")},
        {"regexReplace(empty text)",
         3,
         {TEXT(""), TEXT("x*"), TEXT("-")},
         TEXT("-")},
        {"regexReplace(umlaut)",
         3,
         {TEXT("\xc3\xa4"), TEXT("x*"), TEXT("-")},
         TEXT("-\xc3\xa4-")},
        {"regexReplace(null)", 3, {NUL, TEXT("a"), TEXT("b")}, NUL},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

static void split_makes_a_list(void **state)
{
    static const struct {
        struct function_case call;
        const char *want;
    } cases[] = {
        {{"split(\"a,b,,c\", \",\")", 2, {TEXT("a,b,,c"), TEXT(",")}, NUL},
         "a, b, , c"},
        {{"split(\"a--b\", \"--\")", 2, {TEXT("a--b"), TEXT("--")}, NUL},
         "a, b"},
        {{"split(\"ab\", \"\")", 2, {TEXT("ab"), TEXT("")}, NUL}, "ab"},
        {{"split(\"\", \",\")", 2, {TEXT(""), TEXT(",")}, NUL}, ""},
    };

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct value list = call(*state, &cases[i].call);
        struct buf out = {0};

        check_int(cases[i].call.call, list.type, VALUE_LIST);
        value_append(&out, list);
        check_text(cases[i].call.call, buf_str(&out), cases[i].want);
        buf_done(&out);
    }
}

static void encodings(void **state)
{
    static const struct function_case cases[] = {
        {"urlencode(\"a b/\\xe4\")",
         1,
         {TEXT("a b/\xc3\xa4~")},
         TEXT("a%20b%2F%C3%A4~")},
        {"urldecode(\"my%2Dapp\")", 1, {TEXT("my%2Dapp")}, TEXT("my-app")},
        {"urldecode(\"%2\")", 1, {TEXT("%2")}, NUL},
        {"urldecode(\"%zz\")", 1, {TEXT("%zz")}, NUL},
        {"urldecode(null)", 1, {NUL}, NUL},
        {"base64encode(\"\")", 1, {TEXT("")}, TEXT("")},
        {"base64encode(\"f\")", 1, {TEXT("f")}, TEXT("Zg==")},
        {"base64encode(\"fo\")", 1, {TEXT("fo")}, TEXT("Zm8=")},
        {"base64encode(\"foobar\")", 1, {TEXT("foobar")}, TEXT("Zm9vYmFy")},
        {"base64decode(\"Zg==\")", 1, {TEXT("Zg==")}, TEXT("f")},
        {"base64decode(\"Zm8=\")", 1, {TEXT("Zm8=")}, TEXT("fo")},
        {"base64decode(\"Zm9vYmFy\")", 1, {TEXT("Zm9vYmFy")}, TEXT("foobar")},
        {"base64decode(\"Zg\")", 1, {TEXT("Zg")}, NUL},
        {"base64decode(\"Z===\")", 1, {TEXT("Z===")}, NUL},
        {"base64decode(\"Zg==Zg==\")", 1, {TEXT("Zg==Zg==")}, NUL},
        {"base64decode(\"Z*==\")", 1, {TEXT("Z*==")}, NUL},
        {"hexToAscii(\"0x6869\")", 1, {TEXT("0x6869")}, TEXT("hi")},
        {"hexToAscii(\"686\")", 1, {TEXT("686")}, NUL},
        {"hexToAscii(\"6g\")", 1, {TEXT("6g")}, NUL},
        {"hexToDec(\"0xff\")", 1, {TEXT("0xff")}, INT(255)},
        {"hexToDec(\"-FF\")", 1, {TEXT("-FF")}, INT(-255)},
        {"hexToDec(\"7fffffffffffffff\")",
         1,
         {TEXT("7fffffffffffffff")},
         INT(INT64_MAX)},
        {"hexToDec(\"8000000000000000\")", 1, {TEXT("8000000000000000")}, NUL},
        {"hexToDec(\"-8000000000000000\")",
         1,
         {TEXT("-8000000000000000")},
         INT(INT64_MIN)},
        {"hexToDec(\"0x\")", 1, {TEXT("0x")}, NUL},
        {"decToHex(255)", 1, {INT(255)}, TEXT("0xff")},
        {"decToHex(-1)", 1, {INT(-1)}, TEXT("-0x1")},
        {"decToHex(smallest)",
         1,
         {INT(INT64_MIN)},
         TEXT("-0x8000000000000000")},
        {"decToHex(\"x\")", 1, {TEXT("x")}, NUL},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

#define A16 "aaaaaaaaaaaaaaaa"
#define A55 A16 A16 A16 "aaaaaaa"

/* Lengths around the place where the padding needs another block. */
static void digests(void **state)
{
    static const struct {
        struct value text;
        const char *name, *md5, *sha256;
    } cases[] = {
        {TEXT(""), "empty", "d41d8cd98f00b204e9800998ecf8427e",
         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {TEXT("abc"), "abc", "900150983cd24fb0d6963f7d28e17f72",
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {TEXT(A55), "55", "ef1772b6dff9a122358552954ad0df65",
         "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {TEXT(A55 "a"), "56", "3b0c8ac703f828b04c6c197006d17218",
         "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {TEXT(A55 "aaaaaaaaa"), "64", "014842d480b571495a4a0363793f7367",
         "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {TEXT(A55 "aaaaaaaaaa"), "65", "c743a45e0d2e6a95cb859adae0248435",
         "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
    };

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct function_case md5 = {"md5()", 1, {cases[i].text}, NUL};
        struct function_case sha = {"sha256()", 1, {cases[i].text}, NUL};
        char scratch[VALUE_TEXT_MAX];

        check_text(cases[i].name, value_str(call(*state, &md5), scratch),
                   cases[i].md5);
        check_text(cases[i].name, value_str(call(*state, &sha), scratch),
                   cases[i].sha256);
    }
}

static void time_functions(void **state)
{
    static const struct function_case cases[] = {
        {"fromMillis(5)", 1, {INT(5)}, TIME(5)},
        {"fromMillis(\"5\")", 1, {TEXT("5")}, TIME(5)},
        {"fromMillis(null)", 1, {NUL}, NUL},
        {"toMillis(time)", 1, {TIME(5)}, INT(5)},
        {"toMillis(\"x\")", 1, {TEXT("x")}, NUL},
        {"now()", 0, {NUL}, INT(1788444000)},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

static void periods_round_times(void **state)
{
    struct fixture *f = *state;
    struct time_bin five = {{5, UNIT_MINUTE}, 0};
    struct time_bin shifted = {{1, UNIT_HOUR}, 600000};
    struct value args[2] = {TIME(1788444299999), NUL};
    struct value on_border = TIME(1788444300000);
    struct value number = INT(1788444299999), none = TEXT("-");
    struct value want_floor = TIME(1788444000000);
    struct value want_shifted = TIME(1788441000000);
    scalar_fn *bin = function_at(FUNCTION_BIN)->call;
    scalar_fn *ceil_fn = function_at(FUNCTION_DATE_CEIL)->call;

    check_value("bin(5m)", bin(&f->env, &five, args, 2), want_floor);
    check_value("dateceil(t, 5m)", ceil_fn(&f->env, &five, args, 2), on_border);
    check_value("on a border", ceil_fn(&f->env, &five, &on_border, 2),
                on_border);
    check_value("a number of ms", bin(&f->env, &five, &number, 2), want_floor);
    check_value("no time", bin(&f->env, &five, &none, 2), value_null());
    /* 14:04:59.999 with hours from ten past is 13:10. */
    check_value("offset", bin(&f->env, &shifted, args, 2), want_shifted);
}

#define ISO TEXT("yyyy-MM-dd HH:mm:ss")

static void dates_are_parsed(void **state)
{
    static const struct function_case cases[] = {
        {"parseDate(UTC)",
         2,
         {TEXT("2026-09-03 14:00:00"), ISO},
         INT(1788444000000)},
        {"parseDate(+02:00)",
         3,
         {TEXT("2026-09-03 14:00:00"), ISO, TEXT("+02:00")},
         INT(1788436800000)},
        {"parseDate(zone in the text)",
         2,
         {TEXT("2026-09-03T14:00:00.123+02:00"),
          TEXT("yyyy-MM-dd'T'HH:mm:ss.SSSXXX")},
         INT(1788436800123)},
        {"parseDate(Z)",
         2,
         {TEXT("2026-09-03T14:00:00Z"), TEXT("yyyy-MM-dd'T'HH:mm:ssX")},
         INT(1788444000000)},
        {"parseDate(Apache)",
         2,
         {TEXT("03/Sep/2026:14:00:00 +0000"), TEXT("dd/MMM/yyyy:HH:mm:ss Z")},
         INT(1788444000000)},
        {"parseDate(12 hours)",
         2,
         {TEXT("9/3/26 2:00 pm"), TEXT("M/d/yy h:mm a")},
         INT(1788444000000)},
        {"parseDate(microseconds)",
         2,
         {TEXT("1970-01-01 00:00:01.500999"),
          TEXT("yyyy-MM-dd HH:mm:ss.SSSSSS")},
         INT(1500)},
        {"parseDate(date only)",
         2,
         {TEXT("2026-09-03"), TEXT("yyyy-MM-dd")},
         INT(1788393600000)},
        {"parseDate(30 February)",
         2,
         {TEXT("2026-02-30"), TEXT("yyyy-MM-dd")},
         NUL},
        {"parseDate(rest)", 2, {TEXT("2026-09-03x"), TEXT("yyyy-MM-dd")}, NUL},
        {"parseDate(short)", 2, {TEXT("2026-9-03"), TEXT("yyyy-MM-dd")}, NUL},
        {"parseDate(null)", 2, {NUL, TEXT("yyyy")}, NUL},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

static void zones_change_their_clocks(void **state)
{
    static const struct function_case cases[] = {
        {"parseDate(winter)",
         3,
         {TEXT("2026-01-15 12:00:00"), ISO, TEXT("Europe/Berlin")},
         INT(1768474800000)},
        {"parseDate(summer)",
         3,
         {TEXT("2026-07-15 12:00:00"), ISO, TEXT("Europe/Berlin")},
         INT(1784109600000)},
        {"parseDate(past rule)",
         3,
         {TEXT("1990-07-15 12:00:00"), ISO, TEXT("Europe/Berlin")},
         INT(648036000000)},
        {"parseDate(far future)",
         3,
         {TEXT("2050-07-15 12:00:00"), ISO, TEXT("America/New_York")},
         INT(2541513600000)},
        {"parseDate(south)",
         3,
         {TEXT("2050-01-15 12:00:00"), ISO, TEXT("Australia/Sydney")},
         INT(2525821200000)},
        {"parseDate(hour that comes twice)",
         3,
         {TEXT("2026-10-25 02:30:00"), ISO, TEXT("Europe/Berlin")},
         INT(1792888200000)},
        {"parseDate(hour that is skipped)",
         3,
         {TEXT("2026-03-29 02:30:00"), ISO, TEXT("Europe/Berlin")},
         INT(1774747800000)},
        {"formatDate(zone)",
         3,
         {TIME(1788444000123), TEXT("%H:%M %z %Z"), TEXT("Europe/Berlin")},
         TEXT("16:00 +0200 CEST")},
    };
    struct fixture *f = *state;

    /* A system without zone files has only fixed offsets. */
    if (!zone_find(&f->arena, STR("Europe/Berlin")))
        skip();
    check_cases(state, cases, N_ELEMENTS(cases));
}

static void dates_are_formatted(void **state)
{
    /* 2026-09-03 was a Thursday, day 246 of its year. */
    static const struct function_case cases[] = {
        {"formatDate(usual)",
         2,
         {TIME(1788444000123), TEXT("%Y-%m-%d %H:%M:%S.%L")},
         TEXT("2026-09-03 14:00:00.123")},
        {"strftime(names)",
         2,
         {TIME(1788444000123), TEXT("%a %A %b %B %j %u %p %I %e %y %%")},
         TEXT("Thu Thursday Sep September 246 4 PM 02  3 26 %")},
        {"formatDate(composite)",
         2,
         {TIME(1788444000123), TEXT("%F %T %s")},
         TEXT("2026-09-03 14:00:00 1788444000")},
        {"formatDate(west)",
         3,
         {TIME(1788444000123), TEXT("%H:%M %z"), TEXT("-05:30")},
         TEXT("08:30 -0530")},
        {"formatDate(before 1970)",
         2,
         {TIME(-1), TEXT("%F %T.%L %s")},
         TEXT("1969-12-31 23:59:59.999 -1")},
        {"formatDate(number)", 2, {INT(0), TEXT("%F")}, TEXT("1970-01-01")},
        {"formatDate(null)", 2, {NUL, TEXT("%F")}, NUL},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

static void address_functions(void **state)
{
    static const struct function_case cases[] = {
        {"isValidIp(v4)", 1, {TEXT("10.0.0.1")}, BOOL(1)},
        {"isValidIp(v6)", 1, {TEXT("2001:db8::1")}, BOOL(1)},
        {"isValidIp(dash)", 1, {TEXT("-")}, BOOL(0)},
        {"isValidIp(null)", 1, {NUL}, BOOL(0)},
        {"isValidIpV4(address)", 1, {IP4(0x0a000001)}, BOOL(1)},
        {"isValidIpV4(leading zero)", 1, {TEXT("10.0.0.01")}, BOOL(0)},
        {"isValidIpV4(v6)", 1, {TEXT("::1")}, BOOL(0)},
        {"isValidIpV6(v6)", 1, {TEXT("::1")}, BOOL(1)},
        {"isValidIpV6(v4)", 1, {TEXT("10.0.0.1")}, BOOL(0)},
        {"isIpInSubnet(inside)",
         2,
         {IP4(0x0a010203), TEXT("10.0.0.0/8")},
         BOOL(1)},
        {"isIpInSubnet(host bits)",
         2,
         {IP4(0x0a010203), TEXT("10.9.9.9/8")},
         BOOL(1)},
        {"isIpInSubnet(bare)", 2, {IP4(0x0a010203), TEXT("10.1.2.3")}, BOOL(1)},
        {"isIpInSubnet(outside)",
         2,
         {IP4(0x0b010203), TEXT("10.0.0.0/8")},
         BOOL(0)},
        {"isIpInSubnet(v6)",
         2,
         {TEXT("2001:db8::5"), TEXT("2001:db8::/32")},
         BOOL(1)},
        {"isIpv4InSubnet(dash)", 2, {TEXT("-"), TEXT("0.0.0.0/0")}, BOOL(0)},
        {"isIpv4InSubnet(null)", 2, {NUL, TEXT("0.0.0.0/0")}, BOOL(0)},
        {"isIpv4InSubnet(v6)", 2, {TEXT("::1"), TEXT("::/0")}, BOOL(0)},
        {"isIpv6InSubnet(v6)", 2, {TEXT("::1"), TEXT("::/0")}, BOOL(1)},
        {"isIpv6InSubnet(families)",
         2,
         {TEXT("::1"), TEXT("0.0.0.0/0")},
         BOOL(0)},
        {"isPrivateIP(10)", 1, {TEXT("10.0.0.1")}, BOOL(1)},
        {"isPrivateIP(8)", 1, {TEXT("8.8.8.8")}, BOOL(0)},
        {"isPrivateIP(null)", 1, {NUL}, BOOL(0)},
        {"isPublicIP(8)", 1, {TEXT("8.8.8.8")}, BOOL(1)},
        {"isPublicIP(dash)", 1, {TEXT("-")}, BOOL(0)},
        {"isReservedIP(127)", 1, {TEXT("127.0.0.1")}, BOOL(1)},
        {"isReservedIP(8)", 1, {TEXT("8.8.8.8")}, BOOL(0)},
        {"ipv4ToNumber(text)", 1, {TEXT("10.0.0.1")}, INT(167772161)},
        {"ipv4ToNumber(address)", 1, {IP4(0x0a000001)}, INT(167772161)},
        {"ipv4ToNumber(v6)", 1, {TEXT("::1")}, NUL},
        {"ipv4ToNumber(null)", 1, {NUL}, NUL},
    };

    check_cases(state, cases, N_ELEMENTS(cases));
}

static void a_block_may_come_from_the_data(void **state)
{
    struct fixture *f = *state;
    scalar_fn *in = function_at(FUNCTION_IS_IP_IN_SUBNET)->call;
    struct value good[2] = {IP4(0x0a000001), TEXT("10.0.0.0/8")};
    struct value bad[2] = {IP4(0x0a000001), TEXT("10.0.0.0/99")};

    assert_true(in(&f->env, NULL, good, 2).i);
    assert_false(in(&f->env, NULL, bad, 2).i);
}

static void wrong_literals_are_refused_before_anything_runs(void **state)
{
    static const struct {
        struct function_case call;
        const char *want;
    } cases[] = {
        {{"isIpInSubnet(33)", 2, {NUL, TEXT("10.0.0.0/33")}, NUL},
         "\"10.0.0.0/33\" is not an address block such as 10.0.0.0/8"},
        {{"isIpInSubnet(number)", 2, {NUL, INT(10)}, NUL},
         "\"10\" is not an address block such as 10.0.0.0/8"},
        {{"regexReplace(column)", 3, {NUL, NUL, TEXT("")}, NUL},
         "regexReplace needs its pattern as a string in quotes"},
        {{"parseDate(letter)", 2, {NUL, TEXT("yyyy-QQ")}, NUL},
         "parseDate does not know \"QQ\" in its pattern"},
        {{"parseDate(quote)", 2, {NUL, TEXT("yyyy'T")}, NUL},
         "parseDate does not know \"'T\" in its pattern"},
        {{"parseDate(zone)", 3, {NUL, TEXT("yyyy"), TEXT("Mars/Base")}, NUL},
         "unknown time zone \"Mars/Base\""},
        {{"parseDate(path)", 3, {NUL, TEXT("yyyy"), TEXT("../passwd")}, NUL},
         "unknown time zone \"../passwd\""},
        {{"formatDate(letter)", 2, {NUL, TEXT("%Q")}, NUL},
         "unknown date format %Q"},
        {{"formatDate(column)", 2, {NUL, NUL}, NUL},
         "formatDate needs its format and zone as strings in quotes"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        const struct function_case *c = &cases[i].call;
        struct str name = str_of(c->call);
        const struct function *fn =
            function_find(str_slice(name, 0, str_find(name, STR("("))));
        const void *prep = NULL;
        struct err err = {0};

        check_int(
            c->call,
            fn->prepare(&f->arena, &f->regexes, c->args, c->n, &prep, &err),
            false);
        check_text(c->call, str_of(err.msg), cases[i].want);
    }
}

#define with_fixture(test)                                                     \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_in_every_spelling),
        cmocka_unit_test(wrong_names_get_the_nearest),
        cmocka_unit_test(the_table_is_whole),
        with_fixture(numeric_functions),
        with_fixture(haversine_measures_the_globe),
        with_fixture(general_functions),
        with_fixture(an_open_window_has_no_bounds),
        with_fixture(text_functions),
        with_fixture(replacing_functions),
        with_fixture(split_makes_a_list),
        with_fixture(encodings),
        with_fixture(digests),
        with_fixture(time_functions),
        with_fixture(periods_round_times),
        with_fixture(dates_are_parsed),
        with_fixture(zones_change_their_clocks),
        with_fixture(dates_are_formatted),
        with_fixture(address_functions),
        with_fixture(a_block_may_come_from_the_data),
        with_fixture(wrong_literals_are_refused_before_anything_runs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
