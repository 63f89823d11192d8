// IAM, as far as our policies go: Allow and Deny, actions and resources with wildcards, the conditions that they use.

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Conditions;
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** One permission that a call asks for. */
export interface IamRequest {
  readonly action: string;
  /** `*` for actions that IAM knows no resource for. */
  readonly resource: string;
  /** Condition keys that the call has, as texts or lists of texts. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Whether identity policies made of `statements` allow the request. */
export function allows(statements: readonly Statement[], request: IamRequest): boolean {
  const fitting = statements.filter((statement) => fits(statement, request));
  return (
    fitting.some(({ Effect }) => Effect === 'Allow') &&
    !fitting.some(({ Effect }) => Effect === 'Deny')
  );
}

/** Whether a policy of the resource denies the request, whatever the caller's own policies say. */
export function denies(statements: readonly Statement[], request: IamRequest): boolean {
  return statements.some((statement) => statement.Effect === 'Deny' && fits(statement, request));
}

/** The same statements in pieces of one action and one resource. */
export function inPieces(statements: readonly Statement[]): readonly Statement[] {
  return statements.flatMap((statement) =>
    list(statement.Action).flatMap((Action) =>
      list(statement.Resource ?? '*').map((Resource) => ({ ...statement, Action, Resource })),
    ),
  );
}

function fits(statement: Statement, request: IamRequest): boolean {
  const { action, resource, context = {} } = request;
  return (
    list(statement.Action).some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    list(statement.Resource ?? '*').some((pattern) => like(pattern, resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, list(wanted), context[key])),
    )
  );
}

function holds(
  operator: string,
  wanted: readonly string[],
  given: string | readonly string[] | undefined,
): boolean {
  const values = given === undefined ? [] : list(given);
  switch (operator) {
    case 'Null':
      return (given === undefined) === (wanted[0] === 'true');
    case 'StringEquals':
      return values.length > 0 && values.every((value) => wanted.includes(value));
    case 'Bool':
      return values.length > 0 && values.every((value) => wanted.includes(value));
    case 'ArnLike':
      return values.length > 0 && values.every((value) => wanted.some((one) => like(one, value)));
    case 'ArnNotEquals':
      return !values.some((value) => wanted.includes(value));
    case 'StringLike':
      return (
        values.length > 0 && values.every((value) => wanted.some((pattern) => like(pattern, value)))
      );
    case 'NumericGreaterThan':
      return values.length > 0 && values.every((value) => Number(value) > Number(wanted[0]));
    case 'ForAllValues:StringEquals':
      return values.every((value) => wanted.includes(value));
    case 'ForAllValues:StringLike':
      return values.every((value) => wanted.some((pattern) => like(pattern, value)));
    default:
      throw new Error(`iam: the condition operator ${operator} is not known here`);
  }
}

/** `*` is any text, `?` any character. */
function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`).test(text);
}

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;
