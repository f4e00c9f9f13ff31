/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scanner asks the queue; the rest of it is in scanner.h. */
#ifndef SCAN_QUEUE_H
#define SCAN_QUEUE_H

#include "scan/dataset_int.h"
#include "scan/scanner.h"

/* What is handed out: a segment, or a part of one that grows. */
struct scan_unit {
    uint32_t file, segment;
    struct source_part part;     /* to may lie beyond the end */
    uint32_t first_row;          /* rows before the part; SCAN_NOT_KNOWN */
    const struct layout *layout; /* in force there, if they are known */
};

/* All of a segment. */
struct scan_unit queue_unit(uint32_t file, uint32_t segment);
/*
 * The next one for taker, whose address tells it from others; false when all
 * were handed out. It may turn out not to exist; then ask again.
 */
bool queue_take(struct scan_queue *q, const void *taker,
                struct scan_unit *unit);
/* So many rows end where the part of a unit does, and this layout holds. */
void queue_note(struct scan_queue *q, const struct scan_unit *unit,
                uint32_t rows, const struct layout *layout);

#endif
