/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a stats as a relation; an id is a group_id. */
#ifndef ENGINE_RELATION_GROUP_H
#define ENGINE_RELATION_GROUP_H

#include "engine/relation.h"
#include "engine/stats.h"

/* scope is the one after the stats. Takes the set over, which is finished. */
struct relation *relation_group_new(struct stats_set *set,
                                    const struct scope *scope);
/* The same groups for another thread; they still belong to rel. */
struct relation *relation_group_view(const struct relation *rel);

#endif
