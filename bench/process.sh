#!/usr/bin/env bash
# Child processes: Drover, the JDK's ProcessBuilder, NuProcess, Node's child_process, and a C program as the floor.
#
#   bench/process.sh [ROUNDS]
#
#   SUBJECTS   which to run, default "c c-large-pipe drover drover-kept drover-nio jdk nuprocess node"
#   ROWS       which rows, default "spawn output echo pingpong"
#   DURATION   seconds of a measurement of spawns or messages, default 2
#   OUT        where the result goes, default bench/results/process.md
#
# Rows in turn, and within a row the subjects in turn; every measurement in a process of its own, warmed up first.
set -euo pipefail

cd "$(dirname "$0")/.."
source bench/common.sh
ROUNDS=${1:-3}
SUBJECTS=${SUBJECTS:-c c-large-pipe drover drover-kept drover-nio jdk nuprocess node}
ROWS=${ROWS:-spawn output echo pingpong}
DURATION=${DURATION:-2}
OUT=${OUT:-bench/results/process.md}
BYTES=4294967296
CHILDREN=1000
LINES_EACH=100
HEAP_MIB=2048
DESCRIPTORS=16384
JVM_OPTS=(-Xms64m -Xmx64m)
LARGE_JVM_OPTS=("-Xms${HEAP_MIB}m" "-Xmx${HEAP_MIB}m" -XX:+AlwaysPreTouch)
TIME_LIMIT=120

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

build() {
  [[ -f launcher/target/drover.jar && -f bench/target/classes/dev/drover/bench/process/Subject.class ]] \
    || mvn -q -B -DskipTests -pl bench -am package </dev/null
  gcc -O2 -o "$work/floor" bench/process/floor.c
  local nuprocess
  nuprocess=$(sed -n 's:.*<nuprocess.version>\(.*\)</nuprocess.version>.*:\1:p' pom.xml)
  local jar
  jar=$(repository)/com/zaxxer/nuprocess/$nuprocess/nuprocess-$nuprocess.jar
  [[ -f $jar ]] || fail "$jar is missing: build first with 'mvn -DskipTests -pl bench -am package'"
  CLASS_PATH=bench/target/classes:launcher/target/drover.jar:$jar
}

# Maven's, which holds what the build has downloaded.
repository() {
  local told
  told=$(mvn -q -B help:evaluate -Dexpression=settings.localRepository -DforceStdout 2>/dev/null </dev/null \
    | sed 's/\x1b\[[0-9;]*m//g' | tail -n 1) || true
  echo "${told:-$HOME/.m2/repository}"
}

# measure ROW SUBJECT ROUND HEAP_MIB ARGUMENT...: appends a line to the raw results.
measure() {
  local row=$1 subject=$2 round=$3 heap=$4 options=("${JVM_OPTS[@]}") command figures
  shift 4
  ((heap == 0)) || options=("${LARGE_JVM_OPTS[@]}")
  local java=("${JAVA_HOME:+$JAVA_HOME/bin/}java" "${options[@]}" -cp "$CLASS_PATH")
  local main=dev.drover.bench.process
  case $subject in
    c | c-large-pipe) command=("$work/floor" "$@") ;;
    drover) command=("${java[@]}" "$main.DroverProcesses" epoll "$@") ;;
    drover-kept) command=("${java[@]}" "$main.DroverProcesses" epoll-kept "$@") ;;
    drover-nio) command=("${java[@]}" "$main.DroverProcesses" nio "$@") ;;
    jdk) command=("${java[@]}" "$main.JdkProcesses" "$@") ;;
    nuprocess) command=("${java[@]}" "$main.NuProcesses" "$@") ;;
    node) command=(node bench/process/node.js "$@") ;;
    *) fail "no such subject: $subject" ;;
  esac
  # What the programs that are no JVM need to be told besides.
  case $subject-$1 in
    c-spawn | node-spawn) command+=("$heap") ;;
    c-output) command+=(64) ;;
    c-large-pipe-output) command+=(1024) ;;
    c-pingpong) command+=(node bench/process/echo.js) ;;
  esac
  figures=$(timeout "$TIME_LIMIT" "${command[@]}" 2>"$work/errors.log" </dev/null | grep '^[a-z]* [0-9]') \
    || { head -n 20 "$work/errors.log" >&2; echo "bench: no result of $subject for $row" >&2; return 0; }
  echo "$subject $round $row $figures" >>"$work/raw"
}

# row ROUND NAME HEAP_MIB ARGUMENT...
row() {
  local round=$1 name=$2 heap=$3 subject
  shift 3
  echo "bench: round $round of $ROUNDS: $name" >&2
  for subject in $SUBJECTS; do
    case $subject-$1 in
      c-large-pipe-output | drover-kept-output) ;;
      c-large-pipe-* | drover-kept-* | jdk-pingpong | nuprocess-pingpong) continue ;;
      # On the default transport a spawn takes the same way; two rows tell enough.
      drover-nio-spawn) [[ $name == spawn-1 || $name == spawn-32 ]] || continue ;;
    esac
    measure "$name" "$subject" "$round" "$heap" "$@"
  done
}

run_round() {
  local kind
  for kind in $ROWS; do
    case $kind in
      spawn)
        row "$1" spawn-1 0 spawn 1 "$DURATION" 0
        row "$1" spawn-32 0 spawn 32 "$DURATION" 0
        row "$1" spawn-1-heap "$HEAP_MIB" spawn 1 "$DURATION" 0
        row "$1" spawn-32-heap "$HEAP_MIB" spawn 32 "$DURATION" 0
        row "$1" spawn-1-3000 0 spawn 1 "$DURATION" 3000
        row "$1" spawn-1-10000 0 spawn 1 "$DURATION" 10000
        ;;
      output) row "$1" output 0 output "$BYTES" ;;
      echo) row "$1" echo 0 echo "$CHILDREN" "$LINES_EACH" ;;
      pingpong)
        row "$1" pingpong-1 0 pingpong 1 "$DURATION"
        row "$1" pingpong-64 0 pingpong 64 "$DURATION"
        ;;
      *) fail "no such row: $kind" ;;
    esac
  done
}

machine() {
  cat <<END
- $(nproc) cores, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo); Linux $(uname -r); \
$(ldd --version | sed -n '1s/.* //p;1q') of glibc
- JDK $("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/^.*Runtime Environment *//p'), \`${JVM_OPTS[*]}\` \
or \`${LARGE_JVM_OPTS[*]}\`; Vert.x $(sed -n 's:.*<vertx.version>\(.*\)</vertx.version>.*:\1:p' pom.xml); \
NuProcess $(sed -n 's:.*<nuprocess.version>\(.*\)</nuprocess.version>.*:\1:p' pom.xml); Node $(node --version 2>/dev/null || echo "not installed")
- $ROUNDS rounds, every measurement in a process of its own after a warm-up; load of the machine at the start: $(cut -d' ' -f1 /proc/loadavg)
END
}

main() {
  need gcc gcc
  command -v node >/dev/null || fail "node is missing; install Node.js (Debian, Ubuntu: apt-get install nodejs)"
  ulimit -n "$DESCRIPTORS" 2>/dev/null || fail "$DESCRIPTORS descriptors are needed, the limit is $(ulimit -Hn)"
  build
  machine >"$work/machine"
  local round
  for ((round = 1; round <= ROUNDS; round++)); do
    run_round "$round"
  done
  mkdir -p "$(dirname "$OUT")"
  {
    echo "# Child processes"
    echo
    echo "Made by \`DURATION=$DURATION bench/process.sh $ROUNDS\` on $(date -u +%F)."
    echo
    cat "$work/machine"
    awk -v order="$SUBJECTS" -f bench/median.awk -f bench/process.awk "$work/raw"
  } >"$work/result.md"
  mv "$work/result.md" "$OUT"
  cat "$OUT"
}

main
