/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The members of an object that stand together, with no list and no object
 * between, are looked at together: those names that mean something, the first
 * of each.
 */
#include "unwrap_reference.h"

#include <jansson.h>
#include <nettle/base64.h>
#include <string.h>

enum { DEPTH_MAX = 64, MEMBERS_MAX = 512 };

enum meaning { MESSAGE, DATA, TIME, STREAM, FIELD, VALUE, TYPE, MEANINGS };

/* The scalars of a part of an object. */
struct part {
    size_t n;
    const json_t *of[MEANINGS];
};

/* A list or object that is being walked. */
struct place {
    const struct place *around;
    unsigned depth; /* 1: the text itself */
    bool list;
    bool nested;
    bool rows;
    bool control;
    struct buf message;
    struct buf time;
};

struct walk {
    struct expected_lines *e;
};

static int meaning_of(const char *name)
{
    static const struct {
        const char *name;
        enum meaning meaning;
    } known[] = {
        {"message", MESSAGE},   {"@message", MESSAGE},
        {"body", MESSAGE},      {"log", MESSAGE},
        {"data", DATA},         {"timestamp", TIME},
        {"@timestamp", TIME},   {"logStream", STREAM},
        {"@logStream", STREAM}, {"logStreamName", STREAM},
        {"field", FIELD},       {"value", VALUE},
        {"messageType", TYPE},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, name) == 0)
            return (int)known[i].meaning;
    return -1;
}

static struct str text_of(const json_t *v)
{
    return json_is_string(v)
               ? (struct str){json_string_value(v), json_string_length(v)}
               : (struct str){NULL, 0};
}

/* Other scalars are written as they stand in the text, which is gone. */
static bool is_known(const json_t *v)
{
    return !v || json_is_string(v) || json_is_null(v);
}

static bool is_row_place(const struct place *p)
{
    return p->depth == 1 || (p->depth == 2 && p->around->list);
}

static bool is_control(const struct place *p)
{
    for (; p; p = p->around)
        if (p->control)
            return true;
    return false;
}

static bool decode(struct str text, struct buf *out)
{
    struct base64_decode_ctx c;
    size_t n = BASE64_DECODE_LENGTH(text.n);
    uint8_t *to = (uint8_t *)buf_room(out, n + 1);

    base64_decode_init(&c);
    if (!base64_decode_update(&c, &n, to, text.n, text.p) ||
        !base64_decode_final(&c))
        return false;
    out->n = n;
    return true;
}

static void keep_text(struct buf *to, struct str text)
{
    buf_reset(to);
    buf_add(to, text);
}

/* The record in base64 that a part has, if any. */
static void keep_data(struct walk *w, struct place *p, const struct part *part)
{
    struct buf decoded = {0};

    if (!part->of[DATA] || is_row_place(p))
        return;
    w->e->unknown |= !is_known(part->of[DATA]);
    if (decode(text_of(part->of[DATA]), &decoded))
        keep_text(&p->message, buf_str(&decoded));
    buf_done(&decoded);
}

/* A part ends because a list or an object comes. */
static void end_part(struct walk *w, struct place *p, const struct part *part)
{
    p->nested = true;
    w->e->unknown |= !is_known(part->of[MESSAGE]);
    if (part->of[MESSAGE])
        keep_text(&p->message, text_of(part->of[MESSAGE]));
    else
        keep_data(w, p, part);
    if (part->of[TYPE])
        p->control = str_eq(text_of(part->of[TYPE]), STR("CONTROL_MESSAGE"));
}

static void add_value(struct expected_lines *e, struct str name,
                      const json_t *value)
{
    struct str text = text_of(value);

    expected_value(e, name, is_known(value) ? &text : NULL);
}

/* {"field": ..., "value": ...} in a list. */
static bool take_field(struct walk *w, struct place *list,
                       const struct part *part)
{
    const json_t *field = part->of[FIELD], *value = part->of[VALUE];
    struct str name = text_of(field);
    int meaning;

    if (!field || !value || part->n != 2 || !list || !list->list)
        return false;
    w->e->unknown |= !is_known(field);
    list->rows = true;
    meaning = name.p && !memchr(name.p, 0, name.n) ? meaning_of(name.p) : -1;
    w->e->unknown |=
        (meaning == MESSAGE || meaning == TIME) && !is_known(value);
    if (meaning == MESSAGE)
        keep_text(&list->message, text_of(value));
    else if (meaning == TIME)
        keep_text(&list->time, text_of(value));
    else if (meaning != STREAM && !str_eq(name, STR("@ptr")))
        add_value(w->e, name, value);
    return true;
}

static void end_object(struct walk *w, struct place *p, struct place *around,
                       const struct part *part, json_t *object)
{
    const char *name;
    json_t *value;

    if (is_control(p))
        return;
    if (!part->of[MESSAGE])
        keep_data(w, p, part);
    if (part->of[MESSAGE]) {
        w->e->unknown |= !is_known(part->of[MESSAGE]);
        expected_event(w->e, text_of(part->of[MESSAGE]));
    } else if (p->message.n) {
        expected_event(w->e, buf_str(&p->message));
    } else if (!take_field(w, around, part) && is_row_place(p) && !p->nested &&
               part->n >= 2) {
        json_object_foreach(object, name, value)
            add_value(w->e, str_of(name), value);
        expected_row_end(w->e);
    }
}

static void end_list(struct walk *w, const struct place *p)
{
    if (!p->rows)
        return;
    if (p->message.n) {
        expected_forget_row(w->e);
        expected_event(w->e, buf_str(&p->message));
        return;
    }
    if (p->time.n) {
        struct str time = buf_str(&p->time);

        expected_value(w->e, STR("@timestamp"), &time);
    }
    expected_row_end(w->e);
}

static void walk_value(struct walk *w, json_t *value, struct place *around);

static void walk_object(struct walk *w, json_t *object, struct place *p,
                        struct place *around)
{
    struct part part = {0};
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        int meaning = meaning_of(name);

        if (json_is_object(value) || json_is_array(value)) {
            end_part(w, p, &part);
            walk_value(w, value, p);
            part = (struct part){0};
            continue;
        }
        part.n++;
        if (meaning >= 0 && !part.of[meaning])
            part.of[meaning] = value;
    }
    w->e->unknown |= json_object_size(object) > MEMBERS_MAX;
    end_object(w, p, around, &part, object);
}

static void walk_value(struct walk *w, json_t *value, struct place *around)
{
    struct place p = {.around = around,
                      .depth = around ? around->depth + 1 : 1,
                      .list = json_is_array(value)};
    size_t i;
    json_t *element;

    if (p.depth > DEPTH_MAX) {
        w->e->unknown = true;
        return;
    }
    if (p.list) {
        json_array_foreach(value, i, element) if (json_is_object(element) ||
                                                  json_is_array(element))
            walk_value(w, element, &p);
        end_list(w, &p);
    } else {
        walk_object(w, value, &p, around);
    }
    buf_done(&p.message);
    buf_done(&p.time);
}

static struct str skip_blanks(struct str s)
{
    while (s.n && strchr(" \t\r\n", s.p[0]) && s.p[0])
        s = str_slice(s, 1, s.n);
    return s;
}

void json_reference(struct str text, struct expected_lines *e)
{
    struct walk w = {.e = e};
    json_error_t error;

    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_slice(text, 3, text.n);
    for (text = skip_blanks(text); text.n && !e->unknown;
         text = skip_blanks(text)) {
        json_t *root =
            json_loadb(text.p, text.n,
                       JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &error);

        e->unknown |= !root;
        if (!root)
            return;
        walk_value(&w, root, NULL);
        json_decref(root);
        text = str_slice(text, (size_t)error.position, text.n);
    }
}
