/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON deliveries, read in one go with no tree: an object with a message is
 * an event; one of names and plain values, where a list or the text itself
 * holds it, is a row; so is a list of {"field": ..., "value": ...}, as
 * Insights answers. What encloses an event may name its log stream. One
 * object at a time is kept, however long the list it stands in.
 *
 * The parser runs ahead of what is asked for by one top-level value or one
 * element of a list at most: it is a stack of open containers, not recursive.
 */
#include "source/json_int.h"

#include "base/mem.h"

#include <stdlib.h>

/* Lines made in one go. */
enum { STEP_BYTES = 32 << 10 };

static bool fail(struct json *j, const char *why)
{
    unwrap_fail(&j->unwrap, why);
    return false;
}

static bool read_string(struct json *j, struct piece *out)
{
    if (!json_find_string(j, j->unwrap.at + 1, out))
        return fail(j, window_is_full(&j->unwrap.window, out->to)
                           ? WINDOW_FULL(&j->unwrap.window, "a JSON text")
                           : "the JSON text ends in the middle");
    j->unwrap.at = out->to + 1;
    return true;
}

/* Text that is no JSON: up to the end of its line, a record or to be told. */
static void skip_junk(struct json *j)
{
    struct window *w = &j->unwrap.window;
    struct str none = {NULL, 0}, line;
    uint64_t from = j->unwrap.at;
    uint64_t at = from;
    int c;

    while ((c = window_byte(w, at)) >= 0 && c != '\n' && at - from < 4096)
        at++;
    line = window_slice(w, from, at);
    if (!j->depth && unwrap_is_record(line))
        record_event(&j->unwrap.lines, none, none, line);
    else
        record_junk(&j->unwrap.lines, line);
    j->unwrap.at = at > from ? at : at + 1;
    j->depth = 0;
    json_forget_members(j);
    w->pin = j->unwrap.at;
}

static bool open_level(struct json *j, bool list)
{
    if (!json_open_level(j, list))
        return fail(j, "the JSON text is nested too deeply");
    j->unwrap.window.pin = j->unwrap.at++;
    return true;
}

static void close_level(struct json *j)
{
    j->unwrap.at++;
    json_learn_shape(j);
    json_close_level(j);
}

/* One token. False at the end of the text. */
static bool take_token(struct json *j)
{
    struct window *w = &j->unwrap.window;
    struct piece piece;
    int c;

    while ((c = window_byte(w, j->unwrap.at)) >= 0 && c <= ' ')
        j->unwrap.at++;
    switch (c) {
    case -1:
        if (j->depth)
            return fail(j, window_is_full(w, j->unwrap.at)
                               ? WINDOW_FULL(w, "a JSON value")
                               : "the JSON text ends in the middle");
        return false;
    case '{':
        return json_take_alike(j) || open_level(j, false);
    case '[':
        return open_level(j, true);
    case '}':
    case ']':
        if (!j->depth || json_top(j)->list != (c == ']'))
            skip_junk(j);
        else
            close_level(j);
        return true;
    case ',':
        j->unwrap.at++;
        j->name_next = j->depth && !json_top(j)->list;
        return true;
    case ':':
        j->unwrap.at++;
        j->name_next = false;
        return true;
    case '"':
        if (!read_string(j, &piece))
            return false;
        break;
    default:
        if (unwrap_skip_bom(&j->unwrap))
            return true;
        if (!j->depth) {
            skip_junk(j);
            return true;
        }
        json_find_word(j, j->unwrap.at, &piece);
        j->unwrap.at = piece.to;
        if (piece.to == piece.from) {
            skip_junk(j);
            return true;
        }
    }
    json_take_value(j, &piece);
    return true;
}

static bool step(struct unwrap *u)
{
    struct json *j = (struct json *)u;

    while (u->lines.out.n < STEP_BYTES)
        if (!take_token(j))
            return false;
    return true;
}

static void done(struct unwrap *u)
{
    struct json *j = (struct json *)u;

    for (unsigned i = 0; i < DEPTH_MAX; i++) {
        buf_done(&j->levels[i].stream);
        buf_done(&j->levels[i].message);
        buf_done(&j->levels[i].time);
    }
    buf_done(&j->scratch);
    buf_done(&j->name_text);
    buf_done(&j->decoded);
    json_shape_done(&j->shape);
}

struct stream *json_stream(struct stream *below, struct str head)
{
    struct json *j = mem_calloc(1, sizeof *j);
    struct str rest = head;

    if (str_starts(rest, STR("\xef\xbb\xbf")))
        rest = str_slice(rest, 3, rest.n);
    return unwrap_begin(&j->unwrap, below, rest, step, done);
}

struct stream *json_inner_stream(struct stream *below, struct str head)
{
    struct stream *s = json_stream(below, head);

    ((struct json *)s)->inner = true;
    return s;
}
