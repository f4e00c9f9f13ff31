/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of saved queries share. */
#ifndef QUERY_SAVED_INT_H
#define QUERY_SAVED_INT_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Go from *at to the next placeholder, outside of comments, of len bytes.
 * False, and *at at the end, when there is none. *quote is '\0' at first and
 * tells the next call whether it is in a string.
 */
bool saved_next_placeholder(struct str s, size_t *at, char *quote,
                            struct str *name, size_t *len);

#endif
