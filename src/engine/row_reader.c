/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * As many rows as there is room for are laid out when the first of them is
 * asked for. Where the disk takes none, rows are fetched as they come.
 */
#include "engine/row_reader.h"

#include "base/mem.h"
#include "engine/laid.h"
#include "engine/spread.h"

#include <stdlib.h>

struct row_reader {
    struct row_reader_spec spec;
    bool lays;         /* while the disk takes it */
    struct laid *laid; /* or NULL */
};

struct row_reader *row_reader_new(const struct row_reader_spec *spec)
{
    struct row_reader *r = mem_calloc(1, sizeof *r);

    r->spec = *spec;
    r->lays = spec->n > 0 && result_is_dear(spec->result) &&
              rows_are_spread(result_relation(spec->result),
                              result_ids(spec->result) + spec->first, spec->n);
    return r;
}

void row_reader_free(struct row_reader *r)
{
    if (!r)
        return;
    laid_free(r->laid);
    free(r);
}

/* The rows to lay out so that these are among them. */
static struct laid_spec rows_around(const struct row_reader *r, uint64_t first,
                                    uint32_t n)
{
    const struct row_reader_spec *s = &r->spec;
    uint64_t most = laid_most(s->result), end = s->first + s->n;
    struct laid_spec spec = {.result = s->result,
                             .lines = s->lines,
                             .stop = s->stop,
                             .first = first};

    if (s->backwards) {
        end = first + n;
        spec.first = end - s->first > most ? end - most : s->first;
    }
    spec.n = end - spec.first < most ? end - spec.first : most;
    return spec;
}

/* Are these rows laid out, now? */
static bool is_laid(struct row_reader *r, uint64_t first, uint32_t n)
{
    struct err refused = {0};

    if (!r->lays || laid_has(r->laid, first, n))
        return r->lays;
    const struct laid_spec spec = rows_around(r, first, n);
    laid_free(r->laid);
    r->laid = laid_new(&spec, &refused);
    r->lays = r->laid != NULL;
    return r->lays;
}

bool row_reader_read(struct row_reader *r, uint64_t first, uint32_t n,
                     struct arena *arena, struct value *out, struct err *err)
{
    if (is_laid(r, first, n))
        return laid_read(r->laid, first, n, arena, out, err);
    return result_read(r->spec.result, first, n, arena, out, err);
}

bool row_reader_lines(struct row_reader *r, uint64_t first, uint32_t n,
                      struct arena *arena, struct str *out, struct err *err)
{
    if (!is_laid(r, first, n))
        return result_lines(r->spec.result, first, n, arena, out, err);
    struct value *lines = mem_alloc((size_t)n * sizeof *lines);
    bool done = laid_read(r->laid, first, n, arena, lines, err);
    for (uint32_t i = 0; i < n; i++)
        out[i] = lines[i].type == VALUE_TEXT
                     ? (struct str){lines[i].s, lines[i].n}
                     : STR("");
    free(lines);
    return done;
}
