# shellcheck shell=bash
# Sourced: which Tryton modules this product stands on.

# The standard modules activated before the portal's own, one per line: those the demo company works with and those
# tryton.cfg of the portal's module depends on ("ir" and "res" are the server itself).
tryton_modules() {
  {
    printf '%s\n' account_invoice account_invoice_stock account_product product sale stock
    if [[ -r $ROOT/tryton/itf_portal/tryton.cfg ]]; then
      sed -n '/^depends:/,/^[a-z_]*:/p' "$ROOT/tryton/itf_portal/tryton.cfg" | grep -E '^\s+[a-z_]+\s*$' || true
    fi
  } | tr -d ' \t' | grep -vxE 'ir|res' | sort -u
}
