/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clipped and cleaned text on curses' standard screen. */
#include "tui/draw.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <curses.h>
#include <stdarg.h>
#include <stdio.h>

/* Room for a letter with its marks, or a picture made of many characters. */
enum { CELL_BYTES = 64 };

static attr_t attr_of(const struct canvas *c, enum role role)
{
    if (c->dim && role != ROLE_RULE && role != ROLE_FOCUS)
        role = ROLE_DIM;
    return (attr_t)c->theme->attr[role];
}

/* Cells that may be written from col on, of the width asked for. */
static int room(const struct canvas *c, int row, int col, int width)
{
    if (row < 0 || row >= c->r.h || col < 0 || col >= c->r.w)
        return 0;
    return width < c->r.w - col ? width : c->r.w - col;
}

/* Harmless bytes as they are, in one attribute. */
static void put(const struct canvas *c, int row, int col, enum role role,
                struct str bytes)
{
    WINDOW *w = c->window ? c->window : stdscr;

    (void)wattrset(w, (int)attr_of(c, role));
    mvwaddnstr(w, c->r.y + row, c->r.x + col, bytes.p, (int)bytes.n);
    (void)wattrset(w, A_NORMAL);
}

/* Whatever is not ASCII becomes a question mark per code point. */
static void keep_ascii(struct buf *b)
{
    size_t n = 0;
    size_t len;

    for (size_t i = 0; i < b->n; i += len) {
        uint32_t cp = utf8_decode((struct str){b->p + i, b->n - i}, &len);

        b->p[n++] = cp < 0x80 ? (char)cp : '?';
    }
    b->n = n;
}

struct str draw_head(struct str text, int width)
{
    size_t cells = width > 0 ? (size_t)width : 0;

    /* Marks take no cells: without the bytes there is no end to them. */
    return utf8_head(str_slice(text, 0, cells * CELL_BYTES), cells);
}

/* text in at most width cells, with the mark of a cut; the cells it takes. */
static int fit(const struct canvas *c, struct buf *out, struct str text,
               int width)
{
    struct str part = draw_head(text, width);
    bool cut = part.n < text.n;

    utf8_clean(out, part, (size_t)(cut ? width - 1 : width));
    if (!c->unicode)
        keep_ascii(out);
    if (cut)
        buf_text(out, c->glyphs->cut);
    return (int)utf8_width(buf_str(out));
}

int draw_text(const struct canvas *c, int row, int col, int width,
              enum role role, struct str text)
{
    struct buf b = {0};
    int cells = 0;

    width = room(c, row, col, width);
    if (width > 0 && text.n > 0) {
        cells = fit(c, &b, text, width);
        put(c, row, col, role, buf_str(&b));
    }
    buf_done(&b);
    return cells;
}

int draw_right(const struct canvas *c, int row, int col, int width,
               enum role role, struct str text)
{
    int cells = (int)utf8_width(draw_head(text, width));

    if (cells < width) {
        col += width - cells;
        width = cells;
    }
    return draw_text(c, row, col, width, role, text);
}

int draw_format(const struct canvas *c, int row, int col, enum role role,
                const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return draw_text(c, row, col, c->r.w, role, str_of(text));
}

void draw_glyph(const struct canvas *c, int row, int col, enum role role,
                const char *glyph)
{
    if (room(c, row, col, 1) > 0)
        put(c, row, col, role, str_of(glyph));
}

void draw_run(const struct canvas *c, int row, int col, int count,
              enum role role, const char *glyph)
{
    count = room(c, row, col, count);
    for (int i = 0; i < count; i++)
        put(c, row, col + i, role, str_of(glyph));
}

int draw_title(const struct canvas *c, bool focused, struct str name,
                struct str note)
{
    enum role role = focused ? ROLE_FOCUS : ROLE_RULE;
    char title[128];
    int n = snprintf(title, sizeof title, focused ? " [%.*s] " : " %.*s ",
                     (int)(name.n < 100 ? name.n : 100), name.p);
    int used = 1;
    int width = (int)utf8_width(note);

    draw_run(c, 0, 0, c->r.w, role, c->glyphs->hline);
    if (n > 0)
        used += draw_text(c, 0, 1, c->r.w - 2, role, str_of(title));
    /* The name matters more than the note. */
    if (!width || used + width + 3 > c->r.w)
        return -1;
    int col = c->r.w - 2 - width;
    draw_text(c, 0, col - 1, 1, role, STR(" "));
    draw_text(c, 0, col, width, role, note);
    draw_text(c, 0, c->r.w - 2, 1, role, STR(" "));
    return col;
}

void draw_note(const struct canvas *c, enum role role, const char *text)
{
    int width = (int)utf8_width(str_of(text));
    int col = width < c->r.w ? (c->r.w - width) / 2 : 0;

    draw_text(c, c->r.h / 2, col, c->r.w, role, str_of(text));
}
