# shellcheck shell=bash
# Sourced: how Tryton's programs are run here. Needs load_settings first.
source "$ROOT/scripts/tryton-modules.sh"

TRYTON_SITE=$RUN_DIR/tryton/site
TRYTON_CONFIG=$RUN_DIR/tryton/trytond.conf

# Sets TRYTON_LIBRARIES, the folder that scripts/tryton-packages unpacked, and TRYTON_PROGRAMS beside it.
# shellcheck disable=SC2034
find_tryton() {
  TRYTON_LIBRARIES=$("$ROOT/scripts/tryton-packages")
  TRYTON_PROGRAMS=${TRYTON_LIBRARIES%/lib/python3/dist-packages}/bin
}

prepare_site() {
  mkdir -p "$RUN_DIR/tryton/files"
  "$ROOT/scripts/tryton-site" "$TRYTON_SITE"
}

write_config() {
  TRYTON_DB_URL=$TRYTON_DB_URL TRYTON_FILES=$RUN_DIR/tryton/files SMTP_URL=$SMTP_URL TRYTON_FACTOR_KEY=$TRYTON_FACTOR_KEY \
    "$ROOT/scripts/tryton-config" |
    write_file "$TRYTON_CONFIG" 600
}

# in_tryton COMMAND...: with Tryton's libraries and the portal's module on the path.
in_tryton() {
  # Tryton's caches reach the other processes by a look every five minutes, its default. By NOTIFY (clean_timeout = 0) a
  # starting process may hear "refresh pool" while it fills its own, and drop it. The portal's rights need neither.
  PYTHONPATH=$TRYTON_SITE:$TRYTON_LIBRARIES PYTHONUTF8=1 PYTHONWARNINGS=ignore::DeprecationWarning \
    TRYTOND_CONFIG=$TRYTON_CONFIG TRYTON_PROGRAMS=$TRYTON_PROGRAMS "$@"
}
