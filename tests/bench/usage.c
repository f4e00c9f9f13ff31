/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usage.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool get_status(pid_t pid, struct usage *out)
{
    char path[64], line[256];
    double kb;
    bool found = false;

    snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) {
        if (sscanf(line, "VmRSS: %lf", &kb) == 1) {
            out->resident_mb = kb / 1024;
            found = true;
        } else if (sscanf(line, "RssAnon: %lf", &kb) == 1) {
            out->own_mb = kb / 1024;
        } else if (sscanf(line, "VmHWM: %lf", &kb) == 1) {
            out->peak_mb = kb / 1024;
        } else {
            (void)!sscanf(line, "Threads: %u", &out->threads);
        }
    }
    if (f)
        fclose(f);
    return found;
}

static bool get_cpu(pid_t pid, struct usage *out)
{
    char path[64], text[1024];
    unsigned long user, system;
    size_t n;

    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    /* The name, in brackets, may hold anything. */
    const char *rest = strrchr(text, ')');
    if (!rest ||
        sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
               &user, &system) != 2)
        return false;
    out->cpu_s = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
    return true;
}

static bool count_descriptors(pid_t pid, struct usage *out)
{
    char path[64];
    const struct dirent *entry;

    snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
    DIR *folder = opendir(path);
    if (!folder)
        return false;
    while ((entry = readdir(folder)))
        out->descriptors += entry->d_name[0] != '.';
    closedir(folder);
    return true;
}

bool usage_get(pid_t pid, struct usage *out)
{
    memset(out, 0, sizeof *out);
    return get_status(pid, out) && get_cpu(pid, out) &&
           count_descriptors(pid, out);
}
