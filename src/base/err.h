/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors: what functions that can fail report through their last parameter.
 * The first error wins; nothing below cli and tui prints.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum err_code {
    ERR_NONE,
    ERR_USAGE,  /* an option or value given by the user is wrong */
    ERR_QUERY,  /* syntax, name or type error in a query; .at is set */
    ERR_INPUT,  /* an input cannot be opened or holds no flow records */
    ERR_LIMIT,  /* a budget was reached: memory, nesting, regex effort */
    ERR_SYSTEM, /* the operating system said no */
    ERR_CANCELLED
};

/* Bytes [start, end) of the query text. */
struct span {
    uint32_t start;
    uint32_t end;
};

struct err {
    enum err_code code;
    struct span at; /* empty when not about the query */
    char msg[200];  /* one sentence, no newline, no position in it */
};

/* Fill *err unless it is already filled (or err is NULL). Returns false. */
bool err_set(struct err *err, enum err_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with a place in the query. */
bool err_set_at(struct err *err, enum err_code code, struct span at,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
