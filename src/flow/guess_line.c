/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields in the order they are tried. What has a look of its own comes first,
 * plain numbers last, in the order in which the default format has them.
 */
#include "flow/guess_line.h"

#include "base/num.h"
#include "flow/look.h"

static const field_id tried[] = {
    FIELD_ACCOUNT_ID,     FIELD_INTERFACE_ID, FIELD_VPC_ID,
    FIELD_SUBNET_ID,      FIELD_INSTANCE_ID,  FIELD_SRCADDR,
    FIELD_DSTADDR,        FIELD_PKT_SRCADDR,  FIELD_PKT_DSTADDR,
    FIELD_ACTION,         FIELD_LOG_STATUS,   FIELD_TYPE,
    FIELD_FLOW_DIRECTION, FIELD_AZ_ID,        FIELD_REGION,
    FIELD_START,          FIELD_END,          FIELD_SRCPORT,
    FIELD_DSTPORT,        FIELD_PROTOCOL,     FIELD_PACKETS,
    FIELD_BYTES,          FIELD_TCP_FLAGS,    FIELD_TRAFFIC_PATH,
};

enum { N_TRIED = sizeof tried / sizeof *tried, NEWEST_VERSION = 11 };

static const char *guess(struct str s, bool used[N_TRIED])
{
    for (size_t i = 0; i < N_TRIED; i++)
        if (!used[i] && look_fits(look_of_field(tried[i]), s)) {
            used[i] = true;
            return field_log_name(tried[i]);
        }
    return NULL;
}

/* A record begins with its version, if that is in it at all. */
static bool is_version(struct str s)
{
    uint64_t v;

    return look_fits(LOOK_VERSION, s) && num_parse_uint(s, NEWEST_VERSION, &v);
}

size_t guess_line(struct str line, struct line_guess *out, size_t cap)
{
    bool used[N_TRIED] = {false};
    struct str rest = str_trim(line), word;
    size_t n = 0;

    while (n < cap && rest.n && str_split(&rest, ' ', &word)) {
        if (!word.n)
            continue;
        out[n].text = word;
        out[n].name = n == 0 && is_version(word) ? field_log_name(FIELD_VERSION)
                                                 : guess(word, used);
        n++;
    }
    return n;
}

void guess_line_format(struct buf *out, const struct line_guess *guesses,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_text(out, i ? " ${" : "${");
        if (guesses[i].name)
            buf_text(out, guesses[i].name);
        else
            buf_printf(out, "field%zu", i + 1);
        buf_char(out, '}');
    }
}
