/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/state.h"

#include "base/buf.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

void state_make_folders(char *path)
{
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            *p = '/';
            return;
        }
        *p = '/';
    }
}

char *state_path(const char *name)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    struct buf b = {0};

    if (state && state[0] == '/')
        buf_printf(&b, "%s/vpcscope/%s", state, name);
    else if (home && home[0] == '/')
        buf_printf(&b, "%s/.local/state/vpcscope/%s", home, name);
    else
        return NULL;
    state_make_folders(b.p);
    return b.p;
}
