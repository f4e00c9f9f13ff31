/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a stats as a relation; an id is the number of a group. */
#ifndef ENGINE_RELATION_GROUP_H
#define ENGINE_RELATION_GROUP_H

#include "engine/group.h"
#include "engine/relation.h"

/* scope is the one after the stats. Takes the groups over. */
struct relation *relation_group_new(struct groups *groups,
                                    const struct scope *scope);

#endif
