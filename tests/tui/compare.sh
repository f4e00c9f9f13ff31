#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Comparing with the window before: a column in a grouped table, groups that
# are gone behind its rows, dots in the timeline.
. "${srcdir:-.}/tests/tui/lib.sh"

# compared WHAT: by awk, over the last hour and the one before, by source of
# flows to port 22: how many are gone; else the largest one and its change.
compared() {
    awk -v what="$1" '
        NR == FNR { if ($11 + 0 > newest) newest = $11 + 0; next }
        FNR == 1 || $7 != 22 { next }
        $11 >= newest - 3600 { now[$4]++ }
        $11 < newest - 3600 && $11 >= newest - 7200 { before[$4]++ }
        END {
            for (s in before) gone += !(s in now)
            for (s in now) if (now[s] > most) { top = s; most = now[s] }
            if (what == "gone") print gone + 0
            else if (!(top in before)) print top, now[top], "NEW"
            else printf "%s %d %+.0f%%\n", top, now[top],
                (now[top] - before[top]) / before[top] * 100
        }' "$sample" "$sample"
}

start 120 40 "$program" "$sample"
screen_has "the data is open" "06:30-12:29Z"
keys "="
screen_has "nothing lies before all" "no records before this range"
keys i
type_text 'filter dstPort = 22 | stats count(*) as flows by srcAddr | sort flows desc'
keys Enter
screen_has "groups" "flows desc"
keys t 3
screen_has "the last hour" "last 1h"
screen_lacks "it is there" "PARTIAL"
keys "="
screen_has "= says what it compares with" "compared with 10:29-11:29Z"
screen_has "a column of changes" "vs prev 1h"
screen_has "also in the timeline" "· vs prev 1h"
screen_matches "new ones" " NEW$| NEW "
screen_matches "the change of the largest" \
    "$(compared top | sed 's/[.+]/\\&/g; s/ / +/g')"
keys G
screen_has "those that are gone come last" "gone $(compared gone) of $(compared gone)"
check "there are some" test "$(compared gone)" -gt 0
keys g =
screen_lacks "= ends it" "vs prev 1h"
keys :
type_text 'compare -2h'
keys Enter
screen_has "another distance" "vs -2h"
keys :
type_text 'compare 2'
keys Enter
screen_has "a distance is expected" "how far back is expected"
keys :
type_text 'compare -2h'
keys Enter
keys u
screen_lacks "the step before is not compared" "vs -2h"
keys Q
screen_has "the program ends" "status 0"
finish
