#!/usr/bin/env bash
# What reloads and killed workers cost the clients: PM2 with Node's cluster mode, plain and as its manual asks for,
# and Drover, each with two workers under the same load, a quarter of it on new connections. Loopback only.
#
#   bench/pm2.sh [ROUNDS]
#
#   SUBJECTS   which to run, default "pm2 pm2-graceful drover"
#   RATE       requests a second, default 400
#   RELOADS    reloads of each round, default 5
#   KILLS      killed workers of each round, default 5
#   OUT        where the result goes, default bench/results/pm2.md
#   NOTE       a sentence for the result, such as what else ran on the machine
#
# PM2 comes from npm into a directory of its own that is removed again, in the versions of bench/pm2's lock file.
# Each round starts every server afresh.
set -euo pipefail

cd "$(dirname "$0")/.."
source bench/common.sh
ROUNDS=${1:-3}
SUBJECTS=${SUBJECTS:-pm2 pm2-graceful drover}
RATE=${RATE:-400}
RELOADS=${RELOADS:-5}
KILLS=${KILLS:-5}
OUT=${OUT:-bench/results/pm2.md}
WORKERS=2
# Between faults; PM2 takes a worker that ends within a second of its start for one that cannot start.
PAUSE=2
PATIENCE=60

work=$(mktemp -d)
root=$PWD
server=
export PM2_HOME=$work/home XDG_RUNTIME_DIR=$work/run
mkdir -p "$PM2_HOME" "$XDG_RUNTIME_DIR"
busy=$(cut -d ' ' -f 1 /proc/loadavg)

cleanup() {
  stop_load
  stop_server
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

pm2() {
  "$work/pm2/node_modules/.bin/pm2" "$@" >>"$work/pm2.log" 2>&1 </dev/null
}

install_pm2() {
  mkdir "$work/pm2"
  cp bench/pm2/package.json bench/pm2/package-lock.json "$work/pm2"
  (cd "$work/pm2" && npm ci --no-audit --no-fund) >"$work/npm.log" 2>&1 \
    || { cat "$work/npm.log" >&2; fail "npm ci of bench/pm2 failed (its output is above)"; }
}

# start_server SUBJECT PORT
start_server() {
  server=$1
  case $1 in
    pm2) PORT=$2 pm2 start bench/pm2/server.js --name web -i "$WORKERS" ;;
    pm2-graceful)
      PORT=$2 GRACEFUL=1 pm2 start bench/pm2/server.js --name web -i "$WORKERS" --wait-ready --kill-timeout 10000
      ;;
    drover)
      ./drover start --name web --replicas "$WORKERS" --instances 1 --jvm-arg=-Xmx256m \
        --log-dir "$work/logs" -cp bench/target/classes --conf "{\"port\":$2}" \
        dev.drover.bench.WhoAnswers >"$work/drover.log" 2>&1
      ;;
    *) fail "no such subject: $1" ;;
  esac || { cat "$work"/*.log >&2; fail "$1 does not start (its output is above)"; }
}

stop_server() {
  case $server in
    pm2*) pm2 kill || true ;;
    drover) ./drover stop -n web >/dev/null 2>&1 || true ;;
  esac
  server=
}

# Pids of the workers, in one line.
workers() {
  case $server in
    pm2*)
      "$work/pm2/node_modules/.bin/pm2" jlist 2>/dev/null | node -e '
        const all = JSON.parse(require("fs").readFileSync(0, "utf8").split("\n").pop())
        console.log(all.map(each => each.pid).filter(pid => pid > 0).join(" "))'
      ;;
    drover)
      ./drover status -n web --json | node -e '
        const all = JSON.parse(require("fs").readFileSync(0, "utf8")).services[0].slots
        console.log(all.map(each => each.pid).filter(pid => pid > 0).join(" "))'
      ;;
  esac
}

manager() {
  case $server in
    pm2*) cat "$PM2_HOME/pm2.pid" ;;
    drover) ./drover list --json | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8"))[0].pid' ;;
  esac
}

# Proportional memory of the manager and its workers, in MiB.
memory() {
  local pid
  for pid in $(manager) $(workers); do
    awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup"
  done | awk '{ sum += $1 } END { printf "%.0f\n", sum / 1024 }'
}

reload() {
  case $server in
    pm2*) pm2 reload web ;;
    drover) ./drover reload -n web >"$work/reload.log" 2>&1 ;;
  esac || fail "reload of $server failed: $(tail -n 3 "$work"/*.log)"
}

# The generator as a coprocess; ask COMMAND... sends it a line, answer reads one.
start_load() {
  coproc LOAD { exec node bench/load.cjs "http://127.0.0.1:$1/" "$RATE" "$WORKERS" 2>"$work/load.log"; }
  load=$LOAD_PID
  exec {ask}>&"${LOAD[1]}" {answers}<&"${LOAD[0]}"
}

stop_load() {
  [[ -n ${load:-} ]] || return 0
  kill "$load" 2>/dev/null || true
  load=
}

ask() {
  echo "$*" >&"$ask"
}

answer() {
  local line
  read -r -t "$PATIENCE" line <&"$answers" || fail "$server: no answer within $PATIENCE s: $(cat "$work/load.log")"
  echo "$line"
}

# fault PHASE OLD...: with the action that PHASE names; then a pause without one.
fault() {
  local phase=$1 whole
  shift
  ask phase "$phase" "$@"
  case $phase in
    reload) reload ;;
    kill) kill -KILL "$1" ;;
  esac
  whole=$(answer)
  printf '%s\t%s\t%s\twhole\t%s\n' "$server" "$round" "$phase" "${whole//[^0-9]/}" >>"$work/raw.tsv"
  sleep "$PAUSE"
  ask phase steady
  answer >/dev/null
}

# run_subject SUBJECT: the counts of every phase go to the raw results.
run_subject() {
  local port=$((20000 + RANDOM % 10000)) i pids
  start_server "$1" "$port"
  start_load "$port"
  # shellcheck disable=SC2046 # pids, to be split
  for ((i = 0; i < RELOADS; i++)); do fault reload $(workers); done
  for ((i = 0; i < KILLS; i++)); do
    read -r -a pids < <(workers)
    fault kill "${pids[$((i % WORKERS))]}"
  done
  printf '%s\t%s\tall\tmemory\t%s\n' "$server" "$round" "$(memory)" >>"$work/raw.tsv"
  ask end
  answer | SUBJECT=$server ROUND=$round node -e '
    for (const [phase, each] of Object.entries(JSON.parse(require("fs").readFileSync(0, "utf8")))) {
      for (const key of ["requests", "failed", "p99Ms", "maxMs"]) {
        console.log([process.env.SUBJECT, process.env.ROUND, phase, key, each[key]].join("\t"))
      }
      console.error("bench:", process.env.SUBJECT, phase, each.requests, "requests, failed:", JSON.stringify(each.kinds))
    }' >>"$work/raw.tsv"
  stop_load
  stop_server
}

# "median (least..most)" of each value, over all rounds and faults.
report() {
  awk -F '\t' -v order="$SUBJECTS" -f bench/median.awk -f bench/pm2.awk "$work/raw.tsv"
}

main() {
  if ! { command -v node && command -v npm; } >/dev/null; then fail "node and npm are missing; install them"; fi
  [[ -f launcher/target/drover.jar && -f bench/target/classes/dev/drover/bench/WhoAnswers.class ]] \
    || mvn -q -B -DskipTests -pl bench -am package </dev/null
  install_pm2
  local subject
  for ((round = 1; round <= ROUNDS; round++)); do
    for subject in $SUBJECTS; do
      echo "bench: round $round of $ROUNDS: $subject" >&2
      run_subject "$subject"
    done
  done
  mkdir -p "$(dirname "$root/$OUT")"
  {
    echo "# Reloads and kills beside PM2"
    echo
    echo "Made by \`RATE=$RATE RELOADS=$RELOADS KILLS=$KILLS bench/pm2.sh $ROUNDS\` on $(date -u +%F)."
    echo
    echo "- $(nproc) cores, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo); Linux $(uname -r);" \
      "Node $(node --version), PM2 $(sed -n 's/.*"pm2": "\(.*\)".*/\1/p' bench/pm2/package.json)"
    echo "- load average before it began: $busy.${NOTE:+ $NOTE}"
    echo "- $WORKERS workers or replicas, $RATE requests/s from another process on the same cores, a quarter on new" \
      "connections; $ROUNDS rounds, each with servers started afresh, $RELOADS reloads and $KILLS kills (SIGKILL)"
    echo "- pm2: a server as most are; pm2-graceful: one that says when it is ready and finishes what it has on SIGINT;" \
      "drover: no code for it, a replica of \`-Xmx256m\`"
    echo "- a request counts where it was due, so what was in flight when a worker was killed may count as before; the" \
      "phases last as long as the subject needs, so they differ in requests"
    echo "- to full capacity: from the command, or the signal, until two others than the old workers have answered;" \
      "memory: PSS of manager and workers after the faults"
    report
  } >"$work/result.md"
  mv "$work/result.md" "$OUT"
  cat "$OUT"
}

main
