# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of vpcscope for fish. What there is to complete comes from the
# program itself: its help, and its list of saved queries.

# The words that the help of an option begins with, up to the semicolon.
function __vpcscope_values
    vpcscope --help 2>/dev/null |
        string replace -rf '^  .* '$argv[1]' [A-Z]* +([^;]*).*' '$1' |
        string replace -ra ',| or ' ' ' | string split -n ' '
end

function __vpcscope_saved
    printf 'list\tlist them\n'
    vpcscope -Q list 2>/dev/null |
        string replace -rf '^([A-Za-z_][A-Za-z0-9_.-]*)\([^)]*\) +(.*)$' '$1\t$2' |
        string replace '\t' \t
end

# One for each line of the help: its letter, its name, whether it takes
# something, what it does.
for line in (vpcscope --help 2>/dev/null)
    string match -rq '^  (?:-(?<letter>.),|   ) --(?<name>[a-z-]+)(?<wants> [A-Z=]+)? +(?<about>.*)$' -- $line
    or continue
    set -l words -c vpcscope -l $name -d "$about"
    test -n "$letter"; and set -a words -s $letter
    switch $name
        case output color
            set -a words -x -a "(__vpcscope_values --$name)"
        case saved
            set -a words -x -a '(__vpcscope_saved)'
        case query-file table
            set -a words -r
        case '*'
            test -n "$wants"; and set -a words -x
    end
    complete $words
end
