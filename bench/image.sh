#!/usr/bin/env bash
# What an image weighs, layer by layer, what a change of code ships, and how fast it starts with and without the class-data archive:
#   bench/image.sh [RUNS]
# Builds docker/Dockerfile with buildah and starts it with runc, as root. Writes bench/results/image.md.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-7}
work=$(mktemp -d)
export STORE=$work/store
java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}

cleanup() {
  runc --root "$work/runc" delete --force image-bench >/dev/null 2>&1 || true
  buildah --root "$STORE/images" --runroot "$STORE/run" rm --all >/dev/null 2>&1 || true
  buildah --root "$STORE/images" --runroot "$STORE/run" rmi --all --force >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

now() { date +%s%N; }

# build NAME: milliseconds
build() {
  local began
  began=$(now)
  docker/offline.sh build "$work/context" "$1" >"$work/build.log" 2>&1 || {
    cat "$work/build.log" >&2
    exit 1
  }
  echo $((($(now) - began) / 1000000))
}

# layers NAME: digest and compressed size of each
layers() {
  buildah --root "$STORE/images" --runroot "$STORE/run" push --quiet "$1" "oci:$work/oci-$1:$1" >/dev/null
  python3 - "$work/oci-$1" <<'PYTHON'
import json, sys
base = sys.argv[1]
index = json.load(open(base + "/index.json"))
manifest = json.load(open(base + "/blobs/sha256/" + index["manifests"][0]["digest"].split(":")[1]))
config = json.load(open(base + "/blobs/sha256/" + manifest["config"]["digest"].split(":")[1]))
steps = [step["created_by"] for step in config["history"] if not step.get("empty_layer")]
for layer, step in zip(manifest["layers"], steps):
    print(layer["digest"], layer["size"], step.replace("/bin/sh -c #(nop) ", "").split(" in ")[0][:60], sep="\t")
PYTHON
}

# start DIRECTORY [more of runc's]: milliseconds until /ready answers 200, then the CPU milliseconds so far
start() {
  local began ready pid cpu
  began=$(now)
  runc --root "$work/runc" run --bundle "$1" image-bench >"$work/run.log" 2>&1 &
  until curl -sf -o "$work/answer" http://127.0.0.1:7718/ready; do
    if ! kill -0 $! 2>/dev/null; then
      cat "$work/run.log" >&2
      exit 1
    fi
    sleep 0.01
  done
  ready=$((($(now) - began) / 1000000))
  pid=$(runc --root "$work/runc" state image-bench | python3 -c 'import json, sys; print(json.load(sys.stdin)["pid"])')
  cpu=$(awk -v hz="$(getconf CLK_TCK)" '{print int(($14 + $15) * 1000 / hz)}' "/proc/$pid/stat")
  echo "$ready $cpu"
}

# check: milliseconds of the image's own health check
check() {
  local began command
  mapfile -t command < <(python3 -c 'import json, sys; print("\n".join(json.load(open(sys.argv[1]))["Docker"]["config"]["Healthcheck"]["Test"][1:]))' "$work/with/image.json")
  began=$(now)
  runc --root "$work/runc" exec image-bench "${command[@]}" >/dev/null
  echo $((($(now) - began) / 1000000))
}

stop() {
  local began
  began=$(now)
  runc --root "$work/runc" kill image-bench TERM
  wait %1 || {
    echo "image: did not end with 0" >&2
    exit 1
  }
  echo $((($(now) - began) / 1000000))
}

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)], v[1], v[NR]}'; }

mkdir -p "$work/context/launcher/target" "$work/context/docker/hello/target"
cp -p launcher/target/drover.jar "$work/context/launcher/target/"
cp -p docker/hello/target/hello.jar "$work/context/docker/hello/target/"
docker/offline.sh bases "$java_home"
first=$(build first)
layers first >"$work/first.layers"

# Another line of code: nothing but the class in the jar is different.
mkdir "$work/changed"
sed 's/Hello from/Greetings from/' docker/hello/src/main/java/hello/HelloVerticle.java >"$work/changed/HelloVerticle.java"
"$java_home/bin/javac" -proc:none -cp launcher/target/drover.jar -d "$work/changed" "$work/changed/HelloVerticle.java"
"$java_home/bin/jar" --update --file "$work/context/docker/hello/target/hello.jar" -C "$work/changed" hello
second=$(build second)
layers second >"$work/second.layers"

docker/offline.sh bundle first "$work/with"
cp -r "$work/with" "$work/without"
sed -i 's/"-XX:SharedArchiveFile=[^"]*"/"-XX:-UsePerfData"/' "$work/without/config.json"
for ((i = 0; i < runs; i++)); do
  for kind in with without; do
    start "$work/$kind" >>"$work/$kind.starts"
    if [[ $kind == with ]]; then
      check >>"$work/checks"
      awk '/VmRSS/ {print $2}' "/proc/$(runc --root "$work/runc" state image-bench | python3 -c 'import json, sys; print(json.load(sys.stdin)["pid"])')/status" >>"$work/rss"
    fi
    stop >>"$work/stops"
  done
done

mib() { awk -v bytes="$1" 'BEGIN {printf bytes < 1048576 ? "%.1f KiB" : "%.1f MiB", bytes < 1048576 ? bytes / 1024 : bytes / 1048576}'; }
spread() { median | awk '{printf "%d (%d to %d)", $1, $2, $3}'; }

{
  echo "# An application in its image"
  echo
  echo "By \`bench/image.sh $runs\`: docker/Dockerfile, built with buildah on a base of this machine's C library and its JDK"
  echo "($("$java_home/bin/java" -version 2>&1 | sed -n 2p)), started with runc: nobody's user, read-only root, process 1. $(nproc) CPUs, $(date -u +%Y-%m-%d)."
  echo
  echo "| Layer, as it is shipped (gzip) | Size | After a change of code |"
  echo "|---|---|---|"
  changed=0
  while IFS=$'\t' read -r digest size step && IFS=$'\t' read -r other othersize _ <&3; do
    if [[ $digest == "$other" ]]; then
      echo "| \`$step\` | $(mib "$size") | the same |"
    else
      echo "| \`$step\` | $(mib "$size") | $(mib "$othersize") |"
      changed=$((changed + othersize))
    fi
  done <"$work/first.layers" 3<"$work/second.layers"
  echo "| all | $(mib "$(awk -F'\t' '{s += $2} END {print s}' "$work/first.layers")") | $(mib "$changed") |"
  echo
  echo "Built in $((first / 1000)).$((first % 1000 / 100)) s, again after the change in $((second / 1000)).$((second % 1000 / 100)) s."
  echo
  echo "| Median of $runs (least to most) | with the archive | without | ratio |"
  echo "|---|---|---|---|"
  for column in 1 2; do
    with=$(cut -d' ' -f$column "$work/with.starts" | spread)
    without=$(cut -d' ' -f$column "$work/without.starts" | spread)
    name=$([[ $column == 1 ]] && echo "from \`runc run\` to ready, ms" || echo "CPU until then, ms")
    echo "| $name | $with | $without | $(awk -v a="${with%% *}" -v b="${without%% *}" 'BEGIN {printf "%.2f", a / b}') |"
  done
  echo
  echo "The health check of the image takes $(spread <"$work/checks") ms, the end after SIGTERM with nothing in flight $(spread <"$work/stops") ms."
  echo "Resident memory once ready: $(spread <"$work/rss") KiB."
} >"$work/image.md"
cp "$work/image.md" bench/results/image.md
cat bench/results/image.md
