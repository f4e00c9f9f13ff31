/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The start screen: what there is to do when no files were given. A popup
 * over an explorer without records: recent sessions, saved queries, usage.
 */
#ifndef TUI_START_H
#define TUI_START_H

#include "tui/saved_call.h"
#include "tui/session_file.h"

#include <stdint.h>

struct app;

struct start_page {
    struct session_info *sessions;
    size_t n_sessions;
    struct arena arena;        /* of the names of saved queries */
    struct start_query {
        struct str name, about;
    } *queries;
    size_t n_queries, cap_queries;
    uint32_t row, top, page;   /* over sessions, then queries */
    struct str query;          /* the one a file is asked for, or empty */
};

void start_open(struct app *app);
void start_done(struct start_page *s);

#endif
