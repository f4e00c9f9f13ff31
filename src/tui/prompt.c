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
#include "base/mem.h"
#include "tui/prompt_history.h"
#include "tui/prompt_keys.h"

#include <stdio.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_CTRL_C = 3, KEY_CTRL_L = 12, KEY_CTRL_Z = 26 };

static const struct str paste_begin = {"\033[200~", 6};
static const struct str paste_end = {"\033[201~", 6};

static struct {
    bool focused;
    bool pasting;
    bool accepted;
    int tab; /* 1 or -1 once Tab or Shift-Tab came */
    enum prompt_purpose purpose;
    struct buf input; /* bytes not yet given to readline */
    size_t taken;     /* of them, given */
    size_t shown;     /* of them, what readline may take by itself */
    char *text;       /* the accepted line */
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

void prompt_accept(struct str line)
{
    free(prompt.text);
    prompt.text = str_dup(line);
    prompt.accepted = true;
}

void prompt_complete(int direction)
{
    prompt.tab = direction;
}

/* readline's own ways to end a line are ours instead: it ends none. */
static void on_line(char *line)
{
    free(line);
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
    prompt_keys_bind();
    prompt_history_open(history_path);
}

void prompt_close(const char *history_path)
{
    prompt_blur();
    if (history_path)
        prompt_history_save(history_path);
    prompt_history_close();
    free(prompt.text);
    buf_done(&prompt.input);
    if (prompt.nowhere)
        fclose(prompt.nowhere);
    memset(&prompt, 0, sizeof prompt);
}

/*
 * Out of a search and the like: while it is in one, readline has pointers into
 * the line, which moves when more comes into it than was typed.
 */
static void end_modes(void)
{
    rl_callback_sigcleanup();
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
        prompt_history_set_aside();
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
    prompt_history_forget_edits();
    rl_callback_handler_remove();
    prompt_history_take_back();
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
    /* Where the line is in the history is told by numbers, which change. */
    if (prompt.focused && prompt.accepted)
        prompt_history_forget_edits();
    prompt_history_add(text);
    if (!prompt.focused || prompt.accepted)
        using_history();
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
    prompt_history_forget_edits();
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
        prompt_history_own_edits();
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
