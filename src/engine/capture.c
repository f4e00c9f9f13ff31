/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/capture.h"

#include "base/csv.h"
#include "query/logfmt.h"
#include "query/xml_path.h"

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

static bool read_csv(const struct parse_spec *p, struct arena *arena,
                     struct str text, struct value *out)
{
    struct csv csv = {.rest = text, .more = true};
    struct str field;

    for (uint32_t i = 0; i < p->n; i++)
        out[i] =
            csv_field(&csv, arena, &field) ? value_text(field) : value_null();
    return true;
}

/* False when the text is not of the form. */
static bool capture(const struct parse_spec *p, struct regex_scratch *scratch,
                    struct arena *arena, struct str text, struct value *out)
{
    size_t end;

    switch (p->kind) {
    case PARSE_GLOB:
        return p->pieces && match_glob(p, text, out);
    case PARSE_REGEX:
        return match_regex(p, scratch, text, 0, out, &end);
    case PARSE_LOGFMT:
        out[0] = logfmt_parse(arena, text);
        return true;
    case PARSE_CSV:
        return read_csv(p, arena, text, out);
    case PARSE_XML:
        out[0] = xml_path_find(arena, p->pattern, text);
        return true;
    }
    return false;
}

static void no_captures(const struct parse_spec *p, struct value *out)
{
    for (uint32_t i = 0; i < p->n; i++)
        out[i] = value_null();
}

void capture_value(const struct parse_spec *p, struct regex_scratch *scratch,
                   struct arena *arena, struct value v, struct value *out)
{
    char scratch_text[VALUE_TEXT_MAX];
    struct str text = value_str(v, scratch_text);

    /* Captures are slices, so the text must last. */
    if (v.type != VALUE_TEXT)
        text = arena_copy(arena, text);
    if (v.type == VALUE_NULL || value_is_nested(v) ||
        !capture(p, scratch, arena, text, out))
        no_captures(p, out);
}

bool capture_match(const struct parse_spec *p, struct regex_scratch *scratch,
                   struct str text, size_t from, struct value *out, size_t *end)
{
    *end = text.n + 1;
    if (from <= text.n && match_regex(p, scratch, text, from, out, end))
        return true;
    no_captures(p, out);
    return false;
}
