#!/usr/bin/env bash
# Spoilt requests at every door of an instance that this starts; each finding says how it is made again. In brackets what is taken when nothing is said.
# bench/fuzz.sh [--requests 200000] [--seed 1]
set -euo pipefail
cd "$(dirname "$0")/.."
requests=200000 seed=1
while [ $# -gt 0 ]; do
  case "$1" in
    --requests) requests=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    *) echo "There is no option $1: --requests, --seed." >&2; exit 2 ;;
  esac
done
exec mvn -B -ntp verify -Dtest=FuzzTest -Dit.test=FuzzIT -Dfuzz.requests="$requests" -Dfuzz.seed="$seed"
