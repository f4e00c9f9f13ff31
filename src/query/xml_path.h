/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XPath 1.0 over a text that is an XML document, by libxml2. Documents come
 * from logs and are not trusted: nothing is fetched, one with a DOCTYPE is
 * refused (so there are no entities but the five of XML), and the library's
 * limits on depth and size stay on.
 */
#ifndef QUERY_XML_PATH_H
#define QUERY_XML_PATH_H

#include "base/arena.h"
#include "base/err.h"
#include "query/value.h"

/* Is it a path? What it means is seen first here, so call it before find. */
bool xml_path_check(struct str path, struct err *err);
/*
 * The text of what the path leads to, the first of several, in the arena;
 * null when there is nothing, or when the text is no XML.
 */
struct value xml_path_find(struct arena *arena, struct str path,
                           struct str text);

#endif
