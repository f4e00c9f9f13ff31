/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where bytes come from: one opened input as numbered blocks of whole lines,
 * about 1 MiB each. Plain files are mapped and cut where a block is asked
 * for; compressed ones are inflated in order, block by block, and again from
 * their start when an earlier block is wanted. What a line means is not
 * known here.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* A block ends with the first newline at or after this many bytes. */
    SOURCE_BLOCK_BYTES = 1 << 20
};

enum source_kind { SOURCE_PLAIN, SOURCE_GZIP };

struct source;

/*
 * Open a file, or standard input for "-". Standard input that is no regular
 * file is spooled to an unlinked temporary file first. NULL with *err when
 * it cannot be opened or is no file (a folder is walk's business). Gzip is
 * told by its magic bytes, whatever the name.
 */
struct source *source_open(const char *path, struct err *err);
void source_close(struct source *s);

const char *source_path(const struct source *s);
enum source_kind source_kind(const struct source *s);
/* Bytes on disk, at open time. */
uint64_t source_bytes(const struct source *s);
/* Modification time, ms since 1970; 0 for standard input. */
int64_t source_mtime_ms(const struct source *s);
/* Another hard or symbolic link to the same file? By device and inode. */
bool source_same_file(const struct source *a, const struct source *b);

/*
 * Text of one block. Borrowed for a mapping, owned for inflated text; give
 * it back with source_text_done either way.
 */
struct source_text {
    struct str text;   /* whole lines; the file's last may lack its newline */
    uint64_t offset;   /* of the text in the (inflated) file */
    void *owned;       /* NULL when borrowed from the mapping */
};

enum source_read {
    SOURCE_READ_OK,
    SOURCE_READ_END,   /* no such block: the file has fewer */
    SOURCE_READ_FAILED /* *err says why (corrupt or cut data) */
};

/*
 * Get block number i. Any thread, any order; for gzip, in rising order is
 * cheap, and calls wait for each other. A damaged or truncated gzip gives
 * all text before the damage, then SOURCE_READ_FAILED once per block asked
 * beyond it; see source_damage.
 */
enum source_read source_block(struct source *s, uint32_t i,
                              struct source_text *out, struct err *err);
void source_text_done(struct source_text *t);
/*
 * Number of blocks: exact for plain files. For gzip the number found so
 * far; *final says whether the end has been seen.
 */
uint32_t source_blocks(struct source *s, bool *final);
/*
 * What went wrong with the data so far, as one sentence, or NULL: a gzip
 * cut short or corrupt, a mapped file that shrank while it was read. The
 * text before the damage is good. Valid until source_close.
 */
const char *source_damage(struct source *s);

#endif
