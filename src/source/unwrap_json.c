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
#include "source/record_look.h"
#include "source/unwrap.h"
#include "source/wrapping.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"

#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 64,
    MEMBERS_MAX = 512,
    ROW_MEMBERS_MIN = 2,
    /* Lines made in one go. */
    STEP_BYTES = 32 << 10
};

/* Bytes [from, to) of the stream; a string's are those between its quotes. */
struct piece {
    uint64_t from, to;
    bool escaped; /* holds a backslash */
    bool null;    /* the word null */
};

struct member {
    struct piece name, value;
};

/* What the name of a member says about its value. */
enum meaning {
    MEANS_NOTHING,
    MEANS_MESSAGE,
    MEANS_RECORD, /* not by its name: the value looks like one */
    MEANS_DATA,   /* the record, or a delivery, in base64 */
    MEANS_TIME,
    MEANS_STREAM,
    MEANS_FIELD,
    MEANS_VALUE,
    MEANS_TYPE,
    MEANINGS
};

/* An object or list that is open. */
struct level {
    bool list;
    bool nested;        /* an object that held another container */
    bool rows;          /* a list that held {"field", "value"} */
    bool control;       /* a message of the service to itself: no events */
    bool container;     /* an object that may well be without records */
    bool field;         /* an object that is part of a row */
    uint64_t before;    /* lines made before it began */
    struct buf stream;  /* of the events in it; empty: as outside */
    struct buf message; /* of an object that went on after a container */
    struct buf time;
};

struct json {
    struct unwrap unwrap; /* first */
    bool inner;           /* a delivery in another */
    unsigned depth;
    struct level levels[DEPTH_MAX];
    struct member members[MEMBERS_MAX]; /* of the innermost object */
    size_t n_members;
    size_t place[MEANINGS]; /* of a member that means it, from 1; 0: none */
    bool name_next;         /* of an object: a name, not a value, comes */
    struct piece name;
    struct buf scratch, name_text, decoded;
};

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

/* Text of pieces. */

static unsigned hex4(struct str s, size_t at)
{
    unsigned v = 0;

    for (size_t i = at; i < at + 4; i++) {
        char c = i < s.n ? s.p[i] : '0';
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                                : 0;

        v = v * 16 + digit;
    }
    return v;
}

/* The character of "\uXXXX" at i, which is its u; *i moves to its end. */
static uint32_t unicode(struct str s, size_t *i)
{
    uint32_t high = hex4(s, *i + 1);

    *i += 4;
    if (high >= 0xd800 && high < 0xdc00 && *i + 6 < s.n &&
        s.p[*i + 1] == '\\' && s.p[*i + 2] == 'u') {
        uint32_t low = hex4(s, *i + 3);

        if (low >= 0xdc00 && low < 0xe000) {
            *i += 6;
            return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        }
    }
    return high >= 0xd800 && high < 0xe000 ? 0xfffd : high;
}

static void add_character(struct buf *out, uint32_t c)
{
    char bytes[4];

    buf_add(out, (struct str){bytes, utf8_encode(c, bytes)});
}

static void unescape(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        static const char plain[] = "bfnrt", meant[] = "\b\f\n\r\t";
        const char *known;

        if (s.p[i] != '\\' || i + 1 >= s.n) {
            buf_char(out, s.p[i]);
            continue;
        }
        i++;
        known = memchr(plain, s.p[i], sizeof plain - 1);
        if (known)
            buf_char(out, meant[known - plain]);
        else if (s.p[i] == 'u')
            add_character(out, unicode(s, &i));
        else
            buf_char(out, s.p[i]);
    }
}

/* The text of a piece; in *scratch when it must be changed. */
static struct str text_of(struct json *j, const struct piece *p,
                          struct buf *scratch)
{
    struct str raw = window_slice(&j->unwrap.window, p->from, p->to);

    if (p->null)
        return (struct str){NULL, 0};
    if (!p->escaped)
        return raw;
    buf_reset(scratch);
    unescape(scratch, raw);
    return buf_str(scratch);
}

/* Names that matter. */

static enum meaning meaning_of(struct str name)
{
    static const struct {
        struct str name;
        enum meaning meaning;
    } known[] = {
        {STR("message"), MEANS_MESSAGE},   {STR("@message"), MEANS_MESSAGE},
        {STR("body"), MEANS_MESSAGE},      {STR("log"), MEANS_MESSAGE},
        {STR("data"), MEANS_DATA},         {STR("Data"), MEANS_DATA},
        {STR("timestamp"), MEANS_TIME},    {STR("_time"), MEANS_TIME},
        {STR("time"), MEANS_TIME},         {STR("timeUnixNano"), MEANS_TIME},
        {STR("@timestamp"), MEANS_TIME},   {STR("logStream"), MEANS_STREAM},
        {STR("@logStream"), MEANS_STREAM}, {STR("logStreamName"), MEANS_STREAM},
        {STR("field"), MEANS_FIELD},       {STR("value"), MEANS_VALUE},
        {STR("messageType"), MEANS_TYPE},
    };

    /* Most names are none of these: the first look should do. */
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].name.n == name.n && known[i].name.p[0] == name.p[0] &&
            str_eq(known[i].name, name))
            return known[i].meaning;
    return MEANS_NOTHING;
}

static const struct member *find_member(struct json *j, enum meaning wanted)
{
    return j->place[wanted] ? &j->members[j->place[wanted] - 1] : NULL;
}

/* A value that looks like a record is one, if its name means nothing. */
static enum meaning member_meaning(struct json *j, const struct piece *value)
{
    enum meaning meaning = meaning_of(text_of(j, &j->name, &j->scratch));

    if (meaning == MEANS_NOTHING &&
        value->to - value->from >= RECORD_LOOK_BYTES &&
        record_look(text_of(j, value, &j->scratch)))
        return MEANS_RECORD;
    return meaning;
}

static void add_member(struct json *j, const struct piece *value)
{
    enum meaning meaning;

    if (j->n_members == MEMBERS_MAX)
        return;
    j->members[j->n_members++] = (struct member){j->name, *value};
    meaning = member_meaning(j, value);
    if (!j->place[meaning])
        j->place[meaning] = j->n_members;
}

static void forget_members(struct json *j)
{
    j->n_members = 0;
    memset(j->place, 0, sizeof j->place);
}

/* The member with the record: what looks like one goes before a name. */
static const struct member *find_message(struct json *j)
{
    const struct member *record = find_member(j, MEANS_RECORD);

    return record ? record : find_member(j, MEANS_MESSAGE);
}

/* Copy the text of a member to *out; false when there is none. */
static bool copy_member(struct json *j, enum meaning wanted, struct buf *out)
{
    const struct member *m = find_member(j, wanted);

    if (!m)
        return false;
    buf_reset(out);
    buf_add(out, text_of(j, &m->value, &j->scratch));
    return true;
}

/* Levels. */

static struct level *top(struct json *j)
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
    const struct member *data = find_member(j, MEANS_DATA);

    if (!data || is_row_place(j) ||
        !decode(j, text_of(j, &data->value, &j->scratch)))
        return;
    if (!j->inner && unwrap_inner(&j->unwrap.lines, buf_str(&j->decoded)))
        return;
    buf_reset(out);
    buf_add(out, buf_str(&j->decoded));
}

/* Before the object's members are let go: what events in it need. */
static void keep_context(struct json *j)
{
    struct level *l = top(j);

    if (!l || l->list)
        return;
    l->nested = true;
    copy_member(j, MEANS_STREAM, &l->stream);
    if (!copy_member(j, MEANS_RECORD, &l->message) &&
        !copy_member(j, MEANS_MESSAGE, &l->message))
        copy_data(j, &l->message);
    copy_member(j, MEANS_TIME, &l->time);
    if (copy_member(j, MEANS_TYPE, &j->decoded))
        l->control = str_eq(buf_str(&j->decoded), STR("CONTROL_MESSAGE"));
}

static bool open_level(struct json *j, bool list)
{
    struct level *l;

    keep_context(j);
    if (j->depth == DEPTH_MAX)
        return false;
    l = &j->levels[j->depth++];
    l->list = list;
    l->nested = l->rows = l->control = l->container = l->field = false;
    l->before = j->unwrap.lines.n;
    buf_reset(&l->stream);
    buf_reset(&l->message);
    buf_reset(&l->time);
    forget_members(j);
    j->name_next = !list;
    return true;
}

/* The log stream that the innermost object, or one around it, names. */
static struct str stream_around(const struct json *j)
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
    struct level *l = top(j);

    copy_member(j, MEANS_STREAM, &l->stream);
    copy_member(j, MEANS_TIME, &l->time);
    record_event(&j->unwrap.lines, buf_str(&l->time), stream_around(j),
                 message);
}

static void write_row(struct json *j)
{
    for (size_t i = 0; i < j->n_members; i++) {
        struct str name = text_of(j, &j->members[i].name, &j->name_text);

        record_value(&j->unwrap.lines, name,
                     text_of(j, &j->members[i].value, &j->scratch));
    }
    record_row_end(&j->unwrap.lines);
}

/* {"field": "srcAddr", "value": "10.0.0.1"} of a row; false: it is none. */
static bool take_field(struct json *j)
{
    const struct member *field = find_member(j, MEANS_FIELD);
    const struct member *value = find_member(j, MEANS_VALUE);
    struct level *list = j->depth > 1 ? &j->levels[j->depth - 2] : NULL;
    struct str name, text;

    if (!field || !value || j->n_members != 2 || !list || !list->list)
        return false;
    list->rows = true;
    top(j)->field = true;
    name = text_of(j, &field->value, &j->name_text);
    text = text_of(j, &value->value, &j->scratch);
    switch (meaning_of(name)) {
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
    struct level *l = top(j);
    const struct member *message = find_message(j);

    if (is_control(j))
        return;
    if (!message)
        copy_data(j, &l->message);
    if (message)
        write_event(j, text_of(j, &message->value, &j->name_text));
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

static void close_level(struct json *j)
{
    struct level *l = top(j);

    if (l->list && l->rows)
        end_fields(j, l);
    else if (!l->list)
        end_object(j);
    if (!l->list && is_lost(j, l))
        record_junk(&j->unwrap.lines, STR("{...}"));
    j->depth--;
    forget_members(j);
    j->name_next = j->depth && !top(j)->list;
    j->unwrap.window.pin = j->unwrap.at;
}

/* Tokens. */

static bool fail(struct json *j, const char *why)
{
    unwrap_fail(&j->unwrap, why);
    return false;
}

/* The place of the quote that ends the string which begins before at. */
static bool find_quote(struct json *j, uint64_t at, struct piece *out)
{
    struct window *w = &j->unwrap.window;

    *out = (struct piece){.from = at};
    while (window_reach(w, at)) {
        struct str rest = window_slice(w, at, w->origin + w->n);
        const char *quote = memchr(rest.p, '"', rest.n);
        size_t n = quote ? (size_t)(quote - rest.p) : rest.n;
        const char *escape = memchr(rest.p, '\\', n);

        if (escape) {
            out->escaped = true;
            at += (uint64_t)(escape - rest.p) + 2;
        } else if (quote) {
            out->to = at + n;
            return true;
        } else {
            at += n;
        }
    }
    return false;
}

static bool read_string(struct json *j, struct piece *out)
{
    if (!find_quote(j, j->unwrap.at + 1, out))
        return fail(j, window_is_full(&j->unwrap.window, j->unwrap.at)
                           ? "a JSON text is longer than 16 MiB"
                           : "the JSON text ends in the middle");
    j->unwrap.at = out->to + 1;
    return true;
}

/* Does it end a number or a word? */
static bool ends_word(char c)
{
    switch (c) {
    case ',':
    case ':':
    case '{':
    case '}':
    case '[':
    case ']':
    case '"':
        return true;
    default:
        return (unsigned char)c <= ' ';
    }
}

/* Numbers, true, false, null: up to what ends a value. */
static void read_word(struct json *j, struct piece *out)
{
    struct window *w = &j->unwrap.window;
    uint64_t at = j->unwrap.at;
    int c;

    *out = (struct piece){.from = at};
    while ((c = window_byte(w, at)) >= 0 && !ends_word((char)c))
        at++;
    out->to = at;
    out->null = str_eq(window_slice(w, out->from, at), STR("null"));
    j->unwrap.at = at;
}

static void keep(struct buf *b, struct str text)
{
    buf_reset(b);
    buf_add(b, text);
}

static bool has_blank(struct str s)
{
    return memchr(s.p, ' ', s.n) != NULL;
}

static bool is_number(struct str s)
{
    uint64_t v;

    return num_parse_uint(s, UINT64_MAX, &v);
}

/* Loki answers with lists of a time and a line. */
static void take_listed(struct json *j, const struct piece *value)
{
    struct level *l = top(j);
    struct str text = text_of(j, value, &j->name_text);

    if (record_look(text)) {
        record_event(&j->unwrap.lines, buf_str(&l->time), stream_around(j),
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
    struct level *l = j->depth > 1 ? top(j) : NULL;
    struct str text = text_of(j, value, &j->name_text);
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
    struct str text = text_of(j, name, &j->scratch);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(text, names[i]))
            return true;
    return false;
}

static void take_value(struct json *j, const struct piece *value)
{
    struct level *l = top(j);

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
    forget_members(j);
    w->pin = j->unwrap.at;
}

/* One token. False at the end of the text. */
static bool take_token(struct json *j)
{
    struct window *w = &j->unwrap.window;
    struct piece piece;
    int c;

    while ((c = window_byte(w, j->unwrap.at)) >= 0 && c <= ' ')
        j->unwrap.at++;
    if (unwrap_skip_bom(&j->unwrap))
        return true;
    switch (c) {
    case -1:
        if (j->depth)
            return fail(j, window_is_full(w, j->unwrap.at)
                               ? "a JSON value is longer than 16 MiB"
                               : "the JSON text ends in the middle");
        return false;
    case '{':
    case '[':
        j->unwrap.at++;
        if (!open_level(j, c == '['))
            return fail(j, "the JSON text is nested too deeply");
        w->pin = j->unwrap.at;
        return true;
    case '}':
    case ']':
        if (!j->depth || top(j)->list != (c == ']')) {
            skip_junk(j);
            return true;
        }
        j->unwrap.at++;
        close_level(j);
        return true;
    case ',':
        j->unwrap.at++;
        j->name_next = j->depth && !top(j)->list;
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
        if (!j->depth) {
            skip_junk(j);
            return true;
        }
        read_word(j, &piece);
        if (piece.to == piece.from) {
            skip_junk(j);
            return true;
        }
    }
    take_value(j, &piece);
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
