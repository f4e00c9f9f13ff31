/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/transform.h"

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
