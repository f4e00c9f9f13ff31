/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of keys and commands hold together: every key is a key, no key
 * means two things, every command has help and can be reached. */
#include "tui/keymap.h"

#include "check.h"

#include <string.h>

static void every_key_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < keymap_count(); i++)
        check_int(keymap_at(i)->key, keymap_code(keymap_at(i)->key) >= 0, 1);
}

static void no_key_means_two_things(void **state)
{
    (void)state;
    for (size_t i = 0; i < keymap_count(); i++)
        for (size_t j = 0; j < i; j++) {
            const struct key_binding *a = keymap_at(i);
            const struct key_binding *b = keymap_at(j);

            if (a->scope == b->scope)
                check_int(a->key,
                          keymap_code(a->key) == keymap_code(b->key), 0);
        }
}

static void every_command_has_help_and_a_key(void **state)
{
    (void)state;
    for (int id = 0; id < COMMAND_COUNT; id++) {
        const struct command *c = command_at((enum command_id)id);
        int reached = 0;

        check_int(c->name, c->help[0] != '\0' && c->label[0] != '\0', 1);
        for (int scope = 0; scope < SCOPE_COUNT; scope++)
            reached |= keymap_key_of((enum key_scope)scope,
                                     (enum command_id)id) != NULL;
        check_int(c->name, reached, 1);
    }
}

static void keys_lead_to_their_commands(void **state)
{
    static const struct {
        const char *key;
        enum key_scope scope;
        enum command_id want;
    } cases[] = {
        {"Enter", SCOPE_ANY, COMMAND_DRILL},
        {"Ctrl-C", SCOPE_ANY, COMMAND_INTERRUPT},
        {"3", SCOPE_ANY, COMMAND_TO_TALKERS},
        {"3", SCOPE_TIME, COMMAND_LAST_1H},
        {"c", SCOPE_WRITE, COMMAND_WRITE_CSV},
        {"c", SCOPE_ANY, COMMAND_TO_FIELDS},
        {"<", SCOPE_TABLE, COMMAND_NARROWER},
        {"<", SCOPE_TIMELINE, COMMAND_PAN_LEFT},
        {"~", SCOPE_ANY, COMMAND_NONE},
        {"q", SCOPE_TIME, COMMAND_NONE},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].key,
                  keymap_find(cases[i].scope, keymap_code(cases[i].key)),
                  cases[i].want);
    check_int("carriage return", keymap_find(SCOPE_ANY, '\n'), COMMAND_DRILL);
}

static void keys_are_described(void **state)
{
    char name[32];

    (void)state;
    keymap_describe(keymap_code("Ctrl-F"), name, sizeof name);
    assert_string_equal(name, "Ctrl-F");
    keymap_describe('~', name, sizeof name);
    assert_string_equal(name, "~");
    keymap_describe(keymap_code("PgUp"), name, sizeof name);
    assert_string_equal(name, "PgUp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_known),
        cmocka_unit_test(no_key_means_two_things),
        cmocka_unit_test(every_command_has_help_and_a_key),
        cmocka_unit_test(keys_lead_to_their_commands),
        cmocka_unit_test(keys_are_described),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
