/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys as text, to be kept in a file (--record) and played again (--replay).
 * Words are keys as the help spells them; the first words of a line may say
 * more:
 *
 *     size 120x40
 *     # the standard job
 *     t 3 a
 *     3 Enter
 *     screen drilled
 *     i " | limit 5" Enter
 *
 * "size" is that of the terminal from here on, "screen" shows the screen as
 * it is then, under a name. A text in quotes stands for its characters; in it
 * \", \\, \e and \xHH are what they are in C. A line that begins with "# " is
 * a comment. There are no times: a key is pressed when nothing runs any more.
 */
#ifndef TUI_TAPE_H
#define TUI_TAPE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum tape_kind { TAPE_KEY, TAPE_TEXT, TAPE_SCREEN, TAPE_SIZE };

struct tape_item {
    enum tape_kind kind;
    struct str text; /* name of the key or screen; the text itself */
    int code;        /* of the key, as tui/keymap.h has it */
    int h, w;        /* of TAPE_SIZE */
};

/*
 * All items of a tape, in the arena. False with *err, which names the line
 * that is wrong.
 */
bool tape_parse(struct arena *a, struct str text, struct tape_item **items,
                size_t *n, struct err *err);

/*
 * The bytes that a terminal sends for a key; "" when it is not known. out
 * holds 8.
 */
size_t tape_key_bytes(const struct tape_item *key, char out[8]);

/* A tape being written. All-zero but for out is one with nothing on it. */
struct tape_writer {
    FILE *out;
    bool in_line; /* something stands in the line */
    bool in_text; /* a quote is open */
};

void tape_put_size(struct tape_writer *t, int h, int w);
/* A key, by its code. Codes without a name or a byte are left out. */
void tape_put_key(struct tape_writer *t, int code);
/* Bytes as the terminal sent them: keys where they are some, else text. */
void tape_put_bytes(struct tape_writer *t, struct str bytes);
/* The user waited: the next key begins a line. */
void tape_put_pause(struct tape_writer *t);

#endif
