#!/bin/sh
# Copyright (c) 2026, mediaops.dynamic_media contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: simulator.sh started|stopped check|act FOLDER SIMULATOR SECONDS PYTHON [OPTION...] <SEED
# One simulator, known by the folder that holds its process id, its seed and its output.
# Prints "changed" or "unchanged", then the endpoint of the simulator that runs.
set -eu
umask 077

state=$1 mode=$2 folder=$3 simulator=$4 seconds=$5 python=$6
shift 6
pid_file=$folder/simulator.pid seed=$folder/seed.json log=$folder/simulator.log

# After a process has ended, another one may get its number.
is_running() {
    pid=$(cat "$pid_file" 2>/dev/null) && kill -0 "$pid" 2>/dev/null || return 1
    { tr '\0' ' ' <"/proc/$pid/cmdline" || ps -o args= -p "$pid"; } 2>/dev/null | grep -qF -- "$simulator"
}

endpoint() {
    sed -n 's/^IPS simulator on //p' "$log"
}

start() {
    mkdir -p "$folder"
    cat >"$seed"
    if [ -s "$seed" ]; then set -- "$@" --seed "$seed"; fi
    : >"$log"
    nohup "$python" "$simulator" "$@" >"$log" 2>&1 </dev/null &
    child=$!
    echo "$child" >"$pid_file"
    tenths=$((seconds * 10))
    while [ -z "$(endpoint)" ]; do
        # A process that is about to become the simulator has no command line yet, so its number has to do.
        if ! kill -0 "$child" 2>/dev/null || [ "$tenths" -le 0 ]; then
            echo "The simulator did not start within $seconds s. It printed: $(cat "$log")" >&2
            stop
            exit 1
        fi
        sleep 0.1
        tenths=$((tenths - 1))
    done
}

stop() {
    if is_running; then
        kill "$pid"
        while is_running; do sleep 0.1; done
    fi
    rm -f "$pid_file" "$seed" "$log"
}

now=stopped
if is_running; then now=started; fi
if [ "$now" = "$state" ]; then echo unchanged; else echo changed; fi
if [ "$now$mode" = stoppedact ] && [ "$state" = started ]; then start "$@"; fi
if [ "$mode" = act ] && [ "$state" = stopped ]; then stop; fi
if is_running; then endpoint; fi
