#!/usr/bin/env bash
# Nine parties of the provincial agreement of Mantova sign it one after another: with PKCS#12 files, a
# PKCS#11 token, and a key that is elsewhere. Then the result is verified, altered, and sent as a .p7m.
# Every key and certificate is made here, for this run, by authorities that do not exist.
# Usage: samples/mantova/firme.sh [FOLDER]     (default: out/firme; anything there is replaced)
# Needs a built program (./run --build) and the Debian packages openssl, softhsm2, opensc, python3.
set -euo pipefail
cd "$(dirname "$0")/../.."
root="$PWD"
stesura="${STESURA:-$root/build/release/stesura}"
[ -x "$stesura" ] || { echo "Manca il programma: eseguire prima ./run --build" >&2; exit 6; }
for tool in openssl softhsm2-util pkcs11-tool python3; do
  command -v "$tool" >/dev/null || { echo "Manca «$tool»: .ci/install test installa quello che serve." >&2; exit 6; }
done

folder="${1:-out/firme}"
rm -rf "$folder"; mkdir -p "$folder"; folder="$(cd "$folder" && pwd)"
keys="$(mktemp -d)"; tsa=""   # keys live here, and go with the script
trap '[ -z "$tsa" ] || kill "$tsa" 2>/dev/null || true; rm -rf "$keys"' EXIT
umask 077
step() { printf '\n== %s\n' "$*"; }
quietly() { "$@" >"$keys/log" 2>&1 || { cat "$keys/log" >&2; exit 1; }; }
# Runs a program that is meant to find something wrong.
expecting() { local wanted=$1 got=0; shift; "$@" || got=$?; [ "$got" = "$wanted" ] || { echo "atteso il codice $wanted, non $got" >&2; exit 1; }; }

step "1. Un’autorità di prova, con la sua lista di revoca"
trust="$folder/fiducia"; mkdir "$trust"
cat > "$keys/ca.cnf" <<'END'
[req]
distinguished_name = name
prompt = no
utf8 = yes
[name]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:false
keyUsage = critical, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
1.3.6.1.5.5.7.1.3 = ASN1:SEQUENCE:qualified
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[qualified]
compliance = SEQUENCE:compliance
device = SEQUENCE:device
[compliance]
id = OID:0.4.0.1862.1.1
[device]
id = OID:0.4.0.1862.1.4
[db]
database = index.txt
crlnumber = number
default_md = sha256
default_crl_days = 30
[authority]
default_ca = db
END
newkey() { quietly openssl genpkey -algorithm "$1" -pkeyopt "$2" -out "$keys/$3.key"; }
newkey EC ec_paramgen_curve:P-256 ca
quietly openssl req -new -x509 -config "$keys/ca.cnf" -extensions ca -key "$keys/ca.key" -days 3650 -sha256 \
  -subj "/C=IT/O=Autorità di prova/CN=CA di prova per le firme" -utf8 -out "$trust/ca.pem"
# certify NAME SUBJECT EXTENSIONS
certify() {
  quietly openssl req -new -config "$keys/ca.cnf" -utf8 -subj "$2" -key "$keys/$1.key" -out "$keys/$1.csr"
  quietly openssl x509 -req -in "$keys/$1.csr" -CA "$trust/ca.pem" -CAkey "$keys/ca.key" -CAcreateserial -CAserial "$keys/serial" \
    -days 1000 -sha256 -extfile "$keys/ca.cnf" -extensions "$3" -out "$keys/$1.pem"
}
# publish FOLDER
publish() { (cd "$keys" && quietly openssl ca -gencrl -config ca.cnf -name db -keyfile ca.key -cert "$trust/ca.pem" -out "$1/revoche.crl"); }
: > "$keys/index.txt"; echo 01 > "$keys/number"; publish "$trust"
echo "In ${trust#"$root"/}: $(ls "$trust" | tr '\n' ' ')"

step "2. Il testo definitivo: un PDF con un campo di firma per ciascuna parte"
issued="$folder/accordo.pdf"
"$stesura" generate protocollo_intesa samples/job-for-all/protocollo-provinciale.json -o "$issued"
sha256sum "$issued" | cut -c1-64 | sed 's/^/SHA-256 /'
"$stesura" sign fields "$issued"

# id of the agency, who signs, role, agency
parties=(
  "provincia-mantova|Maria|Bianchi|Dirigente del Servizio Lavoro|Provincia di Mantova"
  "for-ma|Niccolò|De Prova|Direttore|For.Ma"
  "ust-mantova|Maria Chiara|D'Esempio|Dirigente|Ufficio scolastico territoriale di Mantova"
  "ambito-mantova|Giuseppe|Verdi|Presidente dell’Assemblea dei Sindaci|Ambito territoriale di Mantova"
  "ambito-asola|Anna|Neri|Presidente dell’Assemblea dei Sindaci|Ambito territoriale di Asola"
  "ambito-guidizzolo|Al|Fo|Presidente dell’Assemblea dei Sindaci|Ambito territoriale di Guidizzolo"
  "ambito-ostiglia|Fatima|Prova|Presidente dell’Assemblea dei Sindaci|Ambito territoriale di Ostiglia"
  "ambito-suzzara|Mario|Rossi|Presidente dell’Assemblea dei Sindaci|Ambito territoriale di Suzzara"
  "ats-val-padana|Utente|Esempio|Direttore generale|ATS della Val Padana"
)
echo prova > "$keys/password"
# The common way: a PKCS#12 file.
sign_with_file() {
  quietly openssl pkcs12 -export -inkey "$keys/$1.key" -in "$keys/$1.pem" -certfile "$trust/ca.pem" -passout pass:prova -out "$keys/$1.p12"
  "$stesura" sign "$2" --field "firma_$1_1" --p12 "$keys/$1.p12" --password-file "$keys/password" --role "$4" --agency "$5" "${@:6}" -o "$3"
}
# A token or card, through PKCS#11.
sign_with_token() {
  local library
  library="$(ls /usr/lib/*/softhsm/libsofthsm2.so /usr/lib/softhsm/libsofthsm2.so 2>/dev/null | head -1)"
  mkdir "$keys/tokens"; printf 'directories.tokendir = %s\nlog.level = ERROR\n' "$keys/tokens" > "$keys/softhsm.conf"
  export SOFTHSM2_CONF="$keys/softhsm.conf"
  quietly softhsm2-util --init-token --free --label firma --so-pin 123456 --pin 123456
  quietly softhsm2-util --import "$keys/$1.key" --token firma --label chiave --id 01 --pin 123456
  openssl x509 -in "$keys/$1.pem" -outform DER -out "$keys/$1.der"
  quietly pkcs11-tool --module "$library" --login --pin 123456 --token-label firma --write-object "$keys/$1.der" --type cert --label chiave --id 01
  echo 123456 > "$keys/pin"
  "$stesura" sign "$2" --field "firma_$1_1" --pkcs11 "pkcs11:token=firma;object=chiave" --module "$library" --password-file "$keys/pin" \
    --role "$4" --agency "$5" -o "$3"
}
# A key that is elsewhere: only a digest leaves, only a signature comes back.
sign_elsewhere() {
  "$stesura" sign prepare "$2" --field "firma_$1_1" --cert "$keys/$1.pem" --role "$4" --agency "$5" --attributes "$keys/da-firmare.der" -o "$keys/preparato.pdf"
  echo "   (… il servizio di firma remota firma …)"
  quietly openssl dgst -sha256 -sign "$keys/$1.key" -out "$keys/firma.bin" "$keys/da-firmare.der"
  "$stesura" sign complete "$keys/preparato.pdf" --signature "$keys/firma.bin" --cert "$keys/$1.pem" -o "$3"
}

step "3. Le firme, una dopo l’altra"
number=0; current="$issued"
for party in "${parties[@]}"; do
  IFS='|' read -r id given surname role agency <<< "$party"
  number=$((number + 1)); next="$folder/accordo-$number.pdf"
  if [ "$number" = 4 ]; then newkey RSA rsa_keygen_bits:3072 "$id"; else newkey EC ec_paramgen_curve:P-256 "$id"; fi
  certify "$id" "/C=IT/O=$agency/SN=$surname/GN=$given/CN=$given $surname" signer
  case "$number" in
    5) sign_with_token "$id" "$current" "$next" "$role" "$agency" ;;
    6) sign_elsewhere "$id" "$current" "$next" "$role" "$agency" ;;
    9) newkey EC ec_paramgen_curve:P-256 tsa; certify tsa "/C=IT/O=Autorità di prova/CN=Marca temporale di prova" tsa
       mkdir "$keys/marche"; mv "$keys/tsa.key" "$keys/tsa.pem" "$keys/marche"; cp "$trust/ca.pem" "$keys/marche/tsa-root.pem"
       python3 tests/fixtures/signatures/tsa.py --port 0 --folder "$keys/marche" > "$keys/port" & tsa=$!
       for _ in $(seq 50); do [ -s "$keys/port" ] && break; sleep 0.1; done
       sign_with_file "$id" "$current" "$next" "$role" "$agency" --tsa "http://127.0.0.1:$(head -1 "$keys/port")/" ;;
    *) sign_with_file "$id" "$current" "$next" "$role" "$agency" ;;
  esac
  current="$next"
done
signed="$folder/accordo-firmato.pdf"; cp "$current" "$signed"

step "4. La verifica: nove firme sul documento emesso"
"$stesura" verify "$signed" --issued "$issued" --trust "$trust"
"$stesura" verify "$signed" --issued "$issued" --trust "$trust" --json > "$folder/verifica.json"

step "5. Senza nessuno di cui fidarsi, nessuna firma è «valida»"
expecting 1 "$stesura" verify "$signed" --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["descrizione"])'

step "6. Un byte alterato"
python3 - "$signed" "$folder/alterato.pdf" <<'END'
import sys
data = bytearray(open(sys.argv[1], 'rb').read())
at = data.index(b'stream', len(data) // 3) + 40
data[at] ^= 1
open(sys.argv[2], 'wb').write(data)
END
expecting 1 "$stesura" verify "$folder/alterato.pdf" --issued "$issued" --trust "$trust" --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["esito"] + ": " + d["descrizione"])'

step "7. Due enti che hanno firmato la stessa copia"
IFS='|' read -r id given surname role agency <<< "${parties[1]}"
sign_with_file "$id" "$issued" "$folder/biforcata.pdf" "$role" "$agency" >/dev/null
expecting 1 "$stesura" verify "$folder/biforcata.pdf" --issued "$folder/accordo-1.pdf" --trust "$trust" --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["esito"] + ": " + d["emissione"]["descrizione"])'

step "8. Una busta .p7m, come la manda un’altra amministrazione"
quietly openssl cms -sign -cades -binary -nodetach -in "$issued" -signer "$keys/provincia-mantova.pem" -inkey "$keys/provincia-mantova.key" \
  -outform DER -md sha256 -out "$folder/accordo.pdf.p7m"
"$stesura" verify "$folder/accordo.pdf.p7m" --issued "$issued" --trust "$trust" --extract "$folder/accordo-dalla-busta.pdf"
cmp "$issued" "$folder/accordo-dalla-busta.pdf" && echo "Il documento nella busta è quello emesso, byte per byte."

step "9. Un certificato revocato"
(cd "$keys" && quietly openssl ca -config ca.cnf -name db -keyfile ca.key -cert "$trust/ca.pem" -revoke for-ma.pem)
after="$folder/fiducia-dopo-la-revoca"; mkdir "$after"; cp "$trust/ca.pem" "$after"; publish "$after"
expecting 1 "$stesura" verify "$signed" --issued "$issued" --trust "$after" --json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["esito"] + ": " + d["descrizione"])'
printf '\nFatto: i file sono in %s\n' "${folder#"$root"/}"
