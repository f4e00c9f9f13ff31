/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where bytes come from: one opened input as numbered blocks of whole lines,
 * about 1 MiB each. Plain files are mapped, or read where a block is wanted
 * whole, and cut where it is asked for; compressed ones are inflated in
 * order, block by block, and again from their start when an earlier block is
 * wanted. Parquet files are no text: theirs is made (parquet.h), a block for
 * each piece, when somebody asks. What a line means is not known here.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/err.h"
#include "base/str.h"
#include "source/record_lines.h"
#include "source/strip.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

/*
 * How a text is cut, compressed or not: block i goes from the first line
 * start at or after i * SOURCE_BLOCK_BYTES to the first one at or after
 * (i + 1) * SOURCE_BLOCK_BYTES, offsets being those of the (inflated) text.
 * So a block may be empty, when a line runs right through it. A line that
 * does not end within SOURCE_LINE_BYTES of a border is cut at the border: a
 * text is never longer than the two sums together.
 */
enum {
    SOURCE_BLOCK_BYTES = 1 << 20,
    SOURCE_LINE_BYTES = 4 << 20,
    SOURCE_MAX_BLOCKS = 1 << 22 /* in one file; more is ERR_LIMIT */
};

enum source_kind { SOURCE_PLAIN, SOURCE_PACKED, SOURCE_PARQUET };

struct handles;
struct source;
struct parquet;
struct plain;

/*
 * Open a file, or standard input for "-". Standard input that is no regular
 * file, and a named pipe, are spooled to an unlinked temporary file first.
 * NULL with *err (without the path in it) when it cannot be opened or is no
 * file (a folder is walk's business). Packed files (source/packing.h)
 * and Parquet are told by their first bytes, whatever the name; so is packing
 * within packing. Deliveries that wrap records in JSON, CSV or the AWS CLI's
 * text (source/wrapping.h) give the text of the records.
 *
 * all: the files that it shares the system's descriptors with, or NULL, then
 * it holds one until it is closed. Mapping a plain file takes over SIGBUS
 * (source/guard.h).
 */
struct source *source_open(struct handles *all, const char *path,
                           struct err *err);
/* The same of a file found in a folder: a pipe in its place is not read. */
struct source *source_open_found(struct handles *all, const char *path,
                                 struct err *err);
/*
 * What reading it takes is to be in keeping with so much memory; before
 * anything is read. 0: as much as is needed.
 */
void source_limit(struct source *s, uint64_t memory_bytes);
/*
 * The same, but a plain file may grow, and what comes through a pipe is not
 * waited for. Such a source consists of whole lines: what is there of a last
 * one waits for its newline. So it is when each line is a delivery in JSON.
 * What can only be read as a whole is as source_open has it, once it is all
 * there: a pipe has ended, nobody has written to a file for a second. Until
 * it can be told what it is, a source has no blocks, and source_bytes is 0.
 */
struct source *source_follow(struct handles *all, const char *path,
                             struct err *err);
/*
 * Follow from now on a source that was opened otherwise, side by side with
 * reading. What was there of a last line counts as a line.
 */
void source_go_on(struct source *s);
void source_close(struct source *s);

enum source_growth {
    SOURCE_SAME,
    SOURCE_GREW,      /* the last block has more, or there are new ones */
    SOURCE_REWRITTEN, /* it was cut or written anew: no block can be read any
                         more, and it counts as no file's source from now */
    SOURCE_ENDED      /* the pipe's writer is gone, all was taken */
};
/*
 * Take what came to a followed source since the last look; from one thread
 * at a time, side by side with all below. finish: take the last line, too,
 * though its newline is missing.
 */
enum source_growth source_look(struct source *s, bool finish);
/* A look leaves the rest to the next one when *stop is not 0; or NULL. */
void source_stop_by(struct source *s, const atomic_bool *stop);

/*
 * Nobody writes to it at the moment: the mapping is given back, and so is the
 * descriptor when many files rest (source/handle.h); then it is opened for as
 * long as it is read. Looks go on as before. From the thread that looks, as
 * what follows.
 */
void source_rest(struct source *s);
/* No block can be read any more, and it counts as no file's source. */
void source_let_go(struct source *s);
/* That was so, or it was written anew. */
bool source_is_gone(const struct source *s);
/* It has no name any more, but can still be read. */
bool source_is_deleted(const struct source *s);
/* Keep that so until it is let go. */
void source_hold(struct source *s);
/* How it is now, wherever it is; false when it cannot be found. */
bool source_state(const struct source *s, struct stat *now);
/* The end of resting: it is written to. */
void source_wake(struct source *s);
/* It has another name now, by which it is opened again. */
void source_moved(struct source *s, const char *path);
/*
 * May a file with the same device and inode, now of this state, be what was
 * read? The number of a file that was deleted is soon that of another one.
 */
bool source_may_be(const struct source *s, const struct stat *now);
/* Is that how it was when it was looked at last? Then it is the same. */
bool source_is_as_seen(const struct source *s, const struct stat *now);
/* Is it followed, but can only be read when it is all there? */
bool source_awaits_end(const struct source *s);
/* Is what comes to it taken? */
bool source_grows(const struct source *s);

const char *source_path(const struct source *s);
enum source_kind source_kind(const struct source *s);
/*
 * What the text of a delivery that wraps records is (source/record_lines.h),
 * once its first block was read; RECORD_NONE for all other files.
 */
enum record_kind source_record_kind(const struct source *s);
/*
 * Make events of the lines (source/strip.h). Before anyone but the caller has
 * read a block; all blocks are other ones from then on.
 */
void source_strip(struct source *s, struct strip how);
/* Can it? What grows is read as it lies there. */
bool source_can_strip(const struct source *s);
/*
 * The file is a Parquet file that was compressed as a whole: from now on it is
 * SOURCE_PARQUET, read from a temporary file. Before anyone but the caller has
 * read a block; when it fails, with *err, none can be read.
 */
bool source_unpack_parquet(struct source *s, struct err *err);
/*
 * Of SOURCE_PARQUET, else NULL; lives as long as s. Its blocks are the pieces
 * of parquet.h, their text is made when one is asked for.
 */
struct parquet *source_parquet(const struct source *s);
/* Bytes on disk, at open time; those taken so far of a followed one. */
uint64_t source_bytes(const struct source *s);
/* Modification time, ms since 1970; 0 for standard input. */
int64_t source_mtime_ms(const struct source *s);
/*
 * The same file, by whatever name? By device and inode; standard input is
 * only the same as itself.
 */
bool source_same_file(const struct source *a, const struct source *b);
/* Device and inode, of what is read. */
void source_identity(const struct source *s, dev_t *device, ino_t *inode);
/* For tables of sources: equal for two of the same file. */
uint64_t source_hash(const struct source *s);

/*
 * Text of one block. Borrowed from a mapping or a room, or owned; give it
 * back with source_text_done either way.
 */
struct source_text {
    struct str text; /* whole lines; the file's last may lack its newline */
    uint64_t offset; /* of the text in the (inflated) file; of lines that are
                        unwrapped as they come, where these begin; of Parquet,
                        the records before it */
    void *owned;     /* NULL when borrowed */
    struct plain *lender; /* whose mapping it lies in; or NULL */
};

/*
 * Memory for text that its owner uses again for one block after the other:
 * fresh memory costs as much as a good part of the inflating, and a mapping
 * more than reading. All zeros to begin with.
 */
struct source_room {
    char *p;
    size_t cap;
};

enum source_read {
    SOURCE_READ_OK,
    SOURCE_READ_END,   /* no such block: the file has fewer */
    SOURCE_READ_FAILED /* *err says why (corrupt or cut data) */
};

/*
 * Get block number i. Any thread, any order; for gzip, in rising order is
 * cheap, and calls wait for each other. Where data is damaged (source_damage)
 * the whole lines before the damage are given; blocks beyond it are
 * SOURCE_READ_FAILED each time one is asked for.
 */
enum source_read source_block(struct source *s, uint32_t i,
                              struct source_text *out, struct err *err);
void source_text_done(struct source_text *t);
/*
 * The same, but the text is put into *room and borrowed from there: it is
 * valid until the room is used again. For a plain file this is the faster
 * way to all of a block, source_block the one to a few of its lines.
 */
enum source_read source_block_in(struct source *s, uint32_t i,
                                 struct source_room *room,
                                 struct source_text *out, struct err *err);
void source_room_done(struct source_room *room);
/*
 * What comes to a followed source goes to its last block until that is full.
 * Bytes of such a block, as they lie in the file, lines not cut: what was
 * there of it stays as it was. to may lie beyond its end.
 */
struct source_part {
    uint64_t from, to;
};
/*
 * Bytes of block i that are there, *open: it may get more; 0: it is one that
 * is always the same.
 */
uint64_t source_extent(const struct source *s, uint32_t i, bool *open);
/* As source_block_in, a part of a block that source_extent knows. */
enum source_read source_part_in(struct source *s, uint32_t i,
                                struct source_part part,
                                struct source_room *room,
                                struct source_text *out, struct err *err);
/*
 * The first lines of a packed file, as few as were inflated to see what is in
 * it; nothing of other files. Borrowed until the source is asked for more.
 */
struct str source_head(struct source *s);
/* A text that lies in room gets memory of its own, room's where that is little
   more than it needs. */
void source_text_own(struct source_text *t, struct source_room *room);
/*
 * Let go of what reading on would need, as long as nobody reads: a cursor is
 * set anew when a block is asked for again.
 */
void source_park(struct source *s);
/* Make it n bytes or more; what it held is kept. */
void source_room_reserve(struct source_room *room, size_t n);
/*
 * How many bytes of a text got from s are good, to be asked after the text
 * was used: a mapped file may shrink meanwhile, and what lies beyond its new
 * end reads as zeros. All of them, or the whole lines before the new end. One
 * system call for a mapping, nothing for text that was read or inflated.
 */
size_t source_text_good(struct source *s, const struct source_text *t);
/*
 * Number of blocks: exact for plain files, and unchanging unless followed.
 * For gzip the number found so far; *final says whether the end has been seen.
 */
uint32_t source_blocks(struct source *s, bool *final);
/* How many blocks, from the first on, source_block gives without reading. */
uint32_t source_mapped(const struct source *s);
/*
 * What went wrong with the data so far, as one sentence without the path, or
 * NULL: a gzip cut short or corrupt, a mapped file that shrank while it was
 * read. The text before the damage is good. Valid until source_close.
 */
const char *source_damage(struct source *s);

#endif
