#!/bin/sh
# container.sh ROOT USER GROUP DIRECTORY CGROUP CPU MEMORY MOUNT... -- COMMAND...
# What a container runtime does, as far as an application can tell: a root file system of its own at ROOT, read-only
# but for what is mounted, no privileges, CPU thousandths of a processor and MEMORY bytes in the control group CGROUP
# (none for '').
# Run it in new mount and pid namespaces, as root. MOUNT is SOURCE:TARGET, or tmpfs:TARGET.
set -eu

path=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1 user=$2 group=$3 directory=$4 cgroup=$5 cpu=$6 memory=$7
shift 7
if [ -n "$cgroup" ]; then
  mkdir "$cgroup"
  if [ -e "$cgroup/cpu.max" ]; then
    echo "$((cpu * 100)) 100000" >"$cgroup/cpu.max"
    [ ! -e "$cgroup/memory.max" ] || echo "$memory" >"$cgroup/memory.max"
  else
    echo 100000 >"$cgroup/cpu.cfs_period_us"
    echo "$((cpu * 100))" >"$cgroup/cpu.cfs_quota_us"
    of_memory=/sys/fs/cgroup/memory/${cgroup##*/}
    if mkdir "$of_memory"; then
      echo "$memory" >"$of_memory/memory.limit_in_bytes"
      echo $$ >"$of_memory/cgroup.procs"
    fi
  fi
  echo $$ >"$cgroup/cgroup.procs"
fi
mount --make-rprivate /
mount -t tmpfs -o mode=755 root "$root"
mkdir "$root/usr" "$root/proc" "$root/dev" "$root/sys" "$root/etc"
mount --rbind /usr "$root/usr"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t proc proc "$root/proc"
for link in bin sbin lib lib64; do
  ln -s "usr/$link" "$root/$link"
done
# Where Debian's Java has its own configuration.
for each in /etc/java* /etc/ssl /etc/ld.so.cache /etc/alternatives; do
  [ ! -e "$each" ] || cp -a "$each" "$root/etc/"
done
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
echo 'root:x:0:0::/:/bin/sh' >"$root/etc/passwd"

while [ "$1" != -- ]; do
  source=${1%%:*}
  target=$root${1#*:}
  if [ "$source" = tmpfs ]; then
    mkdir -p "$target"
    mount -t tmpfs -o mode=1777 tmpfs "$target"
  elif [ -d "$source" ]; then
    mkdir -p "$target"
    mount --rbind "$source" "$target"
  else
    mkdir -p "${target%/*}"
    cp "$source" "$target"
  fi
  shift
done
shift
mkdir -p "$root$directory"
mount -o remount,ro "$root"
exec chroot "$root" setpriv --reuid="$user" --regid="$group" --clear-groups --no-new-privs \
  --bounding-set=-all --inh-caps=-all env -C "$directory" PATH="$path" "$@"
