/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bad lines, for showing: for each file and kind how many, and the first.
 * Segments keep their own, so that one read again under another layout
 * takes its part back.
 */
#include "scan/dataset_int.h"

#include <stdio.h>

/* Why a line does not fit; lives in the dictionary, ends in NUL. */
static const char *why(struct dict *dict, unsigned kind, const struct bad *bad)
{
    char text[80];
    int n;

    if (kind == BAD_NUL)
        n = snprintf(text, sizeof text, "holds NUL bytes");
    else if (kind == BAD_JUNK)
        n = snprintf(text, sizeof text, "is no record");
    else if (kind == BAD_TOO_LONG)
        n = snprintf(text, sizeof text, "longer than %d MiB",
                     SOURCE_LINE_BYTES >> 20);
    else
        n = snprintf(text, sizeof text, "%u value%s, the layout has %u",
                     bad->values, bad->values == 1 ? "" : "s", bad->expected);
    uint32_t code = dict_add(dict, (struct str){text, (size_t)n + 1});
    return dict_text(dict, code).p;
}

/* The bad lines of one kind in f; false when there are none. Locked. */
static bool collect(struct dataset *ds, struct file *f, unsigned kind,
                    struct bad_line *out)
{
    uint64_t lines_before = 0;
    bool counted = true; /* the lines of all segments so far are known */

    *out = (struct bad_line){.path = f->path};
    for (uint32_t i = 0; i < f->n_segments; i++) {
        const struct segment *s = file_find(f, i);
        const struct bad *bad = s && s->bad ? &s->bad->bad[kind] : NULL;

        if (bad && bad->count) {
            if (out->count == 0) {
                struct str text = {s->bad->text[kind], bad->text.n};
                uint32_t code = dict_add(ds->dict, text);

                out->line = counted ? lines_before + bad->line + 1 : 0;
                out->why = why(ds->dict, kind, bad);
                out->text = dict_text(ds->dict, code);
            }
            out->count += bad->count;
        }
        counted = counted && s && s->whole;
        lines_before += s ? s->lines : 0;
    }
    return out->count > 0;
}

size_t dataset_bad_lines(struct dataset *ds, struct bad_line *out, size_t cap)
{
    size_t n = 0;

    if (atomic_load(&ds->bad_lines) == 0)
        return 0;
    for (size_t i = 0; i < ds->n_files; i++) {
        struct file *f = ds->files[i];

        pthread_mutex_lock(&f->lock);
        for (unsigned kind = 0; kind < BAD_KINDS; kind++) {
            struct bad_line line;

            if (!collect(ds, f, kind, &line))
                continue;
            if (n < cap)
                out[n] = line;
            n++;
        }
        pthread_mutex_unlock(&f->lock);
    }
    return n;
}
