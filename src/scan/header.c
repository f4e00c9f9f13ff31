/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The filter hashes the first four letters or digits of a word, lower-cased
 * and without hyphens and underscores, as names are compared (flow/field.h):
 * records that begin with text, such as "ACCEPT" or "eni-...", share no such
 * beginning with a field.
 */
#include "scan/header.h"

#include "base/hash.h"
#include "source/record_lines.h"

#include <string.h>

enum { KEY_BYTES = 4 };

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str header_skip_bom(struct str s)
{
    static const char bom[] = "\xef\xbb\xbf";

    return str_starts(s, STR("\xef\xbb\xbf"))
               ? str_slice(s, sizeof bom - 1, s.n)
               : s;
}

/* Number of the bit that stands for the beginning of the line. */
static unsigned bit_of(struct str line)
{
    uint64_t key = 0;
    unsigned n = 0;
    size_t i = 0;

    line = header_skip_bom(line);
    while (i < line.n && is_blank(line.p[i]))
        i++;
    for (; i < line.n && n < KEY_BYTES && !is_blank(line.p[i]); i++) {
        unsigned char c = (unsigned char)line.p[i];

        if (c == '-' || c == '_')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c - 'A' + 'a');
        key = key << 8 | c;
        n++;
    }
    return (unsigned)(hash_u64(key) % (HEADER_FILTER_WORDS * 64));
}

void header_filter_add(struct header_filter *f, struct str line)
{
    unsigned bit = bit_of(line);

    atomic_fetch_or_explicit(&f->bits[bit / 64], UINT64_C(1) << bit % 64,
                             memory_order_relaxed);
}

void header_filter_add_names(struct header_filter *f, struct str header)
{
    struct str name;

    header = header_skip_bom(header);
    while (layout_next_word(&header, &name))
        header_filter_add(f, name);
}

bool header_filter_has(const struct header_filter *f, struct str line)
{
    unsigned bit = bit_of(line);

    return atomic_load_explicit(&f->bits[bit / 64], memory_order_relaxed) >>
               bit % 64 &
           1;
}

void header_filter_init(struct header_filter *f, const struct fields *fields)
{
    for (size_t i = 0; i < HEADER_FILTER_WORDS; i++)
        atomic_init(&f->bits[i], 0);
    for (field_id id = 0; id < FIELD_CATALOGUE_SIZE; id++) {
        const struct field *field = fields_get(fields, id);

        header_filter_add(f, str_of(field->log_name));
        header_filter_add(f, str_of(field->query_name));
    }
    for (size_t i = 0; field_alias(i); i++)
        header_filter_add(f, str_of(field_alias(i)));
}

bool header_is_added(const struct header_rules *rules, struct str line)
{
    return rules->marked && str_starts(line, STR(RECORD_HEADER));
}

struct str header_names(struct str line)
{
    return str_slice(line, sizeof RECORD_HEADER - 1, line.n);
}

static bool is_first(const struct header_rules *rules, struct str line)
{
    return rules->first.n && str_eq(line, rules->first);
}

static const struct layout *find_added(const struct header_rules *rules,
                                       struct str line)
{
    line = header_names(line);
    if (is_first(rules, line))
        return rules->first_layout;
    const struct layout *stated =
        layouts_from_known_names(rules->layouts, line);
    return stated ? stated : rules->others;
}

const struct layout *header_find(const struct header_rules *rules,
                                 struct str line, const struct layout *before)
{
    if (rules->marked)
        return header_is_added(rules, line) ? find_added(rules, line) : NULL;
    if (!header_filter_has(rules->filter, line))
        return NULL;
    line = str_trim(header_skip_bom(line));
    if (is_first(rules, line))
        return rules->first_layout;
    const struct layout *stated = layouts_from_later_header(
        rules->layouts, line, rules->first_layout, before);
    return stated && rules->events ? layouts_of_event(rules->layouts, stated)
                                   : stated;
}
