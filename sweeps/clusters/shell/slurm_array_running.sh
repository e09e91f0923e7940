case $part in
    shard)
        shard=$SLURM_ARRAY_TASK_ID
        store=$out/shard-$shard
        command=(scomm sweep "$folder/sweep.toml" --out "$store")
        command+=(--shard "$shard/$shards" "${execution[@]}")
        ;;
    merge)
        store=$out/merged
        command=(scomm merge)
        for ((shard = 1; shard <= shards; shard++)); do
            command+=("$out/shard-$shard")
        done
        command+=(--out "$store")
        ;;
    *)
        echo "This file is run as: bash FILE, or sbatch --array=K FILE shard." >&2
        exit 2
        ;;
esac

# Under job control: otherwise a shell's background process ignores the interruption.
set -m
# The sweep's process is noted where the sweep runs: a container may have another process around it.
"${inside[@]}" bash -c 'echo "$$" > "$0" && exec "$@"' "$driver" "${command[@]}" &
status=0
await "$!" || status=$?
finish "$status"
