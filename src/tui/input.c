/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the terminal sends: keys to commands, or bytes to the prompt while it
 * has the focus; and what becomes of an accepted line.
 */
#include "tui/app_int.h"

#include "base/mem.h"
#include "tui/explore.h"
#include "tui/mouse.h"
#include "tui/prompt.h"
#include "tui/screen.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* What is behind the end of a line goes back to curses, for keys: ncurses
       has room for 137, and with more it gives the same again for ever. */
    BYTES_MAX = 100,
    ESCAPE_MS = 25,
    PAUSE_MS = 1000, /* of the user, that a tape shows */
    PASTE_MS = 2000, /* without a byte: the end of a paste was lost */
    CTRL_L = 12,
    CTRL_Z = 26,
    ESC = 27
};

/* --- From the terminal or a tape ------------------------------------------ */

static int next_key(struct app *app)
{
    return app->replay ? replay_take_key(app->replay) : screen_key();
}

static size_t next_bytes(struct app *app, char *out, size_t cap)
{
    return app->replay ? replay_take_bytes(app->replay, out, cap)
                       : screen_bytes(out, cap);
}

/* The bytes that come at once behind others, as the rest of a key does. */
static size_t bytes_behind(struct app *app, char *out, size_t cap)
{
    if (app->replay)
        return 0;
    return screen_wait(ESCAPE_MS) ? screen_bytes(out, cap) : 0;
}

static void unread(struct app *app, struct str bytes)
{
    if (app->replay)
        replay_unread(app->replay, bytes);
    else
        screen_unread(bytes.p, bytes.n);
}

/* True when keys are kept; a line of theirs ends where the user waited. */
static bool recording(struct app *app)
{
    if (!app->record)
        return false;
    if (app->now_ms - app->recorded_ms > PAUSE_MS)
        tape_put_pause(app->record);
    app->recorded_ms = app->now_ms;
    return true;
}

/* --- In the prompt -------------------------------------------------------- */

/* Keep what stands in the prompt, unless it is the step's own query. */
static void keep_draft(struct app *app, struct str text)
{
    char *draft = str_dup(text);

    free(app->draft);
    app->draft = NULL;
    if (strcmp(draft, app_step(app)->query) != 0)
        app->draft = draft;
    else
        free(draft);
}

/*
 * Try a query. One with a doubtful name is refused the first time, with its
 * caret, and runs when Enter insists on it.
 */
static bool try_query(struct app *app, struct str query)
{
    bool insists = app->held && str_eq(query, str_of(app->held));

    free(app->held);
    app->held = NULL;
    if (insists)
        return explore_go(app, query, &app_step(app)->range);
    app->hold_doubts = true;
    bool ok = explore_go(app, query, &app_step(app)->range);
    app->hold_doubts = false;
    if (!ok)
        app->held = str_dup(query);
    return ok;
}

void input_run_query(struct app *app, struct str text)
{
    char *query = str_dup(text);

    keep_draft(app, text);
    prompt_remember(query);
    prompt_blur();
    if (!app->draft && !app->fault.on)
        explore_again(app);
    else if (!try_query(app, str_of(query)))
        prompt_focus(PROMPT_QUERY, str_of(query), app->fault.at.start);
    else
        app->focus = PANE_TABLE;
    free(query);
}

static void accept(struct app *app)
{
    enum prompt_purpose purpose = prompt_purpose();
    char *text = str_dup(prompt_text());

    check_end(app);
    if (purpose == PROMPT_QUERY) {
        input_run_query(app, str_of(text));
    } else {
        prompt_blur();
        app->question.take(app, str_of(text));
    }
    free(text);
}

static void leave_prompt(struct app *app)
{
    check_end(app);
    if (prompt_purpose() == PROMPT_QUERY)
        keep_draft(app, prompt_text());
    prompt_blur();
}

static void run_key_in_prompt(struct app *app, int key)
{
    if (key == CTRL_L)
        screen_repaint();
    else if (key == CTRL_Z)
        screen_suspend();
    else
        command_at(COMMAND_INTERRUPT)->run(app);
}

static void feed_prompt(struct app *app, struct str bytes, bool alone)
{
    int key = 0;
    char *before = str_dup(prompt_text());
    enum prompt_event event = prompt_feed(bytes, alone, &key);
    bool changed = !str_eq(prompt_text(), str_of(before));
    struct str rest = event == PROMPT_EDITING ? (struct str){0}
                                              : prompt_rest();

    unread(app, rest);
    if (bytes.n > rest.n && recording(app))
        tape_put_bytes(app->record, str_slice(bytes, 0, bytes.n - rest.n));
    switch (event) {
    case PROMPT_EDITING:
        check_typed(app);
        break;
    case PROMPT_ACCEPTED:
        accept(app);
        break;
    case PROMPT_LEFT:
        leave_prompt(app);
        break;
    case PROMPT_TAB:
        /* Text that came along with it: what was known is of another one. */
        if (changed) {
            completer_close(app);
            check_typed(app);
        }
        completer_tab(app, key);
        check_typed(app);
        break;
    case PROMPT_KEY:
        run_key_in_prompt(app, key);
        break;
    }
    if (event != PROMPT_TAB)
        completer_close(app);
    free(before);
    screen_raw_bytes(prompt_focused());
}

int64_t input_wait_ms(const struct app *app)
{
    int64_t ms = app->bytes_ms + PASTE_MS - app->now_ms;

    if (!prompt_pasting() || app->replay)
        return -1;
    return ms > 0 ? ms : 0;
}

/* The end that was lost is put in, so that a tape has it as well. */
void input_tick(struct app *app)
{
    if (input_wait_ms(app) != 0)
        return;
    feed_prompt(app, STR("\033[201~"), false);
    app->redraw = true;
}

static bool take_bytes(struct app *app)
{
    char bytes[BYTES_MAX];
    size_t n = next_bytes(app, bytes, sizeof bytes);

    if (!n)
        return false;
    feed_prompt(app, (struct str){bytes, n}, false);
    app->bytes_ms = app->now_ms;
    /* An Esc by itself is told from a longer key by what follows it. */
    while (prompt_unfinished() && !prompt_pasting()) {
        n = bytes_behind(app, bytes, sizeof bytes);
        feed_prompt(app, (struct str){bytes, n}, n == 0);
        if (!n)
            break;
    }
    return true;
}

/* --- Elsewhere ------------------------------------------------------------ */

/* Close the menu that was open and do what the key says there. */
static void run_menu_key(struct app *app, int code)
{
    enum command_id id = keymap_find(&app->keymap, app->scope, code);
    bool confirming = app->scope == SCOPE_CONFIRM ||
                      app->scope == SCOPE_PARTIAL;

    app->scope = SCOPE_ANY;
    if (id != COMMAND_NONE)
        command_at(id)->run(app);
    else if (confirming)
        app_say(app, "%s", app->confirmation.no);
    else if (code != ESC)
        app_say(app, "not in this menu");
}

/* What was put off goes when another command is wanted at once. */
static void run_in_order(struct app *app, enum command_id id)
{
    unsigned waiting = app->ahead.n;

    command_at(id)->run(app);
    if (app->ahead.n == waiting)
        app->ahead.n = 0;
}

/* What is wrong with a query stays until it is put right. */
void input_seen(struct app *app)
{
    if (!app->stale)
        app->fault.on = false;
    if (app->message.until_ms == 0)
        app->message.text[0] = '\0';
}

void input_key(struct app *app, int code)
{
    enum command_id id;
    char name[32];

    input_seen(app);
    if (app->scope != SCOPE_ANY) {
        run_menu_key(app, code);
        return;
    }
    if (pane_active(app)->key && pane_active(app)->key(app, code))
        return;
    id = keymap_find(&app->keymap, pane_active(app)->scope, code);
    if (id == COMMAND_NONE)
        id = keymap_find(&app->keymap, SCOPE_ANY, code);
    if (id != COMMAND_NONE) {
        run_in_order(app, id);
        return;
    }
    app->ahead.n = 0;
    keymap_describe(code, name, sizeof name);
    app_say(app, "no key %s here (? lists keys)", name);
}

/* A sequence of a key that curses does not know, up to its last byte (ECMA-48,
 * 5.4): not a handful of other keys. */
static void skip_sequence(void)
{
    int code;

    while ((code = screen_key()) >= ' ' && code < '@')
        continue;
}

/* A key with Alt comes as ESC and, at once, the key. */
static int take_key(struct app *app)
{
    int code = next_key(app);
    int next = code == ESC && !app->replay ? screen_key() : -1;

    if (next == '[')
        skip_sequence();
    if (next == ESC)
        screen_unread("\033", 1);
    else if (next == SCREEN_KEY_MOUSE)
        code = next;
    else if (next >= 0)
        code = next | KEYMAP_ALT;
    return code;
}

bool input_take(struct app *app)
{
    int code;

    if (prompt_focused())
        return take_bytes(app);
    code = take_key(app);
    if (code < 0)
        return false;
    if (code == SCREEN_KEY_MOUSE) {
        mouse_take(app);
    } else {
        if (recording(app))
            tape_put_key(app->record, code);
        input_key(app, code);
    }
    screen_raw_bytes(prompt_focused());
    return true;
}
