/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of the Elastic Common Schema. */
#ifndef OUTPUT_ECS_INT_H
#define OUTPUT_ECS_INT_H

#include "base/str.h"

#include <jansson.h>

/* Put what (which is taken over) at a path of names with dots between. */
void ecs_put(json_t *document, struct str path, json_t *what);
/* Text of the log need not be UTF-8; the schema's must be. */
json_t *ecs_text(struct str s);
/* Add to the document of a record what follows from its fields. */
void ecs_add_told(json_t *document);

#endif
