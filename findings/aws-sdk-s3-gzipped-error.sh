#!/usr/bin/env bash
# The AWS SDK for JavaScript does not unpack the body of an error: one that a proxy has packed loses its code.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-s3@3.1169.0 >/dev/null
cat >ask.cjs <<'END'
const { createServer } = require('node:http');
const { gzipSync } = require('node:zlib');
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const text = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no</Message></Error>';
async function ask(packed) {
  const body = packed ? gzipSync(text) : Buffer.from(text);
  const server = createServer((request, response) => {
    response.writeHead(404, {
      'content-type': 'application/xml',
      'content-length': body.length,
      ...(packed && { 'content-encoding': 'gzip' }),
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${server.address().port}`,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
  });
  try {
    await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  } catch (error) {
    console.log(packed ? 'gzip' : 'plain', error.name, error.$fault, error.$metadata.httpStatusCode);
  }
  client.destroy();
  server.close();
}
ask(false).then(() => ask(true));
END
seen=$(node --no-warnings ask.cjs)
expected='plain NoSuchKey client 404
gzip Error undefined 404'
echo "version: @aws-sdk/client-s3 $(node -p 'require("@aws-sdk/client-s3/package.json").version')"
echo 'behaviour: an error with Content-Encoding: gzip is read as broken XML: its name is Error, it has no $fault, and only the status tells what it was'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]
