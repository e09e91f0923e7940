# By exec, and not as a service: the sweep is then a process of this job, which a signal reaches.
if ! apptainer=$(type -P apptainer || type -P singularity); then
    echo "Neither apptainer nor singularity is a file on PATH; write this file again with" >&2
    echo "the right --setup, such as --setup 'module load apptainer'." >&2
    exit 2
fi
# The store, and the files of this job, are seen under their own paths.
mkdir -p "$out"
inside=("$apptainer" exec --bind "$out" --bind "${TMPDIR:-/tmp}" "$container")
