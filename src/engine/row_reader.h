/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading all rows of a result, or very many, a part after the other. Where
 * the parts would open pages that are dear again and again, the rows are laid
 * out on disk first.
 */
#ifndef ENGINE_ROW_READER_H
#define ENGINE_ROW_READER_H

#include "engine/result.h"

#include <stdatomic.h>

struct row_reader;

struct row_reader_spec {
    struct result *result;   /* borrowed */
    uint64_t first, n;       /* which rows will be read, each once, ... */
    bool backwards;          /* ... the last part first */
    bool lines;              /* by row_reader_lines, else row_reader_read */
    const atomic_bool *stop; /* laying out ends early; or NULL */
};

struct row_reader *row_reader_new(const struct row_reader_spec *spec);
/* NULL is fine. */
void row_reader_free(struct row_reader *r);
/* As result_read and result_lines. */
bool row_reader_read(struct row_reader *r, uint64_t first, uint32_t n,
                     struct arena *arena, struct value *out, struct err *err);
bool row_reader_lines(struct row_reader *r, uint64_t first, uint32_t n,
                      struct arena *arena, struct str *out, struct err *err);

#endif
