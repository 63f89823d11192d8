// Whether a real call is a planned one: the same operation in the same Region, each parameter in the planned form.
import type { CallEntry } from '../../lab/protocol/calls.ts';
import type { Call, Json } from '../../src/plan/operation.ts';
import { pieces, placeholderNamed } from '../../src/plan/placeholders.ts';

/** Whether a real call is this planned one. */
export function isCall(call: Call, real: CallEntry): boolean {
  return (
    call.service === real.service &&
    call.operation === real.operation &&
    call.region === real.region &&
    fits(call.parameters, decoded(real))
  );
}

/** The real parameters, those of a document as text. */
function decoded({ operation, input = {} }: CallEntry): unknown {
  if (operation !== 'SendCommand') return input;
  const parameters = input.Parameters as Readonly<Record<string, readonly string[]>>;
  return {
    ...input,
    Parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, values]) => [name, values.map(fromBase64)]),
    ),
  };
}

function fromBase64(value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) throw new Error(`not base64: ${value}`);
  return bytes.toString('utf8');
}

function fits(planned: Json | undefined, real: unknown): boolean {
  if (typeof planned === 'string')
    return (
      (typeof real === 'string' || typeof real === 'number') && pattern(planned).test(String(real))
    );
  if (typeof planned !== 'object') return planned === real;
  if (typeof real !== 'object' || real === null) return false;
  const names = new Set([...Object.keys(planned), ...Object.keys(real)]);
  return [...names].every((name) => {
    const of = (planned as Readonly<Record<string, Json | undefined>>)[name];
    const value = (real as Readonly<Record<string, unknown>>)[name];
    return value === undefined ? of === undefined || mayLack(of) : fits(of, value);
  });
}

const mayLack = (planned: Json): boolean =>
  typeof planned === 'string' && /^\{[a-z0-9-]+\?\}$/.test(planned);

const pattern = (template: string): RegExp =>
  new RegExp(
    `^${pieces(template)
      .map((piece) =>
        'text' in piece
          ? piece.text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
          : `(?:${placeholderNamed(piece.placeholder).form})`,
      )
      .join('')}$`,
    'su',
  );

/** A real call in an error. */
export const shown = (call: CallEntry | undefined): string =>
  call === undefined
    ? 'the beginning'
    : `${call.service} ${call.operation} ${call.region} ${JSON.stringify(decoded(call))}`;
