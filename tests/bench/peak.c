/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a command, and says how much memory of its own it had at most, in KiB,
 * and how many milliseconds it took:
 *
 *     peak FILE COMMAND [ARGUMENT]...
 *
 * writes the two numbers to FILE. The exit status is that of the command, 128
 * and the signal that ended it, or 127 when it cannot be run. Of its own means
 * without the pages of files that it maps, which the system may take back at
 * any time (RssAnon of /proc/PID/status); the command is looked at every
 * half millisecond. Where the system does not tell, the memory is 0.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_NS = 500000, STATUS_SIGNAL = 128, STATUS_MISSING = 127 };

/* Memory of its own in KiB; 0: not known, or it has ended. */
static unsigned long own_kb(pid_t pid)
{
    char path[64], line[256];
    unsigned long kb = 0;

    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return 0;
    while (fgets(line, sizeof line, f) && sscanf(line, "RssAnon: %lu", &kb) < 1)
        continue;
    fclose(f);
    return kb;
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static unsigned long watch(pid_t pid, int *status)
{
    const struct timespec look = {0, LOOK_NS};
    unsigned long most = 0;

    while (waitpid(pid, status, WNOHANG) == 0) {
        unsigned long now = own_kb(pid);

        most = now > most ? now : most;
        nanosleep(&look, NULL);
    }
    return most;
}

int main(int argc, char **argv)
{
    int status = 0;

    if (argc < 3) {
        fputs("usage: peak FILE COMMAND [ARGUMENT]...\n", stderr);
        return 2;
    }
    double began = now_ms();
    pid_t pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(STATUS_MISSING);
    }
    if (pid < 0) {
        perror("peak");
        return STATUS_MISSING;
    }
    unsigned long most = watch(pid, &status);
    FILE *f = fopen(argv[1], "w");
    if (!f || fprintf(f, "%lu %.0f\n", most, now_ms() - began) < 0 ||
        fclose(f) != 0) {
        perror(argv[1]);
        return STATUS_MISSING;
    }
    return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status)
                               : WEXITSTATUS(status);
}
