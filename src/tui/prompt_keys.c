/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keys do in the prompt: commands of readline's, some of ours, and some
 * of ours in the place of its own. readline's own are what .inputrc binds.
 */
#include "tui/prompt_keys.h"

#include "tui/prompt.h"

#include <stdio.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <string.h>

static int tab(int count, int key)
{
    (void)count;
    (void)key;
    prompt_complete(1);
    return 0;
}

static int back_tab(int count, int key)
{
    (void)count;
    (void)key;
    prompt_complete(-1);
    return 0;
}

static int insert_newline(int count, int key)
{
    (void)count;
    (void)key;
    return rl_insert_text("\n");
}

/* Enter ends the text, but after "|" or "\" it begins a new line. */
static int enter(int count, int key)
{
    struct str before = {rl_line_buffer, (size_t)rl_point};

    if (prompt_purpose() == PROMPT_QUERY && rl_point == rl_end) {
        struct str trimmed = str_trim(before);

        if (str_ends(trimmed, STR("\\"))) {
            rl_delete_text((int)trimmed.n - 1, rl_end);
            rl_point = rl_end;
            return insert_newline(count, key);
        }
        if (str_ends(trimmed, STR("|")))
            return insert_newline(count, key);
    }
    prompt_accept((struct str){rl_line_buffer, (size_t)rl_end});
    return 0;
}

static int do_nothing(int count, int key)
{
    (void)count;
    (void)key;
    return 0;
}

/* What is bound whatever the way of editing, and whatever .inputrc says. */
static const struct {
    const char *keys;
    rl_command_func_t *command;
} bindings[] = {
    /* Pastes are taken before; readline reads beyond the end of odd ones. */
    {"\\e[200~", do_nothing},
    {"\\e[201~", do_nothing},
    {"\\C-m", enter},
    {"\\C-j", enter},
    {"\\e\\C-m", insert_newline},
    {"\\e\\C-j", insert_newline},
    {"\\t", tab},
    {"\\e[Z", back_tab},
};

static int search_back(int count, int key)
{
    return rl_reverse_search_history(count, key);
}

static int search_on(int count, int key)
{
    return rl_forward_search_history(count, key);
}

/* Is the line of the history another one, that has the text? */
static bool fits(const char *line, struct str text, bool anywhere)
{
    struct str s = str_of(line);

    return (anywhere ? !text.n || str_find(s, text) < s.n
                     : str_starts(s, text)) &&
           strcmp(line, rl_line_buffer) != 0;
}

/* To the next line of the history that has what is before the cursor. */
static int go_to_line(int step, bool anywhere)
{
    struct str text = {rl_line_buffer, (size_t)rl_point};
    HIST_ENTRY **lines = history_list();
    int from = where_history(), point = rl_point, at = from + step;

    while (at >= 0 && at < history_length &&
           !fits(lines[at]->line, text, anywhere))
        at += step;
    if (at < 0 || at >= history_length)
        return 0;
    if (step < 0)
        rl_get_previous_history(from - at, 0);
    else
        rl_get_next_history(at - from, 0);
    rl_point = point;
    return 0;
}

static int begins_back(int count, int key)
{
    (void)count;
    (void)key;
    return go_to_line(-1, false);
}

static int begins_on(int count, int key)
{
    (void)count;
    (void)key;
    return go_to_line(1, false);
}

static int has_back(int count, int key)
{
    (void)count;
    (void)key;
    return go_to_line(-1, true);
}

static int has_on(int count, int key)
{
    (void)count;
    (void)key;
    return go_to_line(1, true);
}

static int read_settings(int count, int key)
{
    int result = rl_re_read_init_file(count, key);

    prompt_keys_bind();
    return result;
}

/*
 * Commands of readline's, for whatever key, and what is done for them: when it
 * ends a line itself it frees what can be undone of it and of the history,
 * and some of that twice.
 */
static const struct {
    const char *its;
    rl_command_func_t *ours;
} commands[] = {
    {"accept-line", enter},
    {"operate-and-get-next", enter},
    {"insert-comment", do_nothing},
    {"vi-eof-maybe", do_nothing},
    {"vi-complete", tab},
    /* A macro that calls itself ends in readline calling itself for nothing. */
    {"start-kbd-macro", do_nothing},
    {"end-kbd-macro", do_nothing},
    {"call-last-kbd-macro", do_nothing},
    {"print-last-kbd-macro", do_nothing},
    {"non-incremental-reverse-search-history", search_back},
    {"non-incremental-forward-search-history", search_on},
    {"non-incremental-reverse-search-history-again", search_back},
    {"non-incremental-forward-search-history-again", search_on},
    {"re-read-init-file", read_settings},
    {"history-search-backward", begins_back},
    {"history-search-forward", begins_on},
    {"history-substring-search-backward", has_back},
    {"history-substring-search-forward", has_on},
    {"vi-search", search_back},
    {"vi-search-again", search_back},
};

static void replace_command(Keymap map, rl_command_func_t *its,
                            rl_command_func_t *ours)
{
    for (int key = 0; key < KEYMAP_SIZE; key++) {
        if (map[key].type == ISKMAP)
            replace_command((Keymap)(void *)map[key].function, its, ours);
        else if (map[key].type == ISFUNC && map[key].function == its)
            map[key].function = ours;
    }
}

static void replace_commands(Keymap map)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        rl_command_func_t *its = rl_named_function(commands[i].its);

        if (its)
            replace_command(map, its, commands[i].ours);
    }
}

void prompt_keys_bind(void)
{
    rl_variable_bind("bell-style", "none");
    rl_variable_bind("enable-bracketed-paste", "off");
    rl_variable_bind("revert-all-at-newline", "off"); /* forget_edits */

    Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap,
                     vi_movement_keymap};

    rl_add_defun("vpcscope-enter", enter, -1);
    rl_add_defun("vpcscope-newline", insert_newline, -1);
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        replace_commands(maps[m]);
        for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++)
            rl_bind_keyseq_in_map(bindings[i].keys, bindings[i].command,
                                  maps[m]);
    }
}
