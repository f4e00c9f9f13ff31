/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of settings, and their values as texts and numbers. */
#include "tui/settings.h"

#include "base/date.h"
#include "base/num.h"
#include "tui/suggest.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN = 40 };

static const struct setting table[SETTING_COUNT] = {
#define SETTING(id, field, kind, initial, values, help)                        \
    {#field, SETTING_KIND_##kind, initial, values, help},
#include "tui/settings.def"
#undef SETTING
};

const struct setting *setting_at(enum setting_id id)
{
    return &table[id];
}

static int *place_of(struct settings *s, enum setting_id id)
{
    assert(id < SETTING_COUNT);
    switch (id) {
#define SETTING(ID, field, ...)                                                \
    case SETTING_##ID:                                                         \
        return &s->field;
#include "tui/settings.def"
#undef SETTING
    case SETTING_COUNT:
        break;
    }
    return NULL;
}

void settings_init(struct settings *s)
{
    for (int id = 0; id < SETTING_COUNT; id++) {
        bool known = settings_set(s, (enum setting_id)id,
                                  str_of(table[id].initial), NULL);

        /* A unit test sets each default. */
        assert(known);
        (void)known;
    }
}

/* Equal, "-" being "_". */
static bool same_name(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if ((a.p[i] == '-' ? '_' : a.p[i]) != (b.p[i] == '-' ? '_' : b.p[i]))
            return false;
    return true;
}

bool setting_find(struct str name, enum setting_id *out, struct err *err)
{
    char near[SUGGESTION_MAX];
    struct suggestion suggestion;

    suggest_begin(&suggestion, name);
    for (int id = 0; id < SETTING_COUNT; id++) {
        if (same_name(name, str_of(table[id].name))) {
            *out = (enum setting_id)id;
            return true;
        }
        suggest_see(&suggestion, str_of(table[id].name));
    }
    suggest_text(&suggestion, "", near);
    return err_set(err, ERR_USAGE, "there is no setting \"%.*s\"%s",
                   STR_ARG(str_slice(name, 0, SHOWN)), near);
}

/* The place of a word among words separated by blanks; -1: none. */
static int place_of_word(const char *words, struct str word)
{
    struct str rest = str_of(words), next;

    for (int i = 0; str_split(&rest, ' ', &next); i++)
        if (str_eq(next, word))
            return i;
    return -1;
}

/* The other ways to say on and off. */
static int read_switch(struct str value)
{
    static const char *const ways[] = {"off no false 0", "on yes true 1"};

    for (int on = 0; on < 2; on++)
        if (place_of_word(ways[on], value) >= 0)
            return on;
    return -1;
}

static int read_number(const char *values, struct str text)
{
    struct str rest = str_of(values), least, greatest;
    uint64_t from, to, n;

    if (str_split(&rest, ' ', &least) && str_split(&rest, ' ', &greatest) &&
        num_parse_uint(least, INT32_MAX, &from) &&
        num_parse_uint(greatest, INT32_MAX, &to) &&
        num_parse_uint(text, to, &n) && n >= from)
        return (int)n;
    return -1;
}

/* Whole seconds; "90s" and "1m30s" are as good as 90. */
static int read_seconds(const char *values, struct str text)
{
    char seconds[NUM_TEXT_MAX];
    int64_t ms;

    if (!date_parse_duration(text, &ms) || ms % 1000)
        return read_number(values, text);
    snprintf(seconds, sizeof seconds, "%" PRId64, ms / 1000);
    return read_number(values, str_of(seconds));
}

/* What is told by the least and the greatest. */
static bool has_range(const struct setting *t)
{
    return t->kind == SETTING_KIND_NUMBER || t->kind == SETTING_KIND_SECONDS;
}

static int read_value(const struct setting *t, struct str value)
{
    switch (t->kind) {
    case SETTING_KIND_SWITCH:
        return read_switch(value);
    case SETTING_KIND_CHOICE:
        return place_of_word(t->values, value);
    case SETTING_KIND_NUMBER:
        return read_number(t->values, value);
    case SETTING_KIND_SECONDS:
        return read_seconds(t->values, value);
    }
    return -1;
}

static bool no_value(const struct setting *t, struct str value, struct err *err)
{
    struct str rest = str_of(t->values), least = {0};
    bool number = has_range(t) && str_split(&rest, ' ', &least);

    value = str_slice(value, 0, SHOWN);
    if (number)
        return err_set(err, ERR_USAGE,
                       "%s cannot be \"%.*s\": a number%s from %.*s to %.*s "
                       "is expected",
                       t->name, STR_ARG(value),
                       t->kind == SETTING_KIND_SECONDS ? " of seconds" : "",
                       STR_ARG(least), STR_ARG(rest));
    return err_set(err, ERR_USAGE,
                   "%s cannot be \"%.*s\": one of %s is "
                   "expected",
                   t->name, STR_ARG(value), t->values);
}

bool settings_set(struct settings *s, enum setting_id id, struct str value,
                  struct err *err)
{
    int n = read_value(&table[id], value);

    if (n < 0)
        return no_value(&table[id], value, err);
    *place_of(s, id) = n;
    return true;
}

void settings_text(const struct settings *s, enum setting_id id,
                   char out[SETTING_TEXT_MAX])
{
    const struct setting *t = &table[id];
    struct settings copy = *s;
    int n = *place_of(&copy, id);
    struct str rest = str_of(t->values), word = {0};

    if (has_range(t)) {
        snprintf(out, SETTING_TEXT_MAX, "%d", n);
        return;
    }
    for (int i = 0; i <= n && str_split(&rest, ' ', &word); i++)
        ;
    snprintf(out, SETTING_TEXT_MAX, "%.*s", STR_ARG(word));
}
