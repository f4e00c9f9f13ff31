/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input that can be read once only, copied to where it can be read again. */
#ifndef SOURCE_SPOOL_H
#define SOURCE_SPOOL_H

#include "base/err.h"

/*
 * Copy all that can be read from a descriptor to an unlinked temporary file
 * in $TMPDIR or /tmp. Returns the descriptor of that file, for the caller to
 * close, or -1 with *err. Waits as long as the writer keeps its end open.
 */
int spool_copy(int from, struct err *err);

#endif
