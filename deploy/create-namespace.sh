#!/bin/sh
# Creates the namespace if it is missing, and returns when the server knows it. Safe to repeat.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are read by the temporal CLI itself.
set -eu

# attempt LIMIT COMMAND...: the command once a second until it succeeds; its last words if it never does.
attempt() {
  left=$1
  shift
  until said=$("$@" 2>&1); do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      echo "$said" >&2
      return 1
    fi
    sleep 1
  done
}

attempt 60 temporal operator cluster health
if ! temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  # A closed stay is known for this long: a late message about it is answered, and its evidence can be read.
  attempt 10 temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention 90d
fi
# The services of the server learn of a new namespace one after the other.
attempt 60 temporal workflow list -n "$TEMPORAL_NAMESPACE" --limit 1
