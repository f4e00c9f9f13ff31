/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batch mode: one query, its result on stdout, everything else on stderr. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "cli/options.h"

/* Returns the exit status. */
int batch_run(const struct options *o);

#endif
