/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zstandard frames (RFC 8878) as a stream of the text inside; see struct
 * packing. */
#ifndef SOURCE_ZSTD_H
#define SOURCE_ZSTD_H

#include "base/str.h"
#include "source/stream.h"

#include <stdbool.h>

bool zstd_is(struct str head);
struct stream *zstd_stream(struct stream *below, struct str head);

#endif
