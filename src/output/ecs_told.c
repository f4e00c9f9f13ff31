/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the document of a record has besides its fields: transport, type of
 * network, outcome, sums of both directions, addresses to search for, the
 * flags as words, the ID by which other tools know the connection.
 */
#include "base/buf.h"
#include "flow/community.h"
#include "flow/names.h"
#include "output/ecs_int.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What stands at a path of two names, or NULL. */
static json_t *at(const json_t *document, const char *first, const char *second)
{
    return json_object_get(json_object_get(document, first), second);
}

static const char *find(const json_t *document, const char *first,
                        const char *second)
{
    return json_string_value(at(document, first, second));
}

/* A field that is kept under its own name. */
static json_t *own(const json_t *document, const char *name)
{
    return json_object_get(at(document, "aws", "vpcflow"), name);
}

static json_t *word(const char *s)
{
    return ecs_text(str_of(s));
}

static void add_outcome(json_t *document)
{
    const char *action = find(document, "event", "action");
    bool accepted = action && !strcmp(action, "accept");
    bool rejected = action && !strcmp(action, "reject");
    json_t *type = json_pack("[s]", "connection");

    if (accepted || rejected)
        json_array_append_new(type, word(accepted ? "allowed" : "denied"));
    ecs_put(document, STR("event.kind"), word("event"));
    ecs_put(document, STR("event.category"), json_pack("[s]", "network"));
    ecs_put(document, STR("event.type"), type);
    if (accepted || rejected)
        ecs_put(document, STR("event.outcome"),
                word(accepted ? "success" : "failure"));
}

/* As others that write such documents have it: when the window ended. */
static void add_time(json_t *document)
{
    json_t *end = at(document, "event", "end");

    if (end)
        ecs_put(document, STR("@timestamp"), json_copy(end));
}

/* The protocol's number; -1: none is known. */
static int protocol_of(const json_t *document)
{
    const char *number = find(document, "network", "iana_number");
    char *end;
    long v;

    if (!number)
        return -1;
    v = strtol(number, &end, 10);
    return *number && !*end && v >= 0 && v <= 255 ? (int)v : -1;
}

/* The schema has the names of the IANA in lower case. */
static void add_transport(json_t *document)
{
    enum { ICMPV6 = 58 };
    int protocol = protocol_of(document);
    const char *name = protocol == ICMPV6 ? "IPv6-ICMP"
                       : protocol >= 0    ? name_protocol((uint32_t)protocol)
                                          : NULL;
    struct buf lower = {0};

    if (!name)
        return;
    for (; *name; name++)
        buf_char(&lower, (char)tolower((unsigned char)*name));
    ecs_put(document, STR("network.transport"), ecs_text(buf_str(&lower)));
    buf_done(&lower);
}

static void add_type(json_t *document)
{
    const char *source = find(document, "source", "ip");
    struct addr a;

    if (source && addr_parse(str_of(source), &a))
        ecs_put(document, STR("network.type"),
                word(a.family == 4 ? "ipv4" : "ipv6"));
}

/* A port; false when there is none. */
static bool port_of(const json_t *document, const char *side, uint16_t *out)
{
    const json_t *port = at(document, side, "port");
    json_int_t v = json_integer_value(port);

    *out = (uint16_t)v;
    return json_is_integer(port) && v >= 0 && v <= UINT16_MAX;
}

static void add_community(json_t *document)
{
    const char *source = find(document, "source", "ip");
    const char *destination = find(document, "destination", "ip");
    int protocol = protocol_of(document);
    struct connection c = {.protocol = (uint8_t)protocol};
    char id[COMMUNITY_ID_TEXT];

    if (protocol >= 0 && source && destination &&
        addr_parse(str_of(source), &c.src) &&
        addr_parse(str_of(destination), &c.dst) &&
        port_of(document, "source", &c.src_port) &&
        port_of(document, "destination", &c.dst_port) && community_id(&c, id))
        ecs_put(document, STR("network.community_id"), word(id));
}

/* What one record adds up to in both directions, which is what it says. */
static void add_totals(json_t *document)
{
    static const char *const names[] = {"bytes", "packets"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_t *known = at(document, "source", names[i]);
        struct buf path = {0};

        if (!known)
            continue;
        buf_printf(&path, "network.%s", names[i]);
        ecs_put(document, buf_str(&path), json_copy(known));
        buf_done(&path);
    }
}

static void add_related_one(json_t *list, const json_t *address)
{
    const char *text = json_string_value(address);
    struct addr a;
    size_t i;
    json_t *known;

    if (!text || !addr_parse(str_of(text), &a))
        return;
    json_array_foreach(list, i, known)
    {
        if (!strcmp(json_string_value(known), text))
            return;
    }
    json_array_append_new(list, word(text));
}

static void add_related(json_t *document)
{
    json_t *list = json_array();

    add_related_one(list, at(document, "source", "ip"));
    add_related_one(list, at(document, "destination", "ip"));
    add_related_one(list, own(document, "pkt_srcaddr"));
    add_related_one(list, own(document, "pkt_dstaddr"));
    if (json_array_size(list))
        ecs_put(document, STR("related.ip"), list);
    else
        json_decref(list);
}

static void add_flags(json_t *document)
{
    static const char *const names[] = {"fin", "syn", "rst",
                                        "psh", "ack", "urg"};
    const char *text = json_string_value(own(document, "tcp_flags"));
    unsigned long flags = text ? strtoul(text, NULL, 10) : 0;
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (flags >> i & 1)
            json_array_append_new(list, word(names[i]));
    if (json_array_size(list))
        ecs_put(document, STR("aws.vpcflow.tcp_flags_array"), list);
    else
        json_decref(list);
}

static void add_orchestrator(json_t *document)
{
    if (at(document, "orchestrator", "cluster"))
        ecs_put(document, STR("orchestrator.type"), word("ecs"));
}

void ecs_add_told(json_t *document)
{
    add_time(document);
    add_outcome(document);
    add_transport(document);
    add_type(document);
    add_community(document);
    add_totals(document);
    add_related(document);
    add_flags(document);
    add_orchestrator(document);
}
