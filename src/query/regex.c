/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Patterns by PCRE2. What RE2 does not offer (look-around, back-references,
 * recursion and the like) is refused by a walk over the pattern before PCRE2
 * sees it, so that a query means the same in the service.
 */
#include "query/regex.h"

#include "base/mem.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MATCH_LIMIT = 1000000, /* steps of one search, from one place */
    DEPTH_LIMIT = 10000,
    HEAP_LIMIT_KIB = 4096,
    JIT_STACK_MIN = 32 << 10,
    JIT_STACK_MAX = 512 << 10,
    MESSAGE_MAX = 120,
    FIRST_PAIRS = 32 /* groups that fit without growing the scratch */
};

/*
 * A step may go over the whole text, and there are as many places to begin
 * as bytes. So of long texts steps are fewer, and the search goes on some
 * places at a time, about so long, to see whether it should stop.
 */
enum {
    LONG_TEXT = 1 << 14,
    LONG_EFFORT = 1000000000, /* steps times bytes */
    LEAST_STEPS = 16,
    MOST_STEPS = 1 << 28,    /* doubled up to so many, */
    PATIENCE_NS = 100000000, /* as long as those before took less */
    FIRST_PLACES = 64,
    SOON_NS = 10000000
};

struct regex {
    pcre2_code *code;
    _Atomic(pcre2_code *) for_long; /* the same for long texts; made when the
                                       first comes. It is slower. */
    char *pattern;
    size_t pattern_n;
    uint32_t groups;
    struct str *names; /* groups + 1, text owned by code */
};

struct regex_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    uint32_t pairs;
    bool hit_limit;
    const atomic_bool *stop; /* or NULL */
};

/* What may follow "(" or a backslash, and why it is refused. */
struct refusal {
    const char *start;
    const char *what;
};

static const struct refusal refused_groups[] = {
    {"?=", "look-ahead"},      {"?!", "look-ahead"},
    {"?<=", "look-behind"},    {"?<!", "look-behind"},
    {"?>", "an atomic group"}, {"?|", "a branch reset group"},
    {"?(", "a condition"},     {"?R", "recursion"},
    {"?&", "recursion"},       {"?+", "recursion"},
    {"?P>", "recursion"},      {"?P=", "a back-reference"},
    {"?C", "a callout"},       {"*", "a verb"},
};

static const struct refusal refused_escapes[] = {
    {"1", "a back-reference"},
    {"2", "a back-reference"},
    {"3", "a back-reference"},
    {"4", "a back-reference"},
    {"5", "a back-reference"},
    {"6", "a back-reference"},
    {"7", "a back-reference"},
    {"8", "a back-reference"},
    {"9", "a back-reference"},
    {"k", "a back-reference"},
    {"g", "a back-reference"},
    {"K", "\\K"},
    {"G", "\\G"},
    {"C", "\\C"},
    {"X", "\\X"},
    {"R", "\\R"},
};

#define N_OF(array) (sizeof(array) / sizeof *(array))

static bool refuse(const struct refusal *table, size_t n, struct str pattern,
                   size_t at, struct err *err)
{
    struct str rest = str_slice(pattern, at, pattern.n);

    for (size_t i = 0; i < n; i++) {
        struct span span = {(uint32_t)at - 1, (uint32_t)at + 1};

        if (!str_starts(rest, str_of(table[i].start)))
            continue;
        err_set_at(err, ERR_QUERY, span, "regex: %s is not supported",
                   table[i].what);
        return true;
    }
    /* "(?1)", "(?-1)" recurse; "(?-i)" is a flag. */
    if (table == refused_groups && rest.n > 1 && rest.p[0] == '?') {
        size_t digit = rest.p[1] == '-' ? 2 : 1;

        if (digit < rest.n && rest.p[digit] >= '0' && rest.p[digit] <= '9')
            return !err_set_at(
                err, ERR_QUERY,
                (struct span){(uint32_t)at - 1, (uint32_t)at + 2},
                "regex: recursion is not supported");
    }
    return false;
}

/* The byte after the character class that opens at at. */
static size_t skip_class(struct str p, size_t at)
{
    size_t i = at + 1;

    if (i < p.n && p.p[i] == '^')
        i++;
    if (i < p.n && p.p[i] == ']')
        i++; /* a first "]" is a member */
    while (i < p.n && p.p[i] != ']') {
        if (p.p[i] == '\\')
            i++;
        else if (p.p[i] == '[' && i + 1 < p.n && p.p[i + 1] == ':')
            i += str_find(str_slice(p, i, p.n), STR(":]")) + 1;
        i++;
    }
    return i + 1;
}

/* False with *err when the pattern uses what RE2 does not have. */
static bool only_plain(struct str p, struct err *err)
{
    size_t i = 0;

    while (i < p.n) {
        switch (p.p[i]) {
        case '\\':
            if (i + 1 < p.n && p.p[i + 1] == 'Q') {
                i += str_find(str_slice(p, i, p.n), STR("\\E"));
                break;
            }
            if (refuse(refused_escapes, N_OF(refused_escapes), p, i + 1, err))
                return false;
            i += 2;
            break;
        case '[':
            i = skip_class(p, i);
            break;
        case '(':
            if (refuse(refused_groups, N_OF(refused_groups), p, i + 1, err))
                return false;
            i++;
            break;
        default:
            i++;
        }
    }
    return true;
}

/* more: an option beside those that all have. */
static pcre2_code *compile(struct str pattern, uint32_t more, struct err *err)
{
    uint32_t options =
        PCRE2_DOLLAR_ENDONLY | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | more;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    int number = 0;
    size_t offset = 0;
    pcre2_code *code;

    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    code = pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n,
                         options, &number, &offset, context);
    pcre2_compile_context_free(context);
    if (!code) {
        unsigned char message[MESSAGE_MAX];
        char *options_told;
        struct span at = {(uint32_t)offset, (uint32_t)offset};

        pcre2_get_error_message(number, message, sizeof message);
        /* What the library's own options have to do with it is no help. */
        options_told = strstr((char *)message, " (PCRE2");
        if (options_told)
            *options_told = '\0';
        err_set_at(err, ERR_QUERY, at, "regex: %s", (const char *)message);
        return NULL;
    }
    /* Without JIT the interpreter does the same, slower. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

static void read_names(struct regex *re)
{
    uint32_t n = 0, entry = 0;
    PCRE2_SPTR table = NULL;

    re->names = mem_calloc((size_t)re->groups + 1, sizeof *re->names);
    pcre2_pattern_info(re->code, PCRE2_INFO_NAMECOUNT, &n);
    pcre2_pattern_info(re->code, PCRE2_INFO_NAMEENTRYSIZE, &entry);
    pcre2_pattern_info(re->code, PCRE2_INFO_NAMETABLE, &table);
    /* Each entry: the group number in two bytes, then the name and a NUL. */
    for (uint32_t i = 0; i < n; i++, table += entry) {
        uint32_t group = (uint32_t)(table[0] << 8 | table[1]);

        re->names[group] = str_of((const char *)table + 2);
    }
}

struct regex *regex_new(struct str pattern, struct err *err)
{
    pcre2_code *code;
    struct regex *re;

    if (!only_plain(pattern, err))
        return NULL;
    code = compile(pattern, 0, err);
    if (!code)
        return NULL;
    re = mem_calloc(1, sizeof *re);
    re->code = code;
    re->pattern = mem_alloc(pattern.n + 1);
    re->pattern_n = pattern.n;
    if (pattern.n)
        memcpy(re->pattern, pattern.p, pattern.n);
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &re->groups);
    read_names(re);
    return re;
}

void regex_free(struct regex *re)
{
    if (!re)
        return;
    pcre2_code_free(re->code);
    pcre2_code_free(atomic_load(&re->for_long));
    free(re->pattern);
    free(re->names);
    free(re);
}

uint32_t regex_groups(const struct regex *re)
{
    return re->groups;
}

struct str regex_group_name(const struct regex *re, uint32_t i)
{
    return re->names[i];
}

struct regex_scratch *regex_scratch_new(void)
{
    struct regex_scratch *s = mem_calloc(1, sizeof *s);

    s->pairs = FIRST_PAIRS;
    s->data = pcre2_match_data_create(s->pairs, NULL);
    s->context = pcre2_match_context_create(NULL);
    s->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
    pcre2_set_match_limit(s->context, MATCH_LIMIT);
    pcre2_set_depth_limit(s->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(s->context, HEAP_LIMIT_KIB);
    pcre2_jit_stack_assign(s->context, NULL, s->stack);
    return s;
}

void regex_scratch_free(struct regex_scratch *s)
{
    if (!s)
        return;
    pcre2_jit_stack_free(s->stack);
    pcre2_match_context_free(s->context);
    pcre2_match_data_free(s->data);
    free(s);
}

void regex_scratch_stop(struct regex_scratch *s, const atomic_bool *stop)
{
    s->stop = stop;
}

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool stopped(const struct regex_scratch *s)
{
    return s->stop && atomic_load_explicit(s->stop, memory_order_relaxed);
}

/* A search may not start within a character. */
static size_t next_start(struct str text, size_t from)
{
    while (from < text.n && ((unsigned char)text.p[from] & 0xc0) == 0x80)
        from++;
    return from;
}

static int match(const pcre2_code *code, struct regex_scratch *s,
                 struct str text, size_t from)
{
    return pcre2_match(code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, from,
                       0, s->data, s->context);
}

/* The code that can be told how far to look; another thread may win. */
static const pcre2_code *code_for_long(const struct regex *re)
{
    /* It is made by regex_new, and the threads share it. */
    struct regex *own = (struct regex *)(uintptr_t)re;
    pcre2_code *code = atomic_load(&own->for_long);

    if (code)
        return code;
    pcre2_code *made = compile((struct str){re->pattern, re->pattern_n},
                               PCRE2_USE_OFFSET_LIMIT, &(struct err){0});
    if (!made || atomic_compare_exchange_strong(&own->for_long, &code, made))
        return made;
    pcre2_code_free(made);
    return code;
}

/* What is found first among all places, tried in turn. */
static int match_long(const struct regex *re, struct regex_scratch *s,
                      struct str text, size_t from)
{
    size_t steps = LONG_EFFORT / text.n, places = FIRST_PLACES;
    const pcre2_code *code = code_for_long(re);
    int rc = PCRE2_ERROR_NOMATCH;

    if (!code)
        return PCRE2_ERROR_NOMEMORY;
    steps = steps < LEAST_STEPS ? LEAST_STEPS : steps;
    pcre2_set_match_limit(s->context, (uint32_t)steps);
    while (from <= text.n && rc == PCRE2_ERROR_NOMATCH && !stopped(s)) {
        int64_t began = now_ns();

        pcre2_set_offset_limit(s->context, from + places - 1);
        rc = match(code, s, text, from);
        if (rc == PCRE2_ERROR_MATCHLIMIT && steps < MOST_STEPS &&
            now_ns() - began < PATIENCE_NS) {
            /*
             * Steps are mostly short: it may need no more than some more.
             * Twice as many may take four or eight times as long.
             */
            steps *= 2;
            pcre2_set_match_limit(s->context, (uint32_t)steps);
            rc = PCRE2_ERROR_NOMATCH;
            continue;
        }
        from = next_start(text, from + places);
        if (now_ns() - began > SOON_NS)
            places = places > 1 ? places / 2 : 1;
        else
            places *= 2;
    }
    pcre2_set_match_limit(s->context, MATCH_LIMIT);
    pcre2_set_offset_limit(s->context, PCRE2_UNSET);
    return rc;
}

enum regex_result regex_search(const struct regex *re,
                               struct regex_scratch *scratch, struct str text,
                               size_t from)
{
    int rc;

    if (scratch->hit_limit)
        return REGEX_LIMIT;
    if (re->groups >= scratch->pairs) {
        pcre2_match_data_free(scratch->data);
        scratch->pairs = re->groups + 1;
        scratch->data = pcre2_match_data_create(scratch->pairs, NULL);
    }
    from = next_start(text, from);
    if (from > text.n)
        return REGEX_NO;
    rc = text.n < LONG_TEXT ? match(re->code, scratch, text, from)
                            : match_long(re, scratch, text, from);
    if (rc > 0)
        return REGEX_YES;
    if (rc == PCRE2_ERROR_NOMATCH)
        return REGEX_NO;
    /* What else can go wrong with a good pattern is lack of room or time. */
    scratch->hit_limit = true;
    return REGEX_LIMIT;
}

bool regex_group(const struct regex_scratch *scratch, struct str text,
                 uint32_t i, struct str *out)
{
    const size_t *pairs = pcre2_get_ovector_pointer(scratch->data);

    if (i >= scratch->pairs || pairs[2 * i] == PCRE2_UNSET) {
        *out = (struct str){NULL, 0};
        return false;
    }
    *out = str_slice(text, pairs[2 * i], pairs[2 * i + 1]);
    return true;
}

bool regex_hit_limit(const struct regex_scratch *scratch)
{
    return scratch->hit_limit;
}
