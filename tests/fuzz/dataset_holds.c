/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset_holds.h"

#include "input_file.h"

#include "scan/dataset_int.h"
#include "scan/scanner.h"

#include <inttypes.h>

/* Lines of a text, and those that could be headers. */
struct lines {
    uint64_t all, blank, headers;
};

static struct lines count_lines(struct str text)
{
    struct fields *fields = fields_new();
    struct layouts *layouts = layouts_new(fields);
    struct lines n = {0};
    struct str line, word;

    for (; text.n && str_split(&text, '\n', &line); n.all++) {
        line = str_trim(header_skip_bom(line));
        n.headers += layouts_from_header(layouts, line, true) != NULL;
        while (line.n &&
               (line.p[0] == '\v' || line.p[0] == '\f' || line.p[0] == ' ' ||
                line.p[0] == '\t' || line.p[0] == '\r'))
            line = str_slice(line, 1, line.n);
        n.blank += !layout_next_word(&line, &word);
    }
    layouts_free(layouts);
    fields_free(fields);
    return n;
}

/* Is the file read as it lies there? */
static bool is_plain(const struct dataset *ds)
{
    const struct file *f = ds->files[0];

    return !f->packed && !f->parquet && !f->strips;
}

static void check_row(struct scanner *s, uint32_t row, struct str text,
                      struct buf *why)
{
    struct str line = scanner_line(s, row);
    uint64_t at = scanner_line_offset(s, row);
    uint64_t number = 1;

    for (size_t i = 0; i < text.n && i < at; i++)
        number += text.p[i] == '\n';
    if (!str_starts(str_slice(text, at, text.n), line) || !line.n ||
        (at && text.p[at - 1] != '\n'))
        buf_printf(why, "row %u is not at %" PRIu64 ": %.*s", row, at,
                   STR_ARG(line));
    if (scanner_line_number(s, row) != number)
        buf_printf(why, "row %u is on line %" PRIu64 ", not %" PRIu64, row,
                   number, scanner_line_number(s, row));
}

static void scan(struct dataset *ds, struct str text, bool plain,
                 struct buf *why)
{
    struct scan_queue *q = scan_queue_new(ds);
    struct scanner *s = scanner_new(ds);

    while (scanner_next(s, q) == SCAN_NEXT_OK) {
        uint32_t n = scanner_rows(s);

        for (uint32_t row = 0; plain && row < n && !why->n; row++)
            check_row(s, row, text, why);
    }
    scanner_free(s);
    scan_queue_free(q);
}

static void check_totals(struct dataset *ds, struct str text, struct buf *why)
{
    struct dataset_totals got = dataset_totals(ds);
    struct lines n = count_lines(text);
    uint64_t known = got.rows + got.bad_lines + n.blank;

    if (!got.complete || known > n.all || n.all - known > n.headers)
        buf_printf(why,
                   "%" PRIu64 " rows, %" PRIu64 " bad lines, %" PRIu64
                   " blank, of %" PRIu64 " lines; %" PRIu64 " may be headers",
                   got.rows, got.bad_lines, n.blank, n.all, n.headers);
}

bool dataset_holds(struct str bytes, struct buf *why)
{
    struct dataset_options options = {.memory_bytes = 16 << 20};
    struct input_file file;
    struct dataset *ds;

    if (!input_file_open(&file, bytes))
        return true;
    ds = dataset_new(&options, NULL);
    if (!dataset_add(ds, file.path)) {
        if (!dataset_messages(ds))
            buf_text(why, "the file is left out without a word");
    } else {
        bool plain = is_plain(ds);

        scan(ds, bytes, plain, why);
        if (plain && !why->n)
            check_totals(ds, bytes, why);
    }
    dataset_free(ds);
    input_file_close(&file);
    return !why->n;
}
