/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parquet files among the files of a dataset: their columns are the columns
 * of their one layout, their pieces are segments, and all that a segment is
 * known by stands in the footer. A column comes straight from its pages.
 */
#ifndef SCAN_PARQUET_SCAN_H
#define SCAN_PARQUET_SCAN_H

#include "scan/dataset_int.h"
#include "scan/lane.h"
#include "scan/scanner.h"
#include "source/parquet.h"

/*
 * As detect_layout. Columns that are left out become messages once the file
 * is taken.
 */
enum detected parquet_detect(struct dataset *ds, struct file *f,
                             const char **why);
/* What the footer says of segment i: it counts as read. */
void parquet_know(struct dataset *ds, struct file *f, uint32_t i,
                  struct segment_facts *facts);
/* The same for the segments of a file just added, as far as they are few. */
void parquet_know_all(struct dataset *ds, struct file *f);

/* A lane's way through Parquet columns. NULL is none yet. */
struct parquet_lane;
void parquet_lane_free(struct parquet_lane *l);
/*
 * Decode all rows of a segment of f into the lane's decoder. Returns how many
 * there were; damage may keep some back.
 */
uint32_t parquet_lane_decode(struct lane *lane, const struct file *f,
                             uint32_t segment);

/* Instead of a pass over text: all that the lanes served want. */
void parquet_pass(struct scanner *s, bool lines);

#endif
