// Writes one manifest in a process of its own, so that several cores are used and nothing is left in memory.
import { parseArgs } from 'node:util';
import { keySpace, layoutOf } from '../data/key-space.ts';
import { writeManifest } from '../data/manifest-file.ts';

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: '' },
    count: { type: 'string', default: '0' },
    layout: { type: 'string', default: 'deep' },
    form: { type: 'string', default: 'rows' },
    gateway: { type: 'boolean', default: false },
    missing: { type: 'string', multiple: true, default: [] },
    resized: { type: 'string', multiple: true, default: [] },
  },
});
await writeManifest(values.file, keySpace(Number(values.count), layoutOf(values.layout)), {
  form: values.form === 'lines' ? 'lines' : 'rows',
  gateway: values.gateway,
  missing: new Set(values.missing.map(Number)),
  resized: new Set(values.resized.map(Number)),
});
