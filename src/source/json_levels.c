/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Containers that open and close: what the outer ones say of the events in
 * them, and what becomes of an object that has ended.
 */
#include "source/json_int.h"

#include <nettle/base64.h>

enum { ROW_MEMBERS_MIN = 2 };

struct level *json_top(struct json *j)
{
    return j->depth ? &j->levels[j->depth - 1] : NULL;
}

/* The record in a text of base64; false when it is none. */
static bool decode(struct json *j, struct str text)
{
    struct base64_decode_ctx c;
    size_t n = BASE64_DECODE_LENGTH(text.n);

    buf_reset(&j->decoded);
    base64_decode_init(&c);
    if (!base64_decode_update(&c, &n, (uint8_t *)buf_room(&j->decoded, n + 1),
                              text.n, text.p) ||
        !base64_decode_final(&c))
        return false;
    j->decoded.n = n;
    return true;
}

/* Is the innermost object the text itself, or an element of its list? */
static bool is_row_place(const struct json *j)
{
    return j->depth == 1 || (j->depth == 2 && j->levels[0].list);
}

/* The record that the object has in base64; a row may have a name for it. */
static void copy_data(struct json *j, struct buf *out)
{
    const struct member *data = json_member(j, MEANS_DATA);
    const char *damage = NULL;
    bool taken;

    if (!data || is_row_place(j) ||
        !decode(j, json_text(j, &data->value, &j->scratch)))
        return;
    taken = !j->inner && unwrap_inner(&j->unwrap.lines, buf_str(&j->decoded),
                                      j->unwrap.stream.room, &damage);
    if (damage)
        unwrap_fail(&j->unwrap, damage);
    if (taken)
        return;
    buf_reset(out);
    buf_add(out, buf_str(&j->decoded));
}

/* Before the object's members are let go: what events in it need. */
static void keep_context(struct json *j)
{
    struct level *l = json_top(j);

    if (!l || l->list)
        return;
    l->nested = true;
    json_copy_member(j, MEANS_STREAM, &l->stream);
    if (!json_copy_member(j, MEANS_RECORD, &l->message) &&
        !json_copy_member(j, MEANS_MESSAGE, &l->message))
        copy_data(j, &l->message);
    json_copy_member(j, MEANS_TIME, &l->time);
    if (json_copy_member(j, MEANS_TYPE, &j->decoded))
        l->control = str_eq(buf_str(&j->decoded), STR("CONTROL_MESSAGE"));
}

bool json_open_level(struct json *j, bool list)
{
    struct level *l;

    keep_context(j);
    if (j->depth == DEPTH_MAX)
        return false;
    l = &j->levels[j->depth++];
    l->from = j->unwrap.at;
    l->list = list;
    l->nested = l->rows = l->control = l->container = l->field = false;
    l->before = j->unwrap.lines.n;
    buf_reset(&l->stream);
    buf_reset(&l->message);
    buf_reset(&l->time);
    json_forget_members(j);
    j->name_next = !list;
    return true;
}

struct str json_stream_around(const struct json *j)
{
    for (unsigned i = j->depth; i-- > 0;)
        if (j->levels[i].stream.n)
            return buf_str(&j->levels[i].stream);
    return (struct str){NULL, 0};
}

static bool is_control(const struct json *j)
{
    for (unsigned i = 0; i < j->depth; i++)
        if (j->levels[i].control)
            return true;
    return false;
}

/* Objects. */

static void write_event(struct json *j, struct str message)
{
    struct level *l = json_top(j);

    json_copy_member(j, MEANS_STREAM, &l->stream);
    json_copy_member(j, MEANS_TIME, &l->time);
    record_event(&j->unwrap.lines, buf_str(&l->time), json_stream_around(j),
                 message);
}

static void write_row(struct json *j)
{
    for (size_t i = 0; i < j->n_members; i++) {
        struct str name = json_text(j, &j->members[i].name, &j->name_text);

        record_value(&j->unwrap.lines, name,
                     json_text(j, &j->members[i].value, &j->scratch));
    }
    record_row_end(&j->unwrap.lines);
}

/* {"field": "srcAddr", "value": "10.0.0.1"} of a row; false: it is none. */
static bool take_field(struct json *j)
{
    const struct member *field = json_member(j, MEANS_FIELD);
    const struct member *value = json_member(j, MEANS_VALUE);
    struct level *list = j->depth > 1 ? &j->levels[j->depth - 2] : NULL;
    struct str name, text;

    if (!field || !value || j->n_members != 2 || !list || !list->list)
        return false;
    list->rows = true;
    json_top(j)->field = true;
    name = json_text(j, &field->value, &j->name_text);
    text = json_text(j, &value->value, &j->scratch);
    switch (json_meaning(name)) {
    case MEANS_MESSAGE:
        buf_reset(&list->message);
        buf_add(&list->message, text);
        break;
    case MEANS_TIME:
        buf_reset(&list->time);
        buf_add(&list->time, text);
        break;
    case MEANS_STREAM:
        buf_reset(&list->stream);
        buf_add(&list->stream, text);
        break;
    default:
        if (!str_eq(name, STR("@ptr")))
            record_value(&j->unwrap.lines, name, text);
    }
    return true;
}

/* The end of a list of fields: a row, or an event. */
static void end_fields(struct json *j, struct level *list)
{
    struct record_lines *lines = &j->unwrap.lines;

    if (list->message.n) {
        buf_reset(&lines->row);
        buf_reset(&lines->values);
        record_event(lines, buf_str(&list->time), buf_str(&list->stream),
                     buf_str(&list->message));
        return;
    }
    if (list->time.n)
        record_value(lines, STR("@timestamp"), buf_str(&list->time));
    record_row_end(lines);
}

static void end_object(struct json *j)
{
    struct level *l = json_top(j);
    const struct member *message = json_message(j);

    if (is_control(j))
        return;
    if (!message)
        copy_data(j, &l->message);
    if (message)
        write_event(j, json_text(j, &message->value, &j->name_text));
    else if (l->message.n)
        write_event(j, buf_str(&l->message));
    else if (!take_field(j) && is_row_place(j) && !l->nested &&
             j->n_members >= ROW_MEMBERS_MIN)
        write_row(j);
}

/* Nothing came of an object where records or what holds them should stand. */
static bool is_lost(const struct json *j, const struct level *l)
{
    return is_row_place(j) && !l->container && !l->field && !is_control(j) &&
           j->unwrap.lines.n == l->before;
}

void json_close_level(struct json *j)
{
    struct level *l = json_top(j);

    if (l->list && l->rows)
        end_fields(j, l);
    else if (!l->list)
        end_object(j);
    if (!l->list && is_lost(j, l))
        record_junk(&j->unwrap.lines, STR("{...}"));
    j->depth--;
    json_forget_members(j);
    j->name_next = j->depth && !json_top(j)->list;
    j->unwrap.window.pin = j->unwrap.at;
}
