/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prompt's history: its file, which several programs add to, and what
 * readline leaves undone in it. There is one, as there is one readline.
 */
#include "tui/prompt_history.h"

#include "base/buf.h"
#include "base/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { HISTORY_MAX = 1000 };

static struct {
    int remembered;         /* lines that the file does not have yet */
    HISTORY_STATE *queries; /* set aside while something else is asked */
} history;

void prompt_history_open(const char *path)
{
    using_history();
    stifle_history(HISTORY_MAX);
    /* With times between them, entries may have several lines. */
    history_comment_char = '#';
    history_write_timestamps = 1;
    if (path && file_is_plain(path))
        read_history(path);
}

/* What is in the file of that name, if there is one. */
static bool copy_file(const char *path, int to)
{
    struct buf text = {0};
    int from = open(path, O_RDONLY | O_CLOEXEC);
    bool good;

    if (from >= 0) {
        file_get(from, &text);
        close(from);
    }
    good = file_put(to, buf_str(&text));
    buf_done(&text);
    return good;
}

/* The lines of the file and ours, in a new file that takes its place. */
static void replace_history(int fd, char *temporary, const char *path)
{
    bool good = copy_file(path, fd) &&
                append_history(history.remembered, temporary) == 0 &&
                history_truncate_file(temporary, HISTORY_MAX) == 0;

    close(fd);
    /* Shortening may have made another file of it. */
    fd = good ? open(temporary, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || !file_sync(fd) || !file_give_name(temporary, path, true))
        unlink(temporary);
    if (fd >= 0)
        close(fd);
}

/*
 * Only what was typed in this program is added, under a lock, so that several
 * of them keep each other's lines.
 */
void prompt_history_save(const char *path)
{
    int lock = history.remembered
                   ? file_open_locked(path, O_RDWR | O_CREAT, LOCK_EX)
                   : -1;
    mode_t mode = 0600;
    char *temporary, *target;
    int fd;

    if (lock < 0)
        return;
    target = file_target(path, &mode);
    fd = file_begin(target, mode, &temporary);
    if (fd >= 0)
        replace_history(fd, temporary, target);
    free(temporary);
    free(target);
    close(lock);
}

void prompt_history_close(void)
{
    clear_history();
    history.remembered = 0;
}

void prompt_history_add(const char *text)
{
    HIST_ENTRY *last =
        history_length ? history_get(history_base + history_length - 1) : NULL;

    /* As in a shell: a leading space keeps it out, a repeat is one. */
    if (!*text || *text == ' ' || (last && !strcmp(last->line, text)))
        return;
    add_history(text);
    history.remembered += history.remembered < HISTORY_MAX;
}

/* Queries have a history; answers do not. */
void prompt_history_set_aside(void)
{
    HISTORY_STATE none = {0};

    history.queries = history_get_history_state();
    history_set_history_state(&none);
}

void prompt_history_take_back(void)
{
    if (!history.queries)
        return;
    history_set_history_state(history.queries);
    free(history.queries);
    history.queries = NULL;
}

/* Is it what can be undone of the line, or the older part of that? */
static bool is_of_line(const UNDO_LIST *edits)
{
    const UNDO_LIST *l = rl_undo_list;

    while (l && l != edits)
        l = l->next;
    return l;
}

/*
 * What can be undone of the line is the line's alone, until it is left: of a
 * list whose newer part the line has readline frees all, and the history goes
 * on to use the rest.
 */
void prompt_history_own_edits(void)
{
    HIST_ENTRY *entry = current_history();

    if (entry && entry->data && is_of_line(entry->data))
        entry->data = NULL;
}

/* Line i of the history, whose text is in the line, as it was before. */
static void take_back(int i)
{
    HIST_ENTRY *old;

    while (rl_undo_list)
        rl_do_undo();
    old = replace_history_entry(i, rl_line_buffer, NULL);
    if (old)
        free_history_entry(old);
}

/*
 * Lines of the history that were edited, but not entered, are as they were;
 * nothing is left that could be undone. readline would keep both, with a list
 * in two hands that the one frees and the other goes on to use.
 */
void prompt_history_forget_edits(void)
{
    HIST_ENTRY **lines = history_list();

    /* The line goes back to the history, and the one that was begun before
     * comes, which is in nobody's hands but readline's. */
    rl_end_of_history(1, 0);
    for (int i = 0; lines && lines[i]; i++)
        if (lines[i]->data && is_of_line(lines[i]->data))
            take_back(i);
    rl_free_undo_list();
    for (int i = 0; lines && lines[i]; i++) {
        if (!lines[i]->data)
            continue;
        rl_replace_line(lines[i]->line, 0);
        rl_undo_list = lines[i]->data;
        take_back(i);
    }
}
