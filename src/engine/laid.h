/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of an answer laid out on disk in its order, for answers whose records
 * are dear to fetch and stand far from their order: all are fetched in the
 * order of the files, once, and then read as they come.
 */
#ifndef ENGINE_LAID_H
#define ENGINE_LAID_H

#include "base/arena.h"
#include "engine/result_int.h"

struct laid;

struct laid_spec {
    struct result *result;   /* borrowed; result_is_laid_out says it is fit */
    uint64_t first, n;       /* which rows; n from 1 to laid_most */
    bool lines;              /* the records' lines, not the columns */
    const atomic_bool *stop; /* or NULL */
};

/* Rows that can be laid out at a time, by the memory there is. */
uint64_t laid_most(const struct result *r);
/* NULL when stopped, or with *err when the disk takes no more. */
struct laid *laid_new(const struct laid_spec *spec, struct err *err);
/* NULL is fine. */
void laid_free(struct laid *l);
bool laid_has(const struct laid *l, uint64_t first, uint32_t n);
/*
 * As result_read, of rows that it has; for lines there is one value a row, a
 * text.
 */
bool laid_read(struct laid *l, uint64_t first, uint32_t n, struct arena *arena,
               struct value *out, struct err *err);

#endif
