#!/usr/bin/env bash
# HTTP plaintext: bare Vert.x and Drover, each in one JVM and in two, Node's cluster module, and C as the floor.
#
#   bench/http.sh [ROUNDS]
#
#   SUBJECTS   which to run, default "c vertx vertx-epoll vertx-jvms drover drover-replicas node"
#   WARMUP     seconds of load before the servers are pinned and measured, default 8
#   DURATION   seconds of a measurement with keep-alive connections, default 5
#   CONNECT    seconds of one with a new connection for each request, default 3; 0: none
#   OUT        where the result goes, default bench/results/http.md
#
# Once warm, the servers are pinned to one core and the generator to another. Each round starts every server
# afresh, so that the luck of one JVM's compiler is not taken for a difference. Loopback only.
set -euo pipefail

cd "$(dirname "$0")/.."
source bench/common.sh
ROUNDS=${1:-3}
SUBJECTS=${SUBJECTS:-c vertx vertx-epoll vertx-jvms drover drover-replicas node}
WARMUP=${WARMUP:-8}
DURATION=${DURATION:-5}
CONNECT=${CONNECT:-3}
OUT=${OUT:-bench/results/http.md}
INSTANCES=2
CONNECTIONS=64
CONNECT_WARMUP=4
CONNECT_WARMUPS=8
WARM_REQUESTS=2400000
# What every JVM here gets, whoever starts it.
JVM_OPTS=(-Xms256m -Xmx256m)

work=$(mktemp -d)
server=

cleanup() {
  stop_server
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Sets server_cpu and load_cpu to the first two cores this process may use.
choose_cores() {
  local cores
  read -r -a cores < <(awk '/^Cpus_allowed_list/ {
    count = split($2, ranges, ",")
    for (i = 1; i <= count; i++) {
      split(ranges[i], ends, "-")
      for (core = ends[1]; core <= (ends[2] == "" ? ends[1] : ends[2]); core++) printf "%d ", core
    }
    print ""
  }' /proc/self/status)
  [[ ${#cores[@]} -ge 2 ]] || fail "two cores are needed, one for the servers and one for the load"
  server_cpu=${cores[0]}
  load_cpu=${cores[1]}
}

# start_server SUBJECT PORT
start_server() {
  local config="{\"port\":$2}" java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  local bare=("$java" "${JVM_OPTS[@]}" -cp launcher/target/drover.jar:bench/target/classes
    dev.drover.bench.BareVertx "$2")
  local run=(./drover run dev.drover.bench.Plaintext -cp bench/target/classes --conf "$config")
  local command
  case $1 in
    c) command=("$work/http-floor" "$2" "$INSTANCES") ;;
    vertx) command=("${bare[@]}" nio "$INSTANCES") ;;
    vertx-epoll) command=("${bare[@]}" epoll "$INSTANCES") ;;
    # So many JVMs with an instance each, started by one of them.
    vertx-jvms) command=("${bare[@]}" epoll 1 "$INSTANCES") ;;
    drover) command=("${run[@]}" --instances "$INSTANCES") ;;
    drover-replicas)
      command=("${run[@]}" --replicas "$INSTANCES" --instances 1)
      for option in "${JVM_OPTS[@]}"; do command+=("--jvm-arg=$option"); done
      ;;
    node) command=(node bench/node-cluster.js "$2" "$INSTANCES") ;;
    *) fail "no such subject: $1" ;;
  esac
  DROVER_JAVA_OPTS="${JVM_OPTS[*]}" setsid "${command[@]}" \
    >"$work/server.log" 2>&1 </dev/null &
  server=$!
  await_answer "$1" "$2"
}

await_answer() {
  local deadline=$((SECONDS + 60))
  until curl -sf -o /dev/null --max-time 2 "http://127.0.0.1:$2/"; do
    if ! kill -0 "$server" 2>/dev/null || ((SECONDS >= deadline)); then
      cat "$work/server.log" >&2
      fail "$1 does not answer on port $2 (its output is above)"
    fi
    sleep 0.1
  done
}

# The process and what it has started: pid and CPU ticks, a line each.
server_processes() {
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v root="$server" '
    { pid = $1; sub(/^.*\) /, ""); parent[pid] = $2; ticks[pid] = $12 + $13 }
    END {
      member[root]
      do {
        grown = 0
        for (pid in parent)
          if (!(pid in member) && parent[pid] in member) { member[pid]; grown = 1 }
      } while (grown)
      for (pid in member) if (pid in ticks) print pid, ticks[pid]
    }'
}

server_ticks() {
  server_processes | awk '{ sum += $2 } END { print sum + 0 }'
}

pin_server() {
  local pid
  for pid in $(server_processes | awk '{ print $1 }'); do
    # A thread may end while it is being pinned; a process must not.
    taskset -a -c -p "$server_cpu" "$pid" >/dev/null 2>&1 || kill -0 "$pid"
  done
}

# SIGTERM to the one we started; whatever it leaves after 20 s is killed, and told.
stop_server() {
  [[ -n $server ]] || return 0
  local pids pid deadline=$((SECONDS + 20))
  pids=$(server_processes | awk '{ print $1 }')
  kill -TERM "$server" 2>/dev/null || true
  for pid in $pids; do
    while kill -0 "$pid" 2>/dev/null; do
      if ((SECONDS >= deadline)); then
        echo "bench: process $pid had to be killed" >&2
        kill -KILL "$pid" 2>/dev/null || true
        break
      fi
      sleep 0.05
    done
  done
  wait "$server" 2>/dev/null || true
  server=
}

# measure SUBJECT ROUND MODE COMMAND...: appends a line to the raw results.
measure() {
  local subject=$1 round=$2 mode=$3 before after generator
  shift 3
  before=$(server_ticks)
  local TIMEFORMAT='%R %U %S'
  generator=$({ time taskset -c "$load_cpu" "$@" >"$work/load.log" 2>&1 || true; } 2>&1)
  after=$(server_ticks)
  awk -v subject="$subject" -v round="$round" -v mode="$mode" -v ticks=$((after - before)) \
    -v clock="$(getconf CLK_TCK)" -v generator="$generator" -f bench/load.awk "$work/load.log" \
    >>"$work/raw.tsv" || { cat "$work/load.log" >&2; fail "no result of $1 for $subject"; }
}

# On all cores, as a compiler that must share one core with the load is long in coming; and for as
# many requests everywhere, as each JVM has code of its own to compile.
warm_up() {
  local turn served total=0
  for turn in 1 2 3 4 5 6; do
    served=$(wrk -t2 -c"$CONNECTIONS" -d"${WARMUP}s" "$1" | awk '/requests in/ { print $1 }')
    total=$((total + served))
    ((total < WARM_REQUESTS)) || break
  done
  ((CONNECT == 0)) || warm_up_connecting "$1"
  ((total < WARM_REQUESTS)) || return 0
  echo "bench: served only $total requests in $turn turns of warm-up" >&2
}

# Until the compilers take less than 5 % of the servers' time: with so few requests per second they are long in ending.
warm_up_connecting() {
  local turn ticks compiled
  for ((turn = 1; turn <= CONNECT_WARMUPS; turn++)); do
    ticks=$(server_ticks) compiled=$(compiler_ticks)
    ab -q -l -c"$CONNECTIONS" -t"$CONNECT_WARMUP" -n10000000 "$1" >/dev/null 2>&1 || true
    (( ($(compiler_ticks) - compiled) * 20 >= $(server_ticks) - ticks )) || return 0
  done
}

compiler_ticks() {
  local pid
  for pid in $(server_processes | awk '{ print $1 }'); do
    cat "/proc/$pid/task/"*/stat 2>/dev/null || true
  done | awk '/\(C[12] CompilerThre/ { sub(/^.*\) /, ""); sum += $12 + $13 } END { print sum + 0 }'
}

# run_subject SUBJECT ROUND
run_subject() {
  local port=$((20000 + RANDOM % 10000))
  local url=http://127.0.0.1:$port/
  start_server "$1" "$port"
  [[ $1 == c ]] || warm_up "$url" # C is warm at once.
  pin_server
  taskset -c "$load_cpu" wrk -t1 -c"$CONNECTIONS" -d1s "$url" >/dev/null
  measure "$1" "$2" keep-alive wrk -t1 -c"$CONNECTIONS" -d"${DURATION}s" --latency "$url"
  if ((CONNECT > 0)); then
    measure "$1" "$2" connect ab -q -l -c"$CONNECTIONS" -t"$CONNECT" -n10000000 "$url"
  fi
  stop_server
}

build() {
  [[ -f launcher/target/drover.jar && -f bench/target/classes/dev/drover/bench/BareVertx.class ]] \
    || mvn -q -B -DskipTests -pl bench -am package </dev/null
  gcc -O2 -pthread -o "$work/http-floor" bench/http-floor.c
}

machine() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  cat <<END
- $(nproc) cores, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo); Linux $(uname -r)
- JDK $("$java" -version 2>&1 | sed -n 's/^.*Runtime Environment *//p'), \`${JVM_OPTS[*]}\`; \
Vert.x $(sed -n 's:.*<vertx.version>\(.*\)</vertx.version>.*:\1:p' pom.xml); \
Node $(node --version 2>/dev/null || echo "not installed")
- servers on core $server_cpu, generator on core $load_cpu; $INSTANCES instances, replicas or workers; \
$CONNECTIONS connections; $ROUNDS rounds in turn, each with servers started afresh and ${WARMUP} s of warm-up on all cores
END
}

main() {
  need wrk wrk
  need taskset util-linux
  need curl curl
  need gcc gcc
  if ((CONNECT > 0)); then need ab apache2-utils; fi
  command -v node >/dev/null || SUBJECTS=${SUBJECTS//node/}
  choose_cores
  build
  local round subject
  for ((round = 1; round <= ROUNDS; round++)); do
    for subject in $SUBJECTS; do
      echo "bench: round $round of $ROUNDS: $subject" >&2
      run_subject "$subject" "$round"
    done
  done
  mkdir -p "$(dirname "$OUT")"
  {
    echo "# HTTP plaintext"
    echo
    echo "Made by \`bench/http.sh $ROUNDS\` on $(date -u +%F)."
    echo
    machine
    awk -F '\t' -v order="$SUBJECTS" -f bench/median.awk -f bench/report.awk "$work/raw.tsv"
  } >"$work/result.md"
  mv "$work/result.md" "$OUT"
  cat "$OUT"
}

main
