import assert from 'node:assert/strict';

/*
 * The part of SARIF 2.1.0 (OASIS standard, section 3) that a review uses: which properties an object must have, may have,
 * and what is in them. What is not listed may not be there, so a misspelt property is found.
 */

type Check = (value: unknown, path: string) => void;

interface Shape {
  readonly must: Readonly<Record<string, Check>>;
  readonly may?: Readonly<Record<string, Check>>;
}

const text: Check = (value, path) => assert.ok(typeof value === 'string' && value.length > 0, path);
const yes: Check = (value, path) => assert.equal(value, true, path);
const positive: Check = (value, path) => assert.ok(Number.isInteger(value) && Number(value) >= 1, path);
const index: Check = (value, path) => assert.ok(Number.isInteger(value) && Number(value) >= 0, path);
const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value, path) =>
    assert.ok(allowed.includes(value), `${path}: ${String(value)}`);
/** RFC 3339 in UTC, as 3.9 demands. */
const utc: Check = (value, path) => assert.match(String(value), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, path);
/** A relative reference without a leading slash or a step up, as 3.4.4 demands beside a uriBaseId. */
const relative: Check = (value, path) => assert.match(String(value), /^(?!\/)(?!.*\.\.)[A-Za-z0-9/._-]+$/, path);
const level = oneOf('none', 'note', 'warning', 'error');

const object =
  ({ must, may = {} }: Shape): Check =>
  (value, path) => {
    assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), path);
    const members = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(must)) assert.ok(name in members, `${path} lacks ${name}`);
    for (const [name, member] of Object.entries(members)) {
      const check = must[name] ?? may[name];
      assert.ok(check !== undefined, `${path} has ${name}, which is no property of it`);
      check(member, `${path}.${name}`);
    }
  };

const list =
  (of: Check, least = 0): Check =>
  (value, path) => {
    assert.ok(Array.isArray(value) && value.length >= least, path);
    value.forEach((member, at) => {
      of(member, `${path}[${at}]`);
    });
  };

const named =
  (of: Check): Check =>
  (value, path) => {
    for (const [name, member] of Object.entries(value as object)) of(member, `${path}.${name}`);
  };

const message = object({ must: { text } });

const location = object({
  must: {
    physicalLocation: object({
      must: {
        artifactLocation: object({ must: { uri: relative, uriBaseId: text } }),
        region: object({ must: { startLine: positive } }),
      },
    }),
  },
  may: { logicalLocations: list(object({ must: { name: text, fullyQualifiedName: text } })) },
});

const rule = object({
  must: {
    id: text,
    shortDescription: message,
    fullDescription: message,
    defaultConfiguration: object({ must: { level } }),
  },
});

const result = object({
  must: {
    ruleId: text,
    ruleIndex: index,
    level,
    message,
    locations: list(location, 1),
    partialFingerprints: named(text),
  },
});

/** @throws AssertionError that names the place */
export const assertSarif = (log: unknown): void =>
  object({
    must: {
      $schema: oneOf('https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json'),
      version: oneOf('2.1.0'),
      runs: list(
        object({
          must: {
            tool: object({ must: { driver: object({ must: { name: text, rules: list(rule) } }) } }),
            results: list(result),
          },
          may: {
            columnKind: oneOf('utf16CodeUnits', 'unicodeCodePoints'),
            invocations: list(
              object({
                must: { executionSuccessful: yes },
                may: {
                  endTimeUtc: utc,
                  toolExecutionNotifications: list(object({ must: { message }, may: { level } })),
                },
              }),
            ),
            originalUriBaseIds: named(object({ must: { description: message } })),
          },
        }),
        1,
      ),
    },
  })(log, 'log');
