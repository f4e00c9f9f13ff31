/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

bool config_folder(struct buf *out, const char *name)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    if (config && config[0] == '/')
        buf_printf(out, "%s/vpcscope/%s", config, name);
    else if (home && home[0] == '/')
        buf_printf(out, "%s/.config/vpcscope/%s", home, name);
    else
        return false;
    return true;
}

void data_folder(struct buf *out, const char *name)
{
    const char *data = getenv("VPCSCOPE_DATA");

    buf_printf(out, "%s/%s", data && data[0] ? data : VPCSCOPE_DATA, name);
}

bool folder_read(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "r");
    size_t n;
    int error;

    if (!f)
        return false;
    do {
        n = fread(buf_room(out, 65536), 1, 65536, f);
        out->n += n;
    } while (n);
    error = ferror(f) ? errno : 0;
    fclose(f);
    errno = error;
    return error == 0;
}
