#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion in shells: options, formats, saved queries, files, in bash; the
# same in fish and the syntax in zsh, where those are.

srcdir=$(cd "${srcdir:-.}" && pwd) builddir=$(cd "${builddir:-.}" && pwd)
completions=$srcdir/data/completions
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/work" "$tmp/bin"
ln -s "$builddir/vpcscope" "$tmp/bin/vpcscope"
PATH=$tmp/bin:$PATH XDG_CONFIG_HOME=$tmp HOME=$tmp VPCSCOPE_DATA=$srcdir/data
export PATH XDG_CONFIG_HOME HOME VPCSCOPE_DATA
cd "$tmp/work" || exit 99
: >flow.log
: >query.txt
count=0

# Of the help: the formats stand behind -o, up to the semicolon.
vpcscope --help >../help
grep -oE -e ' --[a-z][a-z-]+' ../help | tr -d ' ' | sort -u >../options
(
    echo list
    ls "$srcdir/data/queries" | sed 's/\.cwq$//'
) | sort >../saved
printf '%s\n' csv tsv json jsonl md table raw chart | sort >../formats
printf '%s\n' auto always never | sort >../colours
grep '^--l' ../options >../options_l
grep '^top-' ../saved >../saved_top

# expect NAME WANT GOT: files of sorted lines.
expect() {
    count=$((count + 1))
    if [ -s "$2" ] && cmp -s "$2" "$3"; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        diff "$2" "$3" | sed 's/^/# /'
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count # SKIP $1"
}

# in_bash WORD BEFORE: what bash offers.
in_bash() {
    bash --norc --noprofile -c '
        . "$1/bash/vpcscope" && _vpcscope vpcscope "$2" "$3" 2>/dev/null
        printf "%s\n" "${COMPREPLY[@]}"' - "$completions" "$1" "$2" |
        sed '/^$/d' | sort >../got
}

if command -v bash >/dev/null; then
    in_bash - vpcscope
    expect 'bash: options' ../options ../got
    in_bash --l vpcscope
    expect 'bash: some options' ../options_l ../got
    in_bash '' -o
    expect 'bash: formats' ../formats ../got
    in_bash '' --output
    expect 'bash: formats of the long name' ../formats ../got
    in_bash '' --color
    expect 'bash: when to use colours' ../colours ../got
    in_bash '' -Q
    expect 'bash: saved queries' ../saved ../got
    in_bash top- --saved
    expect 'bash: some saved queries' ../saved_top ../got
    in_bash fl vpcscope
    echo "$(wc -l <../got | tr -d ' ') of ours" >../n
    echo '0 of ours' >../want
    expect 'bash: files are left to bash' ../want ../n
    bash --norc --noprofile -c '. "$1/bash/vpcscope" && complete -p vpcscope' \
        - "$completions" >../n
    echo 'complete -o bashdefault -o default -F _vpcscope vpcscope' >../want
    expect 'bash: which does them' ../want ../n
else
    skip 'there is no bash'
fi

# in_fish LINE: what fish offers at its end, without descriptions.
in_fish() {
    fish --no-config -c '
        source $argv[1]/fish/vpcscope.fish
        complete -C $argv[2]' "$completions" "$1" 2>&1 | cut -f 1 | sort >../got
}

if command -v fish >/dev/null; then
    in_fish 'vpcscope --'
    expect 'fish: options' ../options ../got
    in_fish 'vpcscope -o '
    expect 'fish: formats' ../formats ../got
    in_fish 'vpcscope --saved '
    expect 'fish: saved queries' ../saved ../got
    in_fish 'vpcscope fl'
    echo flow.log >../want
    expect 'fish: files' ../want ../got
else
    skip 'there is no fish'
fi

if command -v zsh >/dev/null; then
    zsh -f -n "$completions/zsh/_vpcscope" >../got 2>&1
    echo "$? $(head -1 "$completions/zsh/_vpcscope")" >>../got
    echo '0 #compdef vpcscope' >../want
    expect 'zsh: the syntax' ../want ../got
    # Its own completion, in a stand-in for what it calls.
    zsh -f -c '
        _describe() { print -l -- "${(@P)@[-1]}" | sed "s/:.*//" }
        compadd() { print -l -- "${(@P)2}" }
        _files() { print files }
        words=(vpcscope ${(s: :)2} "$3") CURRENT=$#words PREFIX=$3
        . $1/zsh/_vpcscope' - "$completions" '' -- | sort >../got
    expect 'zsh: options' ../options ../got
    for words in -o -Q; do
        zsh -f -c '
            _describe() { print -l -- "${(@P)@[-1]}" | sed "s/:.*//" }
            compadd() { print -l -- "${(@P)2}" }
            words=(vpcscope $2 "") CURRENT=3 PREFIX=
            . $1/zsh/_vpcscope' - "$completions" $words | sort >../got
        [ $words = -o ] && expect 'zsh: formats' ../formats ../got
        [ $words = -Q ] && expect 'zsh: saved queries' ../saved ../got
    done
else
    skip 'there is no zsh'
fi
echo "1..$count"
