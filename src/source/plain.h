/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plain file: its blocks are cut where they are asked for. */
#ifndef SOURCE_PLAIN_H
#define SOURCE_PLAIN_H

#include "base/err.h"
#include "source/source.h"

#include <stdint.h>

struct handle;
struct plain;

/*
 * A file of this many bytes, borrowed, which was last written to then. It is
 * mapped when a block is.
 */
struct plain *plain_open(struct handle *file, uint64_t bytes,
                         struct timespec written, struct err *err);
void plain_close(struct plain *p);
enum source_read plain_block(struct plain *p, uint32_t i,
                             struct source_text *out, struct err *err);
/* The same text, read into room. */
enum source_read plain_block_in(struct plain *p, uint32_t i,
                                struct source_room *room,
                                struct source_text *out, struct err *err);
/* The text of a block is not looked at any more: its lender has it back. */
void plain_give_back(struct plain *p);
/* Let the mapping go, unless it is lent; it is made again when it is wanted. */
void plain_unmap(struct plain *p);
uint32_t plain_blocks(const struct plain *p);
/* As it was opened. */
uint64_t plain_bytes(const struct plain *p);
/* See source_text_good and source_damage. */
size_t plain_good(struct plain *p, const struct source_text *t);
const char *plain_damage(struct plain *p);

#endif
