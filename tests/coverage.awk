# SPDX-License-Identifier: GPL-3.0-or-later
#
# The output of "gcov -t" for any number of objects, to lines covered by folder
# and by file of src/: see coverage.sh.
#
#   least   percent that each of the watched folders must have
#   low     percent below which a file is named

function percent(part, all) {
    return all ? 100 * part / all : 100
}

# Insertion sort: mawk has none.
function sort(a, n,    i, j, t) {
    for (i = 2; i <= n; i++) {
        t = a[i]
        for (j = i - 1; j > 0 && a[j] > t; j--)
            a[j + 1] = a[j]
        a[j + 1] = t
    }
}

BEGIN {
    n = split("base flow scan query engine", names, " ")
    for (i = 1; i <= n; i++)
        watched[names[i]] = 1
}

# COUNT:LINE:TEXT, and before them -:0:Source:PATH
{
    count = $0
    sub(/:.*/, "", count)
    gsub(/[ *]/, "", count)
    line = substr($0, index($0, ":") + 1)
    sub(/:.*/, "", line)
    line += 0
}

line == 0 {
    if ((at = index($0, ":Source:")) > 0) {
        path = substr($0, at + 8)
        ours = sub(/^.*src\//, "", path) || sub(/^src\//, "", path)
    }
    next
}

!ours || count == "-" || count == "" {
    next
}

{
    if (!((path, line) in hits)) {
        hits[path, line] = 0
        file_lines[path]++
    }
    if (count !~ /^[#=]/ && !hits[path, line]) {
        hits[path, line] = 1
        file_hits[path]++
    }
}

END {
    for (path in file_lines) {
        folder = path
        sub(/\/.*/, "", folder)
        if (!(folder in lines))
            folders[++n_folders] = folder
        lines[folder] += file_lines[path]
        covered[folder] += file_hits[path]
        if (percent(file_hits[path], file_lines[path]) < low)
            poor[++n_poor] = path
    }
    sort(folders, n_folders)
    sort(poor, n_poor)
    for (i = 1; i <= n_folders; i++) {
        folder = folders[i]
        share = percent(covered[folder], lines[folder])
        bad = (folder in watched) && share < least
        failed = failed || bad
        seen += folder in watched
        printf("%-8s %5d of %5d lines  %5.1f %%%s\n", folder,
            covered[folder], lines[folder], share,
            bad ? "  too few" : "")
    }
    if (n_poor)
        printf("\nfiles below %d %%:\n", low)
    for (i = 1; i <= n_poor; i++)
        printf("%-34s %4d of %4d lines  %5.1f %%\n", poor[i],
            file_hits[poor[i]], file_lines[poor[i]],
            percent(file_hits[poor[i]], file_lines[poor[i]]))
    # Nothing measured is not good.
    exit failed || seen < 5
}
