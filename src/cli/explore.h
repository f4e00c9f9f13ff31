/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explorer: opens the inputs and hands over to the screen. */
#ifndef CLI_EXPLORE_H
#define CLI_EXPLORE_H

#include "cli/options.h"

/* Returns the exit status. */
int explore_run(const struct options *o);
/* The same with the last session over the paths, or of all. */
int explore_resume(const struct options *o);
/* The same without paths: the user is asked what to open. */
int explore_start(const struct options *o);

#endif
