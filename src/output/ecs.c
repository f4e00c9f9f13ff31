/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON Lines in the names of the Elastic Common Schema (output/ecs.def), for
 * loading a result where dashboards expect those. A value that is not there
 * ("-") has no key. What a record says without naming it is added by
 * ecs_told.c.
 */
#include "base/buf.h"
#include "base/date.h"
#include "base/json_text.h"
#include "flow/addr.h"
#include "flow/field.h"
#include "output/ecs_int.h"
#include "output/json.h"
#include "output/writer_int.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define ECS_VERSION "8.11.0"

enum how { HOW_TEXT, HOW_LOWER, HOW_IP, HOW_NUMBER, HOW_TIME };

static const struct mapping {
    struct str name;
    enum how how;
    const char *path;
} mappings[] = {
#define ECS(name, how, path) {STR(name), HOW_##how, path},
#include "output/ecs.def"
#undef ECS
};

void ecs_put(json_t *document, struct str path, json_t *what)
{
    struct str name;
    json_t *at = document;

    while (str_split(&path, '.', &name) && path.n) {
        char *key = str_dup(name);
        json_t *next = json_object_get(at, key);

        if (!next) {
            next = json_object();
            json_object_set_new(at, key, next);
        }
        free(key);
        at = next;
    }
    char *key = str_dup(name);
    json_object_set_new(at, key, what);
    free(key);
}

json_t *ecs_text(struct str s)
{
    json_t *known = json_stringn(s.p ? s.p : "", s.n);
    struct buf clean = {0};

    if (known)
        return known;
    for (size_t i = 0; i < s.n; i++)
        buf_char(&clean, (unsigned char)s.p[i] < 0x80 ? s.p[i] : '?');
    known = json_stringn(clean.p, clean.n);
    buf_done(&clean);
    return known;
}

static json_t *lower(struct str s)
{
    struct buf b = {0};
    json_t *made;

    for (size_t i = 0; i < s.n; i++)
        buf_char(&b, (char)tolower((unsigned char)s.p[i]));
    made = ecs_text(buf_str(&b));
    buf_done(&b);
    return made;
}

static json_t *number(struct value v, struct str s)
{
    struct num n = value_num(v);

    if (n.kind == NUM_INT)
        return json_integer(n.i);
    return n.kind == NUM_DOUBLE ? json_real(n.d) : ecs_text(s);
}

/* "2026-11-23T12:38:09.000Z", from a time or from seconds or ms. */
static json_t *time_text(struct value v, struct str s)
{
    char out[DATE_TEXT_MAX];
    struct num n = value_num(v);
    struct buf b = {0};
    json_t *made;
    int64_t ms;

    if (n.kind != NUM_INT)
        return ecs_text(s);
    ms = v.type == VALUE_TIME || n.i > INT32_MAX ? n.i : n.i * 1000;
    buf_add(&b, (struct str){out, date_format(ms, out)});
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] == ' ')
            b.p[i] = 'T';
    buf_char(&b, 'Z');
    made = ecs_text(buf_str(&b));
    buf_done(&b);
    return made;
}

/* NULL: the value may not stand there. */
static json_t *mapped(const struct mapping *m, struct value v, struct str s)
{
    struct addr a;

    switch (m->how) {
    case HOW_IP:
        return addr_parse(s, &a) ? ecs_text(s) : NULL;
    case HOW_TEXT:
        return ecs_text(s);
    case HOW_LOWER:
        return lower(s);
    case HOW_NUMBER:
        return number(v, s);
    case HOW_TIME:
        return time_text(v, s);
    }
    return NULL;
}

/* Everywhere the schema has a place for it; false: it knows no such column. */
static bool put_mapped(json_t *document, struct str name, struct value v,
                       struct str s)
{
    bool known = false;

    for (size_t i = 0; i < sizeof mappings / sizeof *mappings; i++) {
        json_t *what;

        if (!str_eq(mappings[i].name, name))
            continue;
        known = true;
        what = mapped(&mappings[i], v, s);
        if (what)
            ecs_put(document, str_of(mappings[i].path), what);
    }
    return known;
}

/* A column that the schema does not know; what a query computed keeps its
   name, a field of the log goes to aws.vpcflow. */
static void put_other(json_t *document, const struct result_column *c,
                      struct value v, struct str s)
{
    field_id id = field_by_log_name(c->name);
    bool is_number = c->type == RESULT_NUMBER || c->number_text;
    json_t *what = is_number ? number(v, s) : ecs_text(s);
    struct buf path = {0};

    if (id == FIELD_NONE) {
        char *key = str_dup(c->name);

        json_object_set_new(document, key, what);
        free(key);
        return;
    }
    buf_text(&path, "aws.vpcflow.");
    for (const char *p = field_log_name(id); *p; p++)
        buf_char(&path, *p == '-' ? '_' : *p);
    ecs_put(document, buf_str(&path), what);
    buf_done(&path);
}

static void put_column(json_t *document, const struct result_column *c,
                       struct value v)
{
    char scratch[VALUE_TEXT_MAX];
    struct str s;

    if (v.type == VALUE_LIST || v.type == VALUE_MAP) {
        struct buf b = {0};

        json_value(&b, v, true);
        ecs_put(document, c->name, json_loadb(b.p, b.n, JSON_DECODE_ANY, NULL));
        buf_done(&b);
        return;
    }
    s = value_str(v, scratch);
    if (v.type == VALUE_NULL || str_eq(s, STR("-")))
        return;
    if (!put_mapped(document, c->name, v, s))
        put_other(document, c, v, s);
}

static void ecs_row(struct writing *w, const struct value *row)
{
    json_t *document = json_object();
    char *dumped;

    ecs_put(document, STR("ecs.version"), ecs_text(STR(ECS_VERSION)));
    for (uint32_t i = 0; i < w->n_columns; i++)
        put_column(document, result_column(w->result, i), row[i]);
    if (result_is_raw(w->result)) {
        ecs_put(document, STR("cloud.provider"), ecs_text(STR("aws")));
        ecs_add_told(document);
    }
    dumped = json_dumps(document, JSON_COMPACT);
    if (dumped)
        json_text_harmless(&w->out, str_of(dumped));
    buf_char(&w->out, '\n');
    free(dumped);
    json_decref(document);
}

static void ecs_begin(struct writing *w, const struct value *rows, uint32_t n)
{
    (void)w;
    (void)rows;
    (void)n;
}

static void ecs_end(struct writing *w)
{
    (void)w;
}

const struct writer writer_ecs = {"ecs", NULL, ecs_begin, ecs_row, ecs_end};
