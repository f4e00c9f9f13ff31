/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The prompt on the screen. */
#include "tui/prompt_view.h"

#include "base/utf8.h"
#include "query/highlight.h"
#include "tui/app.h"
#include "tui/prompt.h"

enum { ROWS_FOCUSED = 8, ROWS_LARGE = 3 };

/* "query" or what is asked for; "> " follows it. */
static struct str label(const struct app *app)
{
    bool asks = prompt_focused() && prompt_purpose() == PROMPT_ANSWER;

    return str_of(asks ? app->question.label : "query");
}

/* Cells of the label and what follows it. */
static int label_width(const struct app *app)
{
    return (int)utf8_width(label(app)) + 2;
}

static struct str shown_text(const struct app *app)
{
    return prompt_focused() ? prompt_text() : app_prompt_text(app);
}

/* Bytes of line that fit into width cells, breaking before a "|". */
static size_t break_line(struct str line, int width)
{
    size_t cells = 0;
    size_t bar = 0;
    size_t len;
    size_t i;

    for (i = 0; i < line.n; i += len) {
        utf8_decode(str_slice(line, i, line.n), &len);
        cells += utf8_width(str_slice(line, i, i + len));
        if (cells > (size_t)width)
            break;
        if (i && line.p[i] == '|')
            bar = i;
    }
    if (i >= line.n)
        return line.n;
    return bar ? bar : i ? i : len;
}

int prompt_wrap(struct str text, int width, struct span *rows)
{
    size_t from = 0;
    int n = 0;

    if (width < 1)
        width = 1;
    while (n < PROMPT_ROWS_MAX) {
        struct str rest = str_slice(text, from, text.n);
        size_t line = str_find(rest, STR("\n"));
        size_t taken = break_line(str_slice(rest, 0, line), width);

        rows[n++] = (struct span){(uint32_t)from, (uint32_t)(from + taken)};
        from += taken;
        if (from >= text.n)
            break;
        if (text.p[from] == '\n')
            from++;
    }
    return n;
}

/* The row that byte at is in; the later one at a break on screen. */
static int row_of(const struct span *rows, int n, size_t at)
{
    int row = 0;

    while (row + 1 < n && at >= rows[row + 1].start)
        row++;
    return row;
}

static int text_width(const struct app *app, int w)
{
    /* One cell is left for the cursor after the end. */
    return w - label_width(app) - 1;
}

int prompt_view_rows(const struct app *app, int w)
{
    struct span rows[PROMPT_ROWS_MAX];
    int n = prompt_wrap(shown_text(app), text_width(app, w), rows);
    int most = prompt_focused() ? ROWS_FOCUSED : w >= 100 ? ROWS_LARGE : 1;

    return (n < most ? n : most) + (app->fault.on && app->fault.at.end > 0);
}

/* The one stretch that stands out: what is wrong, else what is new. */
static struct span marked(const struct app *app, enum role *role)
{
    struct span none = {0, 0};

    if (prompt_focused() && prompt_purpose() != PROMPT_QUERY)
        return none;
    if (app->fault.on) {
        *role = ROLE_WARN;
        return app->fault.at;
    }
    *role = ROLE_MATCH;
    return app->now_ms < app->inserted_until_ms && !app->draft ? app->inserted
                                                               : none;
}

/* Bytes [from, to) of text, cut to row. */
static struct str piece(struct str text, struct span row, size_t from,
                        size_t to)
{
    from = from < row.start ? row.start : from;
    to = to > row.end ? row.end : to;
    return from < to ? str_slice(text, from, to) : (struct str){0};
}

/* The look of a part. What the cursor is in is not wrong yet. */
static enum role look_of(const struct syntax_span *part)
{
    static const enum role looks[] = {
        [SYNTAX_SPACE] = ROLE_NORMAL,     [SYNTAX_COMMAND] = ROLE_COMMAND,
        [SYNTAX_FUNCTION] = ROLE_FUNCTION, [SYNTAX_FIELD] = ROLE_NORMAL,
        [SYNTAX_TEXT] = ROLE_TEXT,        [SYNTAX_NUMBER] = ROLE_NUMBER,
        [SYNTAX_REGEX] = ROLE_REGEX,      [SYNTAX_OPERATOR] = ROLE_COMMAND,
        [SYNTAX_MARK] = ROLE_NORMAL,      [SYNTAX_KEYWORD] = ROLE_COMMAND,
        [SYNTAX_COMMENT] = ROLE_COMMENT,  [SYNTAX_ERROR] = ROLE_WRONG,
    };

    if (part->role == SYNTAX_ERROR && prompt_focused() &&
        prompt_point() >= part->at.start && prompt_point() <= part->at.end)
        return ROLE_NORMAL;
    return looks[part->role];
}

/* A part of the row, in which the marked stretch has its own look. */
struct drawing {
    const struct canvas *c;
    int y, col;
    struct str text;
    struct span row, mark;
    enum role mark_role;
};

static void draw_part(struct drawing *d, struct span at, enum role role)
{
    d->col += draw_text(d->c, d->y, d->col, d->c->r.w, role,
                        piece(d->text, d->row, at.start, at.end));
}

static struct span overlap(struct span a, struct span b)
{
    struct span both = {a.start > b.start ? a.start : b.start,
                        a.end < b.end ? a.end : b.end};

    return both.start < both.end ? both : (struct span){a.end, a.end};
}

static void draw_row(const struct app *app, const struct canvas *c, int y,
                     struct str text, struct span row)
{
    struct drawing d = {c, y, label_width(app), text, row, {0, 0}, ROLE_NORMAL};
    bool query = !prompt_focused() || prompt_purpose() == PROMPT_QUERY;
    struct arena a = {0};
    struct syntax_span whole = {{0, (uint32_t)text.n}, SYNTAX_SPACE};
    struct syntax_span *parts = &whole;
    uint32_t n = 1;

    d.mark = marked(app, &d.mark_role);
    if (query)
        parts = highlight_query(&a, text, &n);
    for (uint32_t i = 0; i < n; i++) {
        struct span at = parts[i].at;
        struct span in = overlap(at, d.mark);
        enum role look = look_of(&parts[i]);

        draw_part(&d, (struct span){at.start, in.start}, look);
        draw_part(&d, in, d.mark_role);
        draw_part(&d, (struct span){in.end, at.end}, look);
    }
    arena_done(&a);
}

static void draw_carets(const struct app *app, const struct canvas *c, int y,
                        struct str text, struct span row)
{
    struct span at = app->fault.at;
    size_t col = utf8_width(piece(text, row, 0, at.start));
    size_t width = utf8_width(piece(text, row, at.start, at.end));

    draw_run(c, y, label_width(app) + (int)col, width ? (int)width : 1, ROLE_WARN,
             "^");
}

/* A text longer than the single row there is: its end counts. */
static struct span tail_of(struct str text, int width)
{
    size_t cells = utf8_width(text);
    size_t from = 0;
    size_t len;

    for (; cells > (size_t)width && from < text.n; from += len) {
        utf8_decode(str_slice(text, from, text.n), &len);
        cells -= utf8_width(str_slice(text, from, from + len));
    }
    return (struct span){(uint32_t)from, (uint32_t)text.n};
}

/* The text in one line: a blank is as long as a line break. */
static struct str joined(struct arena *a, struct str text)
{
    char *line = arena_alloc(a, text.n + 1);

    for (size_t i = 0; i < text.n; i++)
        line[i] = text.p[i] == '\n' ? ' ' : text.p[i];
    return (struct str){line, text.n};
}

void prompt_view_draw(const struct app *app, const struct canvas *c, int *y,
                      int *x)
{
    struct str text = shown_text(app);
    struct span rows[PROMPT_ROWS_MAX];
    int n = prompt_wrap(text, text_width(app, c->r.w), rows);
    bool caret = app->fault.on && app->fault.at.end > 0;
    int room = c->r.h - (caret && c->r.h > 1);
    size_t point = prompt_focused() ? prompt_point() : text.n;
    int here = row_of(rows, n, caret ? app->fault.at.start : point);
    int first = here >= room ? here - room + 1 : 0;
    int line = 0;
    struct arena a = {0};

    if (!prompt_focused() && !caret && room == 1 && n > 1) {
        text = joined(&a, text);
        rows[0] = tail_of(text, text_width(app, c->r.w));
        n = 1;
        first = 0;
    }
    draw_format(c, 0, 0, ROLE_HEADER, "%.*s> ", STR_ARG(label(app)));
    if (first == 0 && rows[0].start > 0)
        draw_glyph(c, 0, label_width(app) - 1, ROLE_DIM, c->glyphs->cut);
    for (int i = first; i < n && line < c->r.h; i++) {
        draw_row(app, c, line, text, rows[i]);
        if (prompt_focused() && i == row_of(rows, n, point)) {
            *y = c->r.y + line;
            *x = c->r.x + label_width(app) +
                 (int)utf8_width(piece(text, rows[i], 0, point));
        }
        line++;
        if (caret && i == here)
            draw_carets(app, c, line++, text, rows[i]);
    }
    arena_done(&a);
}
