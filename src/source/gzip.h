/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gzip (RFC 1952) as a stream of the text inside. */
#ifndef SOURCE_GZIP_H
#define SOURCE_GZIP_H

#include "base/str.h"
#include "source/stream.h"

#include <stdbool.h>

/* Do these first bytes begin gzip data? */
bool gzip_is(struct str head);

/*
 * The text of all members of the gzip data in head (copied) followed by the
 * stream below, which is closed along with it. Zeros behind the
 * last member (padding) are left; anything else is damage.
 */
struct stream *gzip_stream(struct stream *below, struct str head);

#endif
