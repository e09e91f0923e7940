folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The process id of the sweep, for the shell that gets the signal.
driver=$folder/driver

# Interrupt the sweep, and only it: its workers must live until it has what they have finished.
at_limit=
interrupt() {
    woken=yes at_limit=yes
    local process
    if [[ -s $driver ]] && read -r process < "$driver"; then
        kill -INT "$process" 2> /dev/null || true
    fi
}
trap interrupt USR1
# Who sends TERM sends it to the sweep as well; a shell that died of it would not let it finish. And
# a job that is cancelled at its limit is cancelled.
trap 'woken=yes at_limit=' TERM

# Wait for a process, and again if a signal ended the shell's own wait before the process had ended.
await() {
    local status
    woken=yes
    while [[ -n $woken ]]; do
        woken=
        status=0
        wait "$1" || status=$?
    done
    return "$status"
}

# End with this status, or queue again if it was the time limit that interrupted the work. A store
# whose hashes list the table of runs is complete: what was interrupted came after its last run.
finish() {
    if [[ -n $at_limit && $1 -eq 130 ]] && grep -qs '  runs\.parquet$' "$store/SHA256SUMS"; then
        echo "The time limit is near, and all runs are done."
        exit 0
    fi
    if [[ -n $at_limit && $1 -ne 0 ]]; then
        # The number of a task of an array can be that of the array, which would mean all its tasks.
        local job=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
        job=${job:-$SLURM_JOB_ID}
        # SLURM ends the job at once when it queues again, and would end scontrol before it says so.
        if ((${SLURM_RESTART_COUNT:-0} < restarts)) && (trap '' TERM; scontrol requeue "$job"); then
            echo "The time limit is near: finished runs are kept, and the job queues again."
            exit 0
        fi
        echo "The time limit is near: finished runs are kept; submit again to go on." >&2
    fi
    exit "$1"
}
