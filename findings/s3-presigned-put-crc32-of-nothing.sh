#!/usr/bin/env bash
# A presigned PUT of the AWS SDK for JavaScript carries the CRC32 of zero bytes, whatever will be uploaded.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-s3@3.1169.0 @aws-sdk/s3-request-presigner@3.1169.0 >/dev/null
cat >presign.cjs <<'END'
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const { getSignedUrl } = require('@aws-sdk/s3-request-presigner');
const client = new S3Client({
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
});
const command = new PutObjectCommand({
  Bucket: 'bucket', Key: 'part-1', ContentLength: 4096, ExpectedBucketOwner: '111122223333',
});
getSignedUrl(client, command, { expiresIn: 900 }).then((text) => {
  const { searchParams } = new URL(text);
  for (const name of ['x-amz-checksum-crc32', 'x-amz-expected-bucket-owner', 'X-Amz-SignedHeaders'])
    console.log(`${name}=${searchParams.get(name)}`);
});
END
seen=$(node --no-warnings presign.cjs)
expected='x-amz-checksum-crc32=AAAAAA==
x-amz-expected-bucket-owner=111122223333
X-Amz-SignedHeaders=content-length;host'
echo "version: @aws-sdk/s3-request-presigner $(node -p 'require("@aws-sdk/s3-request-presigner/package.json").version')"
echo 'behaviour: the signed query names the CRC32 of an empty body for an upload of 4,096 bytes, and members that are headers of a PUT stand in the query'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]
