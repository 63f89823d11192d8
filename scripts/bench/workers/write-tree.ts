// Makes the bench's tree as real files, sparse ones: their sizes are what is compared, and they take no room.
import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileSize, isFolder, keySpace } from '../data/key-space.ts';

const [top = '', count = '0'] = process.argv.slice(2);
const space = keySpace(Number(count), 'deep');
mkdirSync(top, { recursive: true });
for (let index = 0; index < space.count; index += 1) {
  const path = space.path(index);
  if (isFolder(path)) mkdirSync(join(top, path));
  else {
    const file = openSync(join(top, path), 'w');
    ftruncateSync(file, fileSize(index));
    closeSync(file);
  }
}
