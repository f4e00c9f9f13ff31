/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files that sessions are kept in: $XDG_STATE_HOME/vpcscope/sessions/
 * *.json, the last SESSIONS_MAX of them. What is in them besides the inputs
 * is tui/session.h's.
 */
#ifndef TUI_SESSION_FILE_H
#define TUI_SESSION_FILE_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SESSIONS_MAX = 20, SESSION_VERSION = 1 };

/* One session, as far as is needed to open its inputs or to list it. */
struct session_info {
    char *path;         /* of the session's file */
    char **files;       /* inputs, absolute */
    size_t n_files;
    char *format;       /* --format, or NULL */
    char **tables;      /* --table, "NAME=FILE" */
    size_t n_tables;
    char *query;        /* of the step that was on the screen */
    size_t n_steps, n_marks;
    int64_t saved_ms;   /* since 1970 */
};

/* All there are, the one saved last first. To be freed. */
struct session_info *session_list(size_t *n);
void session_list_free(struct session_info *list, size_t n);
/*
 * The newest session over these files, or of any when n is 0. False with
 * *err when there is none.
 */
bool session_find(char *const *files, size_t n, struct session_info *out,
                  struct err *err);
/* What a session's file says; false when it is damaged. */
bool session_read_info(const char *path, struct session_info *out);
void session_info_done(struct session_info *s);

/* A name for a session that begins; NULL without a home. To be freed. */
char *session_new_path(void);
/* Write the text to path, all or nothing; the oldest sessions go. */
bool session_write(const char *path, const char *text, struct err *err);
/* Read a session; NULL with *err when it is damaged. */
json_t *session_read(const char *path, struct err *err);

/* path as seen from anywhere: a name that does not begin with / gets the
   folder the program runs in before it. To be freed. */
char *session_absolute(const char *path);
/* A JSON string; bytes that are no UTF-8 are replaced. */
json_t *session_text(struct str text);

#endif
