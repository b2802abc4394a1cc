#!/usr/bin/env bash
# How fast it is, beside the least that could do a part of the same work (docs/performance.md). On Linux.
# In brackets what is taken when nothing is said. B3 needs pgbench (Debian: apt install postgresql-contrib).
# bench/bench.sh [--only B1,B3,B5,B6] [--orders 3000] [--warm-up 5000] [--clients 16]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -ntp test -DskipTests dependency:unpack@unpack-artemis dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath
exec java -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.rsproutes.bench.LoadBench "$@"
