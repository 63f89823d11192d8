// jest takes its teardown from a module of its own.
export { end as default } from './memory-folder.mjs';
