/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scanner asks the queue; the rest of it is in scanner.h. */
#ifndef SCAN_QUEUE_H
#define SCAN_QUEUE_H

#include "scan/dataset_int.h"
#include "scan/scanner.h"

/*
 * The next segment for taker, whose address tells it from others; false when
 * all were handed out. It may turn out not to exist; then ask again.
 */
bool queue_take(struct scan_queue *q, const void *taker, uint32_t *file,
                uint32_t *segment);

#endif
