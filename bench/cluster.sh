#!/usr/bin/env bash
# The event bus across JVMs: Drover's replicas beside plain clustered Vert.x with the same Vert.x, Hazelcast, settings
# of Hazelcast (but for the port, which Drover has for members alone), transport and JVM flags, in turn.
#
#   bench/cluster.sh [PART...]      default: all
#
#   traffic   requests and publishing with 1, 2, 4 and 8 JVMs; both clusters are up, and have the machine in turn
#   joins     time until the second to the eighth JVM is a member
#   deaths    a member is killed under load: what fails, and for how long
#   shards    how long a request waits while shards move: an owner comes, goes, is killed
#   partitions  of Hazelcast: how evenly they would share out 64 shards, and how many would move
#   growth    what a cluster of 2 to 16 costs: CPU, memory, connections, registrations
#   report    only: the result once more, from what was measured before; it has the parts that there are
#
#   ROUNDS    of each part, default 3 (growth 1)
#   OUT       where the result goes, default bench/results/cluster.md, with its plots beside it
#
# What was measured is kept in bench/target/cluster; measuring a part again replaces it. Linux, loopback only.
set -euo pipefail

cd "$(dirname "$0")/.."
source bench/common.sh
OUT=${OUT:-bench/results/cluster.md}
raw=bench/target/cluster

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A network of its own where that is permitted, so that the packets counted on it are nobody else's.
alone() {
  if command -v ip >/dev/null && unshare -n true 2>/dev/null; then
    unshare -n bash -c 'ip link set lo up && exec "$@"' bash "$@"
  else
    "$@"
  fi
}

# measure PART ROUNDS
measure() {
  echo "bench: $1, $2 rounds" >&2
  mkdir -p "$raw"
  cut -d ' ' -f 1 /proc/loadavg >"$work/$1.load"
  alone "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp launcher/target/drover.jar:bench/target/classes \
    dev.drover.bench.cluster.ClusterBench "$1" "$2" >"$work/$1.tsv" 2>"$work/log" </dev/null \
    || { tail -n 30 "$work/log" bench/target/cluster-members.log >&2; fail "$1 failed (its output is above)"; }
  mv "$work/$1.tsv" "$work/$1.load" "$raw"
}

# plot NAME TITLE WHAT UNIT SCALE: a figure by the size of the cluster, one line for each subject.
plot() {
  awk -F '\t' -v what="$3" -v scale="$5" '
    $1 == what { sum[$3, $4] += $5 / scale; count[$3, $4]++; sizes[$4] }
    END {
      for (size in sizes) print size, sum["vertx", size] / count["vertx", size], sum["drover", size] / count["drover", size]
    }' "$raw"/*.tsv | sort -n >"$work/$1.dat"
  [[ -s $work/$1.dat ]] || return 0
  gnuplot <<PLOT
set terminal svg size 520,320 font "sans,12" background "white"
set output "$work/$1.svg"
set title "$2"
set xlabel "members"
set ylabel "$4"
set yrange [0:]
set xrange [0:]
set grid
set key bottom right
plot "$work/$1.dat" using 1:3 with linespoints lw 2 pt 7 title "Drover", \
     "" using 1:2 with linespoints lw 2 pt 5 dt 2 title "plain Vert.x"
PLOT
  cp "$work/$1.svg" "$(dirname "$OUT")/cluster-$1.svg"
}

plots() {
  need gnuplot gnuplot-nox
  plot join "From the start of a JVM until it has joined" join "seconds" 1000
  plot cpu "CPU of a member that does nothing" idle-cpu "% of a core" 1
  plot rss "Memory of a member" rss "MiB resident" 1048576
  plot register "One registration until its completion" register-micros "ms" 1000
  plot packets "Packets for one registration, whole cluster" register-packets "packets" 1
  plot connections "TCP connections of a member" connections "connections" 1
  plot leave "What one leave sends around, 10,800 addresses" leave-bytes "MiB" 1048576
}

report() {
  local part name
  mkdir -p "$(dirname "$OUT")"
  plots
  {
    echo "# The event bus across JVMs"
    echo
    echo "Made by \`bench/cluster.sh\` on $(date -u +%F)."
    echo
    echo "- $(nproc) cores, which all JVMs share, $(awk '/^model name/ { sub(/^[^:]*: */, ""); print; exit }' /proc/cpuinfo); Linux $(uname -r)"
    echo "- $("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/^OpenJDK Runtime Environment/JDK/p'), \`-Xms96m -Xmx96m -XX:+UseSerialGC\`, one event loop in each JVM, epoll, loopback"
    for part in traffic joins deaths shards partitions growth; do
      if [[ -f $raw/$part.tsv ]]; then
        echo "- $part: load average $(<"$raw/$part.load") when it began"
      else
        echo "- $part: not measured; \`bench/cluster.sh $part\` on a machine that does nothing else"
      fi
    done
    cat "$raw"/*.tsv | awk -f bench/cluster.awk
    echo
    echo "## How it grows"
    echo
    for name in leave register packets connections rss cpu join; do
      [[ ! -f $work/$name.svg ]] || echo "![$name](cluster-$name.svg)"
    done
  } >"$work/result.md"
  mv "$work/result.md" "$OUT"
  cat "$OUT"
}

main() {
  [[ -f launcher/target/drover.jar && -f bench/target/classes/dev/drover/bench/cluster/ClusterBench.class ]] \
    || mvn -q -B -DskipTests -pl bench -am package </dev/null
  [[ $# -gt 0 ]] || set -- traffic joins deaths shards partitions growth
  local part
  for part in "$@"; do
    case $part in
      traffic | joins | deaths | shards) measure "$part" "${ROUNDS:-3}" ;;
      partitions) measure partitions 1 ;;
      growth) measure growth "${ROUNDS:-1}" ;;
      report) ;;
      *) fail "no such part: $part; there are traffic, joins, deaths, shards, partitions, growth and report" ;;
    esac
  done
  report
}

main "$@"
