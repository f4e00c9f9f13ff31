/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/folder.h"

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
