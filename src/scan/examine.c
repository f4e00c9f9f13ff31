/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a source to a file of the dataset, in two steps: what it is, which
 * takes time and concerns this file alone, and taking it in, which goes one
 * by one in the order of the input. What is to be told waits for the second.
 */
#include "scan/dataset_int.h"

#include "base/mem.h"
#include "scan/parquet_scan.h"
#include "scan/text.h"

#include <stdlib.h>

/* Small enough to be read rather than mapped for a look. */
enum { SMALL_BYTES = 64 << 10 };

/*
 * Of a packed file no larger than this the first block is most of it: it is
 * inflated at once, and kept. Of a larger one it is not where the first line
 * says what there is: fresh memory costs more than inflating into that of
 * the block before.
 */
enum { PACKED_SMALL_BYTES = 1 << 20 };

static enum source_read read_first(struct file *f, struct source_room *room,
                                   struct examined *e)
{
    if (f->packed || source_bytes(f->source) <= SMALL_BYTES)
        return source_block_in(f->source, 0, room, &e->first, &e->err);
    return source_block(f->source, 0, &e->first, &e->err);
}

/* Something stands before each record: the file without that. */
static void detect_stripped(struct dataset *ds, struct source_room *room,
                            struct examined *e)
{
    struct file *f = e->file;

    source_text_done(&e->first);
    source_strip(f->source, f->strip);
    f->packed = true;
    e->what = DETECTED_NOTHING;
    if (source_block_in(f->source, 0, room, &e->first, NULL) == SOURCE_READ_OK)
        e->what = detect_layout(ds, f, e->first.text, &e->why);
}

/* A Parquet file was compressed as a whole. */
static void detect_unpacked(struct dataset *ds, struct examined *e)
{
    struct file *f = e->file;
    struct err err = {.code = ERR_NONE};

    source_text_done(&e->first);
    e->what = DETECTED_NOTHING;
    if (source_unpack_parquet(f->source, &err)) {
        f->packed = false;
        f->parquet = source_parquet(f->source);
        e->what = parquet_detect(ds, f, &e->why);
        return;
    }
    if (!f->told_damage)
        file_tell(ds, f, MESSAGE_UNREADABLE, err.msg);
    f->told_damage = true;
}

static bool detect_head(struct dataset *ds, struct file *f)
{
    if (!f->packed || source_bytes(f->source) <= PACKED_SMALL_BYTES)
        return false;
    struct str head = source_head(f->source);
    return head.n && detect_header(ds, f, head);
}

static void detect(struct dataset *ds, struct source_room *room,
                   struct examined *e)
{
    struct file *f = e->file;

    if (detect_head(ds, f)) {
        e->what = DETECTED_RECORDS;
        return;
    }
    e->got = f->parquet ? SOURCE_READ_OK : read_first(f, room, e);
    file_check_damage(ds, f);
    if (e->got == SOURCE_READ_OK)
        e->what = f->parquet ? parquet_detect(ds, f, &e->why)
                             : detect_layout(ds, f, e->first.text, &e->why);
    if (e->what == DETECTED_STRIPPED)
        detect_stripped(ds, room, e);
    if (e->what == DETECTED_PARQUET)
        detect_unpacked(ds, e);
}

void dataset_examine(struct dataset *ds, struct source *source,
                     struct source_room *room, struct examined *out)
{
    struct file *f = file_new(source);

    *out = (struct examined){.file = f,
                             .what = DETECTED_NOTHING,
                             .why = "holds no flow records: it is empty"};
    f->notes = &out->notes;
    detect(ds, room, out);
    if (f->packed && out->what != DETECTED_NOTHING && out->first.text.n)
        source_text_own(&out->first, room);
    else
        source_text_done(&out->first);
}

void examined_forget(struct examined *e)
{
    source_text_done(&e->first);
    source_park(e->file->source);
}

static void drop_notes(struct examined *e)
{
    for (size_t i = 0; i < e->notes.n; i++)
        free(e->notes.p[i].what);
    free(e->notes.p);
    e->notes = (struct notes){.p = NULL};
}

void examined_drop(struct examined *e)
{
    source_text_done(&e->first);
    drop_notes(e);
    file_free(e->file);
    e->file = NULL;
}

static void tell_notes(struct dataset *ds, struct examined *e)
{
    e->file->notes = NULL;
    for (size_t i = 0; i < e->notes.n; i++)
        file_tell(ds, e->file, e->notes.p[i].kind, e->notes.p[i].what);
    drop_notes(e);
}

static void keep_file(struct dataset *ds, struct examined *e)
{
    uint32_t number = (uint32_t)ds->n_files;
    struct file *f = e->file;

    ds->files[number] = f;
    atomic_fetch_add(&ds->bytes, source_bytes(f->source));
    atomic_fetch_add(&ds->n_unended, 1);
    file_update(ds, f);
    if (f->parquet)
        parquet_know_all(ds, f);
    dataset_meet(ds, f, f->fields ? f->fields : f->start);
    dataset_meet_named(ds, f);
    /* From here on others see it. */
    atomic_store(&ds->n_files, number + 1);
    known_add(ds, number);
    if (e->first.owned)
        cache_release(ds->cache,
                      text_to_cache(ds->cache, number, 0, &e->first));
}

enum taken dataset_settle(struct dataset *ds, struct examined *e,
                          bool in_folder, bool any)
{
    struct file *f = e->file;
    bool failed = e->got == SOURCE_READ_FAILED;
    bool left_out = e->what == DETECTED_RAW && !any;
    bool empty = source_bytes(f->source) == 0;
    struct guess guess = e->notes.guess;

    tell_notes(ds, e);
    if (e->what == DETECTED_RAW && any)
        file_tell(ds, f, MESSAGE_NOTE,
                  "no record layout recognised, lines have @message only; "
                  "--format names the fields");
    if (e->what != DETECTED_NOTHING && !left_out) {
        if (guess.layout)
            dataset_note_guess(ds, f->path, &guess);
        keep_file(ds, e);
        return TAKEN_FILE;
    }
    bool told = f->told_damage;
    if (!told && (failed || !in_folder)) {
        file_tell(ds, f, failed ? MESSAGE_DAMAGED : MESSAGE_NO_RECORDS,
                  failed ? e->err.msg : e->why);
        told = true;
    }
    examined_drop(e);
    return told       ? TAKEN_TOLD
           : left_out ? TAKEN_NOT_KNOWN
           : empty    ? TAKEN_EMPTY
                      : TAKEN_NOTHING;
}

enum taken dataset_take(struct dataset *ds, struct source *source,
                        bool in_folder, bool any, struct file **file)
{
    struct source_room room = {.p = NULL};
    struct examined e;

    dataset_examine(ds, source, &room, &e);
    source_room_done(&room);
    *file = e.file;
    return dataset_settle(ds, &e, in_folder, any);
}
