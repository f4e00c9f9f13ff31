/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prompt, fed with bytes as a terminal sends them. */
#include "tui/prompt.h"

#include "check.h"
#include "base/mem.h"

#include <stdio.h>
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>

#define PASTE(text) "\033[200~" text "\033[201~"

/* What an .inputrc may say of the way of editing. */
static const char *const modes[] = {"emacs", "vi"};

static void open_prompt(const char *mode)
{
    rl_variable_bind("editing-mode", mode);
    prompt_open(NULL);
    prompt_focus(PROMPT_QUERY, STR(""), 0);
}

/* One read from the terminal after another; the event of the last. */
static enum prompt_event feed(const char *const *reads, int *key)
{
    enum prompt_event event = PROMPT_EDITING;

    *key = 0;
    for (; *reads; reads++)
        event = prompt_feed(str_of(*reads), false, key);
    return event;
}

static void pastes_run_nothing_whatever_comes_with_them(void **state)
{
    static const struct {
        const char *reads[4];
        const char *text;
    } cases[] = {
        {{PASTE("a\rb\r")}, "a\nb\n"},
        {{"x" PASTE("a\rb\r")}, "xa\nb\n"},
        {{"\303\251x" PASTE("a\rb\r") "y"}, "\303\251xa\nb\ny"},
        {{"x\033[D" PASTE("a\rb\r")}, "a\nb\nx"},
        {{"xy" PASTE("a") "z" PASTE("b\r") "w"}, "xyazb\nw"},
        {{"x\033[200", "~a\rb\033[20", "1~"}, "xa\nb"},
    };

    (void)state;
    for (size_t m = 0; m < N_ELEMENTS(modes); m++) {
        for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
            int key;

            open_prompt(modes[m]);
            check_int(modes[m], feed(cases[i].reads, &key), PROMPT_EDITING);
            check_text(modes[m], prompt_text(), cases[i].text);
            prompt_close(NULL);
        }
    }
}

/* Lines of the history that were edited are as they were the next time. */
static void edits_of_history_last_as_long_as_the_line(void **state)
{
    static const struct {
        const char *first; /* ends the line in some way */
        const char *then;
        const char *text;
    } cases[] = {
        {"\033[Aa\033[B\033[A\177\r", "\033[A", "two"},
        {"\033[Aa\033[B\033[A\177\003", "\033[A\033[A", "one"},
        {"\033[Ax\033[Ay\033[A\033[B\027\003z", "\033[A\033[A", "one"},
        {"\033[Ax\033[Ay\033[B\033[A\027\003", "\033[A", "two"},
        {"\033[Ax\003abc", "\033[A\033[B", "abc"},
        {"\033[Ax\003abc", "\033[A", "two"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        for (int leaves = 0; leaves < 2; leaves++) {
            int key;

            open_prompt("emacs");
            prompt_remember("one");
            prompt_remember("two");
            prompt_focus(PROMPT_QUERY, STR(""), 0);
            prompt_feed(str_of(cases[i].first), false, &key);
            if (leaves || cases[i].first[strlen(cases[i].first) - 1] == '\r') {
                prompt_blur();
                prompt_focus(PROMPT_QUERY, STR("abc"), 3);
            }
            prompt_feed(str_of(cases[i].then), false, &key);
            check_text(cases[i].first, prompt_text(), cases[i].text);
            prompt_close(NULL);
        }
    }
}

static void what_was_entered_comes_first(void **state)
{
    static const char *const first[] = {"new\r", "\033[A\r", "\033[A\033[Ax\r",
                                        "n\033[Ay\033[B\r"};
    static const char *const want[] = {"new", "two", "onex", "n"};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(first); i++) {
        int key;

        open_prompt("emacs");
        prompt_remember("one");
        prompt_remember("two");
        prompt_focus(PROMPT_QUERY, STR(""), 0);
        check_int(first[i], prompt_feed(str_of(first[i]), false, &key),
                  PROMPT_ACCEPTED);
        char *text = str_dup(prompt_text());
        prompt_remember(text);
        prompt_blur();
        prompt_focus(PROMPT_QUERY, STR("z"), 1);
        prompt_feed(STR("\033[A"), false, &key);
        check_text(first[i], prompt_text(), want[i]);
        free(text);
        prompt_close(NULL);
    }
}

/* As in readline: bound to the arrows by many an .inputrc. */
static void lines_of_history_are_found_by_their_beginning(void **state)
{
    static const struct {
        const char *keys, *text;
        size_t point;
    } cases[] = {
        {"st\033[A", "stats b", 2},
        {"st\033[A\033[A", "stats a", 2},
        {"st\033[A\033[A\033[A", "stats a", 2},
        {"st\033[A\033[A\033[B", "stats b", 2},
        {"st\033[A\033[B", "stats b", 2},
        {"\033[A\033[A", "fields c", 0},
        {"zz\033[A", "zz", 2},
        {"s c\033[1~", "fields c", 3},
        {"st\033[Ax\033[A", "stxats b", 3},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int key;

        rl_bind_keyseq("\\e[A", rl_history_search_backward);
        rl_bind_keyseq("\\e[B", rl_history_search_forward);
        rl_bind_keyseq("\\e[1~", rl_history_substr_search_backward);
        open_prompt("emacs");
        prompt_remember("stats a");
        prompt_remember("fields c");
        prompt_remember("stats b");
        prompt_focus(PROMPT_QUERY, STR(""), 0);
        prompt_feed(str_of(cases[i].keys), false, &key);
        check_text(cases[i].keys, prompt_text(), cases[i].text);
        check_int(cases[i].keys, prompt_point(), cases[i].point);
        prompt_close(NULL);
    }
    rl_bind_keyseq("\\e[A", rl_get_previous_history);
    rl_bind_keyseq("\\e[B", rl_get_next_history);
}

/* Some of these ended in readline calling itself with nothing to go on with. */
static void searches_and_macros_end_well(void **state)
{
    static const struct {
        const char *keys, *text;
    } cases[] = {
        {"\022\030e", ""},
        {"\022\030)", ""},
        {"\023\030?", ""},
        {"\022ne\030e", "one"},
        {"\030(a\030e\030)\030e\030e", "a"},
        {"\022one\022\030\030e", ""},
        {"on\033[3~\022n\033[200~x\033[201~", NULL},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int key;

        open_prompt("emacs");
        prompt_remember("one");
        prompt_focus(PROMPT_QUERY, STR(""), 0);
        check_int(cases[i].keys,
                  prompt_feed(str_of(cases[i].keys), false, &key),
                  PROMPT_EDITING);
        if (cases[i].text)
            check_int(cases[i].keys,
                      str_starts(prompt_text(), str_of(cases[i].text)), true);
        prompt_close(NULL);
    }
}

/* The last test: readline remembers the half of a character. */
static void pastes_run_nothing_behind_half_a_character(void **state)
{
    int key;

    (void)state;
    open_prompt("emacs");
    check_int("event", prompt_feed(STR("x\303" PASTE("a\rb\r")), false, &key),
              PROMPT_EDITING);
    prompt_close(NULL);
}

static void keys_of_the_program_are_its_own_behind_a_letter(void **state)
{
    static const struct {
        const char *reads[2];
        int key;
        const char *rest;
    } cases[] = {
        {{"x\014y"}, 12, "y"},
        {{"x\032y"}, 26, "y"},
        {{"\003y"}, 3, "y"},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        int key;

        open_prompt("emacs");
        check_int("event", feed(cases[i].reads, &key), PROMPT_KEY);
        check_int("key", key, cases[i].key);
        check_text("rest", prompt_rest(), cases[i].rest);
        prompt_close(NULL);
    }
}

/* In vi mode Ctrl-E is emacs mode, in that Alt-Ctrl-J is vi mode. */
static void the_way_of_editing_changes_no_key_of_ours(void **state)
{
    static const struct {
        const char *mode, *change;
    } cases[] = {
        {"vi", ""},    {"vi", "\005"},      {"vi", "\033k"},
        {"emacs", ""}, {"emacs", "\033\n"},
    };
    static const struct {
        const char *bytes;
        enum prompt_event event;
    } keys[] = {
        {"\t", PROMPT_TAB},
        {"\033[Z", PROMPT_TAB},
        {"\033[201~", PROMPT_EDITING},
        {PASTE("a\rb"), PROMPT_EDITING},
        {"\r", PROMPT_ACCEPTED},
    };

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
        for (size_t k = 0; k < N_ELEMENTS(keys); k++) {
            int key;

            open_prompt(cases[i].mode);
            prompt_feed(str_of(cases[i].change), false, &key);
            check_int(cases[i].change,
                      prompt_feed(str_of(keys[k].bytes), false, &key),
                      keys[k].event);
            prompt_close(NULL);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pastes_run_nothing_whatever_comes_with_them),
        cmocka_unit_test(keys_of_the_program_are_its_own_behind_a_letter),
        cmocka_unit_test(the_way_of_editing_changes_no_key_of_ours),
        cmocka_unit_test(edits_of_history_last_as_long_as_the_line),
        cmocka_unit_test(what_was_entered_comes_first),
        cmocka_unit_test(lines_of_history_are_found_by_their_beginning),
        cmocka_unit_test(searches_and_macros_end_well),
        cmocka_unit_test(pastes_run_nothing_behind_half_a_character),
    };

    setenv("LC_ALL", "C.UTF-8", 1); /* readline looks there */
    setenv("INPUTRC", "/dev/null", 1);
    rl_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
