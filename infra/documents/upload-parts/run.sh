#!/bin/sh
. ../lib/common.sh

. ../lib/spool.sh

decode Label '{{ Label }}'
label=$value
decode Uploads '{{ Uploads }}'
uploads=$value
decode BucketOwner '{{ BucketOwner }}'
owner=$value
. ../lib/decode-run-state.sh

need_path StatePath "$state"
need_run "$run"
name_spool "$run" "$label"
case $owner in '' | *[!0-9]*) refuse bad-parameter 'BucketOwner is no account' ;; esac

# $protocol, the only one that curl may speak. Parts go to S3 alone, and to a lab on this machine.
need_url() {
  case $1 in
    *[!A-Za-z0-9:/?=%.\&_~-]*) refuse bad-parameter 'a URL has a character that no presigned URL has' ;;
  esac
  need_url_rest=${1#*://}
  case ${1%%://*}:${need_url_rest%%[/?]*} in
    https:*[!a-z0-9.-]*) refuse bad-parameter 'a URL has another host than S3' ;;
    https:*.amazonaws.com | https:*.amazonaws.com.cn | https:*.amazonaws.eu) protocol=https ;;
    http:127.0.0.1:*[!0-9]*) refuse bad-parameter 'a URL has another host than S3' ;;
    http:127.0.0.1:*) protocol=http ;;
    *) refuse bad-parameter 'a URL has another host than S3' ;;
  esac
}

need_upload() {
  need_number 'a part' "$1" 1 999999999
  need_number 'the bytes of a part' "$2" 1 $((MOST_PART_BYTES))
  case $3 in
    *[!A-Za-z0-9+/=]*) refuse bad-parameter 'a SHA-256 is not base64' ;;
    ???????????????????????????????????????????=) ;;
    *) refuse bad-parameter 'a SHA-256 has not 44 characters' ;;
  esac
  need_url "$4"
  [ -z "$5" ] || refuse bad-parameter 'an upload has more than four fields'
}

# All of them before any part leaves.
while read -r number bytes sum url more; do
  need_upload "$number" "$bytes" "$sum" "$url" "$more"
done <<END
$uploads
END

. ../lib/need-listing.sh
attempt curl -q --version
[ "$status" -eq 0 ] || refuse no-curl 'there is no curl'
# The application comes first.
renice -n 10 -p $$ >/dev/null 2>&1 || :

umask 077
work=$(mktemp -d -- "$state/$run/upload.XXXXXX")
. ../lib/tidy-work.sh
began=$(date +%s)

# The URL stands in no list of processes: curl reads it from standard input. Nothing in it needs a quote.
curl_settings() {
  printf 'url = "%s"\n' "$url"
  printf 'header = "%s"\n' 'If-None-Match: *' "x-amz-checksum-sha256: $sum" "x-amz-expected-bucket-owner: $owner"
}

# Uploads one part: $status of curl, $answer of S3 and the $code in it. No second try: the runner decides.
upload() {
  code='' status=0
  rm -f -- "$work/answer"
  answer=$(curl_settings | curl -q --config - --silent --globoff --proto "=$protocol" --retry 0 \
    --connect-timeout 10 --speed-limit 1024 --speed-time 30 --max-time $((UPLOAD_SECONDS)) \
    --max-filesize 65536 --upload-file "$spool/part.$number" --output "$work/answer" \
    --write-out '%{http_code}' 2>/dev/null) || status=$?
  answer=${answer:-000}
  [ ! -f "$work/answer" ] ||
    code=$(sed -n 's/.*<Code>\([A-Za-z0-9]*\)<\/Code>.*/\1/p' -- "$work/answer" | head -n 1)
}

# Ends with the first part that did not arrive: the next ones would fare no better.
while read -r number bytes sum url; do
  [ "$(($(date +%s) - began))" -lt $((UPLOADING_SECONDS)) ] || break
  [ -f "$spool/part.$number" ] || refuse no-part "the listing $label has no part $number"
  [ "$(stat -c %s -- "$spool/part.$number")" = "$bytes" ] ||
    refuse part-changed "part $number of $label has not the bytes that were listed"
  need_url "$url"
  upload
  emit "upload-$number" "$status $answer $code"
  case $status:$answer in 0:200 | 0:412) ;; *) break ;; esac
done <<END
$uploads
END
emit uploaded tried
