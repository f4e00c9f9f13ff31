/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is in a delivery, found the plain way: all of it in memory, JSON as a
 * tree of jansson's. Each adds to *e, up to what it has no word on: JSON that
 * jansson refuses, for one.
 */
#ifndef FUZZ_UNWRAP_REFERENCE_H
#define FUZZ_UNWRAP_REFERENCE_H

#include "expected_lines.h"

/* JSON values one after the other. */
void json_reference(struct str text, struct expected_lines *e);
/* CSV with a header line. */
void csv_reference(struct str text, struct expected_lines *e);
/* What the AWS CLI prints as text. */
void tabbed_reference(struct str text, struct expected_lines *e);

#endif
