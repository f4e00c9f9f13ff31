/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the manual: fields, functions, commands, keys. */
#ifndef CLI_LIST_H
#define CLI_LIST_H

#include "cli/options.h"

#include <stdio.h>

/* Print the list of a TASK_LIST_ task as aligned text, or as JSON. */
void list_print(FILE *out, enum program_task task, bool json);

#endif
