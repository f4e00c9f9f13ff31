/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks from words and back; fewer colours than were asked for. */
#include "tui/look.h"

#include "base/num.h"

#include <stdio.h>
#include <string.h>

enum { OWN_COLOUR = -1, BASIC = 8, NAMED = 16, CUBE_END = 232, SHOWN = 30 };

/* In the order of the ANSI numbers. */
static const char *const basic[BASIC] = {"black", "red",     "green", "yellow",
                                         "blue",  "magenta", "cyan",  "white"};

static const struct {
    const char *name;
    unsigned bit;
} attributes[] = {
    {"bold", LOOK_BOLD},       {"dim", LOOK_DIM}, {"underline", LOOK_UNDERLINE},
    {"reverse", LOOK_REVERSE}, {"normal", 0},
};

enum { N_ATTRIBUTES = sizeof attributes / sizeof *attributes };

static bool find_colour(struct str word, short *out)
{
    bool bright = str_starts(word, STR("bright-"));
    struct str name = bright ? str_slice(word, 7, word.n) : word;
    uint64_t number;

    if (num_parse_uint(word, 255, &number)) {
        *out = (short)number;
        return true;
    }
    if (str_eq(word, STR("default"))) {
        *out = OWN_COLOUR;
        return true;
    }
    for (short i = 0; i < BASIC; i++)
        if (str_eq(name, str_of(basic[i]))) {
            *out = (short)(i + (bright ? BASIC : 0));
            return true;
        }
    return false;
}

static bool find_attribute(struct str word, unsigned *bit)
{
    for (int i = 0; i < N_ATTRIBUTES; i++)
        if (str_eq(word, str_of(attributes[i].name))) {
            *bit = attributes[i].bit;
            return true;
        }
    return false;
}

static bool no_word(struct str word, struct err *err)
{
    return err_set(err, ERR_USAGE,
                   "\"%.*s\" is no colour or attribute: write red, "
                   "bright-red, 208 or default, \"on\" and a colour behind "
                   "the text, bold, dim, underline, reverse, normal",
                   STR_ARG(str_slice(word, 0, SHOWN)));
}

bool look_parse(struct str text, struct look *out, struct err *err)
{
    struct look look = {OWN_COLOUR, OWN_COLOUR, 0};
    struct str rest = str_trim(text), word;
    bool behind = false;
    unsigned bit;

    while (str_split(&rest, ' ', &word)) {
        if (!word.n)
            continue;
        if (behind) {
            if (!find_colour(word, &look.bg))
                return no_word(word, err);
            behind = false;
        } else if (find_attribute(word, &bit)) {
            look.attrs |= bit;
        } else if (str_eq(word, STR("on"))) {
            behind = true;
        } else if (!find_colour(word, &look.fg)) {
            return no_word(word, err);
        }
    }
    if (behind)
        return err_set(err, ERR_USAGE, "\"on\" wants a colour after it");
    *out = look;
    return true;
}

static size_t put(char *out, size_t n, const char *before, const char *word)
{
    return n + (size_t)snprintf(out + n, LOOK_TEXT_MAX - n, "%s%s%s",
                                n ? " " : "", before, word);
}

static size_t put_colour(char *out, size_t n, const char *before, short colour)
{
    char name[SHOWN];

    if (colour >= NAMED)
        snprintf(name, sizeof name, "%d", colour);
    else
        snprintf(name, sizeof name, "%s%s", colour < BASIC ? "" : "bright-",
                 basic[colour % BASIC]);
    return put(out, n, before, name);
}

void look_text(const struct look *look, char out[LOOK_TEXT_MAX])
{
    size_t n = 0;

    if (look->fg >= 0)
        n = put_colour(out, n, "", look->fg);
    if (look->bg >= 0)
        n = put_colour(out, n, "on ", look->bg);
    for (int i = 0; i < N_ATTRIBUTES; i++)
        if (look->attrs & attributes[i].bit)
            n = put(out, n, "", attributes[i].name);
    if (!n)
        put(out, n, "", "normal");
}

/* The basic colour next to one of the 6x6x6 cube: each part on or off. */
static short basic_of_cube(short colour)
{
    int at = colour - NAMED;
    int red = at / 36, green = at / 6 % 6, blue = at % 6;

    return (short)((red > 2) + 2 * (green > 2) + 4 * (blue > 2));
}

short look_colour_of(short colour, int n)
{
    if (colour < n)
        return colour;
    if (colour < NAMED)
        return (short)(colour % BASIC);
    if (colour < CUBE_END)
        return basic_of_cube(colour);
    return OWN_COLOUR; /* a shade of grey */
}
