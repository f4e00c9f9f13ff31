/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What layout a file starts with, by the first of these that holds: a header
 * on its first line; the layout the user gave; a header or a record of the
 * default layout among its first lines; what its values look like
 * (flow/guess.h); the same behind something that stands before each record.
 * Else its lines have no fields.
 */
#include "scan/dataset_int.h"

#include "base/date.h"
#include "base/mem.h"
#include "source/packing.h"
#include "source/parquet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BINARY_BYTES = 8 << 10, LOOK_LINES = GUESS_LINES, JOINED_FIELDS = 512 };

/* The first lines that are not blank, trimmed; no headers that were added. */
struct first_lines {
    struct str lines[LOOK_LINES];
    size_t n;
};

static void take_lines(struct first_lines *first, struct str text,
                       const struct header_rules *rules)
{
    struct str line;

    first->n = 0;
    while (first->n < LOOK_LINES && str_split(&text, '\n', &line)) {
        bool added = header_is_added(rules, line);

        line = str_trim(header_skip_bom(line));
        if (line.n && !added)
            first->lines[first->n++] = line;
    }
}

/* Data of which no line could be a record: many control bytes. */
static bool is_binary(struct str text)
{
    struct str head = str_slice(text, 0, BINARY_BYTES);
    size_t n = 0;

    for (size_t i = 0; i < head.n; i++)
        n += (unsigned char)head.p[i] < ' ' &&
             !strchr("\t\n\v\f\r\x1b", head.p[i]);
    return memchr(head.p, '\0', head.n) || n * 32 > head.n;
}

/* A header, or a record that cannot be mistaken, among the lines. */
static const struct layout *find_evidence(struct dataset *ds,
                                          const struct first_lines *first)
{
    for (size_t i = 0; i < first->n; i++) {
        const struct layout *stated;

        if (layout_is_default_record(first->lines[i]))
            return layouts_default(ds->layouts);
        stated = layouts_from_header(ds->layouts, first->lines[i], false);
        if (stated)
            return stated;
    }
    return NULL;
}

/* The layout of these lines, none of which need be a header. */
static const struct layout *find_layout(struct dataset *ds,
                                        const struct first_lines *first,
                                        enum guess_by by, struct guess *guess)
{
    const struct layout *layout = find_evidence(ds, first);

    *guess = (struct guess){.layout = NULL};
    if (layout)
        return layout;
    *guess = guess_layout(ds->layouts, first->lines, first->n, by);
    return guess->layout;
}

/* The lines without what stands before their records. */
static void strip_lines(struct first_lines *out,
                        const struct first_lines *first, struct strip how)
{
    struct str time, name;

    out->n = 0;
    for (size_t i = 0; i < first->n; i++) {
        struct str line = first->lines[i];

        if (strip_line(how, &line, &time, &name) && line.n)
            out->lines[out->n++] = line;
    }
}

/* The number of the word that part is of the words before line; -1: none. */
static int word_number(struct str line, unsigned words, struct str part)
{
    struct str word;

    for (unsigned i = 0; i < words && layout_next_word(&line, &word); i++)
        if (part.n && word.p == part.p)
            return (int)i;
    return -1;
}

/*
 * A file that grows is read as it lies there: what stands before the records
 * are columns like others.
 */
static const struct layout *layout_behind(struct dataset *ds,
                                          const struct first_lines *first,
                                          struct strip how,
                                          const struct layout *record)
{
    struct str line = first->lines[0], time, name;

    if (how.glued || !strip_line(how, &line, &time, &name) ||
        !str_ends(first->lines[0], line)) /* in quotes */
        return NULL;
    return layouts_behind(ds->layouts, record, (int)how.words,
                          word_number(first->lines[0], how.words, time),
                          word_number(first->lines[0], how.words, name));
}

/* Is this before each record? Then its layout; else NULL. */
static const struct layout *try_strip(struct dataset *ds, struct file *f,
                                      const struct first_lines *first,
                                      struct strip how, enum guess_by by,
                                      struct guess *guess)
{
    struct first_lines *inner = mem_alloc(sizeof *inner);
    const struct layout *layout = NULL;

    strip_lines(inner, first, how);
    if (inner->n)
        layout = find_layout(ds, inner, by, guess);
    free(inner);
    if (!layout)
        return NULL;
    if (!source_can_strip(f->source))
        return layout_behind(ds, first, how, layout);
    f->strip = how;
    f->strips = true;
    return ds->format ? ds->format : layout;
}

static const struct layout *find_behind(struct dataset *ds, struct file *f,
                                        const struct first_lines *first,
                                        struct guess *guess)
{
    const struct layout *layout = NULL;

    for (unsigned words = 0; words <= STRIP_WORDS_MAX && !layout; words++) {
        layout = try_strip(ds, f, first, (struct strip){words, false},
                           GUESS_BY_ORDER, guess);
        if (!layout)
            layout = try_strip(ds, f, first, (struct strip){words, true},
                               GUESS_BY_ORDER, guess);
    }
    return layout;
}

/* "eni-0abc-all": how CloudWatch names the streams of flow logs. */
static bool is_stream(struct str word)
{
    return str_starts(word, STR("eni-")) &&
           (str_ends(word, STR("-all")) || str_ends(word, STR("-accept")) ||
            str_ends(word, STR("-reject")));
}

/* A date in front is no column, nor is a stream's name behind it. */
static const struct layout *find_values(struct dataset *ds, struct file *f,
                                        const struct first_lines *first,
                                        struct guess *guess)
{
    struct str rest = first->lines[0], date, stream;
    int64_t ms;

    if (!layout_next_word(&rest, &date) || !date_parse_iso(date, &ms))
        return find_layout(ds, first, GUESS_BY_VALUES, guess);
    bool named = layout_next_word(&rest, &stream) && is_stream(stream);
    return try_strip(ds, f, first, (struct strip){named ? 2 : 1, false},
                     GUESS_BY_VALUES_IN_EVENTS, guess);
}

/* Say what was worked out rather than read. */
static void tell_guess(struct dataset *ds, struct file *f,
                       const struct guess *g)
{
    char text[200];

    if (!g->layout)
        return;
    if (g->order)
        snprintf(text, sizeof text,
                 "has no header; by the values of %u line%s it has %s "
                 "(--format overrides this)",
                 g->lines, g->lines == 1 ? "" : "s", g->order);
    else
        snprintf(text, sizeof text,
                 "has no header and no usual order; by the values of %u "
                 "line%s %u of %u columns were named (--format overrides this)",
                 g->lines, g->lines == 1 ? "" : "s", g->known,
                 g->known + g->unnamed);
    file_tell(ds, f, MESSAGE_NOTE, text);
    if (f->notes)
        f->notes->guess = *g;
}

/* The first line that is not blank, trimmed. */
static struct str first_line(struct str text)
{
    struct str line = STR("");

    while (!line.n && str_split(&text, '\n', &line))
        line = str_trim(header_skip_bom(line));
    return line;
}

/*
 * Nearly all files of a folder have the same header: the one that was met
 * last.
 */
static bool take_same_header(struct dataset *ds, struct file *f,
                             struct str text)
{
    struct str line = first_line(text);

    /* Headers that were added are looked at for the others behind them. */
    if (source_record_kind(f->source) != RECORD_NONE)
        return false;
    pthread_mutex_lock(&ds->lock);
    bool same = ds->header_layout && str_eq(line, ds->header);
    if (same) {
        f->rules.first = ds->header;
        f->start = f->rules.first_layout = ds->header_layout;
    }
    pthread_mutex_unlock(&ds->lock);
    return same;
}

/* The file starts with the layout of this header. */
static void set_first(struct dataset *ds, struct file *f, struct str line)
{
    header_filter_add_names(&ds->filter, line);
    f->rules.first_layout = f->start;
    pthread_mutex_lock(&ds->lock);
    if (!str_eq(ds->header, line))
        ds->header = arena_copy(&ds->arena, line);
    f->rules.first = ds->header;
    ds->header_layout = f->start;
    pthread_mutex_unlock(&ds->lock);
}

/* The next header that was added, its names; false: no more. */
static bool next_added(const struct file *f, struct str *text,
                       struct str *header)
{
    while (str_split(text, '\n', header))
        if (header_is_added(&f->rules, *header)) {
            *header = header_names(*header);
            return true;
        }
    return false;
}

/* The fields of both layouts; as many as there is room for. */
static const struct layout *join(struct dataset *ds, const struct layout *a,
                                 const struct layout *b)
{
    field_id all[JOINED_FIELDS];
    size_t n = 0;

    for (uint16_t i = 0; i < a->n && n < JOINED_FIELDS; i++)
        all[n++] = a->cols[i];
    for (uint16_t i = 0; i < b->n && n < JOINED_FIELDS; i++)
        if (layout_place(a, b->cols[i]) < 0)
            all[n++] = b->cols[i];
    return layouts_of(ds->layouts, all, n);
}

/*
 * The first of them whose names are those of flow records. Those behind it
 * tell of more fields that a query may ask for.
 */
static bool take_added_header(struct dataset *ds, struct file *f,
                              struct str text)
{
    struct str header;

    f->start = NULL;
    for (size_t i = 0; i < LOOK_LINES && next_added(f, &text, &header); i++) {
        const struct layout *stated =
            layouts_from_known_names(ds->layouts, header);

        if (!stated)
            continue;
        if (!f->start) {
            f->start = f->fields = stated;
            set_first(ds, f, header);
        }
        if (stated != f->start)
            f->fields = join(ds, f->fields, stated);
    }
    return f->start;
}

/* The first line is a header: it is trusted with names nobody knows. */
static bool take_first_header(struct dataset *ds, struct file *f,
                              struct str text)
{
    struct str line = first_line(text);

    if (f->rules.marked)
        return take_added_header(ds, f, text);
    f->start = layouts_from_header(ds->layouts, line, true);
    if (f->start)
        set_first(ds, f, line);
    return f->start;
}

/*
 * No header that was added has names of flow records, but the values, or the
 * user, say what those under the first one are.
 */
static void settle_added(struct dataset *ds, struct file *f, struct str text)
{
    struct str header;

    if (!f->rules.marked || f->rules.first.n || !next_added(f, &text, &header))
        return;
    pthread_mutex_lock(&ds->lock);
    f->rules.first = arena_copy(&ds->arena, header);
    pthread_mutex_unlock(&ds->lock);
    f->rules.first_layout = f->start;
    if (f->start->n == 0)
        f->rules.others = f->start;
}

/*
 * The user gave the layout: a line that has a few words more, one of them a
 * date in front, has those before its record.
 */
static enum detected detect_format(struct dataset *ds, struct file *f,
                                   struct str line)
{
    struct str rest = line, word, time, name;
    size_t n = 0;

    f->start = ds->format;
    while (layout_next_word(&rest, &word))
        n++;
    if (!source_can_strip(f->source) || n <= ds->format->n ||
        n > (size_t)ds->format->n + STRIP_WORDS_MAX)
        return DETECTED_RECORDS;
    f->strip = (struct strip){(unsigned)(n - ds->format->n), false};
    if (!strip_line(f->strip, &line, &time, &name) || !time.n)
        return DETECTED_RECORDS;
    f->strips = true;
    return DETECTED_STRIPPED;
}

static enum detected detect_lines(struct dataset *ds, struct file *f,
                                  const struct first_lines *first)
{
    struct guess guess;

    if (ds->format)
        return detect_format(ds, f, first->lines[0]);
    f->start = find_layout(ds, first, GUESS_BY_ORDER, &guess);
    if (!f->start)
        f->start = find_behind(ds, f, first, &guess);
    if (!f->start)
        f->start = find_values(ds, f, first, &guess);
    if (!f->start) {
        f->start = layouts_raw(ds->layouts);
        return DETECTED_RAW;
    }
    if (f->strips)
        return DETECTED_STRIPPED; /* it is asked about once more */
    tell_guess(ds, f, &guess);
    return DETECTED_RECORDS;
}

/* Is a record that cannot be mistaken behind the lines that were looked at? */
static bool has_default_record(struct str text)
{
    struct str line;

    while (str_split(&text, '\n', &line))
        if (layout_is_default_record(str_trim(line)))
            return true;
    return false;
}

/* In a delivery of events the words before the record are known. */
static enum detected detect_events(struct dataset *ds, struct file *f,
                                   const struct first_lines *first)
{
    const struct strip how = {.words = EVENT_WORDS};
    struct first_lines *inner = mem_alloc(sizeof *inner);
    struct guess guess = {.layout = NULL};
    const struct layout *layout = ds->format;

    f->rules.events = true;
    strip_lines(inner, first, how);
    if (!layout)
        layout = find_layout(ds, inner, GUESS_BY_VALUES_IN_EVENTS, &guess);
    free(inner);
    f->start = layout ? layouts_of_event(ds->layouts, layout)
                      : layouts_raw(ds->layouts);
    tell_guess(ds, f, &guess);
    return layout ? DETECTED_RECORDS : DETECTED_RAW;
}

/* Is the text what another program must unpack? Then *why says so. */
static bool is_container(struct str text, const char **why)
{
    static const struct {
        size_t at;
        struct str magic;
        const char *why;
    } known[] = {
        {257, STR("ustar"), "is a tar archive: unpack it first"},
        {0, STR("PK\3\4"), "is a zip archive: unpack it first"},
        {0, STR("7z\xbc\xaf\x27\x1c"), "is a 7z archive: unpack it first"},
        {0, STR("\x04\x22\x4d\x18"),
         "is compressed with lz4: decompress it first"},
        {0, STR("\xff\x06\0\0sNaPpY"),
         "is compressed with snappy: decompress it first"},
    };

    if (packing_of(str_slice(text, 0, PACKING_HEAD_BYTES))) {
        *why = "is packed more than twice: unpack it first";
        return true;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_starts(str_slice(text, known[i].at, text.n), known[i].magic)) {
            *why = known[i].why;
            return true;
        }
    return false;
}

static bool is_markup(struct str line)
{
    char c = line.n > 1 && line.p[0] == '<' ? line.p[1] : '-';

    return c == '!' || c == '?' || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* Lines without a layout: are they of something that is no log at all? */
static enum detected check_raw(struct str text, const struct first_lines *first,
                               const char **why)
{
    if (is_binary(text))
        *why = "holds no flow records: it is no text";
    else if (is_markup(first->lines[0]))
        *why = "holds no flow records: it is XML or HTML, such as an error "
               "that was saved in the place of a file";
    else
        return DETECTED_RAW;
    return DETECTED_NOTHING;
}

static void begin_rules(struct dataset *ds, struct file *f)
{
    f->rules = (struct header_rules){.layouts = ds->layouts,
                                     .filter = &ds->filter,
                                     .marked = source_record_kind(f->source) ==
                                               RECORD_ROWS,
                                     .others = layouts_no_records(ds->layouts)};
}

bool detect_header(struct dataset *ds, struct file *f, struct str head)
{
    if (source_record_kind(f->source) == RECORD_EVENTS)
        return false;
    begin_rules(ds, f);
    return take_same_header(ds, f, head) || take_first_header(ds, f, head);
}

enum detected detect_layout(struct dataset *ds, struct file *f, struct str text,
                            const char **why)
{
    struct first_lines *first;
    enum detected what = DETECTED_NOTHING;

    *why = "holds no flow records: it is empty";
    begin_rules(ds, f);
    if (f->packed && parquet_is(text))
        return DETECTED_PARQUET;
    if (is_container(text, why))
        return DETECTED_NOTHING;
    if (take_same_header(ds, f, text))
        return DETECTED_RECORDS;
    bool events = source_record_kind(f->source) == RECORD_EVENTS;
    if (!events && take_first_header(ds, f, text))
        return DETECTED_RECORDS;
    first = mem_alloc(sizeof *first);
    take_lines(first, text, &f->rules);
    if (!first->n && text.n > SOURCE_BLOCK_BYTES / 8 * 7)
        *why = "holds no flow records: it begins with a MiB of blank lines";
    if (first->n && events)
        what = detect_events(ds, f, first);
    else if (first->n)
        what = detect_lines(ds, f, first);
    if (first->n)
        settle_added(ds, f, text);
    if (what == DETECTED_RAW && !events && first->n == LOOK_LINES &&
        !f->rules.marked && has_default_record(text)) {
        f->start = layouts_default(ds->layouts);
        what = DETECTED_RECORDS;
    }
    if (what == DETECTED_RAW)
        what = check_raw(text, first, why);
    free(first);
    return what;
}
