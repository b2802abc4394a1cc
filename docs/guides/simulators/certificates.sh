#!/usr/bin/env bash
# Throw-away certificates to run the simulators on their own: an authority; their listener (simulators), the certificates that the simulated
# SM-DP+ and SM-SR call with (smdp, smsr); and the instance's, for its listener and its calls (instance). Run it again for new ones. Needs
# openssl. Everything goes into ./simulators-demo, or the folder named. More arguments: names of hosts that serve, beside localhost.
set -euo pipefail
folder=${1:-simulators-demo}
hosts="DNS:localhost,IP:127.0.0.1"
for host in "${@:2}"; do hosts+=",DNS:$host"; done
mkdir -p "$folder"
cd "$folder"

if [ ! -f ca.crt ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj "/O=Simulators/CN=Simulators CA" -keyout ca.key -out ca.crt 2>/dev/null
fi

# name, subject, SAN
issue() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 60 -extfile <(echo "subjectAltName=$3") -out "$1.crt" 2>/dev/null
  rm "$1.csr"
}
issue simulators "/O=Simulators/CN=simulators" "$hosts"
issue smdp "/O=Simulators/CN=smdp" "DNS:smdp.example"
issue smsr "/O=Simulators/CN=smsr" "DNS:smsr.example"
issue instance "/O=Simulators/CN=instance" "$hosts"
echo "certificates of the simulators are in $folder"
