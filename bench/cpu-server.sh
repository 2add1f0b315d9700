#!/usr/bin/env bash
# The CPU-bound example under ab: one instance, all cores in one JVM, two replicas. Shows how the work
# spreads; ab shares the cores with the server. Loopback only.
#
#   bench/cpu-server.sh
#
#   SECONDS_EACH   length of each ab run, default 10
#   OUT            where the result goes, default bench/results/cpu-server.md
set -euo pipefail

cd "$(dirname "$0")/.."
source bench/common.sh
SECONDS_EACH=${SECONDS_EACH:-10}
OUT=${OUT:-bench/results/cpu-server.md}
URL=http://localhost:8181/hello
FENCE=$(printf '\x60\x60\x60')

work=$(mktemp -d)
server=

stop_server() {
  [[ -n $server ]] || return 0
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}

trap 'stop_server; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

command -v ab >/dev/null || fail "ab is missing; install it (Debian, Ubuntu: apt-get install apache2-utils)"
command -v curl >/dev/null || fail "curl is missing; install it"

# measure TITLE FLAG...: one start of the server, a short warm-up, one run of ab.
measure() {
  local title=$1 deadline=$((SECONDS + 60))
  shift
  ./drover run examples/CpuServer.java "$@" >"$work/server.log" 2>&1 </dev/null &
  server=$!
  until curl -sf -o /dev/null --max-time 2 "$URL"; do
    if ! kill -0 "$server" 2>/dev/null || ((SECONDS >= deadline)); then
      cat "$work/server.log" >&2
      fail "the server does not answer (its output is above)"
    fi
    sleep 0.1
  done
  ab -q -c200 -t3 "$URL" >/dev/null 2>&1
  ab -q -c200 -t"$SECONDS_EACH" "$URL" >"$work/ab.txt" 2>&1
  # Who answers 200 requests that are sent one by one.
  for _ in {1..200}; do curl -s "$URL" && echo; done | sort | uniq -c >"$work/pids.txt"
  {
    printf '\n## %s\n\n    ./drover run examples/CpuServer.java%s\n    ab -c200 -t%s %s\n\n%s\n' \
      "$title" "${*:+ $*}" "$SECONDS_EACH" "$URL" "$FENCE"
    grep -E '^(Complete requests|Failed requests|Requests per second|  50%|  99%| 100%)' "$work/ab.txt"
    printf '%s\n\nand of 200 requests, one by one:\n\n%s\n' "$FENCE" "$FENCE"
    cat "$work/pids.txt"
    echo "$FENCE"
  } >>"$work/result.md"
  stop_server
}

{
  echo "# The CPU-bound example under ab"
  echo
  echo "Reproduce with \`bench/cpu-server.sh\`. $(nproc) cores, which ab shares with the server;" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); Linux $(uname -r);" \
    "$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | head -n 1)."
} >"$work/result.md"
measure "One instance" --instances 1
measure "All cores, one JVM"
measure "All cores, two JVMs" --replicas 2
mkdir -p "$(dirname "$OUT")"
cp "$work/result.md" "$OUT"
echo "written to $OUT"
