import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { matchesPattern } from '../../src/events/pattern.ts';
import { EventPatternError } from '../../src/events/pattern-error.ts';

const detail = (pattern: unknown) => ({ detail: pattern });

/** The event of the EventBridge user guide, "Event patterns", with the members its operators' examples use. */
const instanceEvent = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-10-02T18:43:48Z',
  region: 'us-west-1',
  resources: [
    'arn:aws:autoscaling:us-west-1:123456789012:autoScalingGroup:eb56d16b:autoScalingGroupName/ASGTerminate',
    'arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0',
  ],
  detail: {
    'instance-id': 'i-1234567890abcdef0',
    state: 'terminated',
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    eventVersion: '',
    responseElements: null,
    FileName: 'dir/lib/photo.PNG',
    service: 'EventBridge',
    ready: true,
    parts: [],
    owner: { name: 'Anna', 'team.id': 7 },
  },
};

/** Pattern, whether it matches `instanceEvent`. Those of AWS's documentation are said to be. */
const cases: readonly (readonly [name: string, pattern: unknown, matches: boolean])[] = [
  // EventBridge user guide, "Event patterns"
  [
    'source, type and state',
    {
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance State-change Notification'],
      detail: { state: ['terminated'] },
    },
    true,
  ],
  ['another state', { source: ['aws.ec2'], ...detail({ state: ['running'] }) }, false],
  ['one of several', { source: ['aws.fargate', 'aws.ec2'] }, true],
  ['a name the event has not', { nothing: ['aws.ec2'] }, false],
  ['another case', { source: ['AWS.ec2'] }, false],
  // "Arrays": any member of the event's list
  [
    'a member of a list',
    { resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0', 'another'] },
    true,
  ],
  ['no member of a list', { resources: ['another'] }, false],
  // "Null values and empty strings": not the same
  ['an empty text', detail({ eventVersion: [''] }), true],
  ['null', detail({ responseElements: [null] }), true],
  ['an empty text for null', detail({ responseElements: [''] }), false],
  ['null for an empty text', detail({ eventVersion: [null] }), false],
  ['true', detail({ ready: [true] }), true],
  ['the text true for true', detail({ ready: ['true'] }), false],
  // "Prefix matching", "Suffix matching"
  ['a beginning', { time: [{ prefix: '2017-10-02' }] }, true],
  ['another beginning', { time: [{ prefix: '2017-10-03' }] }, false],
  ['any text begins with nothing', { source: [{ prefix: '' }] }, true],
  ['a number has no beginning', detail({ 'c-count': [{ prefix: '5' }] }), false],
  ['a beginning in any case', detail({ service: [{ prefix: { 'equals-ignore-case': 'EVENTB' } }] }), true],
  ['an end', detail({ FileName: [{ suffix: '.PNG' }] }), true],
  ['an end in another case', detail({ FileName: [{ suffix: '.png' }] }), false],
  ['an end in any case', detail({ FileName: [{ suffix: { 'equals-ignore-case': '.png' } }] }), true],
  ['any case', detail({ service: [{ 'equals-ignore-case': 'eventbridge' }] }), true],
  // "Anything-but matching"
  ['anything but a text', detail({ state: [{ 'anything-but': 'initializing' }] }), true],
  ['anything but that text', detail({ state: [{ 'anything-but': 'terminated' }] }), false],
  ['anything but a number', detail({ 'x-limit': [{ 'anything-but': 123 }] }), true],
  ['anything but that number', detail({ 'x-limit': [{ 'anything-but': [100, 3.018e2] }] }), false],
  ['anything but texts', detail({ state: [{ 'anything-but': ['stopped', 'overloaded'] }] }), true],
  ['anything but a text, of a number', detail({ 'c-count': [{ 'anything-but': '5' }] }), true],
  ['anything but a text, of null', detail({ responseElements: [{ 'anything-but': 'x' }] }), true],
  ['anything but, of what is not there', detail({ nothing: [{ 'anything-but': 'x' }] }), false],
  ['anything but one, of a list of two', { resources: [{ 'anything-but': instanceEvent.resources[0] }] }, true],
  ['anything but both, of a list of two', { resources: [{ 'anything-but': instanceEvent.resources }] }, false],
  ['anything but a beginning', detail({ state: [{ 'anything-but': { prefix: 'init' } }] }), true],
  ['anything but that beginning', detail({ state: [{ 'anything-but': { prefix: ['init', 'term'] } }] }), false],
  ['anything but an end', detail({ FileName: [{ 'anything-but': { suffix: '.txt' } }] }), true],
  ['anything but that end', detail({ FileName: [{ 'anything-but': { suffix: '.PNG' } }] }), false],
  [
    'anything but, in any case',
    detail({ state: [{ 'anything-but': { 'equals-ignore-case': ['STOPPED', 'Terminated'] } }] }),
    false,
  ],
  ['anything but a form', detail({ FileName: [{ 'anything-but': { wildcard: '*/bin/*' } }] }), true],
  ['anything but that form', detail({ FileName: [{ 'anything-but': { wildcard: '*/lib/*' } }] }), false],
  // "Numeric matching"
  [
    'numbers',
    detail({
      'c-count': [{ numeric: ['>', 0, '<=', 5] }],
      'd-count': [{ numeric: ['<', 10] }],
      'x-limit': [{ numeric: ['=', 3.018e2] }],
    }),
    true,
  ],
  ['the bound itself', detail({ 'c-count': [{ numeric: ['>', 5] }] }), false],
  ['a text is no number', detail({ 'instance-id': [{ numeric: ['>=', 0] }] }), false],
  ['a number written otherwise', detail({ 'x-limit': [301.8] }), true],
  ['six digits after the point', detail({ 'x-limit': [301.8000001] }), true],
  ['a number as a text', detail({ 'c-count': ['5'] }), false],
  // "IP address matching"
  ['an address in a block', detail({ 'source-ip': [{ cidr: '10.0.0.0/24' }] }), true],
  ['an address outside', detail({ 'source-ip': [{ cidr: '10.0.1.0/24' }] }), false],
  ['a text that is no address', detail({ state: [{ cidr: '0.0.0.0/0' }] }), false],
  // "Exists matching": of values only
  ['there', detail({ 'c-count': [{ exists: true }] }), true],
  ['there, and null', detail({ responseElements: [{ exists: true }] }), true],
  ['not there', detail({ 'c-counter': [{ exists: false }] }), true],
  ['not there, but it is', detail({ 'c-count': [{ exists: false }] }), false],
  ['an object is no value', detail({ owner: [{ exists: false }] }), true],
  ['an empty list has no value', detail({ parts: [{ exists: true }] }), false],
  ['not there, or so', detail({ 'c-count': [{ exists: false }, 5] }), true],
  // "Matching using wildcards"
  ['a form', detail({ FileName: [{ wildcard: 'dir/*.PNG' }] }), true],
  ['two stars', detail({ FileName: [{ wildcard: '*/lib/*' }] }), true],
  ['another form', detail({ FileName: [{ wildcard: 'dir/*.txt' }] }), false],
  // "Complex example with $or matching"
  [
    'one of two',
    { source: ['aws.ec2'], ...detail({ $or: [{ 'c-count': [{ numeric: ['>', 9] }] }, { 'd-count': [3] }] }) },
    true,
  ],
  [
    'none of two',
    { source: ['aws.ec2'], ...detail({ $or: [{ 'c-count': [9] }, { 'd-count': [9], state: ['terminated'] }] }) },
    false,
  ],
  [
    'two of two each',
    { $or: [{ source: ['x'] }, { region: ['us-west-1'] }], ...detail({ $or: [{ a: [1] }, { ready: [true] }] }) },
    true,
  ],
  ['an $or in an $or', { $or: [{ source: ['x'] }, { $or: [{ region: ['x'] }, { account: ['111122223333'] }] }] }, true],
  // event-ruler, "JSON keys with dots"
  ['a dot in the pattern', { 'detail.owner': { name: ['Anna'] } }, true],
  ['a dot in the event', detail({ owner: { team: { id: [7] } } }), true],
];

describe('an event pattern', () => {
  for (const [name, pattern, matches] of cases) {
    it(`${matches ? 'matches' : 'does not match'}: ${name}`, () => {
      assert.equal(matchesPattern(pattern, instanceEvent), matches);
    });
  }

  it('takes its values from one member of a list of objects', () => {
    const event = {
      employees: [
        [
          { firstName: 'John', lastName: 'Doe' },
          { firstName: 'Anna', lastName: 'Smith' },
        ],
        [{ firstName: 'Peter', lastName: 'Jones' }],
      ],
      offices: [{ city: 'Oslo' }, { city: 'Rome' }],
    };
    const matches = (pattern: unknown) => matchesPattern(pattern, event);
    assert.ok(matches({ employees: { firstName: ['Anna'] } }));
    assert.ok(matches({ employees: { firstName: ['Anna'], lastName: ['Smith'] } }));
    assert.ok(!matches({ employees: { firstName: ['Anna'], lastName: ['Doe'] } }));
    assert.ok(!matches({ employees: { firstName: ['Anna'], lastName: ['Jones'] } }));
    assert.ok(matches({ employees: { firstName: ['Anna'], lastName: ['Smith'] }, offices: { city: ['Rome'] } }));
  });

  it('knows IPv6, and one address in two spellings', () => {
    const matches = (pattern: unknown, ip: string) => matchesPattern({ ip: [pattern] }, { ip });
    assert.ok(matches({ cidr: '2001:db8::/32' }, '2001:db8:1::5'));
    assert.ok(!matches({ cidr: '2001:db8::/32' }, '2001:db9::5'));
    assert.ok(!matches({ cidr: '0.0.0.0/0' }, '::1'));
    assert.ok(matches('2001:DB8:0:0:0:0:0:1', '2001:db8::1'));
    assert.ok(matches({ cidr: '::ffff:10.0.0.0/120' }, '::ffff:a00:21'));
  });

  it('takes a star and a backslash for themselves when they are escaped', () => {
    const matches = (wildcard: string, name: string) => matchesPattern({ name: [{ wildcard }] }, { name });
    assert.ok(matches('a\\*b*', 'a*bcd'));
    assert.ok(!matches('a\\*b*', 'axbcd'));
    assert.ok(matches('a\\\\*', 'a\\b'));
    assert.ok(matches('*', ''));
    assert.ok(!matches('ab*ba', 'aba'));
  });
});

/** What EventBridge refuses, by the texts of its own engine. */
const refused: readonly (readonly [pattern: unknown, reason: RegExp])[] = [
  [[], /not an object/],
  ['source', /not an object/],
  [{}, /Empty objects/],
  [{ detail: {} }, /Empty objects/],
  [{ source: [] }, /Empty arrays/],
  [{ source: 'aws.ec2' }, /"source" must be an object or an array/],
  [{ source: null }, /"source" must be an object or an array/],
  [{ source: [['aws.ec2']] }, /Match value must be/],
  [{ source: [{}] }, /name not found/],
  [{ source: [{ like: 'x' }] }, /Unrecognized match type like/],
  [{ source: [{ toString: 'x' }] }, /Unrecognized match type toString/],
  [{ source: [{ prefix: 'a', suffix: 'b' }] }, /Only one key/],
  [{ source: [{ prefix: 5 }] }, /prefix match pattern must be a string/],
  [{ source: [{ prefix: { suffix: 'a' } }] }, /Unsupported prefix pattern/],
  [{ source: [{ suffix: [] }] }, /must be a string/],
  [{ source: [{ exists: 'true' }] }, /either true or false/],
  [{ source: [{ cidr: '10.0.0.0' }] }, /CIDR/],
  [{ source: [{ cidr: '10.0.0/24' }] }, /CIDR/],
  [{ source: [{ cidr: '10.0.0.0/33' }] }, /CIDR/],
  [{ source: [{ numeric: 5 }] }, /must be an array/],
  [{ source: [{ numeric: ['~', 5] }] }, /Unrecognized numeric range operator/],
  [{ source: [{ numeric: ['>', '5'] }] }, /must be numeric/],
  [{ source: [{ numeric: ['>', 5, '<', 5] }] }, /Bottom must be less than top/],
  [{ source: [{ numeric: ['<', 5, '>', 1] }] }, /Too many elements/],
  [{ source: [{ numeric: ['>', 1, '=', 5] }] }, /Bad numeric range operator/],
  [{ source: [{ numeric: ['>', 5.1e9] }] }, /between -5.0E9 and 5.0E9/],
  [{ source: [{ 'anything-but': [] }] }, /Inside anything but list/],
  [{ source: [{ 'anything-but': ['a', 1] }] }, /mixed type/],
  [{ source: [{ 'anything-but': [null] }] }, /Inside anything but list/],
  [{ source: [{ 'anything-but': { numeric: ['>', 1] } }] }, /Unsupported anything-but/],
  [{ source: [{ 'anything-but': { prefix: '' } }] }, /Null prefix/],
  [{ source: [{ wildcard: 'a**b' }] }, /Consecutive wildcard/],
  [{ source: [{ wildcard: 'a\\b' }] }, /Invalid escape/],
  [{ source: [{ wildcard: 'a\\' }] }, /Invalid escape/],
  [{ $or: { a: [1] } }, /It must be an Array/],
  [{ $or: [{ a: [1] }] }, /at least 2/],
  [{ $or: [{ a: [1] }, 'b'] }, /Only JSON object/],
  [{ $or: [{ prefix: ['a'] }, { b: [1] }] }, /reserved/],
  [
    Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name) => [name, { $or: Array.from({ length: 6 }, (_, index) => ({ x: [index] })) }]),
    ),
    /too complex/,
  ],
];

describe('a pattern that EventBridge refuses', () => {
  for (const [pattern, reason] of refused) {
    it(JSON.stringify(pattern).slice(0, 80), () => {
      assert.throws(
        () => matchesPattern(pattern, instanceEvent),
        (error) => error instanceof EventPatternError && reason.test(error.message),
      );
    });
  }
});

const scalar = fc.oneof(fc.string(), fc.integer({ min: -1_000, max: 1_000 }), fc.boolean(), fc.constant(null));
const flat = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), scalar, { minKeys: 1, maxKeys: 5 });

describe('of any event', () => {
  it('every part of it, in lists, is a pattern that matches', () => {
    fc.assert(
      fc.property(flat, fc.dictionary(fc.stringMatching(/^[A-Z]{1,4}$/), flat, { maxKeys: 3 }), (event, nested) => {
        const listed = (part: object) => Object.fromEntries(Object.entries(part).map(([key, value]) => [key, [value]]));
        const whole = { ...event, ...nested };
        const pattern = {
          ...listed(event),
          ...Object.fromEntries(Object.entries(nested).map(([key, part]) => [key, listed(part)])),
        };
        assert.ok(matchesPattern(pattern, whole));
        for (const [key, value] of Object.entries(pattern)) assert.ok(matchesPattern({ [key]: value }, whole));
      }),
    );
  });

  it('an $or matches what one of its parts does, and two names what both do', () => {
    const event = { a: 1, b: 'x', c: [true, null] };
    const part = fc.constantFrom<Readonly<Record<string, unknown>>>(
      { a: [1] },
      { a: [2] },
      { b: [{ prefix: 'x' }] },
      { b: [{ exists: false }] },
      { c: [null] },
      { c: [{ 'anything-but': 'x' }] },
      { d: [{ exists: false }] },
      { d: ['x'] },
    );
    fc.assert(
      fc.property(part, fc.array(part, { minLength: 2, maxLength: 4 }), (also, parts) => {
        const one = parts.some((alternative) => matchesPattern(alternative, event));
        assert.equal(matchesPattern({ $or: parts }, event), one);
        const under = { e: event, a: event.a, b: event.b, c: event.c };
        const both = one && matchesPattern(also, event);
        assert.equal(matchesPattern({ ...also, e: { $or: parts } }, under), both);
      }),
    );
  });

  it('a text is one of a set, or anything but that set', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (name, set) => {
        // An address is compared by what it means.
        fc.pre(!set.some((one) => /^[0-9a-f:.]+$/i.test(one)));
        const among = set.includes(name);
        assert.equal(matchesPattern({ name: set }, { name }), among);
        assert.notEqual(matchesPattern({ name: [{ 'anything-but': set }] }, { name }), among);
      }),
    );
  });

  it('a form with stars is what a regular expression makes of it', () => {
    const part = fc.constantFrom('a', 'b', '.', '', 'ab');
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), fc.stringMatching(/^[ab.]{0,8}$/), (parts, name) => {
        const wildcard = parts.join('*').replace(/\*{2,}/g, '*');
        const expected = new RegExp(`^${wildcard.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 's').test(name);
        assert.equal(matchesPattern({ name: [{ wildcard }] }, { name }), expected);
      }),
    );
  });
});
