#!/usr/bin/env bash
# How long each command takes to answer, with and without the class-data archive; and how long --watch takes from
# the save of a file to the first answer of the new code. Needs a machine that does nothing else. Loopback only.
#
#   bench/commands.sh
#
#   RUNS   of each command, default 5
#   SAVES  of the watched file, default 7
#   OUT    where the result goes, default bench/results/commands.md
set -euo pipefail

cd "$(dirname "$0")/.."
source bench/common.sh
RUNS=${RUNS:-5}
SAVES=${SAVES:-7}
OUT=${OUT:-bench/results/commands.md}
DROVER=$PWD/drover

work=$(mktemp -d)
watched=

finish() {
  [[ -z $watched ]] || kill -TERM "$watched" 2>/dev/null || true
  "$DROVER" stop -n bench >/dev/null 2>&1 || true
  [[ -z $watched ]] || wait "$watched" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

command -v python3 >/dev/null || fail "python3 is missing; install it"
mkdir -m 700 "$work/run"
export XDG_RUNTIME_DIR=$work/run XDG_STATE_HOME=$work/state

cat >"$work/Hello.java" <<'JAVA'
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

public class Hello extends VerticleBase {
  @Override
  public Future<?> start() {
    vertx.eventBus().consumer("echo", message -> message.reply(message.body()));
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end("version 0"))
        .listen(18281, "127.0.0.1");
  }
}
JAVA
cp "$work/Hello.java" "$work/original"

# time_of COMMAND...: median and range in ms of RUNS runs, after one that does not count.
time_of() {
  python3 - "$RUNS" "$@" <<'PYTHON'
import statistics, subprocess, sys, time

runs, command = int(sys.argv[1]), sys.argv[2:]
times = []
for number in range(runs + 1):
    # A name that is not there yet, for init.
    now = [each.replace("{n}", str(time.monotonic_ns())) for each in command]
    began = time.monotonic()
    ended = subprocess.run(now, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if ended.returncode != 0:
        sys.exit("%s: exit code %d\n%s" % (command, ended.returncode, ended.stdout.decode()))
    if number > 0:
        times.append((time.monotonic() - began) * 1000)
print("%.0f (%.0f to %.0f)" % (statistics.median(times), min(times), max(times)))
PYTHON
}

# first_line_of COMMAND...: ms until it has written its first line, then it may finish.
first_line_of() {
  python3 - "$RUNS" "$@" <<'PYTHON'
import statistics, subprocess, sys, time

runs, command = int(sys.argv[1]), sys.argv[2:]
times = []
for number in range(runs + 1):
    began = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    child.stdout.readline()
    if number > 0:
        times.append((time.monotonic() - began) * 1000)
    child.stdout.read()
    if child.wait() != 0:
        sys.exit("%s: exit code %d" % (command, child.returncode))
print("%.0f (%.0f to %.0f)" % (statistics.median(times), min(times), max(times)))
PYTHON
}

row() {
  local how=$1 name=$2
  shift 2
  printf '| `%s` | %s | %s |\n' "$name" "$("$how" "$DROVER" "$@")" \
    "$(DROVER_ARCHIVE=off "$how" "$DROVER" "$@")" >>"$work/commands.md"
}

"$DROVER" start --name bench --replicas 2 --instances 1 "$work/Hello.java" >/dev/null
cat >"$work/checked.yaml" <<'YAML'
services: {web: {verticle: Hello.java, replicas: 2}}
YAML

row time_of list list
row time_of status status
row time_of events events
row time_of why why bench#1
row time_of thread-dump thread-dump bench#1
row time_of "bus request" bus request echo '{"id": 1}'
row time_of "bus publish" bus publish echo '{"id": 1}'
row time_of "logs -n 10" logs -n 10
row time_of "check FILE" check "$work/checked.yaml"
row time_of init init "$work/new-{n}.yaml"
row time_of "completion bash" completion bash
row time_of "scale (to what it is)" scale bench 2
row first_line_of "reload, until it begins" reload
row first_line_of "restart, until it begins" restart bench#1

# stop: of a supervisor that has ended already; what it takes to stop one is its applications' own time.
stop_time() {
  local each
  for each in $(seq "$RUNS"); do
    "$DROVER" start --name "stopped$each" --replicas 1 --instances 1 --drain 100ms \
      --conf '{}' "$work/Idle.java" >/dev/null
    python3 - "$DROVER" stop -n "stopped$each" <<'PYTHON'
import subprocess, sys, time
began = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print((time.monotonic() - began) * 1000)
PYTHON
  done | sort -n | awk '{all[NR] = $1} END {printf "%.0f (%.0f to %.0f)", all[int((NR + 1) / 2)], all[1], all[NR]}'
}
cat >"$work/Idle.java" <<'JAVA'
public class Idle extends io.vertx.core.VerticleBase {}
JAVA
printf '| `stop`, of a replica that is idle, to the end of its JVMs | %s | |\n' "$(stop_time)" >>"$work/commands.md"
"$DROVER" stop -n bench >/dev/null

# watch_times FLAG...: of SAVES saves, from each until a new connection is answered by the new code.
watch_times() {
  cp "$work/original" "$work/Hello.java"
  "$DROVER" run --watch --name bench "$@" "$work/Hello.java" >"$work/watch.log" 2>&1 </dev/null &
  watched=$!
  python3 - "$SAVES" "$work/Hello.java" "$work/watch.log" <<'PYTHON' || fail "$(tail -n 5 "$work/watch.log")"
import http.client, statistics, sys, time

saves, source, log = int(sys.argv[1]), sys.argv[2], sys.argv[3]

def answer():
    try:
        connection = http.client.HTTPConnection("127.0.0.1", 18281, timeout=5)
        connection.request("GET", "/")
        return connection.getresponse().read().decode()
    except OSError:
        return ""

def wait_for(condition):
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            sys.exit("it does not come")
        time.sleep(0.005)

wait_for(lambda: "watching" in open(log).read())
original = open(source).read()
times = []
for number in range(1, saves + 2):
    wanted = "version %d" % number
    with open(source, "w") as file:
        file.write(original.replace("version 0", wanted))
    began = time.monotonic()
    wait_for(lambda: answer() == wanted)
    if number > 1:
        times.append((time.monotonic() - began) * 1000)
    wait_for(lambda: open(log).read().count("is reloaded") == number)
print("%.0f (%.0f to %.0f)" % (statistics.median(times), min(times), max(times)))
PYTHON
  kill -TERM "$watched"
  wait "$watched" || true
  watched=
}
one=$(watch_times)
two=$(watch_times --replicas 2)

{
  printf '# Commands, and --watch\n\nReproduce with `bench/commands.sh`. %s; Linux %s; %s.\n' \
    "$(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(uname -r)" \
    "$(java -version 2>&1 | head -n 1)"
  printf '\nMilliseconds, median (least to most) of %s runs, from the start of the command to its end. A supervisor\n' "$RUNS"
  printf 'with two replicas runs, which do nothing else.\n\n'
  printf '| Command | with the class-data archive | without |\n|---|---|---|\n'
  cat "$work/commands.md"
  printf '\n`drover run --watch Hello.java`: from the save of the file to the first answer of the new code, %s saves.\n\n' "$SAVES"
  printf '| Replicas | ms |\n|---|---|\n| 1 | %s |\n| 2 | %s |\n' "$one" "$two"
} >"$OUT"
cat "$OUT"
