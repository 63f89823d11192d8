// Evidence in which every name and text of others tries to be something else.
import type { Evidence } from '../../src/evidence/page/evidence.ts';

/** What stands before each text. The page must show all of it, and run nothing. */
export const PAYLOADS: readonly string[] = [
  '<img src=x onerror="window.ran=1">',
  '"><script>window.ran=1</script>',
  "' onfocus='window.ran=1' autofocus tabindex='0",
  '</script><script>window.ran=1</script>',
  '</style><style>body{display:none}</style>',
  '</title></text></svg><svg onload="window.ran=1">',
  'javascript:window.ran=1',
  '<a href="javascript:window.ran=1">',
  '<base href="https://example.invalid/">',
  '<meta http-equiv="refresh" content="0;url=https://example.invalid/">',
  '\u202Egnp.exe\u2066',
  '\u001B[31mred\u001B[0m\u0007',
  '::error::stop\n::set-output name=x::y\r',
  '${{ github.token }} {0} {1}',
  '<!-- ]]> --> &lt;b&gt; &#x3c;',
  'é\u0301\u0301\u0301 عربى ‮\uD800',
  '`${window.ran=1}`',
  '\u0000\u200B\uFEFF',
];

/** What the code of the page decides by, or sorts by: no text of others. */
const KEPT =
  /^(step|verdict|startedAt|endedAt|ending|left|scope|state|by|boot|depth|sample|layer|provenAt)$/;

/** The same evidence with a payload before every text; `at` counts on, so that each place gets each of them in time. */
export function hostile(evidence: Evidence): Evidence {
  let at = 0;
  const spoil = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') {
      if (KEPT.test(name)) return value;
      at += 1;
      return `${PAYLOADS[at % PAYLOADS.length] ?? ''}${value}`;
    }
    if (Array.isArray(value)) return value.map((one: unknown) => spoil(one, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, spoil(member, key)]),
    );
  };
  return spoil(evidence, '') as Evidence;
}
