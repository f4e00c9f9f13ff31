/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a file will be that others still write to, or a pipe that is copied to
 * one, told by what is there of it.
 */
#ifndef SOURCE_ARRIVAL_H
#define SOURCE_ARRIVAL_H

#include "source/wrapping.h"

#include <stdbool.h>
#include <sys/stat.h>

struct handle;

enum arrival {
    ARRIVAL_OPEN,  /* too little is there to tell */
    ARRIVAL_LINES, /* text: lines as they come */
    /* Lines, each of which wraps records on its own, as they come. */
    ARRIVAL_WRAPPED_LINES,
    ARRIVAL_WHOLE /* it can be read when it is all there */
};

/*
 * ended: nothing will come any more; then it is not open. *wrapping is that of
 * wrapped lines.
 */
enum arrival arrival_of(struct handle *file, bool ended,
                        const struct wrapping **wrapping);
/* Was it written to so long ago that it seems to be all there? */
bool arrival_is_settled(const struct stat *st);

#endif
