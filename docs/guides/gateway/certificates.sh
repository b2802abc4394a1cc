#!/usr/bin/env bash
# Throw-away certificates for the gateway page: an authority, our server, two customers (acme, globex), a peer (smsr), and one that is
# revoked. Run it again for new ones. Needs openssl. Everything goes into ./gateway-demo, or the folder named.
set -euo pipefail
folder=${1:-gateway-demo}
mkdir -p "$folder/revoked"
cd "$folder"

if [ ! -f ca.crt ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj "/O=Gateway demo/CN=Gateway demo CA" -keyout ca.key -out ca.crt 2>/dev/null
  : > index.txt
  echo 1000 > serial
fi
cat > ca.cnf <<CNF
[ca]
default_ca = demo
[demo]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
organizationName = optional
CNF

# name, subject, SAN, days
issue() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -addext "subjectAltName=$3" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl ca -batch -config ca.cnf -cert ca.crt -keyfile ca.key -days "${4:-60}" -notext -in "$1.csr" -out "$1.crt" 2>/dev/null
  rm "$1.csr"
}
issue server "/O=Gateway demo/CN=localhost" "DNS:localhost,IP:127.0.0.1"
issue acme "/O=Acme/CN=rsp-client" "DNS:rsp.acme.example"
issue globex "/O=Globex/CN=rsp-client" "DNS:rsp.globex.example"
issue smsr "/O=SM-SR/CN=smsr" "DNS:smsr.example"
issue revoked "/O=Acme/CN=rsp-client" "DNS:rsp.acme.example"
openssl ca -config ca.cnf -cert ca.crt -keyfile ca.key -revoke revoked.crt 2>/dev/null
openssl ca -config ca.cnf -cert ca.crt -keyfile ca.key -gencrl -out revoked/ca.crl 2>/dev/null
rm -f ca.cnf.old index.txt.old serial.old index.txt.attr.old [0-9A-F][0-9A-F][0-9A-F][0-9A-F].pem
echo "certificates of the gateway demo are in $folder"
