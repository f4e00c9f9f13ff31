/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bzip2 as a stream of the text inside; see struct packing. */
#ifndef SOURCE_BZIP2_H
#define SOURCE_BZIP2_H

#include "base/str.h"
#include "source/stream.h"

#include <stdbool.h>

bool bzip2_is(struct str head);
struct stream *bzip2_stream(struct stream *below, struct str head);

#endif
