// The text of the SSM documents: the same in what they share, sound for every shell, and nothing dangerous.
import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DOCUMENT_TIMEOUT_SECONDS } from '../../src/core/document-limits.ts';
import { DOCUMENTS } from '../../src/steps/servers/documents.ts';
import { asText, readTemplate } from './template.ts';

interface Content {
  readonly schemaVersion: string;
  readonly parameters: Readonly<
    Record<string, { readonly type: string; readonly allowedPattern?: string }>
  >;
  readonly mainSteps: readonly {
    readonly inputs: { readonly timeoutSeconds: string; readonly runCommand: readonly string[] };
  }[];
}

const template = readTemplate(
  join(import.meta.dirname, '../../infra/documents.yml'),
  {},
  { account: '111122223333', region: 'eu-central-1' },
);
const documents = Object.values(template.resources).map(({ Properties }) => {
  const name = asText(Properties.Name).replace(/^nfs-cutover-/, '');
  const text = asText(Properties.Content);
  const content = parse(text) as Content;
  return { name, text, content, script: content.mainSteps[0]?.inputs.runCommand.join('\n') ?? '' };
});
const has = (tool: string): boolean => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;

test('the documents are those that the steps send', () => {
  const names = documents.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'calibration-folder',
      'carry-files',
      'create-test-file',
      'freeze-source',
      'list-path',
      'mark-confirmed',
      'read-mounts',
      'remove-test-file',
      'restore-mount',
      'switch-mount',
      'thaw-source',
    ]),
  );
  expect(Object.keys(DOCUMENTS).sort()).toEqual(names.sort());
  for (const { name, text } of documents)
    expect(DOCUMENTS[name as keyof typeof DOCUMENTS]).toBe(text);
});

test('each document has the time that the steps know it to have', () => {
  expect(
    documents.map(({ name, content }) => [
      name,
      content.mainSteps.map(({ inputs }) => Number(inputs.timeoutSeconds)),
    ]),
  ).toEqual(Object.entries(DOCUMENT_TIMEOUT_SECONDS).map(([name, time]) => [name, [time]]));
});

describe.each(documents)('$name', ({ name, text, content, script }) => {
  test('takes nothing but base64', () => {
    expect(content.schemaVersion).toBe('2.2');
    for (const parameter of Object.values(content.parameters))
      expect(parameter).toMatchObject({ type: 'String', allowedPattern: '^[A-Za-z0-9+/=]*$' });
    expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  });

  test('has each of its parameters in the text once, quoted, as an argument of decode', () => {
    const found = [...script.matchAll(/\{\{.*?\}\}/g)].map(([whole]) => whole);
    const names = Object.keys(content.parameters);
    expect(found.sort()).toEqual(names.map((name) => `{{ ${name} }}`).sort());
    for (const name of names) expect(script).toContain(`decode ${name} '{{ ${name} }}'`);
  });

  test('never unmounts lazily or by force, and asks for no reboot', () => {
    const forced = /attempt_mount umount -[fl] "\$mount"/g;
    const code = script.replace(/^\s*#.*$/gm, '').replace(forced, '');
    // On the way back alone, from a server that does not answer.
    expect(script.match(forced)?.length ?? 0).toBe(name === 'restore-mount' ? 2 : 0);
    expect(code).not.toMatch(/umount\s+-|\breboot\b|\b194\b|eval\b|nsenter|--lazy/);
    expect(script.split('\n')[0]).toBe('#!/bin/sh');
  });

  test.each(['dash', 'bash --posix'])('is read by %s', (shell) => {
    const [name = '', ...args] = shell.split(' ');
    if (!has(name)) return;
    const { status, stderr } = spawnSync(name, [...args, '-n'], {
      input: script,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('is clean for shellcheck, where there is one', () => {
    if (!has('shellcheck')) return;
    // Quoted programs for another shell; functions that a trap calls; names that only some documents use.
    const skipped = 'SC2016,SC2317,SC2034,SC2329';
    const { stdout } = spawnSync('shellcheck', ['-s', 'sh', '-e', skipped, '-'], {
      input: script,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});

test('what documents share is the same text in each', () => {
  const blocks = new Map<string, string>();
  for (const { name: document, script } of documents)
    for (const [, name = '', body = ''] of script.matchAll(
      /^# begin: (.*)\n([^]*?)^# end: \1$/gm,
    )) {
      const known = blocks.get(name);
      if (known !== undefined)
        expect(`${document} ${name}\n${body}`).toBe(`${document} ${name}\n${known}`);
      blocks.set(name, body);
    }
  expect([...blocks.keys()]).toEqual(expect.arrayContaining(['common', 'user', 'change', 'fstab']));
});
