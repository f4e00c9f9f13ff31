/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/path.h"

#include "query/lexer.h"
#include "query/print.h"

#include <string.h>

static bool add_step(struct arena *arena, struct path *path,
                     struct path_step step)
{
    enum { FIRST = 4 };

    if (path->n == PATH_MAX_STEPS)
        return false;
    /* Full at powers of two. */
    if (path->n == 0 || (path->n >= FIRST && !(path->n & (path->n - 1)))) {
        size_t room = path->n ? 2 * (size_t)path->n : FIRST;
        struct path_step *steps = arena_alloc(arena, room * sizeof *steps);

        if (path->n)
            memcpy(steps, path->steps, path->n * sizeof *steps);
        path->steps = steps;
    }
    path->steps[path->n++] = step;
    return true;
}

bool path_add_key(struct arena *arena, struct path *path, struct str key)
{
    return add_step(arena, path, (struct path_step){.key = key});
}

bool path_add_index(struct arena *arena, struct path *path, uint32_t index)
{
    return add_step(arena, path,
                    (struct path_step){.index = index, .is_index = true});
}

/* Where the text from i on has the character outside backticks, or its end. */
static size_t find_outside(struct str text, size_t i, char c)
{
    bool quoted = false;

    for (; i < text.n && (quoted || text.p[i] != c); i++)
        quoted ^= text.p[i] == '`';
    return i;
}

/* Take the backticks out; two within others stand for one. */
static struct str unquote(struct arena *arena, struct str raw)
{
    bool quoted = false;
    size_t n = 0;
    char *key;

    if (str_find(raw, STR("`")) == raw.n)
        return raw;
    key = arena_alloc(arena, raw.n);
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] != '`') {
            key[n++] = raw.p[i];
        } else if (quoted && i + 1 < raw.n && raw.p[i + 1] == '`') {
            key[n++] = raw.p[i++];
        } else {
            quoted = !quoted;
        }
    }
    return (struct str){key, n};
}

bool path_add_keys(struct arena *arena, struct path *path, struct str text)
{
    for (size_t i = 0, end; i <= text.n; i = end + 1) {
        struct str key;

        end = find_outside(text, i, '.');
        key = unquote(arena, str_slice(text, i, end));
        if (key.n == 0 || !path_add_key(arena, path, key))
            return false;
    }
    return true;
}

/* "[n]" at the start of the text, which is cut off. */
static bool take_index(struct arena *arena, struct str *text, struct path *path)
{
    size_t close = str_find(*text, STR("]"));
    uint64_t index;

    if (close == text->n ||
        !num_parse_uint(str_slice(*text, 1, close), UINT32_MAX, &index) ||
        !path_add_index(arena, path, (uint32_t)index))
        return false;
    *text = str_slice(*text, close + 1, text->n);
    return true;
}

bool path_parse(struct arena *arena, struct str text, struct path *out)
{
    *out = (struct path){0};
    while (text.n) {
        size_t open = find_outside(text, 0, '[');

        if (open && !path_add_keys(arena, out, str_slice(text, 0, open)))
            return false;
        text = str_slice(text, open, text.n);
        while (str_starts(text, STR("[")))
            if (!take_index(arena, &text, out))
                return false;
        if (text.n == 0)
            return true;
        if (!str_starts(text, STR(".")))
            return false;
        text = str_slice(text, 1, text.n);
    }
    return false; /* nothing, or a dot at the end */
}

static struct value item_at(struct value list, uint64_t index)
{
    return index < list.n ? list.list[index] : value_null();
}

static struct value step_into(struct value v, const struct path_step *step)
{
    uint64_t index;

    if (v.type == VALUE_LIST && step->is_index)
        return item_at(v, step->index);
    if (v.type == VALUE_LIST && num_parse_uint(step->key, UINT32_MAX, &index))
        return item_at(v, index);
    for (uint32_t i = 0; v.type == VALUE_MAP && !step->is_index && i < v.n; i++)
        if (str_eq(v.map[i].key, step->key))
            return v.map[i].value;
    return value_null();
}

struct value path_value(struct value v, const struct path_step *steps,
                        uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        v = step_into(v, &steps[i]);
    return v;
}

uint32_t path_join(struct buf *out, const struct path *path)
{
    uint32_t n = 0;

    for (; n < path->n && !path->steps[n].is_index; n++) {
        if (n > 0)
            buf_char(out, '.');
        buf_add(out, path->steps[n].key);
    }
    return n;
}

/* May the segment stand without backticks? The first one may be a word. */
static bool is_plain(struct str key, bool first)
{
    if (key.n == 0 || (first && lexer_reserved(key)))
        return false;
    for (size_t i = 0; i < key.n; i++)
        if (!lexer_in_segment(key.p[i]))
            return false;
    return !first || lexer_plain_name(key);
}

void path_print(struct buf *out, const struct path *path)
{
    for (uint32_t i = 0; i < path->n; i++) {
        const struct path_step *step = &path->steps[i];

        if (step->is_index) {
            buf_printf(out, "[%u]", (unsigned)step->index);
            continue;
        }
        if (i > 0)
            buf_char(out, '.');
        if (is_plain(step->key, i == 0))
            buf_add(out, step->key);
        else
            print_quoted(out, step->key);
    }
}
