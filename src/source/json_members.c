/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of a JSON object, and which of them matter. */
#include "source/json_int.h"
#include "source/record_look.h"

#include <string.h>

enum meaning json_meaning(struct str name)
{
    static const struct {
        struct str name;
        enum meaning meaning;
    } known[] = {
        {STR("message"), MEANS_MESSAGE},   {STR("@message"), MEANS_MESSAGE},
        {STR("body"), MEANS_MESSAGE},      {STR("log"), MEANS_MESSAGE},
        {STR("data"), MEANS_DATA},         {STR("Data"), MEANS_DATA},
        {STR("timestamp"), MEANS_TIME},    {STR("_time"), MEANS_TIME},
        {STR("time"), MEANS_TIME},         {STR("timeUnixNano"), MEANS_TIME},
        {STR("@timestamp"), MEANS_TIME},   {STR("logStream"), MEANS_STREAM},
        {STR("@logStream"), MEANS_STREAM}, {STR("logStreamName"), MEANS_STREAM},
        {STR("field"), MEANS_FIELD},       {STR("value"), MEANS_VALUE},
        {STR("messageType"), MEANS_TYPE},
    };

    /* Most names are none of these: the first look should do. */
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].name.n == name.n && known[i].name.p[0] == name.p[0] &&
            str_eq(known[i].name, name))
            return known[i].meaning;
    return MEANS_NOTHING;
}

const struct member *json_member(struct json *j, enum meaning wanted)
{
    return j->place[wanted] ? &j->members[j->place[wanted] - 1] : NULL;
}

/* The last member, by its name or how its value looks. */
static void place_last(struct json *j, enum meaning meaning)
{
    const struct piece *value = &j->members[j->n_members - 1].value;

    if (meaning == MEANS_NOTHING &&
        value->to - value->from >= RECORD_LOOK_BYTES &&
        record_look(json_text(j, value, &j->scratch)))
        meaning = MEANS_RECORD;
    if (!j->place[meaning])
        j->place[meaning] = j->n_members;
}

void json_add_member(struct json *j, const struct member *m,
                     enum meaning by_name)
{
    if (j->n_members == MEMBERS_MAX)
        return;
    j->members[j->n_members++] = *m;
    place_last(j, by_name);
}

void json_forget_members(struct json *j)
{
    j->n_members = 0;
    memset(j->place, 0, sizeof j->place);
}

const struct member *json_message(struct json *j)
{
    const struct member *record = json_member(j, MEANS_RECORD);

    return record ? record : json_member(j, MEANS_MESSAGE);
}

bool json_copy_member(struct json *j, enum meaning wanted, struct buf *out)
{
    const struct member *m = json_member(j, wanted);

    if (!m)
        return false;
    buf_reset(out);
    buf_add(out, json_text(j, &m->value, &j->scratch));
    return true;
}
