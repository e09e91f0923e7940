# This script runs on the first node, and so does the sweep. The other nodes take the interface by
# which they reach its address.
if [[ -n $interface ]]; then
    head=$(ip -4 -oneline address show dev "$interface" scope global)
    if ! [[ $head =~ inet\ ([0-9.]+) ]]; then
        echo "The interface $interface of $(hostname) has no address of IPv4; write this file" >&2
        echo "again with another --interface." >&2
        exit 2
    fi
    head=${BASH_REMATCH[1]}
else
    # Asked from the last node: to itself a machine's own name may mean the loopback.
    mapfile -t nodes < <(scontrol show hostnames "$SLURM_JOB_NODELIST")
    head=$(srun --nodes=1 --ntasks=1 --nodelist="${nodes[-1]}" getent ahostsv4 "${nodes[0]}")
    head=${head%% *}
fi
# A port per job, outside those that Ray and the system give away, so that a Ray that another job
# left behind on a node is not taken for this one.
port=$((20000 + SLURM_JOB_ID % 10000))

# What a user's own environment says of another Ray is not meant here.
unset RAY_ADDRESS
# Only the processes of this job may speak to its Ray.
RAY_AUTH_TOKEN=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export RAY_AUTH_MODE=token RAY_AUTH_TOKEN
export RAY_USAGE_STATS_ENABLED=0
# Seconds that the nodes have to find each other; Ray's own 30 are few where files come slowly.
export RAY_SYMMETRIC_RUN_CLUSTER_WAIT_TIMEOUT=300

# srun must be told the cores again: it does not take them from the job since SLURM 22.05. Without
# them its task may use all cores of the node, whose number SLURM says there.
if [[ -n $cores ]]; then
    binding=(--cpus-per-task="$cores")
else
    binding=(--cpu-bind=none)
fi
# The first node's task notes its process before it becomes the sweep.
srun "${binding[@]}" "${inside[@]}" \
    bash -c 'exec ray symmetric-run --num-cpus="${0:-$SLURM_CPUS_ON_NODE}" "$@"' "$cores" \
    --address "$head:$port" --min-nodes "$SLURM_JOB_NUM_NODES" \
    --dashboard-host="$dashboard_host" -- \
    bash -c 'echo "$$" > "$0" && exec "$@"' "$driver" \
    scomm sweep "$folder/sweep.toml" --out "$out" --address auto &
status=0
await "$!" || status=$?
# symmetric-run ends well even if Ray did not start.
if [[ ! -s $driver ]]; then
    echo "Ray did not start, and nothing was run; the lines above say why." >&2
    exit 1
fi
store=$out
finish "$status"
