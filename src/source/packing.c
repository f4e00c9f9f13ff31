/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/packing.h"

#include "source/bzip2.h"
#include "source/gzip.h"
#include "source/xz.h"
#include "source/zstd.h"

static const struct packing packings[] = {
    {"gzip", gzip_is, gzip_stream},
    {"zstd", zstd_is, zstd_stream},
    {"bzip2", bzip2_is, bzip2_stream},
    {"xz", xz_is, xz_stream},
};

const struct packing *packing_of(struct str head)
{
    for (size_t i = 0; i < sizeof packings / sizeof *packings; i++)
        if (packings[i].is(head))
            return &packings[i];
    return NULL;
}
