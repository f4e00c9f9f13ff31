/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The configuration of the explorer, from all the places it may stand in;
 * later ones go before earlier ones (tui-design.md 18):
 *
 *     the defaults, the system's file, the user's file, the file of the
 *     folder the program runs in, the environment, the options.
 *
 * What cannot be used is a warning, never an error. No line of any file can
 * run a program, and the file of a folder, which may have come with the
 * data, cannot bind keys.
 */
#ifndef CLI_CONFIGURATION_H
#define CLI_CONFIGURATION_H

#include "base/arena.h"
#include "cli/options.h"
#include "tui/setup.h"

#include <stdio.h>

struct config {
    struct setup setup;
    struct arena arena; /* origins and warnings */
    const char **warnings;
    size_t n_warnings, cap_warnings;
};

void config_read(struct config *c, const struct options *o);
void config_done(struct config *c);
/* The warnings, on standard error. */
void config_tell(const struct config *c);
/* The first warning, or NULL; as long as c lives. */
const char *config_complaint(const struct config *c);
/* Read it and print each value with where it comes from (--show-config). */
void config_print(FILE *out, const struct options *o);

#endif
