/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replacing and splitting (query-language.md 8.3). */
#include "query/function_int.h"

struct value fn_replace(const struct call_env *env, const void *prep,
                        const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    struct str s, find, with;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s) || !fn_text(env, args[1], &find) ||
        !fn_text(env, args[2], &with))
        return value_null();
    if (find.n == 0 || str_find(s, find) == s.n)
        return value_text(s);
    while (s.n && !env->arena->full) {
        size_t at = str_find(s, find);

        builder_add(&out, str_slice(s, 0, at));
        if (at == s.n)
            break;
        builder_add(&out, with);
        s = str_slice(s, at + find.n, s.n);
    }
    return builder_value(&out);
}

bool fn_prepare_regex_replace(struct arena *arena, struct regex_owner *own,
                              const struct value *literals, uint32_t n,
                              const void **prep, struct err *err)
{
    struct value pattern = literals[1];
    struct err wrong = {0};

    (void)arena, (void)n;
    if (pattern.type != VALUE_TEXT)
        return err_set(err, ERR_QUERY,
                       "regexReplace needs its pattern as a string in quotes");
    *prep = regex_owner_add(own, (struct str){pattern.s, pattern.n}, &wrong);
    return *prep || err_set_at(err, wrong.code, (struct span){1, wrong.at.start},
                               "%s", wrong.msg);
}

/* Append with, where $1 and \1 stand for groups of the last match. */
static void add_replacement(struct text_builder *out,
                            const struct call_env *env, const struct regex *re,
                            struct str text, struct str with)
{
    for (size_t i = 0; i < with.n; i++) {
        char c = with.p[i], next = i + 1 < with.n ? with.p[i + 1] : '\0';
        struct str group;

        if ((c == '$' || c == '\\') && next >= '0' && next <= '9') {
            uint32_t number = (uint32_t)(next - '0');

            if (number <= regex_groups(re) &&
                regex_group(env->regex, text, number, &group))
                builder_add(out, group);
            i++;
        } else if (c == '\\' && next == '\\') {
            builder_char(out, c);
            i++;
        } else {
            builder_char(out, c);
        }
    }
}

/*
 * The next match may be empty, but not right behind the match before: a* in
 * "baac" matches at 0, 1 to 3 and 4, as RE2 counts.
 */
struct value fn_regex_replace(const struct call_env *env, const void *prep,
                              const struct value *args, uint32_t n)
{
    struct text_builder out = {.arena = env->arena};
    const struct regex *re = prep;
    size_t from = 0, copied = 0, last_end = SIZE_MAX;
    struct str s, with, match;

    (void)n;
    if (!fn_text(env, args[0], &s) || !fn_text(env, args[2], &with))
        return value_null();
    while (from <= s.n && !env->arena->full) {
        enum regex_result r = regex_search(re, env->regex, s, from);
        size_t start, end;

        if (r == REGEX_LIMIT)
            return value_null();
        if (r == REGEX_NO || !regex_group(env->regex, s, 0, &match))
            break;
        start = (size_t)(match.p - s.p);
        end = start + match.n;
        if (match.n || start != last_end) {
            builder_add(&out, str_slice(s, copied, start));
            add_replacement(&out, env, re, s, with);
            copied = end;
        }
        last_end = end;
        from = match.n ? end : end + 1;
    }
    builder_add(&out, str_slice(s, copied, s.n));
    return builder_value(&out);
}

static size_t count_parts(struct str s, struct str delimiter)
{
    size_t parts = 1;

    while (delimiter.n && s.n) {
        size_t at = str_find(s, delimiter);

        if (at == s.n)
            break;
        parts++;
        s = str_slice(s, at + delimiter.n, s.n);
    }
    return parts;
}

struct value fn_split(const struct call_env *env, const void *prep,
                      const struct value *args, uint32_t n)
{
    struct str s, delimiter;
    struct value *list;
    size_t parts;

    (void)prep, (void)n;
    if (!fn_text(env, args[0], &s) || !fn_text(env, args[1], &delimiter))
        return value_null();
    parts = count_parts(s, delimiter);
    if (!arena_takes(env->arena, parts * sizeof *list))
        return value_null();
    list = arena_calloc(env->arena, parts, sizeof *list);
    for (size_t i = 0; i < parts; i++) {
        size_t at = i + 1 < parts ? str_find(s, delimiter) : s.n;

        list[i] = value_text(str_slice(s, 0, at));
        s = str_slice(s, at + delimiter.n, s.n);
    }
    return value_list(list, parts);
}
