// The peer that everyone writes first: two readlines, strings compared.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

const lines = (file: string): AsyncIterator<string> =>
  createInterface({ input: createReadStream(file).pipe(createGunzip()) })[Symbol.asyncIterator]();

const fieldsOf = (line: IteratorResult<string, undefined>): readonly string[] =>
  line.done === true ? [] : line.value.split('\t');

const [left = '', right = ''] = process.argv.slice(2);
const started = performance.now();
const [a, b] = [lines(left), lines(right)];
let [one, other] = await Promise.all([a.next(), b.next()]);
let objects = 0;
let differences = 0;
while (one.done !== true || other.done !== true) {
  const [type, size, mtime, , mode, uid, gid, , path] = fieldsOf(one);
  const [otherType, otherSize, otherMtime, , otherMode, otherUid, otherGid, , otherPath] =
    fieldsOf(other);
  if (path === otherPath) {
    if (
      type !== otherType ||
      size !== otherSize ||
      mtime !== otherMtime ||
      mode !== otherMode ||
      uid !== otherUid ||
      gid !== otherGid
    )
      differences += 1;
    objects += 1;
    one = await a.next();
    other = await b.next();
    continue;
  }
  differences += 1;
  if (otherPath === undefined || (path !== undefined && path < otherPath)) {
    objects += 1;
    one = await a.next();
  } else other = await b.next();
}
console.log(JSON.stringify({ objects, differences, milliseconds: performance.now() - started }));
