/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain mode: the steps and questions of the explorer, but lines of text in
 * place of a screen. For the files plain*.c.
 */
#ifndef TUI_PLAIN_INT_H
#define TUI_PLAIN_INT_H

#include "tui/app.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct plain {
    struct app app;
    struct arena arena;      /* of columns */
    struct str *columns;     /* of records as they are printed */
    struct str *all_columns; /* and as they are written */
    uint32_t n_columns, n_all_columns;
    uint64_t rows, first; /* rows to print, from this one on */
    bool interactive;     /* lines come from a terminal */
    FILE *in;
    bool failed; /* a line was wrong */
};

/* --- plain_input.c: lines, and signals while waiting for anything --- */

enum plain_line { PLAIN_LINE, PLAIN_CLEARED, PLAIN_END };

/* False when there is nowhere to read from. */
bool plain_input_open(struct plain *p);
void plain_input_close(struct plain *p);
/* The next line, to be freed; with PLAIN_CLEARED (Ctrl-C) there is none. */
enum plain_line plain_input_line(struct plain *p, char **line);
/* Sleep for some ms. True when Ctrl-C came meanwhile. */
bool plain_input_sleep(int ms);
/* The signal that asks for the end, or 0. */
int plain_input_ending(void);

/* --- plain_complete.c --- */

/* Tab completes what is typed to readline from here on. */
void plain_complete_begin(struct plain *p);

/* --- plain.c --- */

/* Let what was asked run to its end (or Ctrl-C), and tell what went wrong. */
void plain_wait(struct plain *p);
/* Run a query as a step of its own, and print what it finds. */
void plain_ask(struct plain *p, struct str query);
/* Tell and forget the message of the last action; false: there was none. */
bool plain_message(struct plain *p);

/* --- plain_command.c --- */

/* A line without its colon. */
void plain_command(struct plain *p, struct str line);

/* --- plain_print.c: the answers of the step there is --- */

/* Text from the log or the user, made harmless. */
void plain_put(FILE *out, struct str text);
void plain_print_query(struct plain *p);
void plain_print_rows(struct plain *p);
/* All fields of the row, counted from 0, which there is. */
void plain_print_row(struct plain *p, uint64_t row);
void plain_print_timeline(struct plain *p);
void plain_print_talkers(struct plain *p);
void plain_print_fields(struct plain *p);

#endif
