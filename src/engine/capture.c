/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/capture.h"

/*
 * Each literal piece is looked for leftmost after the one before, so a star
 * takes the shortest text up to the next piece; the last star takes the rest.
 */
static bool match_glob(const struct parse_spec *p, struct str text,
                       struct value *out)
{
    size_t at = str_find(text, p->pieces[0]);

    if (at == text.n && p->pieces[0].n > 0)
        return false;
    at += p->pieces[0].n;
    for (uint32_t i = 0; i < p->n; i++) {
        struct str rest = str_slice(text, at, text.n);
        struct str next = p->pieces[i + 1];
        bool last = i + 1 == p->n && next.n == 0;
        size_t len = last ? rest.n : str_find(rest, next);

        if (len == rest.n && next.n > 0)
            return false;
        out[i] = value_text(str_slice(rest, 0, len));
        at += len + next.n;
    }
    return true;
}

static bool match_regex(const struct parse_spec *p,
                        struct regex_scratch *scratch, struct str text,
                        size_t from, struct value *out, size_t *end)
{
    struct str group;

    if (regex_search(p->regex, scratch, text, from) != REGEX_YES)
        return false;
    for (uint32_t i = 0; i < p->n; i++) {
        if (regex_group(scratch, text, p->groups[i], &group))
            out[i] = value_text(group);
        else
            out[i] = value_null();
    }
    regex_group(scratch, text, 0, &group);
    /* An empty match must not be found again. */
    *end = (size_t)(group.p - text.p) + (group.n ? group.n : 1);
    return true;
}

bool capture_text(const struct parse_spec *p, struct regex_scratch *scratch,
                  struct str text, size_t from, struct value *out, size_t *end)
{
    bool found;

    *end = text.n + 1;
    if (from > text.n || (p->kind == PARSE_GLOB && !p->pieces))
        found = false;
    else if (p->kind == PARSE_GLOB)
        found = match_glob(p, text, out);
    else
        found = match_regex(p, scratch, text, from, out, end);
    for (uint32_t i = 0; !found && i < p->n; i++)
        out[i] = value_null();
    return found;
}
