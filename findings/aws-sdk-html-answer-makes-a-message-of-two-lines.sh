#!/usr/bin/env bash
# The AWS SDK for JavaScript makes an error message of more than one line where a JSON service is answered by an HTML page,
# such as a proxy's. Whoever puts messages into records of one line must escape them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-storage-gateway@3.1048.0 >/dev/null
cat >ask.cjs <<'END'
const { createServer } = require('node:http');
const { NotifyWhenUploadedCommand, StorageGatewayClient } = require('@aws-sdk/client-storage-gateway');
async function ask(status) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<html>\n<body>busy</body>\n</html>\n');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const client = new StorageGatewayClient({
    region: 'us-east-1',
    maxAttempts: 1,
    endpoint: `http://127.0.0.1:${server.address().port}`,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
  });
  const FileShareARN = 'arn:aws:storagegateway:us-east-1:111122223333:share/share-00000000';
  const error = await client.send(new NotifyWhenUploadedCommand({ FileShareARN })).catch((thrown) => thrown);
  console.log(`${status}: ${error.name}, ${error.message.includes('\n') ? 'several lines' : 'one line'}`);
  client.destroy();
  server.close();
}
ask(200).then(() => ask(503));
END
seen=$(node --no-warnings ask.cjs)
echo "version: @aws-sdk/client-storage-gateway $(node -p 'require("@aws-sdk/client-storage-gateway/package.json").version')"
echo 'behaviour: the message of the error has line feeds of the page that was no JSON'
printf 'seen:\n%s\n' "$seen"
expected='200: SyntaxError, several lines
503: SyntaxError, several lines'
[ "$seen" = "$expected" ]
