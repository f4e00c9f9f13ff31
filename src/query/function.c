/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of functions and finding one by name: names compare in lower
 * case and without underscores, so that countDistinct, count_distinct and
 * isValidIpv4 need no entries of their own.
 */
#include "query/function.h"

#include "base/mem.h"
#include "query/function_int.h"

#include <stdlib.h>

static const struct function functions[] = {
#define FUNCTION(id, name, args, kind, min, max, result, call, prepare, help,  \
                 example, value)                                               \
    [FUNCTION_##id] = {FUNCTION_##id, name, args,    kind, min,     max,       \
                       result,        call, prepare, help, example, value},
#include "query/functions.def"
#undef FUNCTION
};

/* Names that differ by more than case and underscores; normalised. */
static const struct {
    const char *name;
    enum function_id id;
} aliases[] = {
    {"collectvalues", FUNCTION_VALUES},
    {"strftime", FUNCTION_FORMAT_DATE},
};

enum {
    N_ALIASES = sizeof aliases / sizeof *aliases,
    NAME_MAX_LEN = 32, /* longer than any name here */
    NEAR_EDITS = 2
};

/* s in lower case without underscores; empty when it is too long to match. */
static struct str normalise(struct str s, char out[NAME_MAX_LEN])
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '_')
            continue;
        if (n == NAME_MAX_LEN)
            return STR("");
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct str){out, n};
}

const struct function *function_at(enum function_id id)
{
    return &functions[id];
}

const struct function *function_find(struct str name)
{
    char buf[NAME_MAX_LEN], own[NAME_MAX_LEN];
    struct str key = normalise(name, buf);

    if (key.n == 0)
        return NULL;
    for (size_t i = 0; i < FUNCTION_TABLE_SIZE; i++)
        if ((functions[i].name[0] | 0x20) == key.p[0] && /* most differ here */
            str_eq(key, normalise(str_of(functions[i].name), own)))
            return &functions[i];
    for (size_t i = 0; i < N_ALIASES; i++)
        if (str_eq(key, str_of(aliases[i].name)))
            return &functions[aliases[i].id];
    return NULL;
}

const char *function_nearest(struct str name)
{
    char buf[NAME_MAX_LEN], own[NAME_MAX_LEN];
    struct str key = normalise(name, buf);
    /* Of a short name two edits leave too little. */
    unsigned best = key.n < 4 ? 2 : NEAR_EDITS + 1;
    const char *nearest = NULL;

    if (key.n == 0)
        return NULL;
    for (size_t i = 0; i < FUNCTION_TABLE_SIZE; i++) {
        struct str candidate = normalise(str_of(functions[i].name), own);
        unsigned d = str_distance(key, candidate, NEAR_EDITS);

        /* "if" is no suggestion for "xy": something must be in common. */
        if (d < best && d < key.n && d < candidate.n) {
            best = d;
            nearest = functions[i].name;
        }
    }
    return nearest;
}

struct regex *regex_owner_add(struct regex_owner *own, struct str pattern,
                              struct err *err)
{
    struct regex *re = regex_new(pattern, err);

    if (!re)
        return NULL;
    own->items = mem_grow(own->items, own->n, &own->cap, sizeof *own->items);
    own->items[own->n++] = re;
    return re;
}

void regex_owner_done(struct regex_owner *own)
{
    for (size_t i = 0; i < own->n; i++)
        regex_free(own->items[i]);
    free(own->items);
    *own = (struct regex_owner){0};
}
