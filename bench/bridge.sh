#!/usr/bin/env bash
# The event-bus bridge: requests per second to a pool of children, with a JVM's own consumers as the
# ceiling and the messaging of Node's cluster module as the peer; bytes per second of a child's stdout
# that is read over the bus, in one JVM and in another.
#
#   bench/bridge.sh [ROUNDS]
#
#   SUBJECTS   which to run, default "jvm node python node-cluster stdout stdout-cluster"
#   WARMUP     seconds before a measurement, default 5
#   DURATION   seconds of a measurement, default 5
#   OUT        where the result goes, default bench/results/bridge.md
#
# Asking and answering share all cores. Each round starts everything afresh.
set -euo pipefail

cd "$(dirname "$0")/.."
source bench/common.sh
ROUNDS=${1:-3}
SUBJECTS=${SUBJECTS:-jvm node python node-cluster stdout stdout-cluster}
WARMUP=${WARMUP:-5}
DURATION=${DURATION:-5}
OUT=${OUT:-bench/results/bridge.md}
WORKERS=2
IN_FLIGHT=64
LIMIT=$((WARMUP + DURATION + 120))

work=$(mktemp -d)
writer=

cleanup() {
  stop_writer
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

stop_writer() {
  [[ -n $writer ]] || return 0
  kill -TERM "$writer" 2>/dev/null || true
  wait "$writer" 2>/dev/null || true
  writer=
}

JAVA=("${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xms256m -Xmx256m
  -cp launcher/target/drover.jar:bench/target/classes dev.drover.bench.Bridge)

java_bench() {
  timeout "$LIMIT" "${JAVA[@]}" "$@"
}

start_writer() {
  # Itself in the background, and no function around it: a signal has to reach it.
  "${JAVA[@]}" write "$1" >"$work/writer.log" 2>&1 &
  writer=$!
  local deadline=$((SECONDS + 60))
  until grep -q '^writing' "$work/writer.log"; do
    if ! kill -0 "$writer" 2>/dev/null || ((SECONDS >= deadline)); then
      cat "$work/writer.log" >&2
      fail "the writer did not start (its output is above)"
    fi
    sleep 0.1
  done
}

# run_subject SUBJECT: the figure goes to stdout.
run_subject() {
  local cluster="bench-$$-$RANDOM"
  case $1 in
    node-cluster)
      timeout "$LIMIT" node bench/node-messages.js "$WORKERS" "$IN_FLIGHT" "$WARMUP" "$DURATION" ;;
    stdout) java_bench stdout none "$WARMUP" "$DURATION" ;;
    stdout-cluster)
      start_writer "$cluster"
      java_bench stdout-cluster "$cluster" "$WARMUP" "$DURATION"
      ;;
    jvm | node | python) java_bench "$1" "$WORKERS" "$IN_FLIGHT" "$WARMUP" "$DURATION" ;;
    *) fail "no such subject: $1" ;;
  esac >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$1 failed (its output is above)"; }
  stop_writer
  awk '$1 == "result" { print $2; found = 1 } END { exit !found }' "$work/log" \
    || { cat "$work/log" >&2; fail "$1 gave no result"; }
}

report() {
  awk -F '\t' '
    { values[$1] = values[$1] " " $2; if (!($1 in seen)) { order[++count] = $1; seen[$1] = 1 } }
    function middle(text, list, n, i, j, v) {
      n = split(text, list, " ")
      for (i = 2; i <= n; i++) {
        v = list[i]
        for (j = i - 1; j >= 1 && list[j] + 0 > v + 0; j--) list[j + 1] = list[j]
        list[j + 1] = v
      }
      least = list[1]; most = list[n]
      return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
    }
    END {
      print "| | requests/s | least..most |\n|---|---|---|"
      for (k = 1; k <= count; k++)
        if (order[k] !~ /^stdout/) {
          m = middle(values[order[k]])
          printf "| %s | %d | %d..%d |\n", order[k], m, least, most
        }
      print "\n| | MB/s | least..most |\n|---|---|---|"
      for (k = 1; k <= count; k++)
        if (order[k] ~ /^stdout/) {
          m = middle(values[order[k]])
          printf "| %s | %d | %d..%d |\n", order[k], m / 1e6, least / 1e6, most / 1e6
        }
    }' "$work/raw.tsv"
}

main() {
  command -v node >/dev/null || fail "node is missing; install it (Debian, Ubuntu: apt-get install nodejs)"
  command -v python3 >/dev/null || fail "python3 is missing; install it (Debian, Ubuntu: apt-get install python3)"
  [[ -f launcher/target/drover.jar && -f bench/target/classes/dev/drover/bench/Bridge.class ]] \
    || mvn -q -B -DskipTests -pl bench -am package </dev/null
  local round subject figure
  for ((round = 1; round <= ROUNDS; round++)); do
    for subject in $SUBJECTS; do
      echo "bench: round $round of $ROUNDS: $subject" >&2
      # Not in a subshell, whose end would not stop what it started.
      run_subject "$subject" >"$work/figure"
      figure=$(<"$work/figure")
      printf '%s\t%s\n' "$subject" "$figure" >>"$work/raw.tsv"
    done
  done
  mkdir -p "$(dirname "$OUT")"
  {
    echo "# The event-bus bridge"
    echo
    echo "Made by \`bench/bridge.sh $ROUNDS\` on $(date -u +%F)."
    echo
    echo "- $(nproc) cores, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo); Linux $(uname -r)"
    echo "- Node $(node --version); $(python3 --version); $WORKERS workers, $IN_FLIGHT requests in flight, ${WARMUP} s of warm-up"
    echo
    echo "\`jvm\`: verticles in the same JVM, the ceiling; \`node\`, \`python\`: children on the bus with"
    echo "Drover's clients; \`node-cluster\`: the peer, Node's own messages to workers of its cluster"
    echo "module; \`stdout\`: a child's bytes read over the bus by credit in its own JVM, \`stdout-cluster\`"
    echo "in another one. Medians of all rounds."
    echo
    report
  } >"$work/result.md"
  mv "$work/result.md" "$OUT"
  cat "$OUT"
}

main
