/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/budget.h"

#include "base/num.h"

bool budget_exceeded_by(const char *what, uint64_t memory_bytes,
                        struct err *err)
{
    char size[NUM_TEXT_MAX];

    return err_set(err, ERR_LIMIT,
                   "%s needs more memory than --memory %s allows", what,
                   num_format_size(memory_bytes, size));
}

bool budget_exceeded(uint64_t memory_bytes, struct err *err)
{
    return budget_exceeded_by("the query", memory_bytes, err);
}
