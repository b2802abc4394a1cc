#!/usr/bin/env bash
# What an order costs in statements, commits, WAL, messages and processor time (docs/operate/performance.md). On Linux.
# In brackets what is taken when nothing is said.
# bench/cost.sh [--orders 2000] [--warm-up 2000] [--idle 20] [--clients 16]
#   [--rate own]: orders begun each second; own: each measure's; 0: as fast as the clients go
#   [--measures downloadOrder,enableProfile,notification,webhookDelivery]
#   [--top 30] [--by calls | time | plan | blocks | wal]: so many statements of each measure
#   [--rounds 1]: so many times, to see how far the counts agree
# bench/cost.sh --quick true [--write bench/cost.csv]: as CostIT does it; written, that is what it holds from then on.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -ntp test -DskipTests dependency:unpack@unpack-artemis dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath
exec java -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.rsproutes.bench.CostBench "$@"
