import { isScalar, type Scalar } from './json-value.ts';

/** One value of an event: where it stands, and in which member of each list on the way to it. */
export interface EventField {
  /** Names joined by dots, as EventBridge's engine joins them: a dot in a name makes no difference. */
  readonly path: string;
  readonly value: Scalar;
  /** The number of the list in the event, and the member of it. */
  readonly places: ReadonlyMap<number, number>;
}

/**
 * The single values of an event by path, lists taken apart: what is in a list stands at the list's own path. An empty list
 * and an empty object have no value, so they are not there (event-ruler, "JSON Array Matching").
 */
export function eventFields(event: unknown): ReadonlyMap<string, readonly EventField[]> {
  const fields = new Map<string, EventField[]>();
  let lists = 0;
  const visit = (value: unknown, path: string, places: ReadonlyMap<number, number>): void => {
    if (isScalar(value)) {
      const found = fields.get(path);
      if (found === undefined) fields.set(path, [{ path, value, places }]);
      else found.push({ path, value, places });
    } else if (Array.isArray(value)) {
      lists += 1;
      const list = lists;
      value.forEach((member: unknown, index) => {
        visit(member, path, new Map([...places, [list, index]]));
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) visit(member, path === '' ? name : `${path}.${name}`, places);
    }
  };
  visit(event, '', new Map());
  return fields;
}

/** Whether two values can be of one thing: wherever they are in the same list, they are in the same member of it. */
export function consistent(places: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): boolean {
  for (const [list, member] of other) {
    const here = places.get(list);
    if (here !== undefined && here !== member) return false;
  }
  return true;
}
