/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the fields that a saved query needs the files do not have. */
#include "query/saved.h"

#include "flow/field.h"

/* Names of the catalogue are the same in both spellings. */
static bool same_field(struct str a, struct str b)
{
    field_id id = field_by_log_name(a);

    return str_eq(a, b) ||
           (id != FIELD_NONE && id == field_by_log_name(b));
}

static bool is_loaded(struct str name, const struct str *loaded, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (same_field(name, loaded[i]))
            return true;
    return false;
}

struct str saved_lacks(struct arena *arena, const struct saved_needs *needs,
                       const struct str *loaded, size_t n)
{
    struct str lacks = STR("");

    for (uint32_t i = 0; n > 0 && i < needs->n; i++)
        if (!is_loaded(needs->fields[i], loaded, n))
            lacks = arena_printf(arena, "%.*s%s%.*s", STR_ARG(lacks),
                                 lacks.n ? ", " : "",
                                 STR_ARG(needs->fields[i]));
    return lacks;
}
