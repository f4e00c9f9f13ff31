/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal: starting and ending curses, the signals that concern it, and
 * bytes and keys as they come in. The only module that calls curses' start
 * and end, and the one that restores the terminal on every way out.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Start on the terminal; with h and w not 0, on a screen of that size in
 * memory. False with *err when this is no terminal that curses knows.
 */
bool screen_open(int h, int w, struct err *err);
/* Restore the terminal; a second call does nothing. */
void screen_close(void);
void screen_size(int *h, int *w);
/* Another size for a screen in memory. */
void screen_set_size(int h, int w);
/* What the screen shows, as lines of text without blanks at their ends. */
void screen_print(FILE *out);
/*
 * Stop all that runs with the program, as the shell expects it of Ctrl-Z, and
 * draw anew afterwards.
 */
void screen_suspend(void);
/* The same with the program alone, which was told to by SCREEN_STOPPED. */
void screen_stop(void);
/*
 * Take the terminal again after SCREEN_RESUMED: whoever had it in between has
 * left his modes.
 */
void screen_retake(void);
/* Ring its bell, once. */
void screen_bell(void);
/*
 * Give the terminal back as the shell had it, for another program to use;
 * returns where that one reads keys from, -1 when there is no terminal.
 * screen_return takes it again. Until then stops are what they were before
 * screen_open, and what the keyboard sends is for the other program.
 */
int screen_leave(void);
void screen_return(void);
/* Send bytes as they are, past curses: they must leave the cursor alone. */
void screen_send(struct str bytes);
/* Forget what the terminal is believed to show. */
void screen_repaint(void);

/*
 * Wait for input or a signal, at most timeout_ms (negative: no limit). True
 * when there is input.
 */
bool screen_wait(int timeout_ms);

/* Wait for a signal alone, also of a child that ended; the same limit. */
void screen_pause(int timeout_ms);
/* The signal that asks the program to end; 0: none came while waiting. */
int screen_ending(void);

enum screen_event {
    SCREEN_RESIZED = 1,
    SCREEN_RESUMED = 2, /* back from a stop that was not ours */
    SCREEN_ENDED = 4,   /* a signal asks the program to end */
    SCREEN_STOPPED = 8  /* one asks it to stop */
};
/* What signals said since the last call, ORed; *signal names the end. */
unsigned screen_events(int *signal);

/*
 * Bytes instead of keys, and pastes marked as such: what the prompt's editor
 * wants while it has the focus.
 */
void screen_raw_bytes(bool on);
/*
 * Whether the terminal tells what the mouse does, instead of selecting text
 * with it. While raw it does not.
 */
void screen_mouse(bool on);

/* What screen_key returns when the mouse did something. */
enum { SCREEN_KEY_MOUSE = 0x4000 };

/* The next key as curses names it, or -1 when there is none. */
int screen_key(void);
/* Have bytes read again, before anything else. */
void screen_unread(const char *bytes, size_t n);
/*
 * The report that SCREEN_KEY_MOUSE begins: "B;X;Y" and M or m (tui/mouse.h).
 * Returns its length, 0 when it is not all there in time.
 */
size_t screen_mouse_report(char *out, size_t cap);
/* Bytes waiting, while raw; at most cap. */
size_t screen_bytes(char *out, size_t cap);

#endif
