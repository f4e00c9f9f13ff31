/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the binder leaves for the transform of relevantfields and logcompare,
 * as prep. Its subqueries are, in pairs: the number of rows in question, and
 * of those they are compared with; then for each field its values in both
 * (`@v`, `@n`). The others of relevantfields are all rows, those in question
 * among them.
 */
#ifndef QUERY_BIND_COMPARE_H
#define QUERY_BIND_COMPARE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Of a field whose values are names as many as this are looked at. */
enum { COMPARE_VALUES = 2000 };

struct compare_field {
    struct str name;
    bool number; /* its values are cut into classes; it has a median */
};

struct compare {
    struct compare_field *fields;
    uint32_t n;
};

#endif
