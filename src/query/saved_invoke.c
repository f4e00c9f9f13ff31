/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stage that stands for a saved query, as text. */
#include "query/saved.h"

#include <string.h>

static bool is_plain(struct str name)
{
    static const struct str good = {"abcdefghijklmnopqrstuvwxyz"
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789-.",
                                    65};

    for (size_t i = 0; i < name.n; i++)
        if (!memchr(good.p, name.p[i], good.n))
            return false;
    return name.n > 0 && !strchr("0123456789-.", name.p[0]);
}

void saved_put_name(struct buf *out, struct str name)
{
    bool plain = is_plain(name);

    buf_text(out, plain ? "" : "`");
    for (size_t i = 0; i < name.n; i++) {
        buf_char(out, name.p[i]);
        if (name.p[i] == '`')
            buf_char(out, '`');
    }
    buf_text(out, plain ? "" : "`");
}

void saved_invoke(struct buf *out, struct str call)
{
    size_t open = str_find(call, STR("("));

    buf_char(out, '$');
    saved_put_name(out, str_trim(str_slice(call, 0, open)));
    if (open < call.n)
        buf_add(out, str_slice(call, open, call.n));
    else
        buf_text(out, "()");
}
