/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/signature.h"

#include <string.h>

/* The names of arguments in functions.def, by what they are. */
static const struct {
    const char *name;
    enum argument_kind kind;
} names[] = {
    {"n", ARGUMENT_NUMBER},          {"m", ARGUMENT_NUMBER},
    {"k", ARGUMENT_NUMBER},          {"p", ARGUMENT_NUMBER},
    {"digits", ARGUMENT_NUMBER},     {"width", ARGUMENT_NUMBER},
    {"start", ARGUMENT_NUMBER},      {"length", ARGUMENT_NUMBER},
    {"lat1", ARGUMENT_NUMBER},       {"lon1", ARGUMENT_NUMBER},
    {"lat2", ARGUMENT_NUMBER},       {"lon2", ARGUMENT_NUMBER},
    {"text", ARGUMENT_TEXT},         {"time", ARGUMENT_TIME},
    {"period", ARGUMENT_PERIOD},     {"ip", ARGUMENT_IP},
    {"condition", ARGUMENT_CONDITION}, {"ignoreCase", ARGUMENT_CONDITION},
};

static const struct str rest = {"...", 3};

/* The names in order; "[" and "]" around optional ones fall away. */
static bool next_name(struct str *args, struct str *name)
{
    if (!str_split(args, ',', name))
        return false;
    while (name->n && (name->p[0] == ' ' || name->p[0] == '['))
        *name = str_slice(*name, 1, name->n);
    while (name->n &&
           (name->p[name->n - 1] == '[' || name->p[name->n - 1] == ']'))
        name->n--;
    return true;
}

static enum argument_kind kind_of(struct str name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, str_of(names[i].name)))
            return names[i].kind;
    return ARGUMENT_ANY;
}

/* How many names stand before "..."; 0 when it does not occur. */
static uint32_t count_repeated(const struct function *f)
{
    struct str args = str_of(f->args), name;

    for (uint32_t n = 0; next_name(&args, &name); n++)
        if (str_eq(name, rest))
            return n;
    return 0;
}

enum argument_kind signature_argument(const struct function *f, uint32_t i)
{
    struct str args = str_of(f->args), name = STR("");
    uint32_t repeated = count_repeated(f);

    /* "condition, value, ..." goes on in pairs. */
    if (repeated)
        i %= repeated;
    for (uint32_t k = 0; k <= i; k++)
        if (!next_name(&args, &name))
            return ARGUMENT_ANY;
    return kind_of(name);
}

struct span signature_place(const struct function *f, uint32_t i)
{
    struct str args = str_of(f->args), name;
    uint32_t start, repeated = count_repeated(f);

    if (repeated && i > repeated)
        i = repeated;
    for (uint32_t k = 0; next_name(&args, &name); k++) {
        if (k < i)
            continue;
        start = (uint32_t)(name.p - f->args);
        return (struct span){start, start + (uint32_t)name.n};
    }
    return (struct span){0, 0};
}

const char *argument_kind_text(enum argument_kind kind)
{
    static const char *const texts[] = {
        [ARGUMENT_ANY] = "a value",     [ARGUMENT_NUMBER] = "a number",
        [ARGUMENT_TEXT] = "a text",     [ARGUMENT_TIME] = "a time",
        [ARGUMENT_PERIOD] = "a period", [ARGUMENT_IP] = "an IP address",
        [ARGUMENT_CONDITION] = "a condition",
    };

    return texts[kind];
}

bool argument_is_wrong(enum argument_kind kind, struct value constant)
{
    bool number = value_num(constant).kind != NUM_NONE;

    switch (kind) {
    case ARGUMENT_NUMBER:
    case ARGUMENT_TIME:
    case ARGUMENT_CONDITION:
        return !number;
    case ARGUMENT_IP:
        /* A block is the other argument. */
        return number || (constant.type == VALUE_TEXT &&
                          memchr(constant.s, '/', constant.n));
    case ARGUMENT_ANY:
    case ARGUMENT_TEXT:
    case ARGUMENT_PERIOD:
        break;
    }
    return false;
}
