/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The terminal and the signals around it.
 *
 * Orderly signals (TERM, HUP, INT, QUIT, WINCH, TSTP, CONT, CHLD) are blocked
 * but while screen_wait and screen_pause sleep, and only leave a note: curses
 * would draw in its own handler of TSTP, whatever is under way. Faults restore
 * the terminal on the spot, with calls that are allowed in a handler, and then
 * take the way they would have taken without us. Handlers can be given no
 * argument, hence the one static variable.
 */
#include "tui/screen.h"

#include "base/mem.h"

#include <curses.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static const int orderly[] = {SIGTERM,  SIGHUP,  SIGINT,  SIGQUIT,
                              SIGWINCH, SIGTSTP, SIGCONT, SIGCHLD};
/* What ends the program on the spot. */
static const int faults[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT,
                             SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM};

enum {
    N_ORDERLY = sizeof orderly / sizeof *orderly,
    N_FAULTS = sizeof faults / sizeof *faults,
    RESTORE_MAX = 256,
    LINE_MAX_CELLS = 1024,
    ESCAPE_DELAY_MS = 25,
    REPORT_MS = 100
};

static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";
/* Presses, releases and drags, in the form that has no upper bounds (SGR);
 * xterm's ctlseqs. */
static const char mouse_on[] = "\033[?1002h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1002l";
static const char mouse_prefix[] = "\033[<";

static struct {
    volatile sig_atomic_t open;
    volatile sig_atomic_t resized, stopping, resumed, ended;
    volatile sig_atomic_t away;    /* another program has the terminal */
    FILE *input;                   /* stdin, or the controlling terminal */
    FILE *output;                  /* stdout, or nowhere */
    int input_fd;
    bool in_memory;                /* there is no terminal */
    bool raw_bytes;
    bool mouse;                    /* wanted */
    bool mouse_told;               /* the terminal knows */
    bool raw_before_leaving, mouse_before_leaving;
    struct termios before;         /* as the shell had it */
    char restore[RESTORE_MAX];     /* bytes that undo our modes */
    size_t n_restore;
    struct sigaction old_orderly[N_ORDERLY];
    struct sigaction old_stop;     /* of SIGTSTP, which is one of them */
    struct sigaction old_fault[N_FAULTS];
    sigset_t wait_mask;            /* signals let in while waiting */
    SCREEN *curses;
} screen;

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAKS_ARE_FOUND
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LEAKS_ARE_FOUND
#endif

#ifdef LEAKS_ARE_FOUND
/*
 * The panel library does not free the panel that it makes for the standard
 * screen with the first of ours. The sanitizer asks by this name.
 */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:new_panel";
}
#endif

/*
 * Ctrl-C and Ctrl-\ while another program has the terminal are meant for that
 * program, as with system(3). What a process sends has a code of 0 or less
 * (sigaction(2)).
 */
static bool is_for_another(int sig, const siginfo_t *info)
{
    return screen.away && (sig == SIGINT || sig == SIGQUIT) &&
           info->si_code > 0;
}

static void note_signal(int sig, siginfo_t *info, void *context)
{
    (void)context;
    if (sig == SIGCHLD || is_for_another(sig, info))
        return; /* it has ended the waiting, which is all */
    if (sig == SIGWINCH) {
        screen.resized = 1;
    } else if (sig == SIGTSTP) {
        screen.stopping = 1;
    } else if (sig == SIGCONT) {
        /* As the system forgets a stop that has not been yet. */
        screen.stopping = 0;
        screen.resumed = 1;
    } else {
        screen.ended = sig;
    }
}

/* Safe in a signal handler. */
static void restore_now(void)
{
    if (!screen.open)
        return;
    screen.open = 0;
    if (screen.in_memory)
        return;
    ssize_t written = write(STDOUT_FILENO, screen.restore, screen.n_restore);
    (void)written; /* nothing is left to be done when this fails */
    tcsetattr(screen.input_fd, TCSANOW, &screen.before);
}

static void on_fault(int sig)
{
    restore_now();
    for (size_t i = 0; i < N_FAULTS; i++)
        if (faults[i] == sig)
            sigaction(sig, &screen.old_fault[i], NULL);
    raise(sig);
}

static void take_signal(int sig, struct sigaction *old)
{
    struct sigaction action = {.sa_sigaction = note_signal,
                               .sa_flags = SA_SIGINFO};

    sigemptyset(&action.sa_mask);
    sigaction(sig, &action, old);
}

/* What was started with stops ignored has nobody to start it again. */
static void take_stops(void)
{
    if (screen.old_stop.sa_handler != SIG_IGN)
        take_signal(SIGTSTP, NULL);
}

static void give_stops_back(void)
{
    sigaction(SIGTSTP, &screen.old_stop, NULL);
}

static void take_orderly(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaction(SIGTSTP, NULL, &screen.old_stop);
    for (size_t i = 0; i < N_ORDERLY; i++) {
        take_signal(orderly[i], &screen.old_orderly[i]);
        sigaddset(&set, orderly[i]);
    }
    give_stops_back();
    take_stops();
    pthread_sigmask(SIG_BLOCK, &set, &screen.wait_mask);
    for (size_t i = 0; i < N_ORDERLY; i++)
        sigdelset(&screen.wait_mask, orderly[i]);
}

static void take_faults(void)
{
    struct sigaction action = {.sa_handler = on_fault};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_FAULTS; i++) {
        sigaction(faults[i], NULL, &screen.old_fault[i]);
        /* Mapped files have their own answer to SIGBUS. */
        if (faults[i] == SIGBUS &&
            screen.old_fault[i].sa_handler != SIG_DFL)
            continue;
        if (screen.old_fault[i].sa_handler == SIG_IGN)
            continue;
        sigaction(faults[i], &action, NULL);
    }
}

static void give_signals_back(void)
{
    for (size_t i = 0; i < N_FAULTS; i++) {
        struct sigaction now;

        /* One that came after ours stays. */
        sigaction(faults[i], NULL, &now);
        if (now.sa_handler == on_fault)
            sigaction(faults[i], &screen.old_fault[i], NULL);
    }
    for (size_t i = 0; i < N_ORDERLY; i++)
        sigaction(orderly[i], &screen.old_orderly[i], NULL);
    pthread_sigmask(SIG_SETMASK, &screen.wait_mask, NULL);
}

/* Append bytes without terminfo's "$<5>" delays. */
static void add_restore(const char *s)
{
    if (!s || s == (char *)-1)
        return;
    while (*s && screen.n_restore < RESTORE_MAX) {
        const char *end = strncmp(s, "$<", 2) ? NULL : strchr(s, '>');

        if (end)
            s = end + 1;
        else
            screen.restore[screen.n_restore++] = *s++;
    }
}

static char *capability(const char *name)
{
    char copy[8];

    /* Some curses take the name as char *, though none writes to it. */
    strncpy(copy, name, sizeof copy - 1);
    copy[sizeof copy - 1] = '\0';
    return tigetstr(copy);
}

static void prepare_restore(void)
{
    screen.n_restore = 0;
    add_restore(paste_off);
    add_restore(mouse_off);
    add_restore(capability("rmkx"));
    add_restore(capability("sgr0"));
    add_restore(capability("cnorm"));
    add_restore(capability("rmcup"));
    add_restore("\r\n");
}

static void set_modes(void)
{
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    intrflush(stdscr, FALSE);
    typeahead(-1); /* keys that wait leave no picture half drawn */
    set_escdelay(ESCAPE_DELAY_MS);
    define_key(mouse_prefix, SCREEN_KEY_MOUSE);
}

/* Keys come from the controlling terminal when stdin is the data. */
static bool open_terminal(void)
{
    screen.output = stdout;
    screen.input = isatty(STDIN_FILENO) ? stdin : fopen("/dev/tty", "re");
    if (!screen.input)
        return false;
    screen.input_fd = fileno(screen.input);
    return tcgetattr(screen.input_fd, &screen.before) == 0;
}

/* Curses draws to nowhere, and what it drew is read back. */
static bool open_memory(void)
{
    screen.in_memory = true;
    screen.output = fopen("/dev/null", "we");
    screen.input = fopen("/dev/null", "re");
    screen.input_fd = -1;
    return screen.input && screen.output;
}

static void close_files(void)
{
    if (screen.input && screen.input != stdin)
        fclose(screen.input);
    if (screen.output && screen.output != stdout)
        fclose(screen.output);
    screen.input = screen.output = NULL;
}

/* In memory any type will do that can hold a screen. */
static SCREEN *start_curses(void)
{
    static const char *const types[] = {"xterm-256color", "xterm", "screen",
                                        "vt100", "ansi"};
    SCREEN *s = NULL;

    if (!screen.in_memory)
        return newterm(NULL, screen.output, screen.input);
    for (size_t i = 0; !s && i < sizeof types / sizeof *types; i++)
        s = newterm(types[i], screen.output, screen.input);
    return s;
}

/* The screen did not come about: everything as it was before. */
static bool give_up(void)
{
    if (screen.curses) {
        endwin();
        delscreen(screen.curses);
        screen.curses = NULL;
    }
    give_signals_back();
    close_files();
    return false;
}

/* A type that is known was given a size that no screen can be made for. */
static void say_why_not(const char *term, struct err *err)
{
    int trouble;
    bool known = !screen.in_memory &&
                 setupterm(term, fileno(screen.output), &trouble) == OK;

    err_set(err, ERR_USAGE,
            known ? "a terminal \"%s\" of this size cannot hold the explorer: "
                    "give a query with -q, or --plain"
                  : "terminal type \"%s\" is not known: give a query with -q, "
                    "or --plain",
            term);
}

bool screen_open(int h, int w, struct err *err)
{
    const char *term = getenv("TERM");

    memset(&screen, 0, sizeof screen);
    if (h ? !open_memory() : !open_terminal()) {
        close_files();
        return err_set(err, ERR_USAGE, "there is no terminal to take keys "
                                       "from");
    }
    take_orderly();
    screen.curses = start_curses();
    if (!screen.curses) {
        say_why_not(term ? term : "", err);
        return give_up();
    }
    if (!capability("cup")) {
        err_set(err, ERR_USAGE,
                "terminal type \"%s\" cannot hold the explorer: "
                "give a query with -q, or --plain", term ? term : "");
        return give_up();
    }
    set_modes();
    if (screen.in_memory)
        screen_set_size(h, w);
    prepare_restore();
    take_faults();
    screen.open = 1;
    mem_on_failure(restore_now);
    return true;
}

void screen_close(void)
{
    if (!screen.curses)
        return;
    mem_on_failure(NULL);
    if (screen.open) {
        screen_raw_bytes(false);
        screen_mouse(false);
        endwin();
    }
    screen.open = 0;
    delscreen(screen.curses);
    screen.curses = NULL;
    close_files();
    give_signals_back();
}

void screen_size(int *h, int *w)
{
    getmaxyx(stdscr, *h, *w);
}

void screen_set_size(int h, int w)
{
    resizeterm(h, w);
}

void screen_print(FILE *out)
{
    wchar_t line[LINE_MAX_CELLS];
    int h, w;

    screen_size(&h, &w);
    for (int y = 0; y < h; y++) {
        int n = mvwinnwstr(curscr, y, 0, line, LINE_MAX_CELLS - 1);

        while (n > 0 && line[n - 1] == L' ')
            n--;
        line[n > 0 ? n : 0] = L'\0';
        fprintf(out, "%ls\n", line);
    }
}

static void follow_size(void)
{
    struct winsize size;

    if (!screen.in_memory && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
        size.ws_row > 0 && size.ws_col > 0)
        resizeterm(size.ws_row, size.ws_col);
}

/* Waiting lets no signal in when there was nothing to wait for. */
static void let_signals_in(void)
{
    sigset_t blocked;

    pthread_sigmask(SIG_SETMASK, &screen.wait_mask, &blocked);
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
}

int screen_leave(void)
{
    if (screen.in_memory)
        return -1;
    screen.raw_before_leaving = screen.raw_bytes;
    screen.mouse_before_leaving = screen.mouse;
    screen_raw_bytes(false);
    screen_mouse(false);
    endwin();
    screen.away = 1;
    give_stops_back();
    return screen.input_fd;
}

void screen_return(void)
{
    if (screen.in_memory)
        return;
    /* What came until now was for the others; later stops find a screen. */
    take_stops();
    let_signals_in();
    screen.away = 0;
    screen.resumed = 0;
    follow_size();
    refresh();
    screen_raw_bytes(screen.raw_before_leaving);
    screen_mouse(screen.mouse_before_leaving);
    screen_repaint();
}

/* A stop would make the system forget a SIGCONT that has come for it. */
static bool goes_on_already(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 && sigismember(&pending, SIGCONT) == 1;
}

static void stop(pid_t whom)
{
    if (screen.in_memory)
        return;
    screen_leave();
    if (!goes_on_already())
        kill(whom, SIGTSTP);
    let_signals_in(); /* the stop is here */
    screen_return();
}

void screen_suspend(void)
{
    stop(0);
}

void screen_stop(void)
{
    stop(getpid());
}

void screen_retake(void)
{
    if (screen.in_memory)
        return;
    /* In the background this stops us, before anything is written. */
    tcsetattr(screen.input_fd, TCSADRAIN, &screen.before);
    screen_leave();
    screen_return();
}

void screen_bell(void)
{
    beep();
}

void screen_repaint(void)
{
    clearok(stdscr, TRUE);
}

/* Sleep with the signals let in. True when the input is ready. */
static bool wait_on(struct pollfd *input, int timeout_ms)
{
    struct timespec limit = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};

    return ppoll(input, input != NULL, timeout_ms < 0 ? NULL : &limit,
                 &screen.wait_mask) > 0;
}

/* Is there news for screen_events to tell? While away only the end is. */
static bool noted(void)
{
    return screen.ended ||
           (!screen.away &&
            (screen.resized || screen.stopping || screen.resumed));
}

bool screen_wait(int timeout_ms)
{
    struct pollfd input = {.fd = screen.input_fd, .events = POLLIN};
    bool ready = wait_on(&input, noted() ? 0 : timeout_ms);

    /* A terminal that is gone is always readable and never has a key. */
    if (ready && input.revents & (POLLHUP | POLLERR | POLLNVAL))
        screen.ended = SIGHUP;
    return ready;
}

void screen_pause(int timeout_ms)
{
    wait_on(NULL, timeout_ms);
}

int screen_ending(void)
{
    return screen.ended;
}

unsigned screen_events(int *signal)
{
    unsigned events = 0;

    let_signals_in();
    if (screen.resized) {
        screen.resized = 0;
        follow_size();
        events |= SCREEN_RESIZED;
    }
    if (screen.stopping) {
        screen.stopping = 0;
        events |= SCREEN_STOPPED;
    }
    if (screen.resumed) {
        screen.resumed = 0;
        events |= SCREEN_RESUMED;
    }
    if (screen.ended) {
        *signal = screen.ended;
        events |= SCREEN_ENDED;
    }
    return events;
}

void screen_send(struct str bytes)
{
    if (screen.in_memory)
        return;
    while (bytes.n) {
        ssize_t n = write(STDOUT_FILENO, bytes.p, bytes.n);

        if (n < 0 && errno != EINTR)
            return; /* a terminal that is gone ends us by SIGHUP */
        bytes = str_slice(bytes, n > 0 ? (size_t)n : 0, bytes.n);
    }
}

/* The mouse is for panes: the prompt's editor does not know it. */
static void tell_mouse(void)
{
    bool on = screen.mouse && !screen.raw_bytes && screen.curses;

    if (on != screen.mouse_told)
        screen_send(str_of(on ? mouse_on : mouse_off));
    screen.mouse_told = on;
}

void screen_raw_bytes(bool on)
{
    if (screen.raw_bytes == on)
        return;
    screen.raw_bytes = on;
    keypad(stdscr, !on);
    screen_send(str_of(on ? paste_on : paste_off));
    tell_mouse();
}

void screen_mouse(bool on)
{
    screen.mouse = on;
    tell_mouse();
}

/* The next byte, waiting for it a little; -1 when there is none. */
static int next_byte(void)
{
    int c = getch();

    if (c == ERR && screen_wait(REPORT_MS))
        c = getch();
    return c == ERR || c > UCHAR_MAX ? -1 : c;
}

size_t screen_mouse_report(char *out, size_t cap)
{
    size_t n = 0;
    int c;

    while (n < cap && (c = next_byte()) >= 0) {
        out[n++] = (char)c;
        if (c == 'M' || c == 'm')
            return n;
        if (c != ';' && (c < '0' || c > '9'))
            break;
    }
    return 0;
}

int screen_key(void)
{
    int key = getch();

    return key == ERR || key == KEY_RESIZE ? -1 : key;
}

void screen_unread(const char *bytes, size_t n)
{
    while (n)
        ungetch((unsigned char)bytes[--n]);
}

size_t screen_bytes(char *out, size_t cap)
{
    size_t n = 0;
    int c;

    while (n < cap && (c = getch()) != ERR)
        if (c < 256)
            out[n++] = (char)c;
    return n;
}
