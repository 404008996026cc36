#!/bin/sh
# Creates the Secrets that are missing; one that exists is never changed. Reads lines of
#   <name> <key>[,<key>…] <source namespace> [<namespace of a copy>…]
# from the file given as the only argument.
set -eu

account=/var/run/secrets/kubernetes.io/serviceaccount
api="https://${KUBERNETES_SERVICE_HOST}:${KUBERNETES_SERVICE_PORT}/api/v1/namespaces"
answer=/tmp/answer.json
umask 077

# request METHOD NAMESPACE/secrets[/NAME] [FILE WITH THE BODY]: prints the status, leaves the answer in $answer
request() {
  {
    printf 'header = "Authorization: Bearer %s"\n' "$(cat "$account/token")"
    printf 'header = "Content-Type: application/json"\n'
  } > /tmp/curl.conf
  set -- "$1" "$2" ${3:+--data-binary "@$3"}
  method=$1 path=$2
  shift 2
  curl --silent --show-error --config /tmp/curl.conf --cacert "$account/ca.crt" --max-time 30 --retry 5 --retry-connrefused \
    --request "$method" "$@" --output "$answer" --write-out '%{http_code}' "$api/$path"
}

# letters and digits only: safe in URLs, S3 keys and INI files
random() {
  LC_ALL=C tr -dc 'A-Za-z0-9' < /dev/urandom | head -c 40
}

# create NAMESPACE NAME FIELD: posts a Secret whose FIELD (data or stringData) stands in /tmp/fields.json
create() {
  printf '{"apiVersion":"v1","kind":"Secret","type":"Opaque","metadata":{"name":"%s","labels":{"app.kubernetes.io/part-of":"spok","spok.io/generated":"true"}},"%s":{%s}}' \
    "$2" "$3" "$(cat /tmp/fields.json)" > /tmp/secret.json
  status=$(request POST "$1/secrets" /tmp/secret.json)
  case $status in
    201) echo "$1/$2: created" ;;
    409) echo "$1/$2: exists, left as it is" ;;
    *)
      echo "$1/$2: the API server answered $status" >&2
      cat "$answer" >&2
      exit 1
      ;;
  esac
}

# fields KEY,KEY… COMMAND: writes "key":"value" pairs, the values being what COMMAND prints for each key
fields() {
  separator=
  : > /tmp/fields.json
  for key in $(echo "$1" | tr ',' ' '); do
    # a failure inside an argument would go unnoticed
    value=$("$2" "$key")
    printf '%s"%s":"%s"' "$separator" "$key" "$value" >> /tmp/fields.json
    separator=,
  done
}

# base64 value of a key in the Secret that was read last
stored() {
  value=$(tr -d '\n' < "$answer" | sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p")
  [ -n "$value" ] || { echo "the source Secret lacks the key $1" >&2; exit 1; }
  printf '%s' "$value"
}

while read -r name keys source copies; do
  fields "$keys" random
  create "$source" "$name" stringData
  [ -n "$copies" ] || continue
  status=$(request GET "$source/secrets/$name")
  [ "$status" = 200 ] || { echo "$source/$name: cannot be read, the API server answered $status" >&2; exit 1; }
  fields "$keys" stored
  for copy in $copies; do create "$copy" "$name" data; done
done < "$1"
rm -f /tmp/*.json /tmp/curl.conf
