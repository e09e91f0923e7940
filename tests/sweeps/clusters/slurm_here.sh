#!/bin/bash
# A SLURM of two nodes, n1 and n2, of one core each, on this machine, in a folder; root only.
#
#   slurm_here.sh install          Debian's packages
#   slurm_here.sh start FOLDER     then: export SLURM_CONF=FOLDER/slurm.conf
#   slurm_here.sh stop FOLDER
#
# It has its own key, sockets, ports and folders, and touches no SLURM that is installed.
set -euo pipefail

start() {
    mkdir -p "$folder/state" "$folder/munge"
    chmod 755 "$folder"
    dd if=/dev/urandom of="$folder/munge/key" bs=1024 count=1 status=none
    chmod 700 "$folder/munge"
    chmod 400 "$folder/munge/key"
    munged --force --num-threads=2 --key-file="$folder/munge/key" --socket="$folder/munge.socket" \
        --pid-file="$folder/munged.pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed"
    # cred_expire is also how long SLURM holds back a job that is queued again: 120 s by default.
    cat > "$folder/slurm.conf" << END
ClusterName=here
SlurmctldHost=$(hostname)(127.0.0.1)
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
NodeName=n1 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=27818 CPUs=1 RealMemory=4000
NodeName=n2 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=27819 CPUs=1 RealMemory=4000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
END
    slurmctld -f "$folder/slurm.conf"
    for node in n1 n2; do
        mkdir -p "$folder/spool-$node"
        slurmd -f "$folder/slurm.conf" -N "$node"
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

stop() {
    for name in slurmd-n1 slurmd-n2 slurmctld munged; do
        if [[ -s $folder/$name.pid ]]; then
            kill "$(< "$folder/$name.pid")" 2> /dev/null || true
        fi
    done
}

case ${1:-} in
    install)
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq munge slurm-wlm
        ;;
    start | stop)
        folder=$(realpath -m "${2:?which folder?}")
        "$1"
        ;;
    *)
        sed -n 's/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | head -7 >&2
        exit 2
        ;;
esac
