# shellcheck shell=bash
# What every script here shares: folders, ports, messages and the life of a background process.
# Sourced, never run. Every script is an executable of its own, so that `set -e` holds inside each step.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
RUN_DIR=$(realpath -m "${RUN_DIR:-$ROOT/.run}")
# What takes long to make and is the same for every stack: Tryton's packages, database dumps.
ITF_CACHE=$(realpath -m "${ITF_CACHE:-$ROOT/.run/cache}")
LOG_DIR=$RUN_DIR/log
PID_DIR=$RUN_DIR/pids
ENV_FILE=$RUN_DIR/env
# From where HAProxy speaks to several replicas of the portal: all of 127.0.0.0/8 is this machine.
export PROXY_ADDRESS=127.0.80.1
# Debian's own: the libraries come from its packages, another python would not see them.
export PYTHON=/usr/bin/python3
export RUN_DIR ITF_CACHE

# --- messages -----------------------------------------------------------------------------------------------------

say() { printf '%s\n' "$*"; }
note() { printf '· %s\n' "$*" >&2; }
fail() {
  printf '✗ %s\n' "$1" >&2
  shift
  if (($#)); then printf '  %s\n' "$@" >&2; fi
  exit 1
}

seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

# step LABEL COMMAND...: one line per step with its time. What the command prints goes to log/steps.log and, when it
# fails, to the terminal. Lines that begin with "·" are for the reader and are always shown.
step() {
  local label=$1 started=$EPOCHREALTIME output status=0
  shift
  mkdir -p "$LOG_DIR"
  output=$(mktemp "$LOG_DIR/step.XXXXXX")
  [[ -t 1 ]] && printf '  %s …\r' "$label"
  "$@" >"$output" 2>&1 </dev/null || status=$?
  [[ -t 1 ]] && printf '\033[K'
  grep -h '^· ' "$output" || true
  { printf '=== %s: %s\n' "$(date '+%F %T')" "$label"; cat "$output"; } >>"$LOG_DIR/steps.log"
  if ((status == 0)); then
    printf '✓ %s (%s s)\n' "$label" "$(seconds_since "$started")"
  else
    printf '✗ %s failed after %s s\n' "$label" "$(seconds_since "$started")"
    { grep -v '^· ' "$output" || true; } | tail -n 25 | sed 's/^/  /'
    printf '  Everything it said: %s\n' "$LOG_DIR/steps.log"
  fi
  rm -f "$output"
  return "$status"
}

# --- settings -----------------------------------------------------------------------------------------------------

# Ports: the environment wins, then what this RUN_DIR used last, then the default.
PORT_DEFAULTS="PORTAL_PORT=5080 PORTAL_MANAGEMENT_PORT=5081 TRYTON_PORT=8000 TRYTON_LOGIN_PORT=8001
  POSTGRES_PORT=5433 REDIS_PORT=6380 SMTP_PORT=1025"

load_settings() {
  local pair name value
  if [[ -r $ENV_FILE ]]; then
    while IFS='=' read -r name value; do
      [[ $name =~ ^[A-Z][A-Z0-9_]*$ ]] || continue
      if [[ $name == *_PORT && -n ${!name:-} ]]; then continue; fi
      declare -g "$name=$value"
    done <"$ENV_FILE"
  fi
  for pair in $PORT_DEFAULTS; do
    name=${pair%%=*}
    [[ -n ${!name:-} ]] || declare -g "$name=${pair#*=}"
  done
}

# need NAME...: each of them is set, or NAME_FILE names a file that holds it, as containers are given their secrets.
need() {
  local name file
  for name in "$@"; do
    file=${name}_FILE
    if [[ -z ${!name:-} && -n ${!file:-} ]]; then
      [[ -r ${!file} ]] || fail "$file names ${!file}, which cannot be read."
      declare -g "$name=$(cat "${!file}")"
    fi
    [[ -n ${!name:-} ]] || fail "$name is not set, nor ${name}_FILE."
  done
}

# replicas: how many portals are wanted.
replicas() {
  [[ ${REPLICAS:-1} =~ ^[1-9]$ ]] || fail "REPLICAS=$REPLICAS is not a number of portals." 'One to nine: make portal-up REPLICAS=2'
  printf '%s' "${REPLICAS:-1}"
}

# The scheme of the site's address: https when TLS=1 is given.
scheme() { if [[ ${TLS:-} == 1 ]]; then printf https; else printf http; fi; }

require_settings() {
  [[ -r $ENV_FILE ]] || fail "There is no $ENV_FILE yet." "Run: make portal-up"
  load_settings
}

random_hex() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }

# write_file PATH MODE: stdin becomes the file, whole or not at all.
write_file() {
  local temporary
  mkdir -p "$(dirname "$1")"
  temporary=$(mktemp "$1.XXXXXX")
  cat >"$temporary"
  chmod "$2" "$temporary"
  mv -f "$temporary" "$1"
}

# The hash of what files contain, and of their names: the same in every clone. Tryton's tests and notes change nothing.
hash_of() {
  (cd "$ROOT" && { find "$@" -type f \
    -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/__pycache__/*' \
    -not -path '*/tests/*' -not -name '*.md' -print0 2>/dev/null || true; } |
    sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-16)
}

# admin DATABASE ARGUMENTS...: psql as the cluster's administrator; the password is not on the command line.
admin() {
  local database=$1
  shift
  PGPASSWORD=$POSTGRES_PASSWORD psql -X -q -h 127.0.0.1 -p "$POSTGRES_PORT" -U postgres -d "$database" \
    -v ON_ERROR_STOP=1 "$@"
}

# --- ports --------------------------------------------------------------------------------------------------------

port_in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

port_owner() {
  local line
  line=$(ss -Hltnp "sport = :$1" 2>/dev/null | head -n 1) || true
  if [[ $line =~ \(\(\"([^\"]+)\",pid=([0-9]+) ]]; then
    printf '%s (process %s)' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
  else
    printf 'a process of another user'
  fi
}

# require_port VARIABLE SERVICE: nobody but the service itself may sit on its port.
require_port() {
  local port=${!1} tries=0
  if service_running "$2"; then return; fi
  while port_in_use "$port"; do
    end_orphans "$2" # of a service that was killed: they may hold its port
    ((tries++ < 15)) || fail "Port $port, wanted for $2, is taken by $(port_owner "$port")." \
      "Stop that process, or choose another port: make portal-up $1=$((port + 100))"
    sleep 0.2
  done
}

# --- background processes -----------------------------------------------------------------------------------------

# A process number alone may have been given to somebody else since: its start time and the boot tell.
process_identity() {
  local stat fields
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -r -a fields <<<"${stat##*) }"
  [[ ${fields[0]} != Z ]] || return 1
  printf '%s %s' "${fields[19]}" "$(cat /proc/sys/kernel/random/boot_id)"
}

service_pid() {
  local pid identity
  { read -r pid && read -r identity; } <"$PID_DIR/$1.pid" || return 1
  [[ $(process_identity "$pid") == "$identity" ]] || return 1
  printf '%s' "$pid"
} 2>/dev/null

service_running() { service_pid "$1" >/dev/null; }

# The command and its settings as they were at the start: another port or another build means a restart.
service_key() { printf '%s' "$1" | sha256sum | cut -c1-16; }
service_unchanged() { [[ $(cat "$PID_DIR/$1.key" 2>/dev/null) == "$(service_key "$2")" ]]; }

# service_start NAME KEY COMMAND...: in the background, in a session of its own, its output in log/NAME.log. The process
# writes its own pid file before it becomes the command, so a set-up killed right here leaves no orphan behind.
service_start() {
  local name=$1 key=$2
  shift 2
  if service_running "$name"; then
    service_unchanged "$name" "$key" && return 0
    service_stop "$name"
  else
    end_orphans "$name"
  fi
  mkdir -p "$PID_DIR" "$LOG_DIR"
  service_key "$key" >"$PID_DIR/$name.key"
  rm -f "$PID_DIR/$name.pid"
  # shellcheck disable=SC2016
  setsid bash -c '
    source "$1/scripts/lib.sh"; pid_file=$2; shift 2
    printf "%s\n%s\n" "$$" "$(process_identity $$)" >"$pid_file"
    exec "$@"' service "$ROOT" "$PID_DIR/$name.pid" "$@" </dev/null >>"$LOG_DIR/$name.log" 2>&1 9>&- &
  disown
  local tries=0
  until [[ -s $PID_DIR/$name.pid ]]; do
    ((tries++ < 100)) || fail "$name did not start." "See $LOG_DIR/$name.log"
    sleep 0.05
  done
}

# service_stop NAME [SIGNAL [SECONDS]]: asks, waits, then insists. KILL goes to the whole group: workers do not outlive it.
service_stop() {
  local name=$1 signal=${2:-TERM} patience=${3:-20} pid tries=0
  if pid=$(service_pid "$name"); then
    if [[ $signal == KILL ]]; then kill -KILL -- "-$pid" || true; else kill "-$signal" "$pid" || true; fi
    while service_running "$name"; do
      if ((++tries == patience * 10)); then
        note "$name did not stop within $patience s: ended."
        kill -KILL -- "-$pid" || true
      fi
      sleep 0.1
    done
  else
    end_orphans "$name"
  fi
  rm -f "$PID_DIR/$name.pid" "$PID_DIR/$name.key"
} 2>/dev/null

# Children whose parent was killed: their group keeps the parent's number from being given to anybody else.
end_orphans() {
  local pid identity
  { read -r pid && read -r identity; } <"$PID_DIR/$1.pid" || return 0
  [[ ${identity#* } == "$(cat /proc/sys/kernel/random/boot_id)" && ! -e /proc/$pid ]] || return 0
  kill -KILL -- "-$pid" || true
} 2>/dev/null

# service_wait NAME SECONDS COMMAND...: until the command succeeds; stops at once when the process is gone.
service_wait() {
  local name=$1 patience=$2 until=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    service_running "$name" || fail "$name ended while starting. Its last lines:" "$(tail -n 15 "$LOG_DIR/$name.log")"
    ((SECONDS < until)) || fail "$name gave no answer within $patience s." "See $LOG_DIR/$name.log"
    sleep 0.1
  done
}
