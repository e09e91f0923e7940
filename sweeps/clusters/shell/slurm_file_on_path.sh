inside=()
# The interruption at the time limit would end in a shell function: scomm must be a file.
if ! type -P scomm > /dev/null; then
    echo "scomm is no file on PATH; write this file again with the right --setup." >&2
    exit 2
fi
if [[ $(type -t scomm) != file ]]; then
    echo "scomm is a shell $(type -t scomm), but must be a file on PATH, so that the" >&2
    echo "time limit can interrupt it; write this file again with the right --setup." >&2
    exit 2
fi
