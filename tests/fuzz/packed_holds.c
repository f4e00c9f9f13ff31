/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "packed_holds.h"

#include "clean_reference.h"
#include "input_file.h"
#include "unpack_reference.h"

#include "source/cut.h"
#include "source/packing.h"
#include "source/wrapping.h"
#include "source/zstd.h"

#include <bzlib.h>
#include <isa-l/igzip_lib.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum {
    BLOCKS_MIN = 2, /* that are looked at */
    DEPTH = 2       /* packings in each other that are undone */
};

/* The reference's text of the bytes, packings in packings undone. */
static void unpack_layers(struct str bytes, size_t most, bool bytewise,
                          struct unpacked *out, unsigned *depth)
{
    unpack_reference(bytes, most, bytewise, out);
    for (*depth = out->packed; *depth && *depth < DEPTH; ++*depth) {
        struct unpacked inner;

        unpack_reference(buf_str(&out->text), most, bytewise, &inner);
        if (!inner.packed)
            return;
        inner.damaged = inner.damaged || out->damaged;
        inner.followed = inner.followed || out->followed;
        inner.too_long = inner.too_long || out->too_long;
        buf_done(&out->text);
        *out = inner;
    }
}

/* The same, as UTF-8 in lines, as far as that is sure where it was cut. */
static void unpack_all(struct str bytes, size_t most, bool bytewise,
                       struct unpacked *out, unsigned *depth)
{
    struct buf clean = {0};

    unpack_layers(bytes, most, bytewise, out, depth);
    if (clean_reference(buf_str(&out->text), &clean) && out->too_long)
        clean.n -= clean.n < CLEAN_TAIL_BYTES ? clean.n : CLEAN_TAIL_BYTES;
    buf_done(&out->text);
    out->text = clean;
}

static void compare(const struct unpacked *expected,
                    const struct input_text *got, const char *damage,
                    struct buf *why)
{
    struct str whole = buf_str(&expected->text), text = buf_str(&got->text);

    if (expected->too_long || !got->ended) {
        whole.n = text.n < whole.n ? text.n : whole.n;
        text.n = whole.n;
    } else if (expected->damaged) {
        whole.n = cut_whole_lines(whole);
    }
    if (!str_eq(whole, text))
        buf_printf(why, "%zu bytes of text, by the library %zu", text.n,
                   whole.n);
    if (got->ended && !expected->too_long &&
        (expected->damaged || expected->followed) != !!damage)
        buf_printf(why, "damage: %s", damage ? damage : "not told");
}

/* Where a packing holds a packing that is damaged, both may be told. */
static bool is_plain_case(const struct unpacked *u, unsigned depth)
{
    struct str text = buf_str(&u->text);

    if (depth > 1 && (u->damaged || u->followed || u->too_long))
        return false;
    return !wrapping_of(str_slice(text, 0, WRAPPING_HEAD_BYTES));
}

/* Compare what was read with the reference, read in one of its ways. */
static bool is_as_expected(struct str bytes, size_t most, bool bytewise,
                           const struct input_text *got, const char *damage,
                           struct buf *why)
{
    struct unpacked expected;
    unsigned depth;

    buf_reset(why);
    unpack_all(bytes, most, bytewise, &expected, &depth);
    if (is_plain_case(&expected, depth))
        compare(&expected, got, damage, why);
    buf_done(&expected.text);
    return !why->n;
}

/* Is it what cleaning makes of a beginning of a short text? */
static bool is_of_beginning(struct str text, struct str got)
{
    enum { SHORT_BYTES = 2 * WRAPPING_HEAD_BYTES };
    bool is = false;

    for (size_t n = 0; n <= text.n && text.n <= SHORT_BYTES && !is; n++) {
        struct buf clean = {0};
        struct str whole;

        clean_reference(str_slice(text, 0, n), &clean);
        whole = buf_str(&clean);
        whole.n = cut_whole_lines(whole);
        is = str_eq(whole, got);
        buf_done(&clean);
    }
    return is;
}

/*
 * Of the text before damage libzstd does not give what it made in the same
 * call: so much may be missing, and what the text needs be told by less of it.
 */
static bool is_near(struct str bytes, size_t most, const struct input_text *got,
                    const char *damage, struct buf *why)
{
    enum { STEP_BYTES = 16 << 10 };
    struct unpacked expected;
    struct str text = buf_str(&got->text), whole;
    struct buf clean = {0};
    unsigned depth;
    bool near;

    unpack_layers(bytes, most, true, &expected, &depth);
    clean_reference(buf_str(&expected.text), &clean);
    whole = buf_str(&clean);
    near = str_starts(whole, text) && text.n == cut_whole_lines(text) &&
           cut_whole_lines(whole) < text.n + STEP_BYTES;
    near = expected.damaged && damage &&
           (near || is_of_beginning(buf_str(&expected.text), text));
    buf_done(&clean);
    buf_done(&expected.text);
    if (near)
        buf_reset(why);
    return near;
}

bool packed_holds(struct str bytes, size_t most, struct buf *why)
{
    struct input_file file;
    struct input_text got = {.blocks = 0};
    struct err err = {.code = ERR_NONE};
    struct source *s;
    uint32_t blocks = BLOCKS_MIN + (uint32_t)(most / SOURCE_BLOCK_BYTES);

    if (!packing_of(str_slice(bytes, 0, PACKING_HEAD_BYTES)) ||
        !input_file_open(&file, bytes))
        return true;
    s = source_open(NULL, file.path, &err);
    if (!s)
        buf_printf(why, "cannot be opened: %s", err.msg);
    else if (input_text_read(s, blocks, &got, why) &&
             !is_as_expected(bytes, most, false, &got, source_damage(s), why) &&
             !is_as_expected(bytes, most, true, &got, source_damage(s), why) &&
             zstd_is(bytes))
        is_near(bytes, most, &got, source_damage(s), why);
    input_text_done(&got);
    source_close(s);
    input_file_close(&file);
    return !why->n;
}

/* Packing, a member at a time. */

enum { ROOM = 4096 };

static size_t pack_gzip(struct str text, char *to, size_t room)
{
    struct isal_zstream z;

    isal_deflate_stateless_init(&z);
    z.gzip_flag = IGZIP_GZIP;
    z.end_of_stream = 1;
    z.next_in = (uint8_t *)(uintptr_t)text.p;
    z.avail_in = (uint32_t)text.n;
    z.next_out = (uint8_t *)to;
    z.avail_out = (uint32_t)room;
    return isal_deflate_stateless(&z) == COMP_OK ? z.total_out : 0;
}

static size_t pack_zstd(struct str text, char *to, size_t room)
{
    ZSTD_CCtx *c = ZSTD_createCCtx();
    size_t n;

    ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    n = ZSTD_compress2(c, to, room, text.p, text.n);
    ZSTD_freeCCtx(c);
    return ZSTD_isError(n) ? 0 : n;
}

static size_t pack_bzip2(struct str text, char *to, size_t room)
{
    unsigned n = (unsigned)room;

    return BZ2_bzBuffToBuffCompress(to, &n, (char *)(uintptr_t)text.p,
                                    (unsigned)text.n, 1, 0, 0) == BZ_OK
               ? n
               : 0;
}

static size_t pack_xz(struct str text, char *to, size_t room)
{
    size_t n = 0;

    return lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL,
                                   (const uint8_t *)text.p, text.n,
                                   (uint8_t *)to, &n, room) == LZMA_OK
               ? n
               : 0;
}

static void pack_members(const struct packed_recipe *recipe, struct str text,
                         struct buf *out)
{
    static size_t (*const packers[])(struct str, char *, size_t) = {
        pack_gzip, pack_zstd, pack_bzip2, pack_xz};
    size_t n = recipe->members + (size_t)1;

    for (size_t i = 0; i < n; i++) {
        struct str part = str_slice(text, text.n * i / n, text.n * (i + 1) / n);
        size_t room = part.n + ROOM;

        out->n += packers[recipe->kind % 4](part, buf_room(out, room), room);
    }
}

/* A text that is no packing itself, nor a wrapping. */
static bool is_plain_text(struct str text)
{
    return !packing_of(str_slice(text, 0, PACKING_HEAD_BYTES)) &&
           !wrapping_of(str_slice(text, 0, WRAPPING_HEAD_BYTES));
}

static bool whole_holds(struct str packed, struct str text, struct buf *why)
{
    struct unpacked got;
    unsigned depth;

    unpack_layers(packed, text.n + ROOM, false, &got, &depth);
    if (got.damaged || !str_eq(buf_str(&got.text), text))
        buf_text(why, "the reference does not read what was packed");
    buf_done(&got.text);
    return !why->n && packed_holds(packed, text.n + ROOM, why);
}

static void damage(const struct packed_recipe *recipe, struct buf *packed)
{
    if (recipe->change && packed->n)
        packed->p[recipe->change % packed->n] ^= (char)0xff;
    if (recipe->keep && packed->n)
        packed->n = recipe->keep % packed->n;
}

bool packed_recipe_holds(const struct packed_recipe *recipe, struct str text,
                         struct buf *why)
{
    struct buf packed = {0}, inner = {0};

    if (!is_plain_text(text))
        return true;
    if (recipe->twice) {
        pack_members(recipe, text, &inner);
        pack_members(&(struct packed_recipe){.kind = recipe->kind >> 2},
                     buf_str(&inner), &packed);
    } else {
        pack_members(recipe, text, &packed);
    }
    if (whole_holds(buf_str(&packed), text, why)) {
        damage(recipe, &packed);
        packed_holds(buf_str(&packed), text.n + ROOM, why);
    }
    buf_done(&packed);
    buf_done(&inner);
    return !why->n;
}
