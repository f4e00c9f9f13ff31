/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The .xz format as a stream of the text inside; see struct packing. */
#ifndef SOURCE_XZ_H
#define SOURCE_XZ_H

#include "base/str.h"
#include "source/stream.h"

#include <stdbool.h>

bool xz_is(struct str head);
struct stream *xz_stream(struct stream *below, struct str head);

#endif
