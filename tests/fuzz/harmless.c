/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands in the place of the system's functions in a fuzz target that
 * presses any keys: no file is begun or gets another name, and no program is
 * started.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int refuse(void)
{
    errno = EROFS;
    return -1;
}

int mkostemp(char *template, int flags)
{
    (void)template;
    (void)flags;
    return refuse();
}

int mkstemps(char *template, int suffix)
{
    (void)template;
    (void)suffix;
    return refuse();
}

int rename(const char *from, const char *to)
{
    (void)from;
    (void)to;
    return refuse();
}

int link(const char *from, const char *to)
{
    (void)from;
    (void)to;
    return refuse();
}

int posix_spawn(pid_t *pid, const char *path,
                const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attr, char *const argv[],
                char *const envp[])
{
    (void)pid;
    (void)path;
    (void)actions;
    (void)attr;
    (void)argv;
    (void)envp;
    return EPERM;
}

/*
 * Readline keeps some memory from one explorer to the next in the same
 * process, which only a fuzz target has. The sanitizer asks by this name.
 */
int __lsan_is_turned_off(void);

int __lsan_is_turned_off(void)
{
    return 1;
}
