// application.services and application.health: what a runbook may say, and what is said of the rest.
import { describe, expect, test } from '@jest/globals';
import { changed, firstMessage, load } from '../image-archive.ts';

const SERVICES = 'services: [image-archive.service]';
const HEALTH = 'health: { unit: [image-archive.service] }';
const services = (text: string): string =>
  changed(SERVICES, `services: ${text}`).replace(`  ${HEALTH}\n`, '');

describe('services', () => {
  test.each<[string, readonly string[]]>([
    ['none', []],
    ['[app.service]', ['app.service']],
    [
      '[app@1.service, app.socket, nightly.timer]',
      ['app@1.service', 'app.socket', 'nightly.timer'],
    ],
  ])('%s', (text, units) => {
    expect(load(services(text)).application.services).toEqual(units);
  });

  const LIST = "[0]: expected a unit of the application's own, such as app.service";
  const ESSENTIAL =
    '[0]: expected a unit of the application: the server or this product needs this one';
  test.each([
    ['[]', ': expected a list of 1 to 20 names of units, got a list'],
    ['nothing', ': expected a list of 1 to 20 names of units, or the word none'],
    ['[none]', LIST],
    ['[app]', LIST],
    ['[mnt-data.mount]', LIST],
    ['[app@.service]', LIST],
    ["['app.service reboot.service']", LIST],
    ["['*.service']", LIST],
    ["['--now']", LIST],
    ['[sshd.service]', ESSENTIAL],
    ['[amazon-ssm-agent.service]', ESSENTIAL],
    ['[systemd-logind.service]', ESSENTIAL],
    ['[app.service, app.service]', '[1]: expected each once'],
  ])('%s is refused', (text, message) => {
    expect(firstMessage(services(text))).toContain(':16:');
    expect(firstMessage(services(text))).toContain(`application.services${message}`);
  });

  test('without the key', () => {
    const text = changed(`  ${SERVICES}\n`, '').replace(`  ${HEALTH}\n`, '');
    expect(firstMessage(text)).toContain('application.services: expected a list of 1 to 20');
  });
});

describe('health', () => {
  const health = (text: string): string => changed(HEALTH, `health: ${text}`);

  test.each([
    ['{ url: http://localhost:8080/health }', { url: 'http://localhost:8080/health' }],
    ["{ url: 'https://[::1]/', timeout: 90s }", { url: 'https://[::1]/', timeoutMs: 90_000 }],
    ['{ port: 443 }', { port: 443, timeoutMs: 120_000 }],
  ])('%s', (text, expected) => {
    expect(load(health(text)).application.health).toMatchObject(expected);
  });

  test.each([
    ['{ url: http://169.254.169.254/latest }', 'health.url: expected a URL of the server itself'],
    ['{ url: http://localhost.example.com/ }', 'health.url: expected a URL of the server itself'],
    ['{ url: http://localhost@example.com/ }', 'health.url: expected a URL of the server itself'],
    ['{ url: file:///etc/shadow }', 'health.url: expected a URL of the server itself'],
    ['{ url: http://localhost:99999/ }', 'health.url: expected a URL of the server itself'],
    ['{ port: 0 }', 'health.port: expected a whole number'],
    ['{ port: 80, timeout: 1h }', 'health.timeout: expected a length of time from 1s to 10m'],
    ['{ timeout: 30s }', 'health: expected a unit, a url or a port to look at'],
  ])('%s is refused', (text, message) => {
    expect(firstMessage(health(text))).toContain(`application.${message}`);
  });

  test('goes with services alone', () => {
    expect(firstMessage(changed(SERVICES, 'services: none'))).toContain(
      'application.health: expected no look at the health where no service is stopped',
    );
  });
});
