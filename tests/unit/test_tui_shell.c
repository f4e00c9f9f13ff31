/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Command lines for the shell. What is quoted is handed to a shell, which has
 * to give it back.
 */
#include "tui/shell_command.h"

#include "base/utf8.h"
#include "check.h"
#include "tui/app.h"
#include "tui/shell.h"

#include <stdio.h>
#include <stdlib.h>

/* What printf in a shell makes of the word. */
static void check_word(const char *text)
{
    struct buf command = {0}, out = {0};
    FILE *shell;
    int c;

    buf_text(&command, "printf %s ");
    shell_quote(&command, str_of(text));
    shell = popen(command.p, "r");
    assert_non_null(shell);
    while ((c = fgetc(shell)) != EOF)
        buf_char(&out, (char)c);
    assert_int_equal(pclose(shell), 0);
    check_text(text, buf_str(&out), text);
    buf_done(&command);
    buf_done(&out);
}

/* Pasted into a terminal, it presses no keys. */
static void check_harmless(const char *text)
{
    struct buf word = {0}, clean = {0};

    shell_quote(&word, str_of(text));
    utf8_clean_lines(&clean, buf_str(&word));
    check_text(text, buf_str(&word), clean.p);
    buf_done(&word);
    buf_done(&clean);
}

static void quotes_words(void **state)
{
    static const char *const words[] = {
        "plain.log", "a b",       "it's",    "''",      "$HOME",
        "a\"b\\c",   "new\nline", "-q",      "*.log",   "~",
        "`id`",      "!x",        "a;b&c|d", "\t# tab", "'\\''",
    };
    static const char *const hostile[] = {
        "\033]0;x\007",      "\r\033[201~\rid\r", "a'\001'b",
        "\302\2332J",        "\2332J",             "\342\200\256evil\\",
        "\300\200\377 two",  "\177",               "100%s\b%d",
    };
    struct buf b = {0};

    (void)state;
    for (size_t i = 0; i < N_ELEMENTS(words); i++)
        check_word(words[i]);
    for (size_t i = 0; i < N_ELEMENTS(hostile); i++) {
        check_word(hostile[i]);
        check_harmless(hostile[i]);
    }
    shell_quote(&b, STR(""));
    check_text("the empty word", buf_str(&b), "''");
    buf_reset(&b);
    shell_quote(&b, STR("logs/a-1.log"));
    check_text("nothing to quote", buf_str(&b), "logs/a-1.log");
    buf_done(&b);
}

static void writes_the_command_of_a_step(void **state)
{
    char flow[] = "flow log", dash[] = "-x";
    char *paths[] = {flow, dash};
    const char *tables[] = {"t=x.csv"};
    struct tui_options options = {.inputs = {.paths = paths, .n_paths = 1}};
    struct app app = {.options = &options};
    /* 2026-11-23 11:38:00 and a quarter of a second later, by date -u. */
    struct step step = {
        .window = {INT64_C(1795433880000), INT64_C(1795433880250)}};
    char query[] = "filter a = 'b'";
    struct buf b = {0};

    (void)state;
    step.query = query;
    assert_true(shell_command(&app, &step, &b));
    check_text("all of it", buf_str(&b),
               "vpcscope -q 'filter a = '\\''b'\\''' "
               "--from 2026-11-23T11:38:00Z --to 2026-11-23T11:38:00.250Z "
               "'flow log'");
    buf_reset(&b);
    step.window = TIME_WINDOW_ALL;
    options.inputs.n_paths = 2;
    options.inputs.format = "${srcaddr}";
    options.inputs.tables = tables;
    options.inputs.n_tables = 1;
    assert_true(shell_command(&app, &step, &b));
    check_text("options, and a file like one", buf_str(&b),
               "vpcscope -q 'filter a = '\\''b'\\''' -F '${srcaddr}' "
               "--table 't=x.csv' -- 'flow log' -x");
    buf_reset(&b);
    options.inputs = (struct tui_inputs){0};
    assert_false(shell_command(&app, &step, &b));
    check_text("standard input", buf_str(&b),
               "vpcscope -q 'filter a = '\\''b'\\''' -");
    buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_words),
        cmocka_unit_test(writes_the_command_of_a_step),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
