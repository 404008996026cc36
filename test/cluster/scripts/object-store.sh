# Tells what is in the object store and who may do what, one fact a line. Arguments: the buckets.
set -u
store() { export "MC_HOST_$1=http://$2:$3@${MINIO_HOST}"; }
store root "$(cat /secrets/minio-root/rootUser)" "$(cat /secrets/minio-root/rootPassword)"
for user in spark history; do
  store $user "$(cat /secrets/minio-$user/AWS_ACCESS_KEY_ID)" "$(cat /secrets/minio-$user/AWS_SECRET_ACCESS_KEY)"
done
may() {
  user=$1 action=$2 bucket=$3
  shift 3
  if "$@" > /dev/null 2>&1; then echo "can $user $action $bucket"; fi
}

mc ls root > /tmp/buckets || exit 1
while read -r _ _ _ _ bucket; do
  bucket=${bucket%/}
  echo "bucket $bucket $(mc anonymous get "root/$bucket" | sed 's/.*`\([a-z]*\)`$/\1/')"
done < /tmp/buckets

echo test > /tmp/object
for bucket; do
  mc cp -q /tmp/object "root/$bucket/.cluster-test/given" > /dev/null
  for user in spark history; do
    may $user list "$bucket" mc ls "$user/$bucket"
    may $user read "$bucket" mc cat "$user/$bucket/.cluster-test/given"
    may $user write "$bucket" mc cp -q /tmp/object "$user/$bucket/.cluster-test/$user"
    may $user delete "$bucket" mc rm "$user/$bucket/.cluster-test/given"
    mc cp -q /tmp/object "root/$bucket/.cluster-test/given" > /dev/null
  done
  mc rm -q --recursive --force "root/$bucket/.cluster-test" > /dev/null
done

result=$(mc find "spark/$1/curated/orders/revenue" --name '*.parquet' | head -n 1)
[ "$(mc cat "$result" | head -c 4)" = PAR1 ] && echo 'results readable'
exit 0
