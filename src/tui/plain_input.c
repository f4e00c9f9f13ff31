/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines from readline on a terminal, else as they are in a file. Signals are
 * let in only while we wait and leave a note; handlers can be given no
 * argument and readline's line handler neither, hence the static variables.
 */
#include "tui/plain_int.h"
#include "tui/prompt_history.h"

#include <poll.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MOST = 1 << 20 };

static const int noted[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { N_NOTED = sizeof noted / sizeof *noted };

static struct {
    volatile sig_atomic_t interrupted, ending;
    sigset_t wait_mask; /* lets the noted ones in */
    struct sigaction old[N_NOTED];
    char *line; /* that readline gave */
    bool got, end;
} input;

static void note_signal(int sig)
{
    if (sig == SIGINT)
        input.interrupted = 1;
    else
        input.ending = sig;
}

static void take_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal};
    sigset_t set;

    sigemptyset(&action.sa_mask);
    sigemptyset(&set);
    for (int i = 0; i < N_NOTED; i++) {
        sigaction(noted[i], &action, &input.old[i]);
        sigaddset(&set, noted[i]);
    }
    pthread_sigmask(SIG_BLOCK, &set, &input.wait_mask);
    for (int i = 0; i < N_NOTED; i++)
        sigdelset(&input.wait_mask, noted[i]);
}

static void give_signals_back(void)
{
    for (int i = 0; i < N_NOTED; i++)
        sigaction(noted[i], &input.old[i], NULL);
    pthread_sigmask(SIG_SETMASK, &input.wait_mask, NULL);
}

static void open_readline(struct plain *p)
{
    rl_readline_name = "vpcscope";
    rl_instream = p->in;
    rl_outstream = stdout;
    rl_catch_signals = 0;
    rl_change_environment = 0;
    plain_complete_begin(p);
    prompt_history_open(p->app.history_path);
}

bool plain_input_open(struct plain *p)
{
    memset(&input, 0, sizeof input);
    p->in = p->app.options->stdin_is_data ? fopen("/dev/tty", "re") : stdin;
    if (!p->in)
        return false;
    p->interactive = isatty(fileno(p->in)) && isatty(STDOUT_FILENO);
    take_signals();
    if (p->interactive)
        open_readline(p);
    return true;
}

void plain_input_close(struct plain *p)
{
    if (p->interactive && p->app.history_path)
        prompt_history_save(p->app.history_path);
    if (p->in != stdin)
        fclose(p->in);
    give_signals_back();
}

bool plain_input_sleep(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    bool interrupted;

    ppoll(NULL, 0, &t, &input.wait_mask);
    interrupted = input.interrupted;
    input.interrupted = 0;
    return interrupted;
}

int plain_input_ending(void)
{
    return input.ending;
}

static void on_line(char *line)
{
    rl_callback_handler_remove();
    input.line = line;
    input.got = true;
}

static enum plain_line read_from_terminal(struct plain *p, char **line)
{
    struct pollfd fd = {.fd = fileno(p->in), .events = POLLIN};

    input.got = false;
    rl_callback_handler_install("vpcscope> ", on_line);
    while (!input.got && !input.interrupted && !input.ending)
        if (ppoll(&fd, 1, NULL, &input.wait_mask) > 0)
            rl_callback_read_char();
    if (!input.got) {
        rl_callback_sigcleanup();
        rl_callback_handler_remove();
        puts("^C");
        input.interrupted = 0;
        return input.ending ? PLAIN_END : PLAIN_CLEARED;
    }
    if (!input.line) {
        putchar('\n');
        return PLAIN_END;
    }
    *line = input.line;
    prompt_history_add(*line);
    return PLAIN_LINE;
}

/* A line up to its newline, of which so much is kept; false at the end. */
static bool read_line(FILE *f, struct buf *line)
{
    int c;

    while ((c = getc(f)) != EOF && c != '\n')
        if (line->n <= LINE_MOST)
            buf_char(line, (char)c);
    return c != EOF || line->n;
}

/* Why the line cannot be taken; NULL: it can. */
static const char *wrong_with(struct str line)
{
    if (line.n > LINE_MOST)
        return "a line is longer than 1 MiB";
    return memchr(line.p, '\0', line.n) ? "a line has a NUL byte" : NULL;
}

/* Nothing is shown meanwhile, so that a signal may end it where it is. */
static enum plain_line read_from_file(struct plain *p, char **line)
{
    struct buf text = {0};
    sigset_t blocked;
    bool got;

    buf_text(&text, "");
    pthread_sigmask(SIG_SETMASK, &input.wait_mask, &blocked);
    got = !input.interrupted && !input.ending && read_line(p->in, &text);
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    if (input.interrupted)
        input.ending = SIGINT;
    const char *wrong = got ? wrong_with(buf_str(&text)) : NULL;
    if (got && !wrong) {
        *line = text.p;
        return PLAIN_LINE;
    }
    buf_done(&text);
    if (!wrong)
        return PLAIN_END;
    fprintf(stderr, "vpcscope: %s\n", wrong);
    p->failed = true;
    return PLAIN_CLEARED;
}

enum plain_line plain_input_line(struct plain *p, char **line)
{
    fflush(stdout);
    return p->interactive ? read_from_terminal(p, line)
                          : read_from_file(p, line);
}
