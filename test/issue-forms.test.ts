// GitHub shows a form only if it is sound, and says nothing of it before it is merged: what it asks for is checked here.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: {
    readonly label?: string;
    readonly value?: string;
    readonly options?: readonly unknown[];
  };
}

const folder = join(import.meta.dirname, '../.github/ISSUE_TEMPLATE');
const forms = globSync('*.yml', { cwd: folder }).filter((file) => file !== 'config.yml');
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));

test('there are forms for faults and for wishes, and no issue without one', () => {
  expect(forms.sort()).toEqual(['bug.yml', 'feature.yml']);
  expect(read('config.yml')).toMatchObject({ blank_issues_enabled: false });
});

describe.each(forms)('%s', (file) => {
  const form = read(file) as {
    readonly name?: string;
    readonly description?: string;
    readonly body: readonly Field[];
  };
  const fields = form.body.filter(({ type }) => type !== 'markdown');

  test('has a name, a description and something to fill in', () => {
    expect(form.name).toMatch(/\S{3}/);
    expect(form.description).toMatch(/\S{3}/);
    expect(fields.length).toBeGreaterThan(0);
  });

  test('has fields of the kinds that GitHub knows, each with what its kind needs', () => {
    for (const { type, attributes } of form.body) {
      expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(type === 'markdown' ? attributes.value : attributes.label).toMatch(/\S/);
      // YAML reads a bare No as text here and as false elsewhere.
      if (type === 'dropdown')
        expect(attributes.options?.every((option) => typeof option === 'string')).toBe(true);
    }
  });

  test('has ids and labels that are all different', () => {
    for (const key of [
      fields.map(({ id }) => id),
      fields.map(({ attributes }) => attributes.label),
    ]) {
      expect(key.every((one) => one !== undefined && one !== '')).toBe(true);
      expect(new Set(key).size).toBe(key.length);
    }
  });
});
