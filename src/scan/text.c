/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetching the text of segments from sources and the cache. */
#include "scan/text.h"

#include "base/mem.h"

#include <stdlib.h>

static struct cache_key key_of(uint32_t file, uint32_t segment)
{
    /* Text that is kept is the same in all epochs. */
    return (struct cache_key){file, segment, 0, CACHE_TEXT};
}

static void free_text(void *value)
{
    source_text_done(value);
    free(value);
}

struct cache_entry *text_to_cache(struct cache *cache, uint32_t file,
                                  uint32_t segment,
                                  const struct source_text *text)
{
    struct source_text *kept = mem_alloc(sizeof *kept);

    *kept = *text;
    return cache_put(cache, key_of(file, segment), kept,
                     text->text.n + sizeof *kept, free_text);
}

static void use_text(struct segment_text *t, const struct source_text *from)
{
    t->text = from->text;
    t->offset = from->offset;
    t->goes_on = from->goes_on;
    t->is_cut = from->is_cut;
}

static void use_entry(struct segment_text *t, struct cache_entry *entry)
{
    t->entry = entry;
    use_text(t, cache_value(entry));
}

/* What does not lie in the cache. */
static enum source_read read_text(struct file *f, uint32_t segment,
                                  const struct source_part *part,
                                  struct source_room *room,
                                  struct source_text *got)
{
    if (part)
        return source_part_in(f->source, segment, *part, room, got, NULL);
    return room ? source_block_in(f->source, segment, room, got, NULL)
                : source_block(f->source, segment, got, NULL);
}

bool segment_text_get(struct segment_text *t, struct dataset *ds, uint32_t file,
                      uint32_t segment, const struct source_part *part,
                      struct source_room *room)
{
    struct file *f = ds->files[file];
    struct source_text got = {.owned = NULL};
    struct cache_entry *entry =
        !part && segment >= f->n_mapped
            ? cache_get(ds->cache, key_of(file, segment))
            : NULL;

    *t = (struct segment_text){.held = true};
    if (entry) {
        use_entry(t, entry);
        return true;
    }
    enum source_read read = read_text(f, segment, part, room, &got);
    if (f->packed)
        file_update(ds, f);
    file_check_damage(ds, f);
    if (read != SOURCE_READ_OK) {
        file_ended(ds, f, segment);
        t->held = false;
        return false;
    }
    if (got.owned) {
        use_entry(t, text_to_cache(ds->cache, file, segment, &got));
    } else {
        t->borrowed = got;
        use_text(t, &got);
    }
    return true;
}

bool segment_text_cut(struct segment_text *t, struct dataset *ds, uint32_t file)
{
    if (!t->held || t->entry)
        return false;
    size_t good = source_text_good(ds->files[file]->source, &t->borrowed);
    if (good >= t->text.n)
        return false;
    t->borrowed.text.n = good;
    t->text.n = good;
    t->is_cut = false; /* what is left are whole lines */
    return true;
}

void segment_text_done(struct segment_text *t, struct dataset *ds,
                       uint32_t file)
{
    if (!t->held)
        return;
    if (t->entry) {
        cache_release(ds->cache, t->entry);
    } else {
        file_check_damage(ds, ds->files[file]);
        source_text_done(&t->borrowed);
    }
    t->held = false;
}
