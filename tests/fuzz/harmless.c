/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands in the place of the library's functions in a fuzz target that
 * presses any keys: no file gets a name or another content, and no program is
 * started.
 */
#include "base/file.h"

#include <errno.h>
#include <spawn.h>

bool file_give_name(const char *temporary, const char *path, bool replace)
{
    (void)temporary;
    (void)path;
    (void)replace;
    errno = EROFS;
    return false;
}

bool file_write(const char *path, struct str text, mode_t mode, bool replace)
{
    (void)path;
    (void)text;
    (void)mode;
    (void)replace;
    errno = EROFS;
    return false;
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
