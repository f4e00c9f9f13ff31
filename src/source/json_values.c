/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A string or a word, by where it stands. */
#include "source/json_int.h"
#include "source/record_look.h"

#include "base/date.h"
#include "base/num.h"

#include <string.h>

static void keep(struct buf *b, struct str text)
{
    buf_reset(b);
    buf_add(b, text);
}

static bool has_blank(struct str s)
{
    return s.n && memchr(s.p, ' ', s.n);
}

static bool is_number(struct str s)
{
    uint64_t v;

    return num_parse_uint(s, UINT64_MAX, &v);
}

/* Loki answers with lists of a time and a line. */
static void take_listed(struct json *j, const struct piece *value)
{
    struct level *l = json_top(j);
    struct str text = json_text(j, value, &j->name_text);

    if (record_look(text)) {
        record_event(&j->unwrap.lines, buf_str(&l->time), json_stream_around(j),
                     text);
    } else if (is_number(text)) {
        keep(&l->time, text);
    }
}

/*
 * A text in lists alone, or in nothing: a record, or in an inner list the time
 * or the stream of the next.
 */
static void take_text(struct json *j, const struct piece *value)
{
    struct str none = {NULL, 0};
    struct level *l = j->depth > 1 ? json_top(j) : NULL;
    struct str text = json_text(j, value, &j->name_text);
    int64_t ms;

    if (unwrap_is_record(text))
        record_event(&j->unwrap.lines, l ? buf_str(&l->time) : none,
                     l ? buf_str(&l->stream) : none, text);
    else if (l && (is_number(text) || date_parse_iso(text, &ms)))
        keep(&l->time, text);
    else if (l && !has_blank(text))
        keep(&l->stream, text);
    else
        record_junk(&j->unwrap.lines, text);
}

static bool is_in_object(const struct json *j)
{
    for (unsigned i = 0; i < j->depth; i++)
        if (!j->levels[i].list)
            return true;
    return false;
}

/* A list of that name can be empty. */
static bool is_container(struct json *j, const struct piece *name)
{
    static const struct str names[] = {STR("events"), STR("logEvents"),
                                       STR("results"), STR("records")};
    struct str text = json_text(j, name, &j->scratch);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text.n == names[i].n && str_eq_nocase(text, names[i]))
            return true;
    return false;
}

static void add_member(struct json *j, const struct piece *value)
{
    const struct member m = {j->name, *value};

    json_add_member(j, &m, json_meaning(json_text(j, &j->name, &j->scratch)));
}

void json_take_value(struct json *j, const struct piece *value)
{
    struct level *l = json_top(j);

    if (!l || l->list) {
        if (is_in_object(j))
            take_listed(j, value);
        else
            take_text(j, value);
        j->unwrap.window.pin = j->unwrap.at;
    } else if (j->name_next) {
        j->name = *value;
        l->container = l->container || is_container(j, value);
    } else {
        add_member(j, value);
    }
}
