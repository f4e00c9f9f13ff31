/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cutting rule. It needs nothing but the bytes at one border, so blocks
 * are found in any order and by many threads at once, and two neighbours
 * always agree on the border between them.
 */
#include "source/cut.h"

#include "source/source.h"

#include <string.h>

uint64_t cut_blocks(uint64_t bytes)
{
    return bytes / SOURCE_BLOCK_BYTES + (bytes % SOURCE_BLOCK_BYTES != 0);
}

size_t cut_in_window(struct str window, bool at_end)
{
    const char *newline = memchr(window.p, '\n', window.n);
    if (newline)
        return (size_t)(newline - window.p) + 1;
    return at_end ? window.n : 1;
}

size_t cut_whole_lines(struct str text)
{
    size_t n = text.n;
    while (n && text.p[n - 1] != '\n')
        n--;
    return n;
}
