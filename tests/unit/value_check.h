/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as constants of test tables, and a check that names the case. */
#ifndef UNIT_VALUE_CHECK_H
#define UNIT_VALUE_CHECK_H

#include "query/value.h"

#include "check.h"

#define NUL                                                                    \
    {                                                                          \
        .type = VALUE_NULL                                                     \
    }
#define INT(x)                                                                 \
    {                                                                          \
        .type = VALUE_INT, .i = (x)                                            \
    }
#define REAL(x)                                                                \
    {                                                                          \
        .type = VALUE_DOUBLE, .d = (x)                                         \
    }
#define BOOL(x)                                                                \
    {                                                                          \
        .type = VALUE_BOOL, .i = (x)                                           \
    }
#define TIME(ms)                                                               \
    {                                                                          \
        .type = VALUE_TIME, .i = (ms)                                          \
    }
#define IP4(x)                                                                 \
    {                                                                          \
        .type = VALUE_IP4, .i = (x)                                            \
    }
#define TEXT(x)                                                                \
    {                                                                          \
        .type = VALUE_TEXT, .n = sizeof(x) - 1, .s = (x)                       \
    }

/* A number may be kept as integer or double; texts and kinds must be equal. */
static inline bool value_is_number(struct value v)
{
    return v.type == VALUE_INT || v.type == VALUE_DOUBLE;
}

#define check_value(name, got, want)                                           \
    check_value_at(name, got, want, __FILE__, __LINE__)

static inline void check_value_at(const char *name, struct value got,
                                  struct value want, const char *file, int line)
{
    char a[VALUE_TEXT_MAX], b[VALUE_TEXT_MAX];
    struct str got_text = value_str(got, a), want_text = value_str(want, b);

    if (str_eq(got_text, want_text) &&
        (got.type == want.type ||
         (value_is_number(got) && value_is_number(want))))
        return;
    print_error("case \"%s\": got \"%.*s\" (type %d), expected \"%.*s\" "
                "(type %d)\n",
                name, STR_ARG(got_text), (int)got.type, STR_ARG(want_text),
                (int)want.type);
    _fail(file, line);
}

#endif
