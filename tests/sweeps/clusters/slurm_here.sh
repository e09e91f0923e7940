#!/bin/bash
# A SLURM of two nodes, n1 and n2, of one core each, on this machine, in a folder; root only.
#
#   slurm_here.sh install            Debian's packages
#   slurm_here.sh start FOLDER       then: export SLURM_CONF=FOLDER/slurm.conf
#   slurm_here.sh lose FOLDER NODE   as when its power fails
#   slurm_here.sh boot FOLDER NODE   after that
#   slurm_here.sh stop FOLDER
#
# It has its own key, sockets, ports and folders, and touches no SLURM that is installed. Each node has
# its own processes, network address, host name, folder of Ray and shared memory, so that Ray takes it
# for a machine; files are shared, as by a network's file system.
set -euo pipefail

bridge=scommslurm
network=10.219.0
# Where Ray has its sockets.
ray=/tmp
ray+=/ray

start() {
    mkdir -p "$folder/state" "$folder/munge"
    chmod 755 "$folder"
    dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 status=none
    chmod 700 "$folder/munge"
    chmod 400 "$folder/munge/key"
    munged --force --num-threads=2 --key-file="$folder/munge/key" --socket="$folder/munge.socket" \
        --pid-file="$folder/munged.pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed"
    ip link add name "$bridge" type bridge
    ip address add "$network.254/24" dev "$bridge"
    ip link set "$bridge" up
    printf '%s\n' '127.0.0.1 localhost' "$network.1 n1" "$network.2 n2" > "$folder/hosts"
    # cred_expire is also how long SLURM holds back a job that is queued again: 120 s by default.
    cat > "$folder/slurm.conf" << END
ClusterName=here
SlurmctldHost=$(hostname)($network.254)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=15
SlurmctldPort=27817
SlurmctldPidFile=$folder/slurmctld.pid
SlurmctldLogFile=$folder/slurmctld.log
StateSaveLocation=$folder/state
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmdLogFile=$folder/slurmd-%n.log
SlurmdSpoolDir=$folder/spool-%n
SlurmdParameters=config_overrides
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=0
NodeName=n1 NodeHostname=n1 NodeAddr=$network.1 Port=27818 CPUs=1 RealMemory=4000
NodeName=n2 NodeHostname=n2 NodeAddr=$network.2 Port=27818 CPUs=1 RealMemory=4000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
END
    slurmctld -f "$folder/slurm.conf"
    for node in n1 n2; do
        boot
    done
    export SLURM_CONF=$folder/slurm.conf
    for ((second = 0; second < 60; second++)); do
        if [[ $(sinfo --noheader --states=idle --format=%D 2> /dev/null) == 2 ]]; then
            exit 0
        fi
        sleep 1
    done
    echo "The nodes are not idle after 60 s; $folder/slurmctld.log says why." >&2
    exit 1
}

boot() {
    mkdir -p "$folder/spool-$node" "$ray"
    unshare --net --pid --uts --mount --fork --kill-child=KILL --mount-proc \
        bash "${BASH_SOURCE[0]}" run "$folder" "$node" > "$folder/node-$node.log" 2>&1 < /dev/null &
    echo "$!" > "$folder/node-$node.pid"
    local process
    until process=$(pgrep --parent "$!"); do
        sleep 0.1
    done
    ip link add name "scomm-$node" type veth peer name eth0 netns "$process"
    ip link set "scomm-$node" master "$bridge" up
}

# The first process of a node, which the others end with.
run() {
    hostname "$node"
    mount --bind "$folder/hosts" /etc/hosts
    mount -t tmpfs tmpfs "$ray"
    mount -t tmpfs tmpfs /dev/shm
    ip link set lo up
    until ip link show eth0 > /dev/null 2>&1; do
        sleep 0.1
    done
    ip address add "$network.${node#n}/24" dev eth0
    ip link set eth0 up
    slurmd -D -f "$folder/slurm.conf" -N "$node" &
    wait
}

lose() {
    kill -KILL "$(< "$folder/node-$node.pid")"
}

stop() {
    for node in n1 n2; do
        lose 2> /dev/null || true
    done
    for name in slurmctld munged; do
        if [[ -s $folder/$name.pid ]]; then
            kill "$(< "$folder/$name.pid")" 2> /dev/null || true
        fi
    done
    ip link del "$bridge" || true
}

case ${1:-} in
    install)
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq munge slurm-wlm
        ;;
    start | stop | boot | lose | run)
        folder=$(realpath -m "${2:?which folder?}")
        node=${3:-}
        "$1"
        ;;
    *)
        sed -n 's/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | head -10 >&2
        exit 2
        ;;
esac
