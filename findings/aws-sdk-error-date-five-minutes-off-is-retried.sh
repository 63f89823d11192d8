#!/usr/bin/env bash
# The AWS SDK for JavaScript uses all its attempts for an error that is no reason to repeat, where the answer's Date is
# five minutes or more away from the clock of this machine. It does so again with each further call.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-ssm@3.1169.0 >/dev/null
cat >ask.cjs <<'END'
const { createServer } = require('node:http');
const { SSMClient, SendCommandCommand } = require('@aws-sdk/client-ssm');
const body = JSON.stringify({ __type: 'InvalidDocument', message: 'no' });
async function ask(minutes) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    response.writeHead(400, {
      'content-type': 'application/x-amz-json-1.1',
      date: new Date(Date.now() + minutes * 60_000).toUTCString(),
    });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const client = new SSMClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${server.address().port}`,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
  });
  const asked = () =>
    client.send(new SendCommandCommand({ DocumentName: 'example', InstanceIds: ['i-00000001'] })).catch((error) => error.name);
  const first = await asked();
  const once = requests;
  requests = 0;
  await asked();
  console.log(`${minutes} minutes: ${first}, ${once} requests, then ${requests}`);
  client.destroy();
  server.close();
}
ask(0).then(() => ask(4)).then(() => ask(6)).then(() => ask(-6));
END
seen=$(node --no-warnings ask.cjs)
expected='0 minutes: InvalidDocument, 1 requests, then 1
4 minutes: InvalidDocument, 1 requests, then 1
6 minutes: InvalidDocument, 3 requests, then 3
-6 minutes: InvalidDocument, 3 requests, then 3'
echo "version: @aws-sdk/client-ssm $(node -p 'require("@aws-sdk/client-ssm/package.json").version')"
echo 'behaviour: an error that is not retryable is asked for three times, at each call, where the Date of the answer is more than five minutes off'
printf 'seen:\n%s\n' "$seen"
[ "$seen" = "$expected" ]
