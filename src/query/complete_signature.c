/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The call or command around a place, from the tables of the language, and
 * which part of its syntax is being written.
 */
#include "query/complete.h"

#include "query/outline.h"
#include "query/signature.h"

static const struct {
    const char *word, *syntax, *help;
} commands[STAGE_COUNT] = {
#define STAGE(id, word, more, syntax, help, example)                           \
    [STAGE_##id] = {word, syntax, help},
#include "query/stages.def"
#undef STAGE
};

/* Where word stands in a syntax, whole and outside quotes; n when nowhere. */
static size_t find_whole(struct str syntax, size_t from, struct str word)
{
    for (size_t i = from; i + word.n <= syntax.n; i++) {
        bool begins = i == 0 || !lexer_in_segment(syntax.p[i - 1]);
        bool ends =
            i + word.n == syntax.n || !lexer_in_segment(syntax.p[i + word.n]);

        if (begins && ends && str_eq(str_slice(syntax, i, i + word.n), word))
            return i;
    }
    return syntax.n;
}

/* The part of the syntax that a section is: up to the next word of one. */
static struct span section_place(const struct section *s, struct str syntax)
{
    size_t start = 0, end = syntax.n;
    struct str rest = str_of(s->after), word;

    if (lexer_in_segment(s->from[0]))
        start = find_whole(syntax, 0, str_of(s->from));
    if (start == syntax.n)
        return (struct span){0, 0};
    while (str_split(&rest, ' ', &word)) {
        size_t at;

        if (word.n == 0 || !section_from(s->stage, word))
            continue;
        at = find_whole(syntax, start, word);
        end = at < end ? at : end;
    }
    while (end > start &&
           (syntax.p[end - 1] == ' ' || syntax.p[end - 1] == '[' ||
            syntax.p[end - 1] == '|'))
        end--;
    while (end > start && start > 0 && syntax.p[end - 1] == ']')
        end--;
    return (struct span){(uint32_t)start, (uint32_t)end};
}

static bool command_signature(struct arena *a, const struct frame *f,
                              struct signature *out)
{
    size_t before;

    if (f->stage >= STAGE_COUNT)
        return false;
    out->at = f->name;
    out->help = str_of(commands[f->stage].help);
    if (f->stage == STAGE_SAVED) {
        out->text = str_of(commands[f->stage].syntax);
        return true;
    }
    out->text = str_trim(arena_printf(a, "%s %s", commands[f->stage].word,
                                      commands[f->stage].syntax));
    before = str_of(commands[f->stage].word).n + 1;
    out->argument =
        section_place(f->section, str_of(commands[f->stage].syntax));
    if (out->argument.end > out->argument.start) {
        out->argument.start += (uint32_t)before;
        out->argument.end += (uint32_t)before;
    }
    return true;
}

static void function_signature(struct arena *a, const struct frame *f,
                               struct signature *out)
{
    const struct function *fn = f->fn;
    uint32_t before = (uint32_t)str_of(fn->name).n + 1;

    out->is_function = true;
    out->at = f->name;
    out->text = arena_printf(a, "%s(%s)", fn->name, fn->args);
    out->help = str_of(fn->help);
    out->index = f->argument;
    out->argument = signature_place(fn, f->argument);
    if (out->argument.end > out->argument.start) {
        out->argument.start += before;
        out->argument.end += before;
    }
}

bool complete_signature(struct arena *a, struct str text, uint32_t cursor,
                        struct signature *out)
{
    struct outline o;
    struct piece piece;

    *out = (struct signature){0};
    outline_init(&o, a, str_slice(text, 0, cursor));
    while (outline_next(&o, &piece))
        ;
    for (uint32_t i = o.n_frames; i > 0; i--) {
        const struct frame *f = &o.frames[i - 1];

        if (f->kind == FRAME_QUERY)
            return command_signature(a, f, out);
        if (f->kind == FRAME_CALL && f->fn) {
            function_signature(a, f, out);
            return true;
        }
    }
    return false;
}
