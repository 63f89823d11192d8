// The SSM documents as infra/documents.yml deploys them, one version each.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Instant } from '../time/clock.ts';
import type { LabContext } from '../context.ts';
import { page } from '../protocol/paging.ts';
import type { Json } from '../protocol/service.ts';
import { ssmError } from './errors.ts';

export const PREFIX = 'nfs-cutover-';
const TEMPLATE = fileURLToPath(new URL('../../infra/documents.yml', import.meta.url));
const MAX_DOCUMENT_BYTES = 64 * 1024;

interface Parameter {
  readonly type: 'String' | 'StringList';
  readonly description?: string;
  readonly default?: string;
  readonly allowedPattern?: string;
}

interface Content {
  readonly schemaVersion: string;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly mainSteps: readonly {
    readonly action: string;
    readonly name: string;
    readonly inputs: { readonly timeoutSeconds?: string; readonly runCommand: readonly string[] };
  }[];
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Properties: { readonly Name: string; readonly Content: string } }>
  >;
}

export interface Document {
  readonly name: string;
  readonly text: string;
  readonly hash: string;
  readonly content: Content;
  readonly created: Instant;
}

/** Reads the documents as the repository's template holds them now; what SSM would not take is an error. */
export function deployDocuments({ clock, faults }: LabContext): ReadonlyMap<string, Document> {
  const { name: bad, is } = faults.document ?? {};
  const template = parsed(readFileSync(TEMPLATE, 'utf8')) as Template;
  const documents = Object.values(template.Resources)
    .map(({ Properties: { Name, Content } }) => ({ name: Name, reviewed: Content }))
    .filter(({ name }) => is !== 'missing' || name !== `${PREFIX}${bad}`);
  return new Map(
    documents.map(({ name, reviewed }) => {
      const isOther = is === 'different' && name === `${PREFIX}${bad}`;
      const text = isOther
        ? reviewed.replace(/^description: .*/m, 'description: By hand')
        : reviewed;
      return [name, deploy(name, text, clock.now())];
    }),
  );
}

/** A process opens many labs, and all of them deploy the same texts. */
const known = new Map<string, unknown>();

function parsed(text: string): unknown {
  const content: unknown = known.get(text) ?? parse(text);
  known.set(text, content);
  return content;
}

function deploy(name: string, text: string, created: Instant): Document {
  const content = parsed(text) as Content;
  const [step, ...others] = content.mainSteps;
  if (content.schemaVersion !== '2.2' || others.length > 0 || step?.action !== 'aws:runShellScript')
    throw new Error(`lab: ${name}: expected schema 2.2 with one step aws:runShellScript`);
  if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES)
    throw new Error(`lab: ${name}: expected at most 64 KiB (MaxDocumentSizeExceeded)`);
  const hash = createHash('sha256').update(text).digest('hex');
  return { name, text, hash, content, created };
}

/** The document of a name or an ARN, if it has the version. */
export function findDocument(
  documents: ReadonlyMap<string, Document>,
  nameOrArn: string,
  version = '$DEFAULT',
): Document {
  const document = documents.get(nameOrArn.replace(/^arn:aws:ssm:[^:]*:[^:]*:document\//, ''));
  if (document === undefined)
    throw ssmError('InvalidDocument', `Document with name ${nameOrArn} does not exist.`);
  if (!['$DEFAULT', '$LATEST', '1'].includes(version))
    throw ssmError(
      'InvalidDocumentVersion',
      'The specified document version is not valid or does not exist.',
    );
  return document;
}

/** DescribeDocument's answer. */
export function describeDocument(document: Document, account: string): Json {
  const { content, hash, created } = document;
  const parameters = Object.entries(content.parameters ?? {});
  return {
    Document: {
      ...identifier(document, account),
      Hash: hash,
      HashType: 'Sha256',
      CreatedDate: created / 1000,
      Status: 'Active',
      Description: content.description ?? '',
      Parameters: parameters.map(([Name, { type, description, default: fallback }]) => ({
        Name,
        Type: type,
        ...(description !== undefined && { Description: description }),
        ...(fallback !== undefined && { DefaultValue: fallback }),
      })),
      LatestVersion: '1',
      DefaultVersion: '1',
    },
  };
}

/** GetDocument's answer: JSON unless YAML is asked for, whatever the document was written in. */
export function getDocument({ name, text, content, created }: Document, format = 'JSON'): Json {
  return {
    Name: name,
    CreatedDate: created / 1000,
    DocumentVersion: '1',
    Status: 'Active',
    Content: format === 'JSON' ? JSON.stringify(content, undefined, 2) : text,
    DocumentType: 'Command',
    DocumentFormat: format === 'JSON' ? 'JSON' : 'YAML',
  };
}

export interface ListDocumentsInput {
  readonly DocumentFilterList?: readonly { readonly key: string; readonly value: string }[];
  readonly Filters?: readonly { readonly Key?: string; readonly Values?: readonly string[] }[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** ListDocuments' answer: the account's own documents. */
export function listDocuments(
  documents: Iterable<Document>,
  account: string,
  input: ListDocumentsInput,
): Json {
  const filters = [
    ...(input.DocumentFilterList ?? []).map(({ key, value }) => ({ key, values: [value] })),
    ...(input.Filters ?? []).map(({ Key = '', Values = [] }) => ({ key: Key, values: Values })),
  ];
  const found = [...documents].filter((document) =>
    filters.every(({ key, values }) => values.some((value) => fits(document, key, value))),
  );
  const { items, next } = pageOf(found, input);
  return {
    DocumentIdentifiers: items.map((document) => ({
      ...identifier(document, account),
      CreatedDate: document.created / 1000,
    })),
    ...(next !== undefined && { NextToken: next }),
  };
}

/** A page of a list, as every list operation of Systems Manager cuts it. */
export function pageOf<T>(
  items: readonly T[],
  input: { readonly MaxResults?: number; readonly NextToken?: string },
): { readonly items: readonly T[]; readonly next?: string } {
  const found = page(items, input.NextToken, input.MaxResults ?? 50);
  if (found === undefined) throw ssmError('InvalidNextToken', 'The specified token is not valid.');
  return found;
}

function fits(document: Document, key: string, value: string): boolean {
  switch (key) {
    case 'Name':
      return document.name.startsWith(value);
    case 'Owner':
      return ['Self', 'All', 'Private'].includes(value);
    case 'DocumentType':
      return value === 'Command';
    case 'PlatformTypes':
      return value === 'Linux';
    default:
      throw ssmError('InvalidFilterKey', `The filter key ${key} is not valid.`);
  }
}

const identifier = ({ name, content }: Document, account: string): Json => ({
  Name: name,
  Owner: account,
  PlatformTypes: ['Linux'],
  DocumentVersion: '1',
  DocumentType: 'Command',
  SchemaVersion: content.schemaVersion,
  DocumentFormat: 'YAML',
  Tags: [],
});
