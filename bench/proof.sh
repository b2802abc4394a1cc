#!/usr/bin/env bash
# Nothing lost: proven, not promised (docs/proof.md). bench/proof.sh [--kills 200] [--items 100000] [--minutes 3] [--rate 30] [--seed 1] [--cards 100] [--pause 5] [--report FILE]
# bench/proof.sh bulk --lines 1000000 [--kills 3]: the same for one file of orders, by one bundle of 256 MB.
set -euo pipefail
cd "$(dirname "$0")/.."
main=Proof
if [ "${1:-}" = bulk ]; then main=BulkProof; shift; fi
mvn -q -B -ntp test-compile dependency:unpack@unpack-artemis dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/proof.classpath
exec java -cp "target/test-classes:target/classes:$(cat target/proof.classpath)" io.rsproutes.proof.$main "$@"
