/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own folders (design.md 7). */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include "base/buf.h"

#include <stdbool.h>

/*
 * "$XDG_CONFIG_HOME/vpcscope/NAME", or below ~/.config, appended; false when
 * neither is known.
 */
bool config_folder(struct buf *out, const char *name);
/* "$VPCSCOPE_DATA/NAME", or where the program's data are installed. */
void data_folder(struct buf *out, const char *name);

#endif
