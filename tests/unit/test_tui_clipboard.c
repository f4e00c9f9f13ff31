/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is sent to a terminal to copy a text, by xterm's "ctlseqs" and the
 * manuals of tmux and screen; the base64 is that of RFC 4648's examples.
 */
#include "tui/clipboard.h"

#include "check.h"

#include <string.h>

#define OSC_FOOBAR "]52;c;Zm9vYmFy\a"

static void check_sequence(const char *text, enum clipboard_wrap wrap,
                           const char *want)
{
    struct buf b = {0};

    clipboard_sequence(&b, str_of(text), wrap);
    check_text(text, buf_str(&b), want);
    buf_done(&b);
}

static void frames_what_is_copied(void **state)
{
    (void)state;
    check_sequence("foobar", CLIPBOARD_BARE, "\033" OSC_FOOBAR);
    check_sequence("foobar", CLIPBOARD_TMUX,
                   "\033Ptmux;\033\033" OSC_FOOBAR "\033\\");
    check_sequence("foobar", CLIPBOARD_SCREEN, "\033P\033" OSC_FOOBAR "\033\\");
    check_sequence("", CLIPBOARD_BARE, "\033]52;c;\a");
    /* Nothing of the text itself is seen by the terminal. */
    check_sequence("\033", CLIPBOARD_BARE, "\033]52;c;Gw==\a");
}

/* screen takes short pieces: joined, they are the bare sequence. */
static void cuts_what_is_long_for_screen(void **state)
{
    struct buf bare = {0}, wrapped = {0}, joined = {0};
    char text[2001];
    struct str rest;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    clipboard_sequence(&bare, str_of(text), CLIPBOARD_BARE);
    clipboard_sequence(&wrapped, str_of(text), CLIPBOARD_SCREEN);
    for (rest = buf_str(&wrapped); rest.n;) {
        size_t end = str_find(rest, STR("\033\\"));

        assert_true(str_starts(rest, STR("\033P")));
        assert_in_range(end, 3, 255);
        buf_add(&joined, str_slice(rest, 2, end));
        rest = str_slice(rest, end + 2, rest.n);
    }
    assert_true(str_eq(buf_str(&joined), buf_str(&bare)));
    buf_done(&bare);
    buf_done(&wrapped);
    buf_done(&joined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_what_is_copied),
        cmocka_unit_test(cuts_what_is_long_for_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
