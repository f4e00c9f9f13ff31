/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion of what is typed into the prompt besides queries: lines of
 * commands, names of files. */
#ifndef TUI_ANSWER_COMPLETE_H
#define TUI_ANSWER_COMPLETE_H

#include "base/arena.h"
#include "query/complete.h"

struct app;

/* What may stand before the cursor; memory is the arena's. */
typedef void answer_complete(struct app *app, struct arena *a, struct str text,
                             size_t cursor, struct completion *out);

/* A command's name, then what its argument may be. */
answer_complete line_complete;
/* The name of a file or folder. */
answer_complete file_complete;

#endif
