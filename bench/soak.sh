#!/usr/bin/env bash
# A long run of everything at once: load, reloads, killed and hung replicas in random order at random times, by
# `drover verify`; meanwhile the supervisor's descriptors, threads and memory are watched. Loopback only.
#
#   bench/soak.sh [MINUTES] [SEED]
#
#   RATE   requests a second, default 200
#   FAULTS reloads a minute, and as many kills, default 3; a hang every two minutes comes on top. Where the machine
#          takes longer for them than there are minutes, so does the run
#   APP    what is run, default bench's plaintext server in 2 replicas
#   OUT    where the report goes, default bench/results/soak.md
#   NOTE   a sentence for the report, such as what else ran on the machine
#
# Exit code 1 when verify lost a request, and when something is left running. Growth is reported, not judged.
set -euo pipefail

cd "$(dirname "$0")/.."
source bench/common.sh
MINUTES=${1:-30}
SEED=${2:-$RANDOM}
RATE=${RATE:-200}
FAULTS=${FAULTS:-3}
OUT=${OUT:-bench/results/soak.md}
SAMPLE_SECONDS=5
[[ $MINUTES =~ ^[1-9][0-9]*$ && $SEED =~ ^[0-9]+$ && $FAULTS =~ ^[1-9][0-9]*$ ]] \
  || fail "usage: bench/soak.sh [MINUTES] [SEED], both and FAULTS whole numbers"
FENCE=$(printf '\x60\x60\x60')

work=$(mktemp -d)
busy=$(cut -d ' ' -f 1 /proc/loadavg)
verify=

cleanup() {
  if [[ -n $verify ]]; then
    kill -TERM "$verify" 2>/dev/null || true
    wait "$verify" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Sets supervisor to the pid that verify names in its first line, once it has.
await_supervisor() {
  local deadline=$((SECONDS + 120))
  until supervisor=$(sed -n 's/^[^(]*(pid \([0-9]*\)) at .*/\1/p' "$work/progress.log" | head -n 1) && [[ -n $supervisor ]]; do
    if ! kill -0 "$verify" 2>/dev/null || ((SECONDS >= deadline)); then
      cat "$work/progress.log" >&2
      fail "drover verify does not start (its output is above)"
    fi
    sleep 0.2
  done
}

# seconds, descriptors, threads, RSS in KiB of the supervisor, and the number of its children.
sample() {
  local descriptors
  # The supervisor ends a moment before verify does: no sample then, and no reason to end without a report.
  descriptors=$(find "/proc/$supervisor/fd" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l) || return 0
  awk -v at="$SECONDS" -v descriptors="$descriptors" '
    /^Threads:/ { threads = $2 }
    /^VmRSS:/ { rss = $2 }
    END { if (rss && descriptors) printf "%d\t%d\t%d\t%d\n", at, descriptors, threads, rss }
  ' "/proc/$supervisor/status" 2>/dev/null >>"$work/samples.tsv" || true
}

# Medians of the first and the last third of the samples, and the most: one row for each column.
growth() {
  awk -F '\t' -f bench/median.awk -f <(cat <<'AWK'
{ for (column = 2; column <= 4; column++) cell[NR, column] = $column }
function third(column, from, to,   i, count, values) {
  for (i = from; i <= to; i++) values[++count] = cell[i, column]
  return median(values, count)
}
END {
  split("- descriptors threads RSS_MiB", names, " ")
  if (NR < 6) { print "too few samples: " NR; exit }
  print "| of the supervisor | first third | last third | most |\n|---|---|---|---|"
  for (column = 2; column <= 4; column++) {
    unit = column == 4 ? 1024 : 1
    most = 0
    for (i = 1; i <= NR; i++) if (cell[i, column] > most) most = cell[i, column]
    printf "| %s | %.0f | %.0f | %.0f |\n", names[column], \
      third(column, 1, int(NR / 3)) / unit, third(column, NR - int(NR / 3) + 1, NR) / unit, most / unit
  }
}
AWK
  ) "$work/samples.tsv"
}

# Processes that this run has started and that are still there: they carry its mark.
survivors() {
  local dir
  for dir in /proc/[0-9]*; do
    [[ ${dir#/proc/} != "$$" && ${dir#/proc/} != "$BASHPID" ]] || continue
    if grep -qsF "DROVER_SOAK=$work" "$dir/environ"; then echo "${dir#/proc/}"; fi
  done
}

[[ -f launcher/target/drover.jar && -f bench/target/classes/dev/drover/bench/Plaintext.class ]] \
  || mvn -q -B -DskipTests -pl bench -am package </dev/null
port=$((20000 + RANDOM % 10000))
read -r -a app <<<"${APP:-dev.drover.bench.Plaintext -cp bench/target/classes --conf {\"port\":$port}}"
command=(./drover verify --duration "${MINUTES}m" --reloads $((FAULTS * MINUTES)) --kills $((FAULTS * MINUTES))
  --hangs $(((MINUTES + 1) / 2)) --rate "$RATE" --seed "$SEED" "${app[@]}")

echo "bench: $MINUTES minutes, seed $SEED" >&2
DROVER_SOAK=$work "${command[@]}" >"$work/report.txt" 2>"$work/progress.log" </dev/null &
verify=$!
await_supervisor
SECONDS=0
while kill -0 "$verify" 2>/dev/null; do
  sample
  sleep "$SAMPLE_SECONDS"
done
status=0
wait "$verify" || status=$?
verify=
# What is just ending has a moment.
for _ in 1 2 3 4 5; do
  left=$(survivors)
  [[ -n $left ]] || break
  sleep 1
done

mkdir -p "$(dirname "$OUT")"
{
  echo "# Soak"
  echo
  echo "Made by \`bench/soak.sh $MINUTES $SEED\` on $(date -u +%F); \`RATE=$RATE FAULTS=$FAULTS\`."
  echo
  echo "- $(nproc) cores, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo); Linux $(uname -r)"
  echo "- load average before it began: $busy.${NOTE:+ $NOTE}"
  echo "- drover verify ended with $status; left running afterwards: $(grep -c . <<<"$left" || true) processes"
  echo
  growth
  echo
  echo "Medians of samples every $SAMPLE_SECONDS s."
  echo
  echo "$FENCE"
  sed 's/[ \t]*$//' "$work/report.txt"
  echo "$FENCE"
} >"$work/result.md"
if [[ ! -s $work/report.txt ]]; then
  cat "$work/progress.log" >&2
  fail "drover verify has reported nothing (its output is above)"
fi
mv "$work/result.md" "$OUT"
cat "$OUT"
[[ $status == 0 && -z $left ]]
