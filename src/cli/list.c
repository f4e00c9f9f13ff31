/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Printing the tables that the program is built from. Each list is a row
 * function: it fills the texts of row i, or says that there is none.
 */
#include "cli/list.h"

#include "base/buf.h"
#include "base/json_text.h"
#include "flow/field.h"
#include "query/function.h"
#include "query/tree.h"
#include "tui/keymap.h"
#include "tui/line.h"
#include "tui/settings.h"
#include "tui/theme.h"

#include <string.h>

enum { MAX_TEXTS = 6, SCRATCH = 64 };

struct list_row {
    const char *texts[MAX_TEXTS];
    char scratch[SCRATCH];
};

struct list {
    const char *columns[MAX_TEXTS]; /* JSON keys and heading; NULL ends */
    bool (*row)(size_t i, struct list_row *out);
};

static const char *field_type_text(enum field_type type)
{
    switch (type) {
    case TYPE_TEXT:
        return "text";
    case TYPE_IP:
        return "address";
    case TYPE_PORT:
        return "port";
    case TYPE_SMALL:
    case TYPE_INT:
        return "number";
    case TYPE_TIME:
        return "time";
    }
    return "";
}

static bool field_row(size_t i, struct list_row *out)
{
    static const struct field catalogue[] = {
#define FIELD(id, log, query, field_type, since, cells, text)                  \
    {.log_name = log,                                                          \
     .query_name = query,                                                      \
     .type = field_type,                                                       \
     .version = since,                                                         \
     .width = cells,                                                           \
     .help = text},
#include "flow/fields.def"
#undef FIELD
    };
    if (i >= sizeof catalogue / sizeof *catalogue)
        return false;
    snprintf(out->scratch, sizeof out->scratch, "%u", catalogue[i].version);
    out->texts[0] = catalogue[i].query_name;
    out->texts[1] = catalogue[i].log_name;
    out->texts[2] = field_type_text(catalogue[i].type);
    out->texts[3] = out->scratch;
    out->texts[4] = catalogue[i].help;
    return true;
}

static const char *result_type_text(enum result_type type)
{
    switch (type) {
    case RESULT_NUMBER:
        return "number";
    case RESULT_TEXT:
        return "text";
    case RESULT_TIME:
        return "time";
    case RESULT_BOOL:
        return "boolean";
    case RESULT_LIST:
        return "list";
    case RESULT_MAP:
        return "map";
    case RESULT_ANY:
        break;
    }
    return "any";
}

static bool function_row(size_t i, struct list_row *out)
{
    if (i >= FUNCTION_TABLE_SIZE)
        return false;
    const struct function *f = function_at((enum function_id)i);
    snprintf(out->scratch, sizeof out->scratch, "%s(%s)", f->name, f->args);
    out->texts[0] = out->scratch;
    out->texts[1] = f->kind == FUNCTION_AGGREGATE ? "aggregate" : "scalar";
    out->texts[2] = result_type_text(f->result);
    out->texts[3] = f->help;
    out->texts[4] = f->example;
    out->texts[5] = f->value;
    return true;
}

static bool command_row(size_t i, struct list_row *out)
{
    static const char *const stages[][5] = {
#define STAGE(id, word, others, syntax, help, example)                         \
    {word, others, syntax, help, example},
#include "query/stages.def"
#undef STAGE
    };
    if (i >= sizeof stages / sizeof *stages)
        return false;
    memcpy(out->texts, stages[i], sizeof stages[i]);
    return true;
}

/* What is typed behind ":", after the keys. */
static bool line_row(size_t i, struct list_row *out)
{
    const struct line_command *l;

    if (i >= line_count())
        return false;
    l = line_at(i);
    snprintf(out->scratch, sizeof out->scratch, ":%s%s%s", l->name,
             l->arguments[0] ? " " : "", l->arguments);
    out->texts[0] = "command line";
    out->texts[1] = out->scratch;
    out->texts[2] = l->name;
    out->texts[3] = l->help;
    return true;
}

/* The keys as they are before anything is configured. */
static bool key_row(size_t i, struct list_row *out)
{
    static const struct {
        enum key_scope scope;
        const char *key;
        enum command_id command;
    } keys[] = {
#define KEY(scope, key, command) {SCOPE_##scope, key, COMMAND_##command},
#include "tui/keys.def"
#undef KEY
    };
    enum { N_KEYS = sizeof keys / sizeof *keys };
    const struct command *c;

    if (i >= N_KEYS)
        return line_row(i - N_KEYS, out);
    c = command_at(keys[i].command);
    out->texts[0] = keymap_scope_name(keys[i].scope);
    out->texts[1] = keys[i].key;
    out->texts[2] = c->name;
    out->texts[3] = c->help;
    return true;
}

/* How a role is shown: "theme.ROLE", after the settings. */
static bool role_row(size_t i, struct list_row *out)
{
    enum role role = (enum role)i;
    const char *look;

    if (i >= ROLE_COUNT)
        return false;
    look = role_look(role, THEME_DEFAULT);
    snprintf(out->scratch, sizeof out->scratch, "theme.%s", role_name(role));
    out->texts[0] = out->scratch;
    out->texts[1] = "a look";
    out->texts[2] = look[0] ? look : "normal";
    out->texts[3] = role_help(role);
    return true;
}

static bool setting_row(size_t i, struct list_row *out)
{
    const struct setting *s;

    if (i >= SETTING_COUNT)
        return role_row(i - SETTING_COUNT, out);
    s = setting_at((enum setting_id)i);
    if (s->kind == SETTING_KIND_NUMBER || s->kind == SETTING_KIND_SECONDS)
        snprintf(out->scratch, sizeof out->scratch, "%.*s to %s",
                 (int)strcspn(s->values, " "), s->values,
                 strchr(s->values, ' ') + 1);
    else
        snprintf(out->scratch, sizeof out->scratch, "%s", s->values);
    out->texts[0] = s->name;
    out->texts[1] = out->scratch;
    out->texts[2] = s->initial;
    out->texts[3] = s->help;
    return true;
}

static const struct list lists[] = {
    [TASK_LIST_FIELDS] = {{"name", "logName", "type", "version", "help"},
                          field_row},
    [TASK_LIST_FUNCTIONS] = {{"function", "kind", "result", "help", "example",
                              "value"},
                             function_row},
    [TASK_LIST_COMMANDS] = {{"command", "synonyms", "syntax", "help",
                             "example"},
                            command_row},
    [TASK_LIST_KEYS] = {{"pane", "key", "command", "help"}, key_row},
    [TASK_LIST_SETTINGS] = {{"name", "values", "default", "help"}, setting_row},
};

static size_t n_columns(const struct list *l)
{
    size_t n = 0;
    while (n < MAX_TEXTS && l->columns[n])
        n++;
    return n;
}

static void print_json(FILE *out, const struct list *l)
{
    struct buf b = {0};
    struct list_row row;
    buf_char(&b, '[');
    for (size_t i = 0; l->row(i, &row); i++) {
        buf_text(&b, i ? ",\n{" : "\n{");
        for (size_t c = 0; c < n_columns(l); c++) {
            if (c)
                buf_char(&b, ',');
            json_text_string(&b, str_of(l->columns[c]));
            buf_char(&b, ':');
            json_text_string(&b, str_of(row.texts[c]));
        }
        buf_char(&b, '}');
    }
    buf_text(&b, "\n]\n");
    fwrite(b.p, 1, b.n, out);
    buf_done(&b);
}

static void print_line(FILE *out, size_t n, const char *const *texts,
                       const size_t *widths)
{
    for (size_t c = 0; c + 1 < n; c++)
        fprintf(out, "%-*s  ", (int)widths[c], texts[c]);
    fprintf(out, "%s\n", texts[n - 1]);
}

static void print_text(FILE *out, const struct list *l)
{
    size_t n = n_columns(l), widths[MAX_TEXTS] = {0};
    struct list_row row;
    for (size_t c = 0; c < n; c++)
        widths[c] = strlen(l->columns[c]);
    for (size_t i = 0; l->row(i, &row); i++)
        for (size_t c = 0; c < n; c++)
            if (strlen(row.texts[c]) > widths[c])
                widths[c] = strlen(row.texts[c]);
    print_line(out, n, l->columns, widths);
    for (size_t i = 0; l->row(i, &row); i++)
        print_line(out, n, row.texts, widths);
}

void list_print(FILE *out, enum program_task task, bool json)
{
    if (json)
        print_json(out, &lists[task]);
    else
        print_text(out, &lists[task]);
}
