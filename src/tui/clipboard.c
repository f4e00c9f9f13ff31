/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/clipboard.h"

#include "base/base64.h"
#include "tui/screen.h"
#include "tui/shell.h"

#include <stdlib.h>

/*
 * OSC 52 and passing sequences through: xterm's "ctlseqs", tmux(1)
 * allow-passthrough, screen's manual ("Device Control String"). screen takes
 * no more than this at once.
 */
enum { SCREEN_PIECE = 240 };

static void put_bare(struct buf *out, struct str text)
{
    buf_text(out, "\033]52;c;");
    base64_append(out, text);
    buf_text(out, "\a");
}

/* For tmux each ESC inside is doubled. */
static void put_tmux(struct buf *out, struct str sequence)
{
    buf_text(out, "\033Ptmux;");
    for (size_t i = 0; i < sequence.n; i++) {
        if (sequence.p[i] == '\033')
            buf_char(out, '\033');
        buf_char(out, sequence.p[i]);
    }
    buf_text(out, "\033\\");
}

static void put_screen(struct buf *out, struct str sequence)
{
    for (size_t i = 0; i < sequence.n; i += SCREEN_PIECE) {
        buf_text(out, "\033P");
        buf_add(out, str_slice(sequence, i, i + SCREEN_PIECE));
        buf_text(out, "\033\\");
    }
}

void clipboard_sequence(struct buf *out, struct str text,
                        enum clipboard_wrap wrap)
{
    struct buf bare = {0};

    put_bare(&bare, text);
    if (wrap == CLIPBOARD_TMUX)
        put_tmux(out, buf_str(&bare));
    else if (wrap == CLIPBOARD_SCREEN)
        put_screen(out, buf_str(&bare));
    else
        buf_add(out, buf_str(&bare));
    buf_done(&bare);
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

/* What stands between us and the terminal, when it is to be passed. */
static enum clipboard_wrap wrap_for(enum clipboard_way way)
{
    if (way != CLIPBOARD_PASSTHROUGH)
        return CLIPBOARD_BARE;
    return is_set("TMUX")  ? CLIPBOARD_TMUX
           : is_set("STY") ? CLIPBOARD_SCREEN
                           : CLIPBOARD_BARE;
}

/*
 * Tools, and the variable without which they have nothing to talk to. They
 * stay to hand the text out; a shell gives what it leaves in the background
 * nothing to read, unless it is another descriptor.
 */
static const struct {
    const char *needs;
    const char *command;
    const char *where;
} tools[] = {
    {"WAYLAND_DISPLAY",
     "command -v wl-copy && exec 3<&0 && { wl-copy <&3 3<&- & }",
     "the terminal clipboard (OSC 52) and wl-copy"},
    {"DISPLAY",
     "command -v xclip && exec 3<&0 && "
     "{ xclip -selection clipboard <&3 3<&- & }",
     "the terminal clipboard (OSC 52) and xclip"},
#ifdef __APPLE__
    {NULL, "command -v pbcopy && pbcopy",
     "the terminal clipboard (OSC 52) and pbcopy"},
#endif
};

/* Copy with the first tool that there is; NULL when there is none. */
static const char *copy_by_tool(struct str text)
{
    if (is_set("SSH_CONNECTION") || is_set("SSH_TTY"))
        return NULL; /* that desktop is not the user's */
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if ((!tools[i].needs || is_set(tools[i].needs)) &&
            shell_feed(tools[i].command, text) == 0)
            return tools[i].where;
    return NULL;
}

const char *clipboard_copy(enum clipboard_way way, struct str text)
{
    struct buf b = {0};
    const char *where;

    if (way == CLIPBOARD_OFF)
        return NULL;
    clipboard_sequence(&b, text, wrap_for(way));
    screen_send(buf_str(&b));
    buf_done(&b);
    where = way == CLIPBOARD_AUTO ? copy_by_tool(text) : NULL;
    return where ? where : "the terminal clipboard (OSC 52)";
}
