# This script runs on the first node, and so does the sweep. Its address is asked from the last
# node: to itself a machine's own name may mean the loopback.
mapfile -t nodes < <(scontrol show hostnames "$SLURM_JOB_NODELIST")
head=$(srun --nodes=1 --ntasks=1 --nodelist="${nodes[-1]}" getent ahostsv4 "${nodes[0]}")
head=${head%% *}

# What a user's own environment says of another Ray is not meant here.
unset RAY_ADDRESS
# Only the processes of this job may speak to its Ray.
RAY_AUTH_TOKEN=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export RAY_AUTH_MODE=token RAY_AUTH_TOKEN
export RAY_USAGE_STATS_ENABLED=0
# Seconds that the nodes have to find each other; Ray's own 30 are few where files come slowly.
export RAY_SYMMETRIC_RUN_CLUSTER_WAIT_TIMEOUT=300

# The first node's task notes its process before it becomes the sweep.
# srun must be told the cores again: it does not take them from the job since SLURM 22.05.
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" \
    ray symmetric-run --address "$head:6379" --min-nodes "$SLURM_JOB_NUM_NODES" \
    --num-cpus="$SLURM_CPUS_PER_TASK" --dashboard-host="$dashboard_host" -- \
    bash -c 'echo "$$" > "$0" && exec "$@"' "$driver" \
    scomm sweep "$folder/sweep.toml" --out "$out" --address auto &
status=0
await "$!" || status=$?
# symmetric-run ends well even if Ray did not start.
if [[ ! -s $driver ]]; then
    echo "Ray did not start, and nothing was run; the lines above say why." >&2
    exit 1
fi
finish "$status"
