/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/value_set.h"

static bool add_cells(struct value_set *set, const cell *cells, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = 0;

        while (k < set->n && set->cells[k] != cells[i])
            k++;
        if (k == VALUE_SET_CELLS)
            return false;
        if (k == set->n)
            set->cells[set->n++] = cells[i];
    }
    return true;
}

bool value_set_of(const struct column *c, struct value_set *out)
{
    *out = (struct value_set){.min = INT64_MAX, .max = INT64_MIN};
    switch (c->kind) {
    case COLUMN_NULL:
        out->cells[out->n++] = cell_make(CELL_NULL, 0);
        return true;
    case COLUMN_IP4:
        return false;
    case COLUMN_INT:
        if (c->n_exc < c->n) {
            out->min = c->min;
            out->max = c->max;
        }
        break;
    case COLUMN_DICT:
        if (c->n_codes > VALUE_SET_CELLS ||
            !add_cells(out, c->cells, c->n_codes))
            return false;
        break;
    }
    return add_cells(out, c->exc_cells, c->n_exc);
}
