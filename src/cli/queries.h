/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Saved queries as files NAME.cwq: the user's own in the folder queries/ of
 * the configuration, those of the folder the program runs in, .vpcscope/,
 * and the shipped ones. Of equal names the first in this order counts.
 */
#ifndef CLI_QUERIES_H
#define CLI_QUERIES_H

#include "base/buf.h"
#include "query/saved.h"

#include <stdio.h>

struct saved_queries *queries_new(void);
void queries_free(struct saved_queries *q);
/*
 * All there are, by name, with their parameters and what they are about; and
 * of the fields that they need those that are not among the n loaded ones.
 * NULL: those that the default format does not have.
 */
void queries_list(FILE *out, const struct str *loaded, size_t n);

#endif
