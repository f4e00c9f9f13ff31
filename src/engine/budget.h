/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory that a query may use, and what is said when that is too little. */
#ifndef ENGINE_BUDGET_H
#define ENGINE_BUDGET_H

#include "base/err.h"

/* "the query needs more memory than --memory 64M allows"; returns false. */
bool budget_exceeded(uint64_t memory_bytes, struct err *err);
/* The same of something else: "the join" */
bool budget_exceeded_by(const char *what, uint64_t memory_bytes,
                        struct err *err);

#endif
