/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The main of a fuzz target that is built without libFuzzer: it looks at each
 * file of the corpus (the folder CORPUS beside this file) once, or at the
 * files it is given, and speaks TAP. What does not hold ends it.
 */
#include "fuzz.h"

#include "base/buf.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool read_file(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    size_t n;

    if (!f)
        return false;
    do {
        enum { BLOCK = 4096 };
        char *to = buf_room(out, BLOCK);
        n = fread(to, 1, BLOCK, f);
        out->n += n;
    } while (n > 0);
    return fclose(f) == 0;
}

/* Not ok only when the file cannot be read. */
static bool replay(unsigned number, const char *path)
{
    struct buf data = {0};
    bool good = read_file(path, &data);

    if (good)
        LLVMFuzzerTestOneInput((const uint8_t *)data.p, data.n);
    printf("%sok %u - %s\n", good ? "" : "not ", number, path);
    fflush(stdout);
    buf_done(&data);
    return good;
}

static int is_visible(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static bool replay_corpus(void)
{
    const char *srcdir = getenv("srcdir");
    struct buf path = {0};
    struct dirent **files;
    int n;
    bool good = true;

    buf_printf(&path, "%s/tests/fuzz/corpus/" CORPUS, srcdir ? srcdir : ".");
    n = scandir(path.p, &files, is_visible, alphasort);
    printf("1..%d\n", n);
    for (int i = 0; i < n; i++) {
        struct buf file = {0};

        buf_printf(&file, "%s/%s", path.p, files[i]->d_name);
        good = replay((unsigned)i + 1, file.p) && good;
        buf_done(&file);
        free(files[i]);
    }
    if (n > 0)
        free(files);
    buf_done(&path);
    return good && n > 0;
}

int main(int argc, char **argv)
{
    bool good = true;

    if (argc < 2)
        return replay_corpus() ? EXIT_SUCCESS : EXIT_FAILURE;
    for (int i = 1; i < argc; i++)
        good = replay((unsigned)i, argv[i]) && good;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
