/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base64.h"

#include <string.h>

const char base64_alphabet[65] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_quad(const char *p, size_t n, char out[4])
{
    unsigned char b[3] = {0};

    memcpy(b, p, n);
    out[0] = base64_alphabet[b[0] >> 2];
    out[1] = base64_alphabet[(b[0] & 3) << 4 | b[1] >> 4];
    out[2] = n > 1 ? base64_alphabet[(b[1] & 15) << 2 | b[2] >> 6] : '=';
    out[3] = n > 2 ? base64_alphabet[b[2] & 63] : '=';
}

void base64_append(struct buf *out, struct str bytes)
{
    for (size_t i = 0; i < bytes.n; i += 3) {
        base64_quad(bytes.p + i, bytes.n - i < 3 ? bytes.n - i : 3,
                    buf_room(out, 4));
        out->n += 4;
    }
}
