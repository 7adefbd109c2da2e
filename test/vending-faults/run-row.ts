import { type FaultRow, minute, type RowResult, second } from './fault-row.ts';
import { type Answer, FaultWorld } from './fault-world.ts';

const residents = ['acme', 'globex', 'initech'];
const newcomer = 'umbrella';
const sessionMs = 60 * minute;
/** Each caller calls so often. */
const everyMs = 5 * second;
/** So long is looked on when the fault has ended. */
const afterMs = 75 * second;
const longMs = 5 * 60 * minute;

/** Opens the residents' sessions, lets them age, brings the fault about under steady traffic, and ends it. */
export async function runRow(row: FaultRow): Promise<RowResult> {
  const { mode, aheadMs, settings } = row;
  const world = await FaultWorld.start({
    ...(mode && { mode }),
    ...(aheadMs && { aheadMs }),
    ...(settings && { settings }),
  });
  try {
    return await observed(world, row);
  } finally {
    await world.close();
  }
}

async function observed(world: FaultWorld, row: FaultRow): Promise<RowResult> {
  const openedAt = world.time.now;
  const beginsAt = openedAt + sessionMs - row.leftMs;
  const endOfFirst = firstTokensMs(row);
  const first = tokensOf(world, [...residents, newcomer], endOfFirst);
  await Promise.all(residents.map((tenant) => world.call(tenant, first(tenant))));
  // Often enough to be neither idle nor without a token.
  while (beginsAt - world.time.now > 5 * minute) {
    await world.time.pass(5 * minute);
    await Promise.all(residents.map((tenant) => world.call(tenant, first(tenant))));
  }
  await world.time.pass(beginsAt - world.time.now);

  world.aws.counts.reset();
  const stale = world.stats.staleServed;
  await row.begin(world);
  const later = tokensOf(world, [...residents, newcomer], longMs);
  const made = row.newTokenMs === undefined ? undefined : world.token(newcomer, row.newTokenMs, 0);
  const tokens = (tenant: string): string => {
    if (tenant === newcomer && made !== undefined) return made;
    return world.time.now - openedAt < endOfFirst ? first(tenant) : later(tenant);
  };
  const seen: { readonly tenant: string; readonly answer: Promise<Answer> }[] = [];
  let ended = false;
  for (let passed = 0; passed <= row.forMs + afterMs; passed += everyMs) {
    if (!ended && passed >= row.forMs) {
      ended = true;
      await row.end?.(world);
    }
    const calling = passed < (row.newcomerFromMs ?? 0) ? residents : [...residents, newcomer];
    for (const tenant of calling) seen.push({ tenant, answer: world.call(tenant, tokens(tenant)) });
    await world.time.pass(everyMs);
  }
  const answers = await Promise.all(seen.map(async ({ tenant, answer }) => ({ tenant, ...(await answer) })));
  const ofNewcomer = answers.filter(({ tenant }) => tenant === newcomer);
  const ofResidents = answers.filter(({ tenant }) => tenant !== newcomer);
  return {
    residents: tally(ofResidents),
    newcomer: tally(ofNewcomer),
    staleServed: world.stats.staleServed - stale,
    longestWaitMs: { residents: longestOf(ofResidents), newcomer: longestOf(ofNewcomer) },
    attempts: world.aws.counts.total({ service: 'sts' }),
    atMost: row.atMost({ residents: residents.length, firstCalls: ofNewcomer.length }),
    endedEarly: answers.filter(({ early }) => early).length,
  };
}

/**
 * How long the first tokens live. A session comes into its mandatory window only when there was none to renew it with: they
 * end before its advisory one, and nobody calls until the fault is there.
 */
function firstTokensMs({ tokensEndMs, leftMs }: FaultRow): number {
  if (tokensEndMs !== undefined) return sessionMs - leftMs + tokensEndMs;
  return leftMs < minute ? sessionMs - 5 * minute + second : longMs;
}

function tokensOf(world: FaultWorld, tenants: readonly string[], lifeMs: number): (tenant: string) => string {
  const tokens = new Map(tenants.map((tenant) => [tenant, world.token(tenant, lifeMs)]));
  return (tenant) => tokens.get(tenant) ?? '';
}

function longestOf(answers: readonly Answer[]): number {
  return Math.max(...answers.map(({ waitedMs }) => waitedMs));
}

function tally(answers: readonly Answer[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of answers) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
