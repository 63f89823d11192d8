// Stands in for actions/attest: the file must be there.
import { readFileSync } from 'node:fs';

const path = process.env['INPUT_SUBJECT-PATH'] ?? '';
console.log(`Attestation created for ${path}: ${readFileSync(path).length} bytes`);
