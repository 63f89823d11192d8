// A CloudFormation template with its parameters filled in, as far as ours go: !Ref, !Sub, !GetAtt, !If and conditions.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ScalarTag, CollectionTag } from 'yaml';

type Map = Readonly<Record<string, unknown>>;

export interface Template {
  readonly parameters: Readonly<
    Record<
      string,
      {
        readonly AllowedPattern?: string;
        readonly AllowedValues?: readonly string[];
        readonly Default?: unknown;
      }
    >
  >;
  readonly resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Map }>>;
}

/** A value that must be a text, or a number or truth value, which CloudFormation takes as one. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`template: expected a text, got ${JSON.stringify(value)}`);
}

/** Stands for AWS::NoValue: what evaluates to it is left out. */
const NOTHING = Symbol('AWS::NoValue');

const scalar = (tag: string, name: string): ScalarTag => ({
  tag,
  resolve: (text) => ({ [name]: text }),
});
const sequence = (tag: string, name: string): CollectionTag => ({
  tag,
  collection: 'seq',
  resolve: (node) => ({ [name]: (node as { toJSON: () => unknown }).toJSON() }),
});
const TAGS = [
  scalar('!Ref', 'Ref'),
  scalar('!Sub', 'Fn::Sub'),
  scalar('!GetAtt', 'Fn::GetAtt'),
  sequence('!If', 'Fn::If'),
  sequence('!Equals', 'Fn::Equals'),
  sequence('!Not', 'Fn::Not'),
];

/** Reads `file` with `given` parameters; `region` and `account` are the stack's. */
export function readTemplate(
  file: string,
  given: Readonly<Record<string, string>>,
  place: { readonly region: string; readonly account: string },
): Template {
  const raw = parse(readFileSync(file, 'utf8'), { customTags: TAGS }) as {
    readonly Parameters?: Template['parameters'];
    readonly Conditions?: Map;
    readonly Resources: Map;
  };
  const parameters = raw.Parameters ?? {};
  const stack = new Stack(parameters, raw.Conditions ?? {}, { given, ...place }, raw.Resources);
  const made = Object.entries(raw.Resources).filter(([, one]) => stack.makes(one as Map));
  const resources = stack.evaluate(Object.fromEntries(made));
  return { parameters, resources: resources as Template['resources'] };
}

interface Place {
  readonly given: Readonly<Record<string, string>>;
  readonly region: string;
  readonly account: string;
}

class Stack {
  readonly #parameters: Template['parameters'];
  readonly #conditions: Map;
  readonly #place: Place;
  readonly #resources: Map;

  constructor(parameters: Template['parameters'], conditions: Map, place: Place, resources: Map) {
    this.#parameters = parameters;
    this.#conditions = conditions;
    this.#place = place;
    this.#resources = resources;
  }

  /** Whether the resource's own condition holds, if it has one. */
  makes({ Condition: condition }: Map): boolean {
    return condition === undefined || this.#holds(this.#conditions[asText(condition)] ?? '');
  }

  evaluate(value: unknown): unknown {
    if (Array.isArray(value)) return this.#list(value);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', ''], ...more] = Object.entries(value);
    const isFunction = more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
    return isFunction ? this.#call(name, argument) : this.#map(value as Map);
  }

  #list(values: readonly unknown[]): unknown {
    return values.flatMap((item) => {
      const got = this.evaluate(item);
      return got === NOTHING ? [] : [got];
    });
  }

  #map(values: Map): unknown {
    return Object.fromEntries(
      Object.entries(values).flatMap(([key, item]) => {
        const got = this.evaluate(item);
        return got === NOTHING ? [] : [[key, got]];
      }),
    );
  }

  #call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(asText(argument));
      case 'Fn::Sub':
        return asText(argument).replace(/\$\{([^}]+)\}/g, (_all, path: string) =>
          asText(path.includes('.') ? this.#attribute(path) : this.#ref(path)),
        );
      case 'Fn::GetAtt':
        return this.#attribute(asText(argument));
      case 'Fn::If': {
        const [condition = '', yes = '', no = ''] = argument as readonly unknown[];
        return this.evaluate(this.#holds(this.#conditions[asText(condition)] ?? '') ? yes : no);
      }
      default:
        throw new Error(`template: ${name} is not known here`);
    }
  }

  /** The ARN of a bucket follows from its name. Other attributes are known here by their names in the template. */
  #attribute(path: string): string {
    const [name = '', attribute] = path.split('.');
    const resource = this.#resources[name] as
      { readonly Type: string; readonly Properties: Map } | undefined;
    if (resource?.Type !== 'AWS::S3::Bucket' || attribute !== 'Arn') return path;
    return `arn:aws:s3:::${asText(this.evaluate(resource.Properties.BucketName))}`;
  }

  #holds(condition: unknown): boolean {
    const [[name, argument] = ['', '']] = Object.entries(condition as Map);
    const [a = '', b = ''] = argument as readonly unknown[];
    if (name === 'Fn::Not') return !this.#holds(a);
    if (name === 'Fn::Equals') return asText(this.evaluate(a)) === asText(this.evaluate(b));
    throw new Error(`template: the condition ${name} is not known here`);
  }

  #ref(name: string): unknown {
    const { account, region, given } = this.#place;
    switch (name) {
      case 'AWS::NoValue':
        return NOTHING;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::Region':
        return region;
      case 'AWS::AccountId':
        return account;
    }
    const parameter = this.#parameters[name] as
      { readonly Type?: string; readonly Default?: unknown } | undefined;
    // A resource is known here by its name in the template.
    if (parameter === undefined) return name;
    const value = given[name] ?? parameter.Default;
    if (value === undefined) throw new Error(`template: parameter ${name} has no value`);
    return parameter.Type === 'CommaDelimitedList' ? asText(value).split(',') : asText(value);
  }
}
