/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/xml_path.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <limits.h>

/* Steps of a path over one document; more is a path without an end. */
enum { STEPS_MAX = 1000000 };

/* The library passes what it has to say to a function; the type changed. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *error_arg;
#else
typedef xmlErrorPtr error_arg;
#endif

static void be_silent(void *data, error_arg error)
{
    (void)data, (void)error;
}

static xmlXPathContextPtr context_new(xmlDocPtr doc)
{
    xmlXPathContextPtr context = xmlXPathNewContext(doc);

    if (context) {
        context->error = be_silent;
        context->opLimit = STEPS_MAX;
    }
    return context;
}

/* The path with a NUL behind it, in the library's type for UTF-8. */
static const xmlChar *path_text(struct arena *arena, struct str path)
{
    return (const xmlChar *)arena_copy(arena, path).p;
}

bool xml_path_check(struct str path, struct err *err)
{
    struct arena arena = {0};
    xmlXPathContextPtr context;
    xmlXPathCompExprPtr compiled;

    xmlInitParser(); /* before any thread needs it */
    context = context_new(NULL);
    compiled = xmlXPathCtxtCompile(context, path_text(&arena, path));
    xmlXPathFreeCompExpr(compiled);
    xmlXPathFreeContext(context);
    arena_done(&arena);
    return compiled ||
           err_set(err, ERR_QUERY,
                   "this is no XPath; write one such as \"/event/level\"");
}

static xmlDocPtr read_document(struct str text)
{
    if (!str_starts(text, STR("<")) || text.n > INT_MAX ||
        str_find(text, STR("<!DOCTYPE")) < text.n)
        return NULL;
    return xmlReadMemory(text.p, (int)text.n, NULL, NULL,
                         XML_PARSE_NONET | XML_PARSE_NOERROR |
                             XML_PARSE_NOWARNING);
}

/* What a path gave as text; nodes that are not there are null. */
static struct value text_of(struct arena *arena, xmlXPathObjectPtr found)
{
    struct value v;
    xmlChar *text;

    if (!found || (found->type == XPATH_NODESET &&
                   xmlXPathNodeSetIsEmpty(found->nodesetval)))
        return value_null();
    text = xmlXPathCastToString(found);
    v = value_text(arena_copy(arena, str_of((const char *)text)));
    xmlFree(text);
    return v;
}

struct value xml_path_find(struct arena *arena, struct str path,
                           struct str text)
{
    xmlDocPtr doc = read_document(str_trim(text));
    struct value v = value_null();
    xmlXPathContextPtr context;
    xmlXPathObjectPtr found;

    if (!doc)
        return v;
    context = context_new(doc);
    found = context ? xmlXPathEval(path_text(arena, path), context) : NULL;
    v = text_of(arena, found);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    xmlFreeDoc(doc);
    return v;
}
