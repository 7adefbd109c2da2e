import { type Input, optionalStructures, optionalText, optionalTexts, requiredText } from '../endpoint/json-input.ts';
import { refusal, validation } from './errors.ts';
import type { Parameter, ParameterVersion } from './parameter.ts';
import { latest } from './parameter.ts';
import { parsePath, pathOf } from './parameter-name.ts';

/** Whether a parameter passes, looked at in one of its versions. */
type Filter = (parameter: Parameter, version: ParameterVersion) => boolean;

/** The filters of one request, and what binds a page token to them. */
export interface Filters {
  readonly all: readonly Filter[];
  /** With a Label filter the listing shows the version that has the label, not the newest. */
  readonly label: string | null;
  readonly digest: string;
}

type Maker = (option: string, values: readonly string[]) => Filter;

interface Key {
  readonly options: readonly string[];
  readonly make: Maker;
}

/** Compares one property as the option says; `Equals` and `BeginsWith` are AWS's, `Contains` is for names only. */
function byText(property: (parameter: Parameter, version: ParameterVersion) => string | null): Maker {
  return (option, values) => (parameter, version) => {
    const actual = property(parameter, version);
    if (actual === null) return false;
    if (option === 'BeginsWith') return values.some((value) => actual.startsWith(value));
    if (option === 'Contains') return values.some((value) => actual.includes(value));
    return values.includes(actual);
  };
}

const type: Key = { options: ['Equals'], make: byText((parameter) => parameter.type) };
const keyId: Key = { options: ['Equals', 'BeginsWith'], make: byText((_, version) => version.keyId) };
const label: Key = {
  options: ['Equals'],
  make: (_, values) => (__, version) => version.labels.includes(values[0] ?? ''),
};

/** What GetParametersByPath can filter by (ParameterStringFilter in the API reference). */
export const byPathKeys: ReadonlyMap<string, Key> = new Map([
  ['Type', type],
  ['KeyId', keyId],
  ['Label', label],
]);

/** What DescribeParameters can filter by; `tag:<key>` comes on top. */
export const describeKeys: ReadonlyMap<string, Key> = new Map([
  ['Type', type],
  ['KeyId', keyId],
  ['Name', { options: ['Equals', 'BeginsWith', 'Contains'], make: byText((parameter) => parameter.name) }],
  ['Tier', { options: ['Equals'], make: byText((_, version) => version.tier) }],
  ['DataType', { options: ['Equals', 'BeginsWith'], make: byText((_, version) => version.dataType) }],
  ['Path', { options: ['OneLevel', 'Recursive'], make: byPath }],
]);

function byPath(option: string, values: readonly string[]): Filter {
  const hierarchies = values.map((value) => hierarchyOf(parsePath(value)));
  return ({ arn }) => {
    const path = pathOf(arn);
    return hierarchies.some(
      (hierarchy) =>
        path.startsWith(hierarchy) && (option === 'Recursive' || !path.slice(hierarchy.length).includes('/')),
    );
  };
}

/** A path with exactly the one slash at its end that makes it a prefix of whole segments. */
export function hierarchyOf(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** Reads `ParameterFilters`. @throws AwsError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue, ValidationException */
export function parseFilters(input: Input, keys: ReadonlyMap<string, Key>): Filters {
  const structures = optionalStructures(input, 'ParameterFilters', { max: 20 }) ?? [];
  const seen = new Set<string>();
  const all: Filter[] = [];
  let labelled: string | null = null;
  for (const structure of structures) {
    const name = requiredText(structure, 'Key', { min: 1, max: 132 });
    const key = keys.get(name) ?? tagKey(name, keys);
    if (key === null) {
      throw refusal(
        'InvalidFilterKey',
        `The following filter key is not valid: ${name}. Valid filter keys include: [${[...keys.keys()].join(', ')}].`,
      );
    }
    if (seen.has(name)) throw validation(`The following filter is duplicated in the request: ${name}.`);
    seen.add(name);
    const option = optionalText(structure, 'Option', { min: 1, max: 10 }) ?? key.options[0] ?? 'Equals';
    if (!key.options.includes(option)) {
      throw refusal(
        'InvalidFilterOption',
        `The following filter option is not valid: ${option}. Valid options include: [${key.options.join(', ')}].`,
      );
    }
    const values = optionalTexts(structure, 'Values', { max: 50 }, { min: 1, max: 1024 }) ?? [];
    if (values.length === 0) {
      throw refusal('InvalidFilterValue', `The following filter values are missing for filter key: ${name}.`);
    }
    if (name === 'Label') labelled = values[0] ?? null;
    all.push(key.make(option, values));
  }
  return { all, label: labelled, digest: JSON.stringify(structures) };
}

function tagKey(name: string, keys: ReadonlyMap<string, Key>): Key | null {
  if (keys !== describeKeys || !name.startsWith('tag:')) return null;
  return { options: ['Equals'], make: byText(({ tags }) => tags[name.slice('tag:'.length)] ?? null) };
}

/** The version a listing shows of this parameter, or `null` when the filters drop it. */
export function shownVersion(filters: Filters, parameter: Parameter): ParameterVersion | null {
  const { label: wanted } = filters;
  const version =
    wanted === null ? latest(parameter) : parameter.versions.find((candidate) => candidate.labels.includes(wanted));
  if (version === undefined) return null;
  return filters.all.every((filter) => filter(parameter, version)) ? version : null;
}
