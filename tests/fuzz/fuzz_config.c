/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a configuration, which may have come with a foreign folder. A
 * line that is refused says why and changes nothing; what was set reads the
 * same when it is written out; without leave no key changes.
 */
#include "fuzz.h"

#include "tui/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void need(bool holds, const char *what, struct str line)
{
    if (holds)
        return;
    fprintf(stderr, "%s: %.*s\n", what, STR_ARG(line));
    abort();
}

static void check_settings(const struct settings *s, struct str line)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        enum setting_id id = (enum setting_id)i;
        struct settings again = *s;
        char text[SETTING_TEXT_MAX];

        settings_text(s, id, text);
        need(settings_set(&again, id, str_of(text), NULL),
             "a setting that cannot be set", line);
        need(!memcmp(&again, s, sizeof again), "a setting is another", line);
    }
}

static void check_looks(const struct looks *l, struct str line)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        struct look again;
        char text[LOOK_TEXT_MAX];

        if (!l->of[i].on)
            continue;
        look_text(&l->of[i].look, text);
        need(look_parse(str_of(text), &again, NULL) &&
                 again.fg == l->of[i].look.fg && again.bg == l->of[i].look.bg &&
                 again.attrs == l->of[i].look.attrs,
             "a look is another", line);
    }
}

static void check_keys(const struct keymap *m, struct str line)
{
    for (size_t i = 0; i < m->n; i++)
        need(keymap_code(m->items[i].key) == m->items[i].code,
             "a key is another by its name", line);
}

static void take_line(struct setup *s, struct str line, bool may_bind)
{
    struct settings before = s->settings;
    size_t n_keys = s->keymap.n;
    struct err err = {0};
    bool taken = setup_line(s, line, may_bind, "", &err);

    need(taken == !err.msg[0], "a refusal without a word", line);
    if (!taken)
        need(!memcmp(&before, &s->settings, sizeof before) &&
                 s->keymap.n == n_keys,
             "a line that was refused changed something", line);
    check_settings(&s->settings, line);
    check_looks(&s->looks, line);
    check_keys(&s->keymap, line);
}

static bool same_keys(const struct keymap *a, const struct keymap *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (a->items[i].scope != b->items[i].scope ||
            a->items[i].code != b->items[i].code ||
            a->items[i].command != b->items[i].command)
            return false;
    return a->n == b->n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {size ? (const char *)data : "", size}, line;
    struct setup own, foreign, fresh;

    setup_init(&own);
    setup_init(&foreign);
    setup_init(&fresh);
    while (str_split(&text, '\n', &line)) {
        take_line(&own, line, true);
        take_line(&foreign, line, false);
    }
    need(same_keys(&foreign.keymap, &fresh.keymap),
         "a foreign file bound a key", STR("the whole"));
    setup_done(&own);
    setup_done(&foreign);
    setup_done(&fresh);
    return 0;
}
