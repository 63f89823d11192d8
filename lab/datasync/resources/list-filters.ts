// The filters of ListTasks and ListLocations.

export interface ListFilter {
  readonly Name: string;
  readonly Values: readonly string[];
  readonly Operator: string;
}

/** Whether something with these fields (each with one or more values) passes every filter. */
export function matchesFilters(
  fields: Readonly<Record<string, readonly string[]>>,
  filters: readonly ListFilter[] = [],
): boolean {
  return filters.every(({ Name, Values, Operator }) => {
    const has = (test: (field: string, value: string) => boolean): boolean =>
      (fields[Name] ?? []).some((field) => Values.some((value) => test(field, value)));
    switch (Operator) {
      case 'Equals':
      case 'In':
        return has((field, value) => field === value);
      case 'NotEquals':
        return !has((field, value) => field === value);
      case 'Contains':
        return has((field, value) => field.includes(value));
      case 'NotContains':
        return !has((field, value) => field.includes(value));
      case 'BeginsWith':
        return has((field, value) => field.startsWith(value));
      case 'LessThan':
        return has((field, value) => Date.parse(field) < Date.parse(value));
      case 'LessThanOrEqual':
        return has((field, value) => Date.parse(field) <= Date.parse(value));
      case 'GreaterThan':
        return has((field, value) => Date.parse(field) > Date.parse(value));
      default:
        return has((field, value) => Date.parse(field) >= Date.parse(value));
    }
  });
}
