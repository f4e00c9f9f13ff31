/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups in the tables of names.def. */
#include "flow/names.h"

#include <stdio.h>
#include <string.h>

const char *name_protocol(uint32_t number)
{
    static const char *const names[256] = {
#define PROTOCOL(number, name) [number] = name,
#include "flow/names.def"
    };

    return number < 256 ? names[number] : NULL;
}

const char *name_port(uint32_t port)
{
    switch (port) {
#define PORT(number, name)                                                     \
    case number:                                                               \
        return name;
#include "flow/names.def"
    default:
        return NULL;
    }
}

const char *name_traffic_path(uint32_t code)
{
    switch (code) {
#define TRAFFIC_PATH(number, text)                                             \
    case number:                                                               \
        return text;
#include "flow/names.def"
    default:
        return NULL;
    }
}

size_t name_tcp_flags(uint32_t flags, char out[48])
{
    static const char names[8][4] = {"FIN", "SYN", "RST", "PSH",
                                     "ACK", "URG", "ECE", "CWR"};
    size_t n = 0;

    for (unsigned bit = 0; bit < 8; bit++) {
        if (!(flags & 1u << bit))
            continue;
        if (n)
            out[n++] = ',';
        memcpy(out + n, names[bit], 3);
        n += 3;
    }
    if (flags > 0xff) {
        /* No such flags exist, but a log may say so. */
        n += (size_t)snprintf(out + n, 48 - n, "%s0x%x", n ? "," : "",
                              flags & ~0xffu);
    }
    if (n == 0)
        out[n++] = '0';
    out[n] = '\0';
    return n;
}
