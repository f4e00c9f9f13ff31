/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of an input as a file that has a path but no name in a folder. */
#ifndef FUZZ_INPUT_FILE_H
#define FUZZ_INPUT_FILE_H

#include "base/buf.h"
#include "base/str.h"
#include "source/source.h"

#include <stdbool.h>
#include <stdio.h>

struct input_file {
    FILE *f;
    char path[32]; /* good until it is closed */
};

/* False when there is no room for it. */
bool input_file_open(struct input_file *file, struct str bytes);
void input_file_close(struct input_file *file);

/* What a source gave. */
struct input_text {
    struct buf text;
    uint32_t blocks;
    bool ended; /* all was read: fewer than the blocks that were asked for */
};

/*
 * The text of the blocks of s in order, at most so many. False with *why when
 * they do not follow each other, are longer than a block can be, or read
 * otherwise when one is asked for a second time.
 */
bool input_text_read(struct source *s, uint32_t most, struct input_text *out,
                     struct buf *why);
void input_text_done(struct input_text *t);

#endif
