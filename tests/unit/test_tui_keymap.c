/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of keys and commands hold together: every key is a key, no key
 * means two things, every command has help and can be reached. And keys can
 * be bound and freed while the program runs. */
#include "tui/keymap.h"

#include "check.h"

#include <string.h>

static const struct {
    enum key_scope scope;
    const char *key;
} table[] = {
#define KEY(scope, key, command) {SCOPE_##scope, key},
#include "tui/keys.def"
#undef KEY
};

static void every_key_is_known_by_the_name_it_is_shown_with(void **state)
{
    char name[KEY_NAME_MAX];

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(table); i++) {
        check_int(table[i].key, keymap_code(table[i].key) >= 0, 1);
        keymap_describe(keymap_code(table[i].key), name, sizeof name);
        assert_string_equal(name, table[i].key);
    }
}

static void no_key_means_two_things(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(table); i++)
        for (size_t j = 0; j < i; j++)
            if (table[i].scope == table[j].scope)
                check_int(table[i].key,
                          keymap_code(table[i].key) ==
                              keymap_code(table[j].key), 0);
}

static void every_command_has_help_and_a_key(void **state)
{
    struct keymap m;

    (void)state;
    keymap_init(&m);
    for (int id = 0; id < COMMAND_COUNT; id++) {
        const struct command *c = command_at((enum command_id)id);
        int reached = 0;

        check_int(c->name, c->help[0] != '\0' && c->label[0] != '\0', 1);
        for (int scope = 0; scope < SCOPE_COUNT; scope++)
            reached |= keymap_key_of(&m, (enum key_scope)scope,
                                     (enum command_id)id) != NULL;
        check_int(c->name, reached, 1);
    }
    keymap_done(&m);
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
        {"F10", SCOPE_ANY, COMMAND_QUIT},
        {"c", SCOPE_WRITE, COMMAND_WRITE_CSV},
        {"c", SCOPE_ANY, COMMAND_TO_FIELDS},
        {"<", SCOPE_TABLE, COMMAND_NARROWER},
        {"<", SCOPE_TIMELINE, COMMAND_PAN_LEFT},
        {"F11", SCOPE_ANY, COMMAND_NONE},
        {"q", SCOPE_TIME, COMMAND_NONE},
    };
    struct keymap m;

    (void)state;
    keymap_init(&m);
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        check_int(cases[i].key,
                  keymap_find(&m, cases[i].scope, keymap_code(cases[i].key)),
                  cases[i].want);
    check_int("carriage return", keymap_find(&m, SCOPE_ANY, '\n'),
              COMMAND_DRILL);
    keymap_done(&m);
}

static void keys_are_described(void **state)
{
    static const struct {
        int code;
        const char *want;
    } cases[] = {
        {'F' & 0x1f, "Ctrl-F"}, {'~', "~"}, {'+' | KEYMAP_ALT, "Alt-+"},
        {'\r' | KEYMAP_ALT, "Alt-Enter"}, {200, "?"},
    };
    char name[KEY_NAME_MAX];

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        keymap_describe(cases[i].code, name, sizeof name);
        assert_string_equal(name, cases[i].want);
    }
}

static void lines_bind_keys(void **state)
{
    static const struct {
        const char *line;
        enum key_scope scope;
        int code;
        enum command_id want;
    } cases[] = {
        {"x lens", SCOPE_ANY, 'x', COMMAND_LENS},
        {"any X sort", SCOPE_ANY, 'X', COMMAND_SORT},
        {"  talkers\tX  next-dimension ", SCOPE_TALKERS, 'X',
         COMMAND_NEXT_DIMENSION},
        {"time-menu 9 last_24h", SCOPE_TIME, '9', COMMAND_LAST_24H},
        {"Alt-x quit", SCOPE_ANY, 'x' | KEYMAP_ALT, COMMAND_QUIT},
        {"ctrl-x quit # with care", SCOPE_ANY, 'X' & 0x1f, COMMAND_QUIT},
        {"# lens", SCOPE_ANY, '#', COMMAND_LENS},
        {"table # lens # a comment", SCOPE_TABLE, '#', COMMAND_LENS},
        {"q none", SCOPE_ANY, 'q', COMMAND_NONE},
    };
    struct keymap m;

    (void)state;
    keymap_init(&m);
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {0};

        check_int(cases[i].line,
                  keymap_read(&m, str_of(cases[i].line), "test", &err), 1);
        check_int(cases[i].line,
                  keymap_find(&m, cases[i].scope, cases[i].code),
                  cases[i].want);
    }
    assert_null(keymap_key_of(&m, SCOPE_TIME, COMMAND_LENS));
    keymap_done(&m);
}

static void wrong_lines_bind_nothing_and_say_why(void **state)
{
    static const struct {
        const char *line;
        const char *why;
    } cases[] = {
        {"", "[PANE] KEY COMMAND"},
        {"x", "[PANE] KEY COMMAND"},
        {"a b c d", "[PANE] KEY COMMAND"},
        {"talker x lens", "did you mean talkers?"},
        {"Hyper-x lens", "there is no key"},
        {"x lenz", "did you mean lens?"},
        {"x system", "there is no command \"system\""},
    };
    struct keymap m;
    size_t before;

    (void)state;
    keymap_init(&m);
    before = m.n;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {0};

        check_int(cases[i].line,
                  keymap_read(&m, str_of(cases[i].line), "test", &err), 0);
        check_int(err.msg, strstr(err.msg, cases[i].why) != NULL, 1);
    }
    assert_int_equal(m.n, before);
    keymap_done(&m);
}

static void a_copy_is_bound_by_itself(void **state)
{
    struct keymap m, copy;

    (void)state;
    keymap_init(&m);
    keymap_copy(&copy, &m);
    keymap_bind(&copy, SCOPE_ANY, 'a', COMMAND_SORT, "test");
    keymap_bind(&copy, SCOPE_ANY, 'a' | KEYMAP_ALT, COMMAND_SORT, "test");
    assert_int_equal(keymap_find(&m, SCOPE_ANY, 'a'), COMMAND_LENS);
    assert_int_equal(keymap_find(&copy, SCOPE_ANY, 'a'), COMMAND_SORT);
    assert_int_equal(copy.n, m.n + 1);
    keymap_done(&copy);
    keymap_done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_known_by_the_name_it_is_shown_with),
        cmocka_unit_test(no_key_means_two_things),
        cmocka_unit_test(every_command_has_help_and_a_key),
        cmocka_unit_test(keys_lead_to_their_commands),
        cmocka_unit_test(keys_are_described),
        cmocka_unit_test(lines_bind_keys),
        cmocka_unit_test(wrong_lines_bind_nothing_and_say_why),
        cmocka_unit_test(a_copy_is_bound_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
