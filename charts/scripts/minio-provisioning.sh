#!/bin/sh
# Makes buckets, quotas, lifecycle rules, policies and users what the files beside this script say. Running it again changes nothing.
#   buckets    <bucket> <quota such as 6Gi, or unlimited> <versioning: enable or suspend> [<lifecycle file>]
#   users      <access: name of a policy file without .json> <folder with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY>
set -eu

here=$(dirname "$0")
umask 077

# through the environment, never as an argument: arguments are visible to every process of the node
root_user=$(cat /secrets/minio-root/rootUser)
root_password=$(cat /secrets/minio-root/rootPassword)
MC_HOST_store="http://${root_user}:${root_password}@${MINIO_HOST}"
export MC_HOST_store

echo "waiting for the write quorum of ${MINIO_HOST}"
tries=0
until curl --silent --fail --output /dev/null --max-time 5 "http://${MINIO_HOST}/minio/health/cluster"; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || { echo "no write quorum after $tries tries" >&2; exit 1; }
  sleep 2
done

while read -r bucket quota versioning lifecycle; do
  mc mb --ignore-existing "store/$bucket"
  mc anonymous set none "store/$bucket"
  # only what is on can be suspended: where versioning never was, deleting deletes; once suspended it leaves markers, and a folder of nothing but
  # markers is still listed, upon which the history server fails to read any log at all
  if [ "$versioning" = enable ] || mc version info --json "store/$bucket" | grep -q '"status":"Enabled"'; then
    mc version "$versioning" "store/$bucket"
  fi
  if [ "$quota" = unlimited ]; then mc quota clear "store/$bucket"; else mc quota set "store/$bucket" --size "$quota"; fi
  [ -z "$lifecycle" ] || mc ilm import "store/$bucket" < "$here/$lifecycle"
done < "$here/buckets"

while read -r policy folder; do
  mc admin policy create store "$policy" "$here/$policy.json"
  user=$(cat "$folder/AWS_ACCESS_KEY_ID")
  # not read inside an argument, where a missing key would go unnoticed
  secret=$(cat "$folder/AWS_SECRET_ACCESS_KEY")
  # the secret comes on standard input; mc asks for both in turn
  printf '%s\n%s\n' "$user" "$secret" | mc admin user add store
  # mc calls an attached policy an error
  mc admin policy attach store "$policy" --user "$user" > /tmp/attach.log 2>&1 || grep -q 'already in effect' /tmp/attach.log || { cat /tmp/attach.log >&2; exit 1; }
done < "$here/users"
echo "the object store is provisioned"
