/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user may set: settings.def is the table, this makes a struct of
 * it, with a number for each. Where values come from is for others
 * (setup.h, and cli/configuration.h for files).
 */
#ifndef TUI_SETTINGS_H
#define TUI_SETTINGS_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

enum setting_id {
#define SETTING(id, ...) SETTING_##id,
#include "tui/settings.def"
#undef SETTING
    SETTING_COUNT
};

enum setting_kind {
    SETTING_KIND_SWITCH, /* 0 off, 1 on */
    SETTING_KIND_CHOICE, /* place of the word in values */
    SETTING_KIND_NUMBER,
    SETTING_KIND_SECONDS /* a number, or a duration such as 2m */
};

/* Values of the choices, in the order of the table's words. */
enum theme_name { THEME_DEFAULT, THEME_MONO, THEME_CB, THEME_HI, THEME_COUNT };
enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum clipboard_way {
    CLIPBOARD_AUTO,
    CLIPBOARD_OSC52,
    CLIPBOARD_PASSTHROUGH,
    CLIPBOARD_OFF
};
enum bell_when { BELL_OFF, BELL_DONE };
enum numbers_as { NUMBERS_NAMES, NUMBERS_NUMBERS };
enum units_as { UNITS_EXACT, UNITS_HUMAN };
enum timezone_of { TIMEZONE_UTC, TIMEZONE_LOCAL };

struct settings {
#define SETTING(id, field, ...) int field;
#include "tui/settings.def"
#undef SETTING
};

struct setting {
    const char *name;
    enum setting_kind kind;
    const char *initial; /* the default, as text */
    const char *values;  /* words, or the least and the greatest number */
    const char *help;
};

enum { SETTING_TEXT_MAX = 24 };

/* Everything as the table's defaults say. */
void settings_init(struct settings *s);
/* Valid for ids below SETTING_COUNT. */
const struct setting *setting_at(enum setting_id id);
/*
 * The setting of a name; "-" counts as "_". False with *err, which names the
 * nearest one there is.
 */
bool setting_find(struct str name, enum setting_id *out, struct err *err);
/* Set from a text; false with *err, which says what may stand there. */
bool settings_set(struct settings *s, enum setting_id id, struct str value,
                  struct err *err);
/* The value as a text that settings_set takes. */
void settings_text(const struct settings *s, enum setting_id id,
                   char out[SETTING_TEXT_MAX]);

#endif
