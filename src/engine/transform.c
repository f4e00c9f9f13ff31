/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/transform.h"

#include "base/big.h"
#include "engine/budget.h"

void *transform_room(const struct transform_rows *rows, uint64_t n, size_t each,
                     struct err *err)
{
    const unsigned share = 8; /* of the memory, what one array takes there */
    uint64_t bytes = n * each;

    return big_alloc(bytes > rows->max_bytes / share ? rows->spill : NULL,
                     bytes, err);
}

/* The arena takes memory where the disk refuses; nothing is written there. */
bool transform_columns(struct transform_rows *rows, struct err *err)
{
    struct err failure = {0};

    for (uint32_t k = 0; k < rows->spec->n_out; k++)
        rows->out[k] =
            arena_alloc(rows->arena, rows->n_out * sizeof **rows->out);
    if (rows->arena->bytes <= rows->max_bytes)
        return true;
    if (rows->spill)
        failure = spill_failure(rows->spill);
    if (failure.code != ERR_NONE)
        return err_set(err, failure.code, "%s", failure.msg);
    return budget_exceeded(rows->max_bytes, err);
}

transform_fn *transform_of(enum stage_kind kind)
{
    static transform_fn *const all[STAGE_COUNT] = {
        [STAGE_ACCUM] = transform_accum,
        [STAGE_APPENDCOLS] = transform_appendcols,
        [STAGE_ESTIMATE] = transform_estimate,
        [STAGE_JOIN] = transform_join,
        [STAGE_LOGCOMPARE] = transform_compare,
        [STAGE_PATTERN] = transform_pattern,
        [STAGE_RELEVANTFIELDS] = transform_compare,
        [STAGE_AUTOREGRESS] = transform_autoregress,
        [STAGE_FILLMISSING] = transform_fillmissing,
        [STAGE_FILLDOWN] = transform_filldown,
        [STAGE_ADDTOTALS] = transform_addtotals,
        [STAGE_OUTLIER] = transform_outlier,
        [STAGE_SESSIONIZE] = transform_sessionize,
        [STAGE_UNNEST] = transform_unnest,
        [STAGE_EXPAND] = transform_unnest,
    };

    return all[kind];
}
