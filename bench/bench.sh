#!/usr/bin/env bash
# How fast it is, beside the least that could do a part of the same work (docs/operate/performance.md). On Linux.
# In brackets what is taken when nothing is said.
# pgbench and nginx are Debian's: apt install postgresql-contrib nginx-light
# bench/bench.sh [--only B1,B2,B3,B4,B5,B6,B7,B8,B9,B10,B11] [--orders 1500] [--warm-up 5000] [--clients 16]
#   [--minutes 18]: so long, what does not repeat itself is taken again
#   [--quick false]: 300 orders, hardly warm, to see that it works
#   [--full false]: files of a million lines and 100,000 finished orders, with a heap of 256 MB; hours
#   [--start COMMAND]: B9, the instance's JVM with its options up to the application's own arguments
#   [--profile B4]: of these the instance is profiled meanwhile (JFR), which costs it a little
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -ntp test -DskipTests dependency:unpack@unpack-artemis dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath
exec java -Dsun.net.httpserver.nodelay=true \
  -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.rsproutes.bench.LoadBench "$@"
