#!/bin/sh
# Runs the database server for as long as RSP Routes lives, which holds our standard input open. When that ends, however
# RSP Routes ended, the server is stopped (SIGINT: PostgreSQL's fast shutdown). Signals to the group of RSP Routes are not ours.
trap '' HUP INT TERM
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{ while read -r _; do :; done <&3; kill -INT "$server"; } &
watch=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$watch"
exit "$status"
