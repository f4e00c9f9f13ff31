/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of the log as a relation, read through a scanner. */
#ifndef ENGINE_RELATION_SCAN_H
#define ENGINE_RELATION_SCAN_H

#include "engine/relation.h"
#include "scan/scanner.h"

/*
 * Rows of ds for the slots of scope. The scanner is the relation's own when
 * it is NULL, else borrowed: then whoever moves it on says so with
 * relation_scan_moved.
 */
struct relation *relation_scan_new(struct dataset *ds,
                                   const struct scope *scope,
                                   struct scanner *scanner);
void relation_scan_moved(struct relation *r);
/* Was it made by that? */
bool relation_is_scan(const struct relation *r);
/*
 * The log fields that are read for these needs in the open segment; out has
 * room for one more than the slots needed. How many.
 */
size_t relation_scan_fields(struct relation *r, const struct needs *needs,
                            field_id *out);
/* As far as they are known before any segment is open. */
size_t relation_scan_expected(struct relation *r, const struct needs *needs,
                              field_id *out);
/* Whoever wants fields of a borrowed scanner says so. */
void relation_scan_wanted(struct relation *r);
struct scanner *relation_scan_scanner(struct relation *r);
/* The scanner, opened at the row's segment; NULL when it cannot be read. */
struct scanner *relation_scan_at(struct relation *r, uint64_t id);

/*
 * Times of rows of the open segment by their start: seconds, or milliseconds
 * where the number is too large for seconds.
 */
void scan_times(struct scanner *s, const struct dict *dict,
                const uint32_t *rows, uint32_t n, int64_t *out);

#endif
