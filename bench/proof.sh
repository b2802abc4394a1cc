#!/usr/bin/env bash
# Nothing lost: proven, not promised (docs/proof/proof.md). On Linux. In brackets what is taken when nothing is said.
# bench/proof.sh [--kills 10] [--faults "kill -9,SIGSTOP"] [--minutes 3 | --items 0] [--rate 20] [--seed 1] [--cards 100] [--pause 5] [--report FILE]
# bench/proof.sh bulk [--lines 1000000] [--kills 3]: the same for one file of orders, by one instance with a heap of 256 MB; an hour on two processors.
# bench/proof.sh crash-points [--hits 2] [--only core-] [--every 1] [--lanes 1]: the instance halts behind every durable step; 40 minutes with two lanes.
# bench/proof.sh pending [--deliveries 1000000] [--keys 10000] [--minutes 240]: so many events wait for a receiver that is away; half an hour.
# bench/proof.sh defects [--only NAME]: routes and statements that are a little wrong, one after the other, are found; 20 minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  bulk) main=BulkProof; shift ;;
  crash-points) main=CrashPoints; shift ;;
  pending) main=PendingProof; shift ;;
  defects) main=Defects; shift ;;
  ''|--*) main=Proof ;;
  *) echo "There is no proof $1: bulk, crash-points, pending, defects, or options." >&2; exit 2 ;;
esac
mvn -q -B -ntp test -DskipTests dependency:unpack@unpack-artemis dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/proof.classpath
exec java -cp "target/test-classes:target/classes:$(cat target/proof.classpath)" io.rsproutes.proof.$main "$@"
