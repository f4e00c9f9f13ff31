/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/convert.h"

#include "scan/cell_text.h"

struct value value_of_cell(const struct dict *dict, cell c)
{
    switch (cell_kind_of(c)) {
    case CELL_INT:
        return value_int(cell_int(c));
    case CELL_IP4:
        return value_ip4((uint32_t)cell_payload(c));
    case CELL_TEXT:
        return value_text(dict_text(dict, (uint32_t)cell_payload(c)));
    case CELL_TIME:
        return value_time(cell_int(c));
    case CELL_NULL:
        break;
    }
    return value_null();
}

/* A list by the text it prints as. */
static cell cell_of_list(struct dict *dict, struct value v)
{
    struct buf text = {0};

    value_append(&text, v);
    cell c = cell_of_text(dict, buf_str(&text));
    buf_done(&text);
    return c;
}

cell cell_of_value(struct dict *dict, struct value v)
{
    char scratch[VALUE_TEXT_MAX];

    switch (v.type) {
    case VALUE_NULL:
        return cell_make(CELL_NULL, 0);
    case VALUE_IP4:
        return cell_make(CELL_IP4, (uint64_t)v.i);
    case VALUE_TIME:
        return cell_make(CELL_TIME, (uint64_t)v.i);
    case VALUE_BOOL:
    case VALUE_INT:
        if (cell_int_fits(v.i))
            return cell_make(CELL_INT, (uint64_t)v.i);
        break;
    case VALUE_LIST:
        return cell_of_list(dict, v);
    case VALUE_DOUBLE:
    case VALUE_TEXT:
        break;
    }
    return cell_of_text(dict, value_str(v, scratch));
}
