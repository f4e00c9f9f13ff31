/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings, looks and lines of a configuration. */
#include "tui/setup.h"

#include "check.h"

#include <string.h>

static void every_setting_has_a_default_that_it_takes(void **state)
{
    (void)state;
    for (int i = 0; i < SETTING_COUNT; i++) {
        enum setting_id id = (enum setting_id)i, found;
        const struct setting *t = setting_at(id);
        struct settings s = {0};
        struct err err = {0};
        char text[SETTING_TEXT_MAX];

        check_int(t->name, settings_set(&s, id, str_of(t->initial), &err), 1);
        settings_text(&s, id, text);
        assert_string_equal(text, t->initial);
        check_int(t->name, t->help[0] != '\0', 1);
        check_int(t->name, setting_find(str_of(t->name), &found, &err), 1);
        check_int(t->name, found, id);
    }
}

static void choices_have_the_numbers_of_their_enums(void **state)
{
    static const struct {
        enum setting_id id;
        const char *word;
        int want;
    } cases[] = {
        {SETTING_THEME, "default", THEME_DEFAULT},
        {SETTING_THEME, "mono", THEME_MONO},
        {SETTING_THEME, "cb", THEME_CB},
        {SETTING_THEME, "hi", THEME_HI},
        {SETTING_COLOR, "auto", COLOR_AUTO},
        {SETTING_COLOR, "always", COLOR_ALWAYS},
        {SETTING_COLOR, "never", COLOR_NEVER},
        {SETTING_CLIPBOARD, "auto", CLIPBOARD_AUTO},
        {SETTING_CLIPBOARD, "osc52", CLIPBOARD_OSC52},
        {SETTING_CLIPBOARD, "passthrough", CLIPBOARD_PASSTHROUGH},
        {SETTING_CLIPBOARD, "off", CLIPBOARD_OFF},
        {SETTING_BELL, "off", BELL_OFF},
        {SETTING_BELL, "done", BELL_DONE},
        {SETTING_NUMBERS, "names", NUMBERS_NAMES},
        {SETTING_NUMBERS, "numbers", NUMBERS_NUMBERS},
        {SETTING_UNITS, "exact", UNITS_EXACT},
        {SETTING_UNITS, "human", UNITS_HUMAN},
        {SETTING_TIMEZONE, "utc", TIMEZONE_UTC},
        {SETTING_TIMEZONE, "local", TIMEZONE_LOCAL},
        {SETTING_MOUSE, "off", 0},
        {SETTING_MOUSE, "on", 1},
        {SETTING_REDRAW_HZ, "60", 60},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct settings s;
        struct err err = {0};
        int values[SETTING_COUNT];

        settings_init(&s);
        check_int(cases[i].word,
                  settings_set(&s, cases[i].id, str_of(cases[i].word), &err),
                  1);
        memcpy(values, &s, sizeof values);
        check_int(cases[i].word, values[cases[i].id], cases[i].want);
    }
}

static void lines_of_a_configuration_are_read(void **state)
{
    static const char *const lines[] = {
        "",
        "   # a comment",
        "mouse=yes",
        "\tredraw-hz = 2  # slow line\r",
        "theme = cb",
        "theme.reject = red bold",
        "theme.syntax.command =208 on black",
        "bind x lens",
    };
    struct setup s;

    (void)state;
    setup_init(&s);
    for (size_t i = 0; i < N_ELEMENTS(lines); i++) {
        struct err err = {0};

        check_int(lines[i],
                  setup_line(&s, str_of(lines[i]), true, "here", &err), 1);
    }
    assert_int_equal(s.settings.mouse, 1);
    assert_int_equal(s.settings.redraw_hz, 2);
    assert_int_equal(s.settings.theme, THEME_CB);
    assert_string_equal(s.origins[SETTING_THEME], "here");
    assert_null(s.origins[SETTING_COLOR]);
    assert_int_equal(s.looks.of[ROLE_REJECT].look.fg, 1);
    assert_int_equal(s.looks.of[ROLE_REJECT].look.attrs, LOOK_BOLD);
    assert_int_equal(s.looks.of[ROLE_COMMAND].look.fg, 208);
    assert_int_equal(s.looks.of[ROLE_COMMAND].look.bg, 0);
    assert_false(s.looks.of[ROLE_ACCEPT].on);
    assert_int_equal(keymap_find(&s.keymap, SCOPE_ANY, 'x'), COMMAND_LENS);
    setup_done(&s);
}

static void a_time_is_seconds_or_a_duration(void **state)
{
    static const struct {
        const char *line;
        int seconds;
    } cases[] = {{"timeout = 7", 7},
                 {"timeout = 5s", 5},
                 {"timeout = 1m30s", 90},
                 {"timeout = 24h", 86400},
                 {"timeout = 0", 0}};
    struct setup s;

    (void)state;
    setup_init(&s);
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {0};

        setup_line(&s, str_of(cases[i].line), true, "here", &err);
        check_text(cases[i].line, str_of(err.msg), "");
        check_int(cases[i].line, s.settings.timeout, cases[i].seconds);
    }
    setup_done(&s);
}

static void wrong_lines_change_nothing_and_say_why(void **state)
{
    static const struct {
        const char *line;
        const char *why;
    } cases[] = {
        {"mous = on", "did you mean mouse?"},
        {"mouse = maybe", "one of off on"},
        {"redraw_hz = 61", "from 0 to 60"},
        {"redraw_hz = -1", "from 0 to 60"},
        {"timeout = soon", "a number of seconds from 0 to 86400"},
        {"timeout = 500ms", "a number of seconds from 0 to 86400"},
        {"timeout = 25h", "a number of seconds from 0 to 86400"},
        {"theme = blue", "default mono cb hi"},
        {"theme.rejct = red", "did you mean theme.reject?"},
        {"theme.reject = rad", "\"rad\" is no colour"},
        {"theme.reject = 256", "\"256\" is no colour"},
        {"theme.reject = red on", "wants a colour"},
        {"mouse", "name = value"},
        {"binds x lens", "name = value"},
        {"bind x", "[PANE] KEY COMMAND"},
    };
    struct setup s;

    (void)state;
    setup_init(&s);
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        struct err err = {0};

        check_int(cases[i].line,
                  setup_line(&s, str_of(cases[i].line), true, "here", &err), 0);
        check_int(err.msg, strstr(err.msg, cases[i].why) != NULL, 1);
    }
    assert_int_equal(s.settings.mouse, 0);
    assert_false(s.looks.of[ROLE_REJECT].on);
    setup_done(&s);
}

static void a_foreign_folder_may_not_bind_keys(void **state)
{
    struct err err = {0};
    struct setup s;

    (void)state;
    setup_init(&s);
    assert_true(setup_line(&s, STR("units = human"), false, "there", &err));
    assert_false(setup_line(&s, STR("bind j write-csv"), false, "there", &err));
    assert_int_equal(keymap_find(&s.keymap, SCOPE_ANY, 'j'), COMMAND_DOWN);
    setup_done(&s);
}

static void looks_are_words_and_back(void **state)
{
    static const char *const looks[] = {
        "normal",
        "red bold",
        "bright-red on black",
        "208 on 17 underline",
        "bold dim underline reverse",
        "on white",
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(looks); i++) {
        struct look look;
        struct err err = {0};
        char text[LOOK_TEXT_MAX];

        check_int(looks[i], look_parse(str_of(looks[i]), &look, &err), 1);
        look_text(&look, text);
        assert_string_equal(text, looks[i]);
    }
}

static void the_looks_of_the_themes_are_looks(void **state)
{
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++)
        for (int theme = 0; theme < THEME_COUNT; theme++) {
            const char *text =
                role_look((enum role)role, (enum theme_name)theme);
            struct look look;
            struct err err = {0};

            check_int(text, look_parse(str_of(text), &look, &err), 1);
            if (theme == THEME_MONO)
                check_int(text, look.fg == -1 && look.bg == -1, 1);
        }
}

/* Of the colours of xterm's table: 33 is #0087ff, 214 #ffaf00, 160 #d70000. */
static void fewer_colours_do(void **state)
{
    static const struct {
        short colour;
        int n;
        short want;
    } cases[] = {
        {-1, 8, -1}, {1, 8, 1},   {9, 16, 9},   {9, 8, 1},
        {33, 8, 4},  {214, 8, 3}, {160, 8, 1},  {208, 256, 208},
        {16, 8, 0},  {231, 8, 7}, {240, 8, -1},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++)
        assert_int_equal(look_colour_of(cases[i].colour, cases[i].n),
                         cases[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_has_a_default_that_it_takes),
        cmocka_unit_test(choices_have_the_numbers_of_their_enums),
        cmocka_unit_test(lines_of_a_configuration_are_read),
        cmocka_unit_test(a_time_is_seconds_or_a_duration),
        cmocka_unit_test(wrong_lines_change_nothing_and_say_why),
        cmocka_unit_test(a_foreign_folder_may_not_bind_keys),
        cmocka_unit_test(looks_are_words_and_back),
        cmocka_unit_test(the_looks_of_the_themes_are_looks),
        cmocka_unit_test(fewer_colours_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
