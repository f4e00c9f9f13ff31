/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a text JSON that holds records? By the first of its names and texts. */
#include "source/record_look.h"
#include "source/unwrap.h"
#include "source/wrapping.h"

#include <string.h>

/*
 * The first names and texts of members, as far as the head goes. Half a text
 * may look like what it is not; where the head is full, no more of it is seen
 * later, either.
 */
static bool has_telling_name(struct str text, bool full)
{
    while (text.n) {
        size_t quote = str_find(text, STR("\""));
        struct str rest = str_slice(text, quote + 1, text.n);
        size_t end = str_find(rest, STR("\""));
        struct str behind = str_trim(str_slice(rest, end + 1, rest.n));

        if (end == rest.n && !full)
            return false;
        if (str_starts(behind, STR(":")) &&
            unwrap_telling(str_slice(rest, 0, end)))
            return true;
        if (record_look(str_slice(rest, 0, end)))
            return true;
        text = str_slice(rest, end + 1, rest.n);
    }
    return false;
}

/* A list of records, or of lists of them and what the CLI puts beside. */
static bool is_list_of_texts(struct str text)
{
    enum { TRIES = 4 };
    struct str between;

    for (int i = 0; i < TRIES; i++) {
        struct str inside;

        if (!str_split(&text, '"', &between) || !text.n)
            return false;
        for (size_t k = 0; k < between.n; k++)
            if (!strchr("[], \t\r\n0123456789", between.p[k]))
                return false;
        str_split(&text, '"', &inside);
        if (unwrap_is_record(inside))
            return true;
    }
    return false;
}

bool json_is(struct str head)
{
    struct str rest = str_trim(head), inner;

    if (str_starts(rest, STR("\xef\xbb\xbf")))
        rest = str_trim(str_slice(rest, 3, rest.n));
    if (rest.n < 2 || (rest.p[0] != '{' && rest.p[0] != '['))
        return false;
    inner = str_trim(str_slice(rest, 1, rest.n));
    if (rest.p[0] == '[' && is_list_of_texts(inner))
        return true;
    if (!inner.n || !strchr(rest.p[0] == '{' ? "\"" : "{[", inner.p[0]))
        return false;
    return has_telling_name(inner, head.n >= WRAPPING_HEAD_BYTES);
}
