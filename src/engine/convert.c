/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/convert.h"

#include "base/hash.h"
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

/* The cell of a value that is not known by its text; false for others. */
static bool plain_cell(struct value v, cell *out)
{
    switch (v.type) {
    case VALUE_NULL:
        *out = cell_make(CELL_NULL, 0);
        return true;
    case VALUE_IP4:
        *out = cell_make(CELL_IP4, (uint64_t)v.i);
        return true;
    case VALUE_TIME:
        *out = cell_make(CELL_TIME, (uint64_t)v.i);
        return true;
    case VALUE_BOOL:
    case VALUE_INT:
        *out = cell_make(CELL_INT, (uint64_t)v.i);
        return cell_int_fits(v.i);
    case VALUE_LIST:
    case VALUE_MAP:
    case VALUE_DOUBLE:
    case VALUE_TEXT:
        break;
    }
    return false;
}

/* Its text; a list or map by what it prints as, in *room. */
static struct str text_of(struct value v, char scratch[VALUE_TEXT_MAX],
                          struct buf *room)
{
    if (!value_is_nested(v))
        return value_str(v, scratch);
    value_append(room, v);
    return buf_str(room);
}

cell cell_of_value(struct dict *dict, struct value v)
{
    char scratch[VALUE_TEXT_MAX];
    struct buf room = {0};
    cell c;

    if (plain_cell(v, &c))
        return c;
    c = cell_of_text(dict, text_of(v, scratch, &room));
    buf_done(&room);
    return c;
}

static uint64_t hash_of_text(struct str s)
{
    return hash_u64(hash_bytes(s.p, s.n));
}

uint64_t hash_of_cell(const struct dict *dict, cell c)
{
    if (cell_kind_of(c) == CELL_TEXT)
        return hash_of_text(dict_text(dict, (uint32_t)cell_payload(c)));
    return hash_u64(c);
}

uint64_t hash_of_value(struct value v)
{
    char scratch[VALUE_TEXT_MAX];
    struct buf room = {0};
    cell c;

    if (plain_cell(v, &c))
        return hash_u64(c);
    struct str text = text_of(v, scratch, &room);
    /* A number or address, or a text whatever its code. */
    c = cell_of_code(text, 0);
    uint64_t hash =
        cell_kind_of(c) == CELL_TEXT ? hash_of_text(text) : hash_u64(c);
    buf_done(&room);
    return hash;
}
