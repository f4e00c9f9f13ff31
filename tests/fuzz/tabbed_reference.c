/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of what the AWS CLI prints as text, all but the rows of a query. */
#include "unwrap_reference.h"

static size_t count(struct str s, char c)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == c;
    return n;
}

static struct str cell_of(struct str line, size_t i)
{
    struct str cell = line;

    do
        str_split(&line, '\t', &cell);
    while (i--);
    return cell;
}

static bool is_extra(struct str line)
{
    return str_starts(line, STR("STATISTICS\t")) ||
           str_starts(line, STR("SEARCHEDLOGSTREAMS\t")) ||
           str_starts(line, STR("b/")) || str_starts(line, STR("f/")) ||
           str_starts(line, STR("Complete")) ||
           str_starts(line, STR("Running")) || str_starts(line, STR("None"));
}

static void take_line(struct str line, struct expected_lines *e)
{
    enum { RECORD_BLANKS = 5 };
    size_t tabs = count(line, '\t');
    struct str cell;

    if (str_starts(line, STR("RESULTS\t"))) {
        e->unknown = true;
    } else if (str_starts(line, STR("EVENTS\t"))) {
        if (tabs == 5 || tabs == 3)
            expected_event(e, cell_of(line, tabs - 1));
        else
            expected_junk(e, line);
    } else if (count(line, ' ') >= RECORD_BLANKS) {
        while (str_split(&line, '\t', &cell))
            expected_event(e, cell);
    } else if (!is_extra(line)) {
        expected_junk(e, line);
    }
}

void tabbed_reference(struct str text, struct expected_lines *e)
{
    struct str line;

    while (text.n && str_split(&text, '\n', &line)) {
        line.n -= line.n && line.p[line.n - 1] == '\r';
        take_line(line, e);
    }
}
