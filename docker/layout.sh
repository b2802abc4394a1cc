#!/usr/bin/env bash
# Lays RSP Routes out to start fast: the jar extracted, and its classes in an archive that the JVM maps (AppCDS).
# docker/layout.sh <jar> <folder with config and routes>
#   adds rsp-routes.jar, lib/ and rsp-routes.jsa; started there with:
#   java -XX:SharedArchiveFile=rsp-routes.jsa -jar rsp-routes.jar
# The archive is good for the JVM that made it, and for these files where they lie; any other starts without it, slower.
set -euo pipefail
jar=$(realpath "$1")
cd "$2"
rm -rf lib rsp-routes.jar rsp-routes.jsa
java -Djarmode=tools -jar "$jar" extract --destination . --force

# The demo starts once, with an order of its own, and what it has loaded is archived as it ends.
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
port=$((20000 + RANDOM % 10000))
java -XX:ArchiveClassesAtExit=rsp-routes.jsa -jar rsp-routes.jar --spring.profiles.active=demo --server.port=$port \
  --rsp.data-dir="$data" > "$data/log" 2>&1 &
demo=$!
ready() {
  exec 3<>/dev/tcp/127.0.0.1/$port && printf 'GET /actuator/health HTTP/1.0\r\n\r\n' >&3 \
    && read -r _ status _ <&3 && [[ $status == 200 ]]
}
while kill -0 $demo 2> /dev/null && ! (ready) 2> /dev/null; do
  sleep 0.2
done
kill $demo 2> /dev/null || true
wait $demo || true
if [[ ! -s rsp-routes.jsa ]]; then
  echo "No archive: the demo did not start here, so each start takes longer. It said:" >&2
  tail -n 5 "$data/log" >&2
fi
