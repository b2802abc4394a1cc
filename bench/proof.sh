#!/usr/bin/env bash
# Nothing lost: proven, not promised (docs/proof.md). bench/proof.sh [--kills 200] [--blows "kill -9,SIGSTOP"] [--blows "herd,clock moved"] [--items 100000] [--minutes 3] [--rate 30] [--seed 1] [--cards 100] [--pause 5] [--report FILE]
# bench/proof.sh bulk --lines 1000000 [--kills 3]: the same for one file of orders, by one bundle of 256 MB.
# bench/proof.sh crash-points [--hits 2] [--only core-] [--every 1] [--lanes 1]: the bundle halts behind every durable step.
# bench/proof.sh pending [--deliveries 1000000] [--keys 10000]: so many events wait for a receiver that is away.
# bench/proof.sh defects: routes and statements that are a little wrong, one after the other, are found.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  bulk) main=BulkProof; shift ;;
  crash-points) main=CrashPoints; shift ;;
  pending) main=PendingProof; shift ;;
  defects) main=Defects; shift ;;
  *) main=Proof ;;
esac
mvn -q -B -ntp test-compile dependency:unpack@unpack-artemis dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/proof.classpath
exec java -cp "target/test-classes:target/classes:$(cat target/proof.classpath)" io.rsproutes.proof.$main "$@"
