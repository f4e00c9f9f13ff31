/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One row for each item of a list (query-language.md 7.9). What is no list,
 * and a list of nothing, keeps its row, so that no record is lost.
 */
#include "engine/budget.h"
#include "engine/transform.h"
#include "query/value_json.h"

/* The list that v is; with expand also when it is the text of one. */
static struct value list_of(const struct transform_rows *rows, struct value v)
{
    struct value parsed;

    if (rows->spec->stage->kind == STAGE_UNNEST || v.type != VALUE_TEXT)
        return v;
    parsed = value_of_json(rows->arena, (struct str){v.s, v.n});
    return parsed.type == VALUE_LIST ? parsed : v;
}

/* How many rows there will be; false when that is too many. */
static bool count_items(struct transform_rows *rows, struct value *lists,
                        struct err *err)
{
    size_t size = sizeof *rows->from + sizeof(struct value);

    rows->n_out = 0;
    for (uint64_t i = 0; i < rows->n; i++) {
        struct value v = list_of(rows, rows->in[0][i]);

        lists[i] = v;
        rows->n_out += v.type == VALUE_LIST && v.n > 0 ? v.n : 1;
        if (transform_stopped(rows, i))
            return err_set(err, ERR_CANCELLED, "cancelled");
        if ((!rows->spill && rows->n_out > rows->max_bytes / size) ||
            rows->arena->bytes > rows->max_bytes)
            return budget_exceeded_by("unnest", rows->max_bytes, err);
    }
    return true;
}

bool transform_unnest(struct transform_rows *rows, struct err *err)
{
    struct value *lists = rows->out[0], *out;
    uint64_t at = 0;

    if (!count_items(rows, lists, err))
        return false;
    rows->from = transform_room(rows, rows->n_out, sizeof *rows->from, err);
    rows->from_is_big = true;
    if (!rows->from)
        return false;
    out = arena_alloc(rows->arena, rows->n_out * sizeof *out);
    for (uint64_t i = 0; i < rows->n; i++) {
        struct value v = lists[i];
        uint32_t n = v.type == VALUE_LIST ? v.n : 1;

        if (transform_stopped(rows, i))
            return err_set(err, ERR_CANCELLED, "cancelled");
        for (uint32_t k = 0; k < n || k == 0; k++) {
            rows->from[at] = i;
            out[at++] = n == 0                  ? value_null()
                        : v.type == VALUE_LIST ? v.list[k]
                                               : v;
        }
    }
    rows->out[0] = out;
    return true;
}
