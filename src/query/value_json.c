/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading is jansson's; the values are copied, since its own are counted. */
#include "query/value_json.h"

#include "base/json_text.h"

#include <jansson.h>

/* Below the 2048 of jansson: whoever walks a value may recurse. */
enum { DEPTH_MAX = 500 };

/* A list of single digits is read into so many bytes for each of its text. */
enum { BYTES_OF_BYTE = 32 };

static bool convert(struct arena *arena, json_t *j, unsigned depth,
                    struct value *out);

static bool convert_array(struct arena *arena, json_t *j, unsigned depth,
                          struct value *out)
{
    size_t n = json_array_size(j);
    struct value *list = arena_alloc(arena, n * sizeof *list);

    for (size_t i = 0; i < n; i++)
        if (!convert(arena, json_array_get(j, i), depth + 1, &list[i]))
            return false;
    *out = value_list(list, n);
    return true;
}

static bool convert_object(struct arena *arena, json_t *j, unsigned depth,
                           struct value *out)
{
    struct member *map = arena_alloc(arena, json_object_size(j) * sizeof *map);
    size_t n = 0;

    for (void *i = json_object_iter(j); i; i = json_object_iter_next(j, i)) {
        struct member *m = &map[n++];

        m->key = arena_copy(arena, str_of(json_object_iter_key(i)));
        if (!convert(arena, json_object_iter_value(i), depth + 1, &m->value))
            return false;
    }
    *out = value_map(map, n);
    return true;
}

/* False when it is nested too deeply. */
static bool convert(struct arena *arena, json_t *j, unsigned depth,
                    struct value *out)
{
    if (depth > DEPTH_MAX)
        return false;
    *out = value_null();
    switch (json_typeof(j)) {
    case JSON_OBJECT:
        return convert_object(arena, j, depth, out);
    case JSON_ARRAY:
        return convert_array(arena, j, depth, out);
    case JSON_STRING:
        *out = value_text(arena_copy(
            arena, (struct str){json_string_value(j), json_string_length(j)}));
        break;
    case JSON_INTEGER:
        *out = value_int(json_integer_value(j));
        break;
    case JSON_REAL:
        *out = value_double(json_real_value(j));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        *out = value_bool(json_is_true(j));
        break;
    case JSON_NULL:
        break;
    }
    return true;
}

struct value value_of_json(struct arena *arena, struct str text)
{
    struct value v = value_null();
    json_error_t error;
    json_t *j;

    /* Most lines of a log are no JSON: they cost a look at one byte. */
    text = str_trim(text);
    if (!str_starts(text, STR("{")) && !str_starts(text, STR("[")))
        return v;
    /* It takes many times its text while it is read. */
    if (!arena_takes(arena, text.n * BYTES_OF_BYTE))
        return v;
    j = json_loadb(text.p, text.n, 0, &error);
    if (!j && json_error_code(&error) == json_error_numeric_overflow)
        j = json_loadb(text.p, text.n, JSON_DECODE_INT_AS_REAL, &error);
    if (!j || !convert(arena, j, 1, &v))
        v = value_null();
    json_decref(j);
    return v;
}

static void write_list(struct buf *out, struct value v)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < v.n; i++) {
        if (i)
            buf_char(out, ',');
        value_add_json(out, v.list[i]);
    }
    buf_char(out, ']');
}

static void write_map(struct buf *out, struct value v)
{
    buf_char(out, '{');
    for (uint32_t i = 0; i < v.n; i++) {
        if (i)
            buf_char(out, ',');
        json_text_string(out, v.map[i].key);
        buf_char(out, ':');
        value_add_json(out, v.map[i].value);
    }
    buf_char(out, '}');
}

void value_add_json(struct buf *out, struct value v)
{
    char scratch[VALUE_TEXT_MAX];

    switch (v.type) {
    case VALUE_NULL:
        buf_text(out, "null");
        break;
    case VALUE_BOOL:
        buf_text(out, v.i ? "true" : "false");
        break;
    case VALUE_INT:
    case VALUE_DOUBLE:
        json_text_number(out, value_num(v));
        break;
    case VALUE_LIST:
        write_list(out, v);
        break;
    case VALUE_MAP:
        write_map(out, v);
        break;
    case VALUE_TIME:
    case VALUE_IP4:
    case VALUE_TEXT:
        json_text_string(out, value_str(v, scratch));
        break;
    }
}
