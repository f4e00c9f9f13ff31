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
/* All there are, by name, with their parameters and what they are about. */
void queries_list(FILE *out);

#endif
