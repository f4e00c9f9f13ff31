/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readline, fed by hand. It never touches the terminal: its own input
 * function takes bytes from a queue, its drawing and its terminal set-up are
 * empty functions. readline keeps its state in global variables, and its
 * handlers get no argument, so our part of that state is static as well.
 *
 * Three things are taken out of the stream of bytes before readline sees it:
 * a lone Esc, pastes (which keep their line breaks and never run by
 * themselves), and the keys that concern the whole program.
 */
#include "tui/prompt.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdio.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { HISTORY_MAX = 1000, KEY_CTRL_C = 3, KEY_CTRL_L = 12, KEY_CTRL_Z = 26 };

static const struct str paste_begin = {"\033[200~", 6};
static const struct str paste_end = {"\033[201~", 6};

static struct {
    bool focused;
    bool pasting;
    bool accepted;
    int tab; /* 1 or -1 once Tab or Shift-Tab came */
    enum prompt_purpose purpose;
    struct buf input;       /* bytes not yet given to readline */
    size_t taken;           /* of them, given */
    size_t shown;           /* of them, what readline may take by itself */
    char *text;             /* the accepted line */
    int remembered;         /* lines that the history file does not have yet */
    HISTORY_STATE *queries; /* set aside while something else is asked */
    FILE *nowhere;
} prompt;

static int next_byte(FILE *unused)
{
    (void)unused;
    if (prompt.taken >= prompt.shown)
        return EOF;
    return (unsigned char)prompt.input.p[prompt.taken++];
}

/* readline takes letters that follow one as well, without being asked to. */
static int shows_byte(void)
{
    return prompt.taken < prompt.shown;
}

static bool has_byte(void)
{
    return prompt.taken < prompt.input.n;
}

static void draw_nothing(void)
{
}

static void prepare_nothing(int meta)
{
    (void)meta;
}

static int tab(int count, int key)
{
    (void)count;
    (void)key;
    prompt.tab = 1;
    return 0;
}

static int back_tab(int count, int key)
{
    (void)count;
    (void)key;
    prompt.tab = -1;
    return 0;
}

/* readline's own ways to end a line are ours instead: it ends none. */
static void on_line(char *line)
{
    free(line);
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

    if (prompt.purpose == PROMPT_QUERY && rl_point == rl_end) {
        struct str trimmed = str_trim(before);

        if (str_ends(trimmed, STR("\\"))) {
            rl_delete_text((int)trimmed.n - 1, rl_end);
            rl_point = rl_end;
            return insert_newline(count, key);
        }
        if (str_ends(trimmed, STR("|")))
            return insert_newline(count, key);
    }
    free(prompt.text);
    prompt.text = str_dup((struct str){rl_line_buffer, (size_t)rl_end});
    prompt.accepted = true;
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

static void bind_keys(void);

static int read_settings(int count, int key)
{
    int result = rl_re_read_init_file(count, key);

    bind_keys();
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

static void bind_keys(void)
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

void prompt_open(const char *history_path)
{
    memset(&prompt, 0, sizeof prompt);
    prompt.nowhere = fopen("/dev/null", "r+");
    rl_readline_name = "vpcscope";
    rl_instream = prompt.nowhere;
    rl_outstream = prompt.nowhere;
    rl_getc_function = next_byte;
    rl_input_available_hook = shows_byte;
    rl_redisplay_function = draw_nothing;
    rl_prep_term_function = prepare_nothing;
    rl_deprep_term_function = draw_nothing;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_initialize();
    bind_keys();
    using_history();
    stifle_history(HISTORY_MAX);
    /* With times between them, entries may have several lines. */
    history_comment_char = '#';
    history_write_timestamps = 1;
    if (history_path && file_is_plain(history_path))
        read_history(history_path);
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
                append_history(prompt.remembered, temporary) == 0 &&
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
static void save_history(const char *path)
{
    int lock = prompt.remembered
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

void prompt_close(const char *history_path)
{
    prompt_blur();
    if (history_path)
        save_history(history_path);
    clear_history();
    free(prompt.text);
    buf_done(&prompt.input);
    if (prompt.nowhere)
        fclose(prompt.nowhere);
    memset(&prompt, 0, sizeof prompt);
}

/* Queries have a history; answers do not. */
static void set_history_aside(void)
{
    HISTORY_STATE none = {0};

    prompt.queries = history_get_history_state();
    history_set_history_state(&none);
}

static void take_history_back(void)
{
    if (!prompt.queries)
        return;
    history_set_history_state(prompt.queries);
    free(prompt.queries);
    prompt.queries = NULL;
}

/*
 * Out of a search and the like: while it is in one, readline has pointers into
 * the line, which moves when more comes into it than was typed.
 */
static void end_modes(void)
{
    rl_callback_sigcleanup();
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
static void own_edits(void)
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
static void forget_edits(void)
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

/* An empty line, behind all of the history. */
static void begin_line(void)
{
    using_history();
    rl_callback_handler_install("", on_line);
}

void prompt_focus(enum prompt_purpose purpose, struct str text, size_t point)
{
    char *copy = str_dup(text);

    prompt_blur();
    prompt.purpose = purpose;
    if (purpose != PROMPT_QUERY)
        set_history_aside();
    begin_line();
    rl_replace_line(copy, 1);
    rl_point = (int)(point < text.n ? point : text.n);
    free(copy);
    prompt.focused = true;
    prompt.accepted = false;
    prompt.pasting = false;
    buf_reset(&prompt.input);
    prompt.taken = prompt.shown = 0;
}

void prompt_blur(void)
{
    if (!prompt.focused)
        return;
    end_modes();
    forget_edits();
    rl_callback_handler_remove();
    take_history_back();
    prompt.focused = false;
}

bool prompt_focused(void)
{
    return prompt.focused;
}

enum prompt_purpose prompt_purpose(void)
{
    return prompt.purpose;
}

struct str prompt_text(void)
{
    if (prompt.accepted)
        return str_of(prompt.text);
    return (struct str){rl_line_buffer, (size_t)rl_end};
}

size_t prompt_point(void)
{
    return prompt.accepted ? strlen(prompt.text) : (size_t)rl_point;
}

void prompt_replace(size_t from, size_t to, struct str text)
{
    char *copy = str_dup(text);

    end_modes();
    rl_begin_undo_group();
    rl_delete_text((int)from, (int)to);
    rl_point = (int)from;
    rl_insert_text(copy);
    rl_end_undo_group();
    free(copy);
}

void prompt_remember(const char *text)
{
    HIST_ENTRY *last =
        history_length ? history_get(history_base + history_length - 1) : NULL;

    /* As in a shell: a leading space keeps it out, a repeat is one. */
    if (!*text || *text == ' ' || (last && !strcmp(last->line, text)))
        return;
    /* Where the line is in the history is told by numbers, which change. */
    if (prompt.focused && prompt.accepted)
        forget_edits();
    add_history(text);
    if (!prompt.focused || prompt.accepted)
        using_history();
    prompt.remembered += prompt.remembered < HISTORY_MAX;
}

/* Insert pasted bytes: line breaks stay, other control bytes become blanks. */
static void insert_paste(struct str s)
{
    char *text = mem_alloc(s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
            continue;
        if (c == '\r')
            c = '\n';
        text[n++] = (char)(c >= ' ' || c == '\n' ? c : ' ');
    }
    text[n] = '\0';
    end_modes();
    rl_insert_text(text);
    free(text);
}

/* The bytes that wait. */
static struct str waiting(void)
{
    return (struct str){prompt.input.p + prompt.taken,
                        prompt.input.n - prompt.taken};
}

/*
 * Take what belongs to a paste from the waiting bytes. True when something
 * was taken; false leaves the next byte to readline.
 */
static bool take_paste(void)
{
    struct str rest = waiting();

    if (!prompt.pasting) {
        if (!str_starts(rest, paste_begin))
            return false;
        prompt.taken += paste_begin.n;
        prompt.pasting = true;
        return true;
    }
    size_t end = str_find(rest, paste_end);
    if (end == rest.n)
        return false;
    insert_paste(str_slice(rest, 0, end));
    prompt.taken += end + paste_end.n;
    prompt.pasting = false;
    return true;
}

/* An ESC that begins nothing: the bytes after it would have come with it. */
static bool lone_escape(bool alone)
{
    struct str rest = waiting();

    return rest.p[0] == ESC && (rest.n == 1 ? alone : rest.p[1] == ESC) &&
           !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH);
}

/* Esc leaves; in vi mode it first goes to command mode. */
static enum prompt_event escape(void)
{
    prompt.taken++;
    if (rl_editing_mode == 0 && rl_get_keymap() == vi_insertion_keymap) {
        rl_vi_movement_mode(1, ESC);
        return PROMPT_EDITING;
    }
    return PROMPT_LEFT;
}

/* Is the key the program's even here? */
static bool is_program_key(int c)
{
    return c == KEY_CTRL_C || c == KEY_CTRL_L || c == KEY_CTRL_Z;
}

static bool program_key(int *key)
{
    int c = (unsigned char)prompt.input.p[prompt.taken];

    if (!is_program_key(c))
        return false;
    prompt.taken++;
    *key = c;
    if (c != KEY_CTRL_C)
        return true;
    /* Ctrl-C clears the line, as in a shell. */
    bool empty = rl_end == 0;
    end_modes();
    forget_edits();
    begin_line();
    return empty;
}

/* A key that begins longer ones ends a search; readline trips over itself. */
static void end_search(void)
{
    unsigned char c = (unsigned char)prompt.input.p[prompt.taken];

    if (RL_ISSTATE(RL_STATE_ISEARCH) && c != ESC &&
        rl_get_keymap()[c].type == ISKMAP)
        end_modes();
}

/* What was undone behind a search may leave less than readline says. */
static void keep_inside(void)
{
    int n = (int)strlen(rl_line_buffer);

    rl_end = rl_end < n ? rl_end : n;
    rl_point = rl_point < 0 ? 0 : rl_point < rl_end ? rl_point : rl_end;
    rl_mark = rl_mark < 0 ? 0 : rl_mark < rl_end ? rl_mark : rl_end;
}

/* The next byte and those behind it, up to where we have to look first. */
static void show_key(void)
{
    struct str input = buf_str(&prompt.input);

    prompt.shown = prompt.taken + 1;
    while (prompt.shown < input.n && input.p[prompt.shown] != ESC &&
           !is_program_key((unsigned char)input.p[prompt.shown]))
        prompt.shown++;
}

bool prompt_unfinished(void)
{
    return prompt.focused && has_byte();
}

bool prompt_pasting(void)
{
    return prompt.focused && prompt.pasting;
}

struct str prompt_rest(void)
{
    struct str rest = has_byte() ? waiting() : (struct str){0};

    prompt.taken = prompt.input.n;
    return rest;
}

enum prompt_event prompt_feed(struct str bytes, bool alone, int *key)
{
    if (!has_byte()) {
        buf_reset(&prompt.input);
        prompt.taken = prompt.shown = 0;
    }
    buf_add(&prompt.input, bytes);
    while (has_byte()) {
        if (take_paste())
            continue;
        if (prompt.pasting)
            return PROMPT_EDITING;
        if (lone_escape(alone))
            return escape();
        if (!alone && str_starts(paste_begin, waiting()))
            return PROMPT_EDITING; /* the rest is still on its way */
        if (program_key(key))
            return PROMPT_KEY;
        if (!has_byte())
            break;
        end_search();
        show_key();
        rl_callback_read_char();
        keep_inside();
        own_edits();
        if (prompt.accepted)
            return PROMPT_ACCEPTED;
        if (prompt.tab) {
            *key = prompt.tab;
            prompt.tab = 0;
            return PROMPT_TAB;
        }
    }
    return PROMPT_EDITING;
}
