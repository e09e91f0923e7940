part=${1:-submit}

if [[ $part == submit ]]; then
    set -euo pipefail
    array=$(sbatch --parsable --array="$tasks" --output="$log-%A_%a.log" "${BASH_SOURCE[0]}" shard)
    array=${array%%;*}
    merge=$(sbatch --parsable --dependency="afterany:$array" --cpus-per-task=1 \
        --output="$log-%j.log" "${BASH_SOURCE[0]}" merge)
    echo "Job $array runs $shards shards; job ${merge%%;*} merges them into $out/merged."
    exit 0
fi
