/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a function takes, read from its arguments as the table of functions
 * shows them: a name there says what kind of value is meant.
 */
#ifndef QUERY_SIGNATURE_H
#define QUERY_SIGNATURE_H

#include "base/err.h"
#include "query/function.h"

enum argument_kind {
    ARGUMENT_ANY,
    ARGUMENT_NUMBER,
    ARGUMENT_TEXT,
    ARGUMENT_TIME,
    ARGUMENT_PERIOD,
    ARGUMENT_IP,
    ARGUMENT_CONDITION
};

/* What argument i (from 0) of a call of f is to be. */
enum argument_kind signature_argument(const struct function *f, uint32_t i);
/* Where it is in f->args; what repeats is "...". Empty: there is no such one. */
struct span signature_place(const struct function *f, uint32_t i);
/* "a number", "an IP address"; for messages. */
const char *argument_kind_text(enum argument_kind kind);
/*
 * Can a constant never be what is asked for? Texts that read as numbers are
 * numbers; anything is a text.
 */
bool argument_is_wrong(enum argument_kind kind, struct value constant);

#endif
