/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --demo: a made-up log in a temporary folder, for as long as we run. */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include "base/err.h"

/*
 * Make the log and remember it for demo_remove. The path, or NULL with *err.
 * A signal that ends the program removes it as well.
 */
char *demo_make(struct err *err);
/* Remove it and its folder; nothing when there is none. */
void demo_remove(void);

#endif
