#!/usr/bin/env bash
# How long a start takes, to the first 200 of /actuator/health, and what it costs (docs/operate/performance.md). On Linux.
# In brackets what is taken when nothing is said.
# bench/start.sh [--runs 5]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -ntp package -DskipTests dependency:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath
rm -rf target/start
mkdir -p target/start/image
cp -r config routes target/start/image
docker/layout.sh target/rsp-routes.jar target/start/image
exec java -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" io.rsproutes.bench.StartBench "$@"
