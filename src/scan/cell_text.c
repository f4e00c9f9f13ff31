/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two kinds that stand inline are those whose text can be had back. */
#include "scan/cell_text.h"

#include "flow/addr.h"

_Static_assert((int)CELL_TEXT_MAX >= (int)ADDR_TEXT_MAX &&
                   (int)CELL_TEXT_MAX >= (int)NUM_TEXT_MAX,
               "room for what is formatted");

/* A cell that needs no dictionary, or CELL_NULL. */
static cell inline_cell(struct str s)
{
    int64_t i;
    uint32_t v4;

    if (s.n == 0 || !(s.p[0] == '-' || (s.p[0] >= '0' && s.p[0] <= '9')))
        return cell_make(CELL_NULL, 0);
    if (num_canonical_int(s, &i) && cell_int_fits(i))
        return cell_make(CELL_INT, (uint64_t)i);
    if (addr_parse_v4(s, &v4))
        return cell_make(CELL_IP4, v4);
    return cell_make(CELL_NULL, 0);
}

cell cell_of_code(struct str s, uint32_t code)
{
    cell c = inline_cell(s);

    return cell_kind_of(c) == CELL_NULL ? cell_make(CELL_TEXT, code) : c;
}

cell cell_of_text(struct dict *dict, struct str s)
{
    cell c = inline_cell(s);

    return cell_kind_of(c) == CELL_NULL ? cell_make(CELL_TEXT, dict_add(dict, s))
                                        : c;
}

struct str cell_to_text(const struct dict *dict, cell c,
                        char room[CELL_TEXT_MAX])
{
    switch (cell_kind_of(c)) {
    case CELL_INT:
    case CELL_TIME:
        return (struct str){room, num_format_int(cell_int(c), room)};
    case CELL_IP4:
        return (struct str){
            room, addr_format_v4((uint32_t)cell_payload(c), room)};
    case CELL_TEXT:
        return dict_text(dict, (uint32_t)cell_payload(c));
    case CELL_NULL:
        break;
    }
    return (struct str){room, 0};
}
