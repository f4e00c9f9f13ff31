/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 4180 with some leave: bytes behind a closing quote belong to the cell. */
#include "unwrap_reference.h"

enum { CELLS_MAX = 512, NOWHERE = -1 };

/* The cells of a row lie in text one behind the other. */
struct row {
    struct buf text;
    size_t ends[CELLS_MAX];
    size_t n;
};

static struct str cell_of(const struct row *r, size_t i)
{
    return str_slice(buf_str(&r->text), i ? r->ends[i - 1] : 0, r->ends[i]);
}

/* A cell at the start of *rest; false when its quotes do not end. */
static bool take_cell(struct str *rest, struct buf *out)
{
    size_t i = 0;
    bool quoted = rest->n && rest->p[0] == '"';

    for (i = quoted; quoted && i < rest->n; i++) {
        if (rest->p[i] == '"' && (i + 1 == rest->n || rest->p[i + 1] != '"'))
            break;
        i += rest->p[i] == '"';
        buf_char(out, rest->p[i]);
    }
    if (quoted && i >= rest->n)
        return false;
    for (i += quoted; i < rest->n && rest->p[i] != ',' && rest->p[i] != '\n';
         i++)
        if (rest->p[i] != '\r' || i + 1 == rest->n || rest->p[i + 1] != '\n')
            buf_char(out, rest->p[i]);
    *rest = str_slice(*rest, i, rest->n);
    return true;
}

/* False at the end, or where the row is broken off. */
static bool take_row(struct str *rest, struct row *row)
{
    bool more = rest->n > 0;

    buf_reset(&row->text);
    row->n = 0;
    if (!more)
        return false;
    while (more) {
        if (!take_cell(rest, &row->text))
            return false;
        row->ends[row->n++] = row->text.n;
        more = rest->n && rest->p[0] == ',' && row->n < CELLS_MAX;
        *rest = str_slice(*rest, 1, rest->n);
    }
    return true;
}

static int message_column(const struct row *header)
{
    static const char *const names[] = {"@message", "message"};

    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < header->n; i++)
            if (str_eq_nocase(str_trim(cell_of(header, i)), str_of(names[k])))
                return (int)i;
    return NOWHERE;
}

/* Of the names, blanks within are written as "_". */
static void take_names(const struct row *header, struct row *names)
{
    for (size_t i = 0; i < header->n; i++) {
        struct str name = str_trim(cell_of(header, i));

        for (size_t k = 0; k < name.n; k++)
            buf_char(&names->text,
                     name.p[k] == ' ' || !name.p[k] ? '_' : name.p[k]);
        names->ends[names->n++] = names->text.n;
    }
}

static void take_values(struct expected_lines *e, const struct row *names,
                        const struct row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        struct str value = cell_of(row, i);

        expected_value(e, cell_of(names, i), &value);
    }
    expected_row_end(e);
}

void csv_reference(struct str text, struct expected_lines *e)
{
    struct row row = {.n = 0}, names = {.n = 0};
    int message = NOWHERE;

    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_slice(text, 3, text.n);
    while (!e->unknown && take_row(&text, &row)) {
        e->unknown |= row.n == CELLS_MAX;
        if (row.n == 1 && !str_trim(cell_of(&row, 0)).n)
            continue;
        if (!names.n) {
            take_names(&row, &names);
            message = message_column(&row);
        } else if (row.n != names.n) {
            expected_junk(e);
        } else if (message != NOWHERE) {
            expected_event(e, cell_of(&row, (size_t)message));
        } else {
            take_values(e, &names, &row);
        }
    }
    buf_done(&row.text);
    buf_done(&names.text);
}
