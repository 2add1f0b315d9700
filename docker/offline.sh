#!/usr/bin/env bash
# Builds and starts images where no registry can be reached and no engine runs: with buildah and runc, as root.
#   docker/offline.sh bases JAVA_HOME           the images localhost/drover-jdk and localhost/drover-os, of this machine's own files
#   docker/offline.sh build CONTEXT IMAGE       docker/Dockerfile on those
#   docker/offline.sh bundle IMAGE DIRECTORY [ARGUMENT...]
#                                               what `runc run -b DIRECTORY NAME` starts as an orchestrator would: user, command and
#                                               environment are the image's (ARGUMENTs instead of its CMD), root is read-only, /tmp is
#                                               for no programs, there are no capabilities; the network is this machine's
# STORE is the directory that images are kept in.
set -euo pipefail

buildah_() {
  buildah --root "$STORE/images" --runroot "$STORE/run" "$@"
}

# Links as this machine has them: /lib -> usr/lib and the like.
links() {
  local each
  for each in bin lib lib64 sbin; do
    if [[ -L /$each ]]; then
      cp -P "/$each" "$1/$each"
    fi
  done
}

root_of() {
  mkdir -p "$1"/{etc,tmp,usr,opt,proc,sys,dev}
  chmod 1777 "$1/tmp"
  links "$1"
  printf 'root:x:0:0:root:/root:/bin/false\n' >"$1/etc/passwd"
}

# The C library's files that Java needs, and nothing else: no shell either.
os_root() {
  local library target
  root_of "$1"
  printf 'hosts: files dns\n' >"$1/etc/nsswitch.conf"
  for library in /lib/*/{libc.so.6,libm.so.6,libdl.so.2,libpthread.so.0,librt.so.1,libz.so.1,libstdc++.so.6,libgcc_s.so.1,libresolv.so.2,libnss_dns.so.2} \
    /lib64/ld-linux* /lib/ld-linux*; do
    if [[ -e $library ]]; then
      target=$1$(readlink -f "$(dirname "$library")")
      mkdir -p "$target"
      cp -L "$library" "$target/"
    fi
  done
}

# No more than what /usr lacks, which is this machine's while a step runs.
jdk_root() {
  local each
  root_of "$1"
  for each in /etc/java-*; do # Debian's JDK keeps its configuration there.
    if [[ -d $each ]]; then
      cp -a "$each" "$1/etc/"
    fi
  done
}

# commit NAME DIRECTORY [SETTING...]
commit() {
  local name=$1 directory=$2 container
  shift 2
  container=$(buildah_ from scratch)
  buildah_ add --quiet "$container" "$directory" / >/dev/null
  if (($# > 0)); then
    buildah_ config "$@" "$container"
  fi
  buildah_ commit --quiet --format docker "$container" "$name" >/dev/null
  buildah_ rm "$container" >/dev/null
}

bases() {
  local java_home work
  java_home=$(readlink -f "$1")
  work=$(mktemp -d)
  os_root "$work/os"
  commit drover-os "$work/os"
  jdk_root "$work/jdk"
  commit drover-jdk "$work/jdk" --env "PATH=$java_home/bin:/usr/bin:/bin"
  rm -rf "$work"
}

build() {
  buildah_ build --isolation chroot --format docker --layers --volume /usr:/usr:ro \
    --build-arg JDK=localhost/drover-jdk --build-arg BASE=localhost/drover-os \
    --file "$(dirname "$0")/Dockerfile" --tag "$2" "$1"
}

bundle() {
  local image=$1 directory=$2 root
  shift 2
  root=$(buildah_ mount "$(buildah_ from "$image")")
  mkdir -p "$directory"
  (cd "$directory" && rm -f config.json && runc spec)
  buildah_ inspect --type image "$image" >"$directory/image.json"
  python3 - "$directory" "$root" "$@" <<'PYTHON'
import json, sys

directory, root, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
with open(directory + "/image.json") as file:
    image = json.load(file)["Docker"]["config"]
with open(directory + "/config.json") as file:
    spec = json.load(file)
user, group = image["User"].split(":")
spec["root"] = {"path": root, "readonly": True}
spec["process"].update(
    terminal=False,
    args=image["Entrypoint"] + (arguments or image["Cmd"]),
    env=image["Env"],
    cwd=image["WorkingDir"],
    user={"uid": int(user), "gid": int(group)},
    noNewPrivileges=True,
    capabilities={},
)
spec["mounts"] = [mount for mount in spec["mounts"] if mount["type"] not in ("cgroup", "sysfs")]
options = ["nosuid", "nodev", "noexec", "mode=1777", "size=64m"]
spec["mounts"].append({"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": options})
spec["linux"]["namespaces"] = [each for each in spec["linux"]["namespaces"] if each["type"] != "network"]
with open(directory + "/config.json", "w") as file:
    json.dump(spec, file)
PYTHON
}

verb=$1
shift
"$verb" "$@"
