/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Patterns of Java's DateTimeFormatter, the letters that logs need, compiled
 * to steps; fn_parse_date.c reads a text by them.
 */
#ifndef QUERY_DATE_PATTERN_H
#define QUERY_DATE_PATTERN_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum step_kind {
    STEP_LITERAL,     /* .text */
    STEP_OPTION,      /* the next .inner steps may be missing as a whole */
    STEP_YEAR,
    STEP_YEAR2,       /* of 2000 to 2099 */
    STEP_MONTH,
    STEP_MONTH_NAME,
    STEP_DAY,
    STEP_DAY_OF_YEAR,
    STEP_WEEKDAY,     /* its name */
    STEP_HOUR,        /* 0 to 23 */
    STEP_HOUR24,      /* 1 to 24 */
    STEP_HOUR12,      /* 1 to 12 */
    STEP_HOUR11,      /* 0 to 11 */
    STEP_HALF,        /* AM, PM */
    STEP_MINUTE,
    STEP_SECOND,
    STEP_FRACTION,    /* .max digits */
    STEP_ZONE,        /* an offset */
    STEP_ZONE_NAME    /* UTC, GMT, an abbreviation; or an offset behind it */
};

/* Options within options. */
enum { DATE_OPTIONS_MAX = 20 };

struct date_step {
    enum step_kind kind;
    uint32_t min, max; /* digits */
    size_t inner;
    struct str text;
};

struct date_steps {
    struct date_step *p; /* in the arena */
    size_t n;
};

/*
 * False when a letter is not known here, a quote is never closed or an option
 * never opened; *bad is then the pattern from there on.
 */
bool date_pattern_compile(struct arena *arena, struct str pattern,
                          struct date_steps *out, struct str *bad);

#endif
