/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The members of an object that stand together, with no list and no object
 * between, are looked at together: those names that mean something, the first
 * of each. A text that looks like a record is one, whatever its name.
 */
#include "unpack_reference.h"
#include "unwrap_reference.h"

#include "base/date.h"
#include "source/record_look.h"
#include "source/wrapping.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 64,
    MEMBERS_MAX = 512,
    RECORD_WORDS = 6,
    INNER_BYTES = 1 << 20 /* of a gzip in a text; longer ones are not known */
};

enum meaning {
    MESSAGE,
    RECORD,
    DATA,
    TIME,
    STREAM,
    FIELD,
    VALUE,
    TYPE,
    NOTHING,
    MEANINGS
};

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
    bool container;  /* it may well be without records */
    uint64_t before; /* lines */
    struct buf message, time, stream;
};

struct walk {
    struct expected_lines *e;
    bool inner; /* a delivery in another */
};

/* The text of a scalar, as far as it is known. */
struct scalar {
    struct str text;
    bool known;
    char room[24];
};

static enum meaning meaning_of(struct str name)
{
    static const struct {
        const char *name;
        enum meaning meaning;
    } known[] = {
        {"message", MESSAGE},   {"@message", MESSAGE},
        {"body", MESSAGE},      {"log", MESSAGE},
        {"data", DATA},         {"Data", DATA},
        {"timestamp", TIME},    {"@timestamp", TIME},
        {"time", TIME},         {"_time", TIME},
        {"timeUnixNano", TIME}, {"logStream", STREAM},
        {"@logStream", STREAM}, {"logStreamName", STREAM},
        {"field", FIELD},       {"value", VALUE},
        {"messageType", TYPE},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(name, str_of(known[i].name)))
            return known[i].meaning;
    return NOTHING;
}

/* Of other numbers the text is gone, and of 0 it may have been -0: any. */
static void read_scalar(const json_t *v, struct scalar *s)
{
    *s = (struct scalar){.text = {NULL, 0}, .known = true};
    if (json_is_string(v))
        s->text = (struct str){json_string_value(v), json_string_length(v)};
    else if (json_is_boolean(v))
        s->text = json_is_true(v) ? STR("true") : STR("false");
    else if (json_is_integer(v) && json_integer_value(v))
        s->text =
            (struct str){s->room, (size_t)snprintf(s->room, sizeof s->room,
                                                   "%" JSON_INTEGER_FORMAT,
                                                   json_integer_value(v))};
    else if (json_is_number(v))
        *s = (struct scalar){.text = STR(EXPECTED_ANY)};
}

static void keep(struct buf *to, struct str text)
{
    buf_reset(to);
    buf_add(to, text);
}

static void keep_scalar(struct buf *to, const json_t *v)
{
    struct scalar s;

    read_scalar(v, &s);
    keep(to, s.text);
}

/* The same, where all depends on it. */
static void keep_known(struct walk *w, struct buf *to, const json_t *v)
{
    struct scalar s;

    read_scalar(v, &s);
    keep(to, s.text);
    if (!s.known)
        expected_open(w->e);
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

static bool is_in_object(const struct place *p)
{
    for (; p; p = p->around)
        if (!p->list)
            return true;
    return false;
}

/* What the place, or one around it, names. */
static struct str stream_of(const struct place *p)
{
    for (; p; p = p->around)
        if (p->stream.n)
            return buf_str(&p->stream);
    return STR("");
}

/* Deliveries in a text of base64. */

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

static void read_documents(struct walk *w, struct str text);

/* Events in it, or nothing; not rows. */
static bool take_delivery(struct walk *w, struct str text)
{
    const struct wrapping *wrapping = wrapping_of(text);
    struct expected_lines lines = {.kind = EXPECTED_NONE};
    struct walk inner = {.e = &lines, .inner = true};
    bool is = wrapping && strcmp(wrapping->name, "JSON") == 0;

    if (is) {
        read_documents(&inner, text);
        is = lines.kind != EXPECTED_ROWS;
        if (is)
            expected_take(w->e, &lines);
    }
    expected_done(&lines);
    return is;
}

static bool take_inner(struct walk *w, struct str data)
{
    struct unpacked u = {.packed = false};
    bool is = false;

    if (w->inner)
        return false;
    if (!str_starts(data, STR("\x1f\x8b\x08")))
        return take_delivery(w, data);
    unpack_reference(data, INNER_BYTES, false, &u);
    if (u.too_long)
        expected_open(w->e);
    else if (!u.damaged && !u.followed)
        is = take_delivery(w, buf_str(&u.text));
    buf_done(&u.text);
    return is;
}

/* The record in base64 that a part has, if any. */
static void keep_data(struct walk *w, struct place *p, const struct part *part)
{
    struct buf text = {0}, decoded = {0};

    if (!part->of[DATA] || is_row_place(p))
        return;
    keep_known(w, &text, part->of[DATA]);
    if (decode(buf_str(&text), &decoded) && !take_inner(w, buf_str(&decoded)))
        keep(&p->message, buf_str(&decoded));
    buf_done(&text);
    buf_done(&decoded);
}

/* Objects. */

static const json_t *message_of(const struct part *part)
{
    return part->of[RECORD] ? part->of[RECORD] : part->of[MESSAGE];
}

/* What a part says about the events in its object. */
static void keep_context(struct place *p, const struct part *part)
{
    if (part->of[STREAM])
        keep_scalar(&p->stream, part->of[STREAM]);
    if (part->of[TIME])
        keep_scalar(&p->time, part->of[TIME]);
}

/* A part ends because a list or an object comes. */
static void end_part(struct walk *w, struct place *p, const struct part *part)
{
    p->nested = true;
    if (message_of(part))
        keep_known(w, &p->message, message_of(part));
    else
        keep_data(w, p, part);
    keep_context(p, part);
    if (part->of[TYPE])
        p->control = str_eq((struct str){json_string_value(part->of[TYPE]),
                                         json_string_length(part->of[TYPE])},
                            STR("CONTROL_MESSAGE"));
}

static void add_value(struct expected_lines *e, struct str name,
                      const json_t *value)
{
    struct scalar s;

    read_scalar(value, &s);
    expected_value(e, name, s.known ? &s.text : NULL);
}

/* {"field": ..., "value": ...} in a list. */
static bool take_field(struct walk *w, struct place *list,
                       const struct part *part)
{
    const json_t *value = part->of[VALUE];
    struct buf name = {0};

    if (!part->of[FIELD] || !value || part->n != 2 || !list || !list->list)
        return false;
    list->rows = true;
    keep_known(w, &name, part->of[FIELD]);
    switch (meaning_of(buf_str(&name))) {
    case MESSAGE:
        keep_known(w, &list->message, value);
        break;
    case TIME:
        keep_scalar(&list->time, value);
        break;
    case STREAM:
        keep_scalar(&list->stream, value);
        break;
    default:
        if (!str_eq(buf_str(&name), STR("@ptr")))
            add_value(w->e, buf_str(&name), value);
    }
    buf_done(&name);
    return true;
}

static void take_row(struct walk *w, json_t *object)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
        add_value(w->e, str_of(name), value);
    expected_row_end(w->e);
}

static void end_object(struct walk *w, struct place *p, struct place *around,
                       const struct part *part, json_t *object)
{
    bool field = false;

    if (is_control(p))
        return;
    if (message_of(part))
        keep_known(w, &p->message, message_of(part));
    else
        keep_data(w, p, part);
    if (message_of(part) || p->message.n) {
        keep_context(p, part);
        expected_event(w->e, buf_str(&p->time), stream_of(p),
                       buf_str(&p->message));
    } else {
        field = take_field(w, around, part);
        if (!field && is_row_place(p) && !p->nested && part->n >= 2)
            take_row(w, object);
    }
    if (is_row_place(p) && !field && !p->container && w->e->n == p->before)
        expected_junk(w->e);
}

static bool is_container(struct str name)
{
    return str_eq_nocase(name, STR("events")) ||
           str_eq_nocase(name, STR("logEvents")) ||
           str_eq_nocase(name, STR("results")) ||
           str_eq_nocase(name, STR("records"));
}

static void add_member(struct part *part, struct str name, const json_t *value)
{
    enum meaning meaning = meaning_of(name);
    struct scalar s;

    read_scalar(value, &s);
    if (meaning == NOTHING && record_look(s.text))
        meaning = RECORD;
    part->n++;
    if (!part->of[meaning])
        part->of[meaning] = value;
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
        p->container = p->container || is_container(str_of(name));
        if (json_is_object(value) || json_is_array(value)) {
            end_part(w, p, &part);
            walk_value(w, value, p);
            part = (struct part){0};
        } else {
            add_member(&part, str_of(name), value);
        }
    }
    if (json_object_size(object) > MEMBERS_MAX)
        expected_open(w->e);
    end_object(w, p, around, &part, object);
}

/* Lists. */

static bool is_number(struct str s)
{
    char digits[24];

    if (!s.n || s.n >= sizeof digits)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    memcpy(digits, s.p, s.n);
    digits[s.n] = '\0';
    errno = 0;
    strtoull(digits, NULL, 10);
    return !errno;
}

static size_t words_of(struct str text)
{
    size_t words = 0;
    struct str word;

    while (text.n && str_split(&text, ' ', &word))
        words += word.n > 0;
    return words;
}

/* In an object, as Loki answers: a time, then a record. */
static void take_listed(struct walk *w, struct place *list,
                        const struct scalar *s)
{
    if (record_look(s->text))
        expected_event(w->e, buf_str(&list->time), stream_of(list), s->text);
    else if (!s->known || is_number(s->text))
        keep(&list->time, s->text);
}

/* In lists alone: a record, or what an inner list says about the next. */
static void take_text(struct walk *w, struct place *list,
                      const struct scalar *s)
{
    bool inner = list->depth > 1;
    struct str none = {NULL, 0};
    int64_t ms;

    if (words_of(s->text) >= RECORD_WORDS)
        expected_event(w->e, inner ? buf_str(&list->time) : none,
                       inner ? buf_str(&list->stream) : none, s->text);
    else if (!inner)
        expected_junk(w->e);
    else if (is_number(s->text) || date_parse_iso(s->text, &ms))
        keep(&list->time, s->text);
    else if (str_find(s->text, STR(" ")) == s->text.n)
        keep(&list->stream, s->text);
    else
        expected_junk(w->e);
    if (inner && !s->known)
        keep(&list->time, s->text);
}

static void end_list(struct walk *w, const struct place *p)
{
    struct str time = buf_str(&p->time);

    if (!p->rows)
        return;
    if (p->message.n) {
        expected_forget_row(w->e);
        expected_event(w->e, time, buf_str(&p->stream), buf_str(&p->message));
        return;
    }
    if (time.n)
        expected_value(w->e, STR("@timestamp"),
                       str_eq(time, STR(EXPECTED_ANY)) ? NULL : &time);
    expected_row_end(w->e);
}

static void walk_list(struct walk *w, json_t *list, struct place *p)
{
    size_t i;
    json_t *element;

    json_array_foreach(list, i, element)
    {
        struct scalar s;

        if (json_is_object(element) || json_is_array(element)) {
            walk_value(w, element, p);
            continue;
        }
        read_scalar(element, &s);
        if (is_in_object(p))
            take_listed(w, p, &s);
        else
            take_text(w, p, &s);
    }
    end_list(w, p);
}

static void walk_value(struct walk *w, json_t *value, struct place *around)
{
    struct place p = {.around = around,
                      .depth = around ? around->depth + 1 : 1,
                      .list = json_is_array(value),
                      .before = w->e->n};

    if (p.depth > DEPTH_MAX)
        expected_open(w->e);
    else if (p.list)
        walk_list(w, value, &p);
    else
        walk_object(w, value, &p, around);
    buf_done(&p.message);
    buf_done(&p.time);
    buf_done(&p.stream);
}

/* Documents. */

static struct str skip_blanks(struct str s)
{
    while (s.n && s.p[0] && strchr(" \t\r\n", s.p[0]))
        s = str_slice(s, 1, s.n);
    return s;
}

static void read_documents(struct walk *w, struct str text)
{
    enum {
        FLAGS = JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL
    };
    json_error_t error;

    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_slice(text, 3, text.n);
    for (text = skip_blanks(text); text.n && !w->e->open;
         text = skip_blanks(text)) {
        json_t *root = json_loadb(text.p, text.n, FLAGS, &error);

        if (root)
            walk_value(w, root, NULL);
        else
            expected_open(w->e);
        json_decref(root);
        text = str_slice(text, (size_t)error.position, text.n);
    }
}

void json_reference(struct str text, struct expected_lines *e)
{
    struct walk w = {.e = e};

    read_documents(&w, text);
}
