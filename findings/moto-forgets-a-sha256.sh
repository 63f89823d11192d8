#!/usr/bin/env bash
# moto never compares the SHA-256 of an upload with its bytes. It keeps it only where the request names the algorithm as well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[s3]==5.1.22' 'boto3==1.44.8' >/dev/null
cat >probe.py <<'EOF'
import base64, hashlib, boto3
from moto import mock_aws

def sha(body):
    return base64.b64encode(hashlib.sha256(body).digest()).decode()

with mock_aws():
    s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    s3.create_bucket(Bucket="bucket-1")
    for told, more in (("one", {}), ("two", {}), ("two", {"ChecksumAlgorithm": "SHA256"})):
        put = s3.put_object(Bucket="bucket-1", Key="file", Body=b"one", ChecksumSHA256=sha(told.encode()), **more)
        head = s3.head_object(Bucket="bucket-1", Key="file", ChecksumMode="ENABLED")
        kept = {None: "none", sha(b"one"): "of one", sha(b"two"): "of two"}[head.get("ChecksumSHA256")]
        print("bytes of one, SHA-256 of", told, *more, "- PUT", put["ResponseMetadata"]["HTTPStatusCode"], "- HEAD has", kept)
EOF
seen=$(venv/bin/python probe.py)
expected='bytes of one, SHA-256 of one - PUT 200 - HEAD has none
bytes of one, SHA-256 of two - PUT 200 - HEAD has none
bytes of one, SHA-256 of two ChecksumAlgorithm - PUT 200 - HEAD has of two'
echo "version: moto $(venv/bin/python -c 'import moto; print(moto.__version__)')"
echo 'behaviour: x-amz-checksum-sha256 alone is dropped; beside x-amz-sdk-checksum-algorithm a wrong one is stored as the checksum of the object. S3 answers 400.'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]
