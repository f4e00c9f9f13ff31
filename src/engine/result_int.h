/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making results, which only the job does; and what whoever reads a whole one
 * has to know (row_reader.h).
 */
#ifndef ENGINE_RESULT_INT_H
#define ENGINE_RESULT_INT_H

#include "engine/batch.h"
#include "engine/result.h"
#include "engine/serial.h"

/*
 * The result of what was gathered: runs the serial rest of its plan. What was
 * gathered is used up. NULL with *err.
 */
struct result *result_new(const struct serial *how, struct gathered *gathered,
                          bool is_partial, struct err *err);
/* Rows that could not be read again while it was made. */
uint64_t result_lost(const struct result *r);

/*
 * Its rows are records, a page of which takes much longer to open than a few
 * rows take to read, each time anew, and there may be a temporary file.
 */
bool result_is_dear(const struct result *r);
/* Of such a result: */
const struct relation *result_relation(const struct result *r);
/* Of its rows, in their order. */
const uint64_t *result_ids(const struct result *r);
/* What its columns need, for visit_rows. */
const struct needs *result_needs(const struct result *r);
struct spill *result_spill(const struct result *r);
/*
 * A batch of the same records through a scanner of its own, which opens each
 * page once: others may read rows meanwhile. Expressions give up when stop,
 * which may be NULL, is set.
 */
struct batch *result_batch_new(struct result *r, const atomic_bool *stop);
/* False with *err when a regular expression gave up on some row. */
bool result_batch_good(const struct batch *b, struct err *err);
void result_batch_free(struct batch *b);
/*
 * The columns of the batch's rows: that of row i and column k goes to
 * out[at[i] * columns + k]. Arena texts.
 */
void result_batch_values(const struct result *r, struct batch *b,
                         const size_t *at, struct arena *arena,
                         struct value *out);
/* The lines of its rows, to out[at[i]]. */
void result_batch_lines(struct batch *b, const size_t *at, struct arena *arena,
                        struct str *out);
/* "a file changed: its records cannot be read any more"; returns false. */
bool result_lost_rows(struct err *err);

#endif
