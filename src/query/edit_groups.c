/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a query, without what orders, cuts or shows them. */
#include "query/edit_int.h"

/* Takes no group away from those that the stats made. */
static bool keeps_groups(const struct stage *s)
{
    return s->kind == STAGE_SORT || s->kind == STAGE_FIELDS ||
           s->kind == STAGE_DISPLAY;
}

bool edit_groups(struct arena *a, struct str text, struct str *out, bool *all,
                 struct err *err)
{
    const struct stage *stats;
    struct draft d;
    bool ok = true;

    if (!draft_open(&d, a, text, err))
        return false;
    stats = draft_stats(&d);
    if (!stats) {
        draft_close(&d);
        return err_set(err, ERR_USAGE, "the query makes no groups");
    }
    *all = true;
    for (const struct stage *s = stats->next; s; s = s->next) {
        if (s->kind == STAGE_STATS)
            ok = err_set(err, ERR_USAGE, "the query groups its groups again");
        *all = *all && keeps_groups(s);
    }
    if (ok && stats->next)
        ok = draft_cut(&d, stats->next, err);
    *out = d.text;
    draft_close(&d);
    return ok;
}
