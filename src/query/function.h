/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The functions of the language, scalar and aggregate, as one table
 * (query/functions.def). What a call means is in fn_*.c for scalars and in
 * engine/aggregate.c for aggregates.
 */
#ifndef QUERY_FUNCTION_H
#define QUERY_FUNCTION_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "query/regex.h"
#include "query/value.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The prep of isIpInSubnet and its kind is a struct cidr, or NULL when the
 * block is not a literal.
 */

/* What calls see of the query that runs. */
struct call_env {
    /* Texts and lists made for this batch. When it is full the values do not
       matter any more. */
    struct arena *arena;
    struct regex_scratch *regex;
    int64_t now_ms;         /* when the query started */
    int64_t from_ms, to_ms; /* its time window */
    uint64_t memory_bytes;  /* its budget, or 0 */
};

/* prep is what prepare made, or NULL. args[i] for i < n. */
typedef struct value scalar_fn(const struct call_env *env, const void *prep,
                               const struct value *args, uint32_t n);

/*
 * Look at the arguments that are literals (VALUE_NULL type where not) before
 * anything runs: make *prep (arena memory; regexes through own) or fail with
 * one sentence in err->msg. err->at is then no place in the query: .start is
 * the number of the argument at fault, from 0 (all-zero means 1, the second),
 * and .end the byte in its text.
 */
struct regex_owner;
typedef bool prepare_fn(struct arena *arena, struct regex_owner *own,
                        const struct value *literals, uint32_t n,
                        const void **prep, struct err *err);

/* Regexes that live as long as a query. All-zero is empty. */
struct regex_owner {
    struct regex **items;
    size_t n, cap;
};
struct regex *regex_owner_add(struct regex_owner *own, struct str pattern,
                              struct err *err);
void regex_owner_done(struct regex_owner *own);

/*
 * FUNCTION_PERIOD: a scalar whose last argument is a period. The binder turns
 * the period into prep, a struct time_bin, and bin(5m) into
 * datefloor(@timestamp, 5m). The period's own place in args is null.
 */
enum function_kind { FUNCTION_SCALAR, FUNCTION_AGGREGATE, FUNCTION_PERIOD };

struct time_bin {
    struct period period;
    int64_t offset_ms; /* of the stats the call stands in, else 0 */
};

/* What the result is, for columns' alignment and JSON. */
enum result_type {
    RESULT_ANY,
    RESULT_NUMBER,
    RESULT_TEXT,
    RESULT_TIME,
    RESULT_BOOL,
    RESULT_LIST, /* of values that are as in the log */
    RESULT_MAP   /* a map or list with types of its own, as JSON has them */
};

enum function_id {
#define FUNCTION(id, ...) FUNCTION_##id,
#include "query/functions.def"
#undef FUNCTION
    FUNCTION_TABLE_SIZE
};

/*
 * FUNCTION(id, "name", "arguments as shown", kind, min, max, result,
 *          scalar_fn or NULL, prepare_fn or NULL, "help", "example call",
 *          "its value")
 * max 255: any number.
 */
struct function {
    enum function_id id;
    const char *name; /* as documented: "isIpv4InSubnet" */
    const char *args; /* "ip, cidr" */
    enum function_kind kind;
    uint8_t min, max;
    enum result_type result;
    scalar_fn *call;
    prepare_fn *prepare;
    const char *help;
    const char *example; /* a call */
    const char *value;   /* what it gives; "" when that depends on the data */
};

enum { FUNCTION_ANY_NUMBER = 255 };

const struct function *function_at(enum function_id id);
/* By name in any case, underscores ignored; aliases known; NULL. */
const struct function *function_find(struct str name);
/* The nearest known name within two edits, one of a short name, or NULL. */
const char *function_nearest(struct str name);

#endif
