/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The query in the user's editor: written to a file, edited there in the
 * screen's place, read back and run. And its text in another form.
 */
#include "tui/command.h"

#include "base/buf.h"
#include "base/file.h"
#include "query/edit.h"
#include "tui/app_int.h"
#include "tui/explore.h"
#include "tui/line.h"
#include "tui/shell.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The shell splits the variable: it may hold arguments. */
static const char editor_command[] = "${VISUAL:-${EDITOR:-vi}} \"$1\"";

enum { READ_MOST = 1 << 20, SUFFIX = sizeof ".cwq" - 1 };

/* A new file with the query, ended by a newline; its path is to be freed. */
static char *write_query(struct str query)
{
    const char *folder = getenv("TMPDIR");
    struct buf path = {0};
    FILE *f;
    int fd;

    buf_printf(&path, "%s/vpcscope-XXXXXX.cwq",
               folder && *folder ? folder : "/tmp");
    fd = mkstemps(path.p, SUFFIX);
    f = fd < 0 ? NULL : fdopen(fd, "w");
    if (f) {
        bool ok =
            fwrite(query.p, 1, query.n, f) == query.n && fputc('\n', f) != EOF;

        if (fclose(f) == 0 && ok)
            return path.p;
    } else if (fd >= 0) {
        close(fd);
    }
    if (fd >= 0)
        unlink(path.p);
    buf_done(&path);
    return NULL;
}

/* What is between newlines at the ends was not meant to be part of it. */
static void run_edited(struct app *app, struct str before, struct str text)
{
    text = str_trim(text);
    if (memchr(text.n ? text.p : "", '\0', text.n))
        app_complain(app, "the file holds a zero byte: this is no query");
    else if (str_eq(text, str_trim(before)))
        app_say(app, "the query is the same as before");
    else
        input_run_query(app, text);
}

void command_editor(struct app *app)
{
    struct str query = app_prompt_text(app);
    char *path = write_query(query);
    struct buf edited = {0};
    int status;

    if (!path) {
        app_complain(app, "no temporary file: %s", strerror(errno));
        return;
    }
    status = shell_run(editor_command, path, -1, false);
    if (status < 0)
        app_complain(app, "there is no terminal for an editor");
    else if (status != 0)
        app_complain(app,
                     "the editor ended with status %d: the query is as "
                     "before",
                     status);
    else if (!file_load_plain(path, READ_MOST, &edited))
        app_complain(app, "%s: %s", path, strerror(errno));
    else
        run_edited(app, query, buf_str(&edited));
    unlink(path);
    buf_done(&edited);
    free(path);
}

void line_format(struct app *app, struct str arguments)
{
    struct arena a = {0};
    struct edit edit;
    struct err err = {0};

    if (arguments.n)
        app_complain(app, "format takes no arguments");
    else if (!edit_format(&a, app_prompt_text(app), &edit, &err))
        app_complain(app, "the query has an error (Esc reverts to the last "
                          "run)");
    else
        explore_edit(app, &edit);
    arena_done(&a);
}
