/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/date_pattern.h"

/*
 * A run of one pattern letter: what it means when it is from low to high
 * letters long, and the digits it takes (0: as many as there are letters).
 */
static const struct letter {
    char letter;
    uint32_t low, high;
    enum step_kind kind;
    uint32_t min, max;
} letters[] = {
    {'y', 1, 1, STEP_YEAR, 1, 4},      {'y', 2, 2, STEP_YEAR2, 2, 2},
    {'y', 3, 4, STEP_YEAR, 0, 4},      {'u', 1, 1, STEP_YEAR, 1, 4},
    {'u', 2, 2, STEP_YEAR2, 2, 2},     {'u', 3, 4, STEP_YEAR, 0, 4},
    {'M', 1, 2, STEP_MONTH, 0, 2},     {'M', 3, 4, STEP_MONTH_NAME, 0, 0},
    {'L', 1, 2, STEP_MONTH, 0, 2},     {'L', 3, 4, STEP_MONTH_NAME, 0, 0},
    {'d', 1, 2, STEP_DAY, 0, 2},       {'D', 1, 3, STEP_DAY_OF_YEAR, 0, 3},
    {'E', 1, 4, STEP_WEEKDAY, 0, 0},   {'H', 1, 2, STEP_HOUR, 0, 2},
    {'k', 1, 2, STEP_HOUR24, 0, 2},    {'h', 1, 2, STEP_HOUR12, 0, 2},
    {'K', 1, 2, STEP_HOUR11, 0, 2},    {'a', 1, 1, STEP_HALF, 0, 0},
    {'m', 1, 2, STEP_MINUTE, 0, 2},    {'s', 1, 2, STEP_SECOND, 0, 2},
    {'S', 1, 9, STEP_FRACTION, 0, 0},  {'X', 1, 5, STEP_ZONE, 0, 0},
    {'x', 1, 5, STEP_ZONE, 0, 0},      {'Z', 1, 3, STEP_ZONE, 0, 0},
    {'Z', 4, 4, STEP_ZONE_NAME, 0, 0}, {'Z', 5, 5, STEP_ZONE, 0, 0},
    {'O', 4, 4, STEP_ZONE_NAME, 0, 0}, {'z', 1, 4, STEP_ZONE_NAME, 0, 0},
    {'V', 2, 2, STEP_ZONE_NAME, 0, 0},
};

enum { N_LETTERS = sizeof letters / sizeof *letters };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many times the character at the start of p follows itself. */
static size_t run_length(struct str p)
{
    size_t n = 1;

    while (n < p.n && p.p[n] == p.p[0])
        n++;
    return n;
}

/* The step of n equal letters. */
static bool letter_step(char c, size_t n, struct date_step *out)
{
    for (size_t i = 0; i < N_LETTERS; i++) {
        const struct letter *l = &letters[i];

        if (l->letter != c || n < l->low || n > l->high)
            continue;
        *out = (struct date_step){.kind = l->kind,
                                  .min = l->min ? l->min : (uint32_t)n,
                                  .max = l->max ? l->max : (uint32_t)n};
        return true;
    }
    return false;
}

/*
 * Text in quotes at the start of *rest, which is cut off. Two quotes are one;
 * within a text they end this step with a quote, and the second begins one.
 */
static bool quoted_step(struct str *rest, struct date_step *out)
{
    struct str inside = str_slice(*rest, 1, rest->n);
    size_t close = str_find(inside, STR("'"));
    struct str behind = str_slice(inside, close + 1, inside.n);
    bool doubled = close > 0 && str_starts(behind, STR("'"));

    if (close == inside.n)
        return false;
    out->text = close ? str_slice(inside, 0, close + doubled) : STR("'");
    *rest = behind;
    return true;
}

/* The step at the start of *rest, which is cut off. */
static bool next_step(struct str *rest, struct date_step *out)
{
    char c = rest->p[0];
    size_t n = is_letter(c) ? run_length(*rest) : 1;

    *out = (struct date_step){.kind = STEP_LITERAL,
                              .text = str_slice(*rest, 0, 1)};
    if (c == '\'')
        return quoted_step(rest, out);
    if (c == '[')
        out->kind = STEP_OPTION;
    else if (is_letter(c) && !letter_step(c, n, out))
        return false;
    *rest = str_slice(*rest, n, rest->n);
    return true;
}

/* Options that are open, the innermost last: their numbers among the steps. */
struct options {
    size_t at[DATE_OPTIONS_MAX];
    size_t n;
};

/* The innermost option ends here. */
static bool close_option(struct date_steps *steps, struct options *open)
{
    if (open->n == 0)
        return false;
    open->n--;
    steps->p[open->at[open->n]].inner = steps->n - open->at[open->n] - 1;
    return true;
}

bool date_pattern_compile(struct arena *arena, struct str pattern,
                          struct date_steps *out, struct str *bad)
{
    struct options open = {0};

    out->p = arena_calloc(arena, pattern.n + 1, sizeof *out->p);
    out->n = 0;
    while (pattern.n) {
        struct date_step *step = &out->p[out->n];

        *bad = pattern;
        if (pattern.p[0] == ']') {
            if (!close_option(out, &open))
                return false;
            pattern = str_slice(pattern, 1, pattern.n);
            continue;
        }
        if (!next_step(&pattern, step))
            return false;
        if (step->kind == STEP_OPTION && open.n == DATE_OPTIONS_MAX)
            return false;
        if (step->kind == STEP_OPTION)
            open.at[open.n++] = out->n;
        out->n++;
    }
    /* What is never closed goes to the end. */
    while (open.n)
        close_option(out, &open);
    return true;
}
