# shellcheck shell=bash disable=SC2154
# What the benchmark scripts share; sourced by them. A script has set $work, a directory of its own, before it
# calls need.

fail() {
  echo "bench: $1" >&2
  exit 1
}

# need COMMAND PACKAGE: installs the distribution's package when the command is missing.
need() {
  command -v "$1" >/dev/null && return
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    fail "$1 is missing; install it (Debian, Ubuntu: apt-get install $2)"
  fi
  { apt-get update -qq && apt-get install -y -qq "$2"; } >"$work/apt.log" 2>&1 </dev/null \
    || fail "$1 is missing and 'apt-get install $2' failed: $(tail -n 1 "$work/apt.log")"
}
