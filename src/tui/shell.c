/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screen blocks signals and a child would inherit that: it gets the
 * usual ones back. A signal that ends us while we wait for a child is passed
 * on to it, and the loop finds it noted when we return.
 */
#include "tui/shell.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "tui/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
    LOOK_MS = 1000,      /* should the signal of a child's end go to nobody */
    TAKE_LEAVE_MS = 500, /* what a child has to end in when we do */
    LEAVING_MS = 10
};

/* --- Children ----------------------------------------------------------- */

/* What a child of ours starts with. */
static void usual_signals(posix_spawnattr_t *attr)
{
    static const int usual[] = {SIGINT,  SIGQUIT, SIGTERM, SIGHUP,
                                SIGCONT, SIGTSTP, SIGPIPE, SIGWINCH,
                                SIGXFSZ};
    sigset_t set;

    sigemptyset(&set);
    posix_spawnattr_setsigmask(attr, &set);
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        sigaddset(&set, usual[i]);
    posix_spawnattr_setsigdefault(attr, &set);
    posix_spawnattr_setflags(attr,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* Start sh with input as its standard input; -1: it cannot be. */
static pid_t start(const char *command, const char *argument, int input,
                   bool silent)
{
    const char *argv[] = {"sh", "-c", command, "sh", argument, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    pid_t pid;
    int failed;

    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attr);
    usual_signals(&attr);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    if (silent) {
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                         O_WRONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO,
                                         STDERR_FILENO);
    }
    failed = posix_spawn(&pid, "/bin/sh", &actions, &attr,
                         (char *const *)(uintptr_t)argv, environ);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return failed ? -1 : pid;
}

/* Has it ended? Not to be asked again after that. */
static bool over(pid_t pid, int *status)
{
    pid_t got = waitpid(pid, status, WNOHANG);

    return got == pid || (got < 0 && errno != EINTR);
}

/* We end by sig: the child is told, and given a moment. */
static void pass_on(pid_t pid, int sig, int *status)
{
    *status = sig;
    kill(pid, sig);
    for (int ms = 0; ms < TAKE_LEAVE_MS && !over(pid, status); ms += LEAVING_MS)
        screen_pause(LEAVING_MS);
}

static int wait_for(pid_t pid)
{
    int status = -1;

    if (pid < 0)
        return -1;
    while (!over(pid, &status)) {
        if (screen_ending()) {
            pass_on(pid, screen_ending(), &status);
            break;
        }
        screen_pause(LOOK_MS);
    }
    if (status < 0)
        return -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* --- In the place of the screen ------------------------------------------ */

/* Enter is a carriage return where the command left the terminal raw. */
static void wait_for_enter(int keys, int status)
{
    char c = '\0';

    if (screen_ending())
        return;
    if (status)
        printf("\nstatus %d", status);
    printf("\nEnter goes back to vpcscope ");
    fflush(stdout);
    while (!screen_ending() && c != '\n' && c != '\r')
        if (screen_wait(-1) && read(keys, &c, 1) != 1)
            return;
}

int shell_run(const char *command, const char *argument, int input, bool pause)
{
    int keys = screen_leave();
    int status;

    if (keys < 0)
        return -1;
    status =
        wait_for(start(command, argument, input < 0 ? keys : input, false));
    if (pause)
        wait_for_enter(keys, status);
    screen_return();
    return status;
}

/* --- Beside it ------------------------------------------------------------ */

int shell_feed(const char *command, struct str text)
{
    FILE *f = tmpfile();
    int status = -1;

    if (!f)
        return -1;
    if (fwrite(text.p, 1, text.n, f) == text.n && fflush(f) == 0 &&
        lseek(fileno(f), 0, SEEK_SET) == 0)
        status = wait_for(start(command, NULL, fileno(f), true));
    fclose(f);
    return status;
}

/* --- Quoting -------------------------------------------------------------- */

static bool needs_no_quotes(struct str s)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-./:,+@%";

    for (size_t i = 0; i < s.n; i++)
        if (!s.p[i] || !strchr(plain, s.p[i]))
            return false;
    return s.n > 0;
}

/*
 * A command is pasted into a terminal, where a control byte of the log would
 * be a key that is pressed.
 */
static bool may_be_pasted(struct str s, size_t *len)
{
    uint32_t cp = utf8_decode(s, len);

    return cp == '\n' || cp == '\t' ||
           (utf8_is_harmless(cp) && !(cp == 0xfffd && *len == 1));
}

static size_t harmless_part(struct str s)
{
    size_t i = 0, len;

    for (; i < s.n && may_be_pasted(str_slice(s, i, s.n), &len); i += len)
        continue;
    return i;
}

static size_t harmful_part(struct str s)
{
    size_t i = 0, len;

    for (; i < s.n && !may_be_pasted(str_slice(s, i, s.n), &len); i += len)
        continue;
    return i;
}

static void put_in_quotes(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'')
            buf_text(out, "'\\''");
        else
            buf_char(out, s.p[i]);
    }
}

/* '"$(printf '\033\007')"', within single quotes. */
static void put_by_number(struct buf *out, struct str s)
{
    buf_text(out, "'\"$(printf '");
    for (size_t i = 0; i < s.n; i++)
        buf_printf(out, "\\%03o", (unsigned)(unsigned char)s.p[i]);
    buf_text(out, "')\"'");
}

void shell_quote(struct buf *out, struct str s)
{
    if (needs_no_quotes(s)) {
        buf_add(out, s);
        return;
    }
    buf_char(out, '\'');
    while (s.n) {
        size_t n = harmless_part(s);

        put_in_quotes(out, str_slice(s, 0, n));
        s = str_slice(s, n, s.n);
        n = harmful_part(s);
        if (n)
            put_by_number(out, str_slice(s, 0, n));
        s = str_slice(s, n, s.n);
    }
    buf_char(out, '\'');
}
