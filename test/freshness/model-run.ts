import fc from 'fast-check';
import { instances } from './model-command.ts';
import { sequences } from './model-commands.ts';
import { ModelSequence } from './model-sequence.ts';
import { settle } from './model-settlement.ts';
import { ModelSystem, type Sabotage } from './model-system.ts';
import { ModelTally } from './model-tally.ts';

export interface ModelRun {
  readonly runs: number;
  /** Commands a sequence at most. */
  readonly commands: number;
  /** All follows from it, but for how what is under way interleaves. */
  readonly seed: number;
  /** Of one sequence that failed before, to run that alone. */
  readonly path?: string;
  readonly sabotage?: Sabotage;
}

export interface ModelOutcome {
  readonly details: Pick<
    fc.RunDetailsCommon<unknown>,
    'failed' | 'numRuns' | 'seed' | 'counterexample' | 'counterexamplePath' | 'errorInstance'
  >;
  readonly tally: ModelTally;
}

/** AWS refuses signatures that are five minutes away from its own time, in milliseconds. */
const maxDrift = 200_000;

/** Runs so many sequences against instances, and tells what came of them; the first that fails is the last. */
export async function runModel({ runs, commands, seed, path, sabotage }: ModelRun): Promise<ModelOutcome> {
  const tally = new ModelTally();
  let number = 0;
  let system: ModelSystem | undefined;
  const property = fc.asyncProperty(sequences(commands), async (chosen) => {
    if (system !== undefined && system.time.drift > maxDrift) {
      await system.close();
      system = undefined;
    }
    system ??= await ModelSystem.start(instances, sabotage);
    number += 1;
    const sequence = new ModelSequence(system, tally, number);
    try {
      await fc.asyncModelRun(() => ({ model: sequence, real: sequence.system }), chosen);
      await settle(sequence);
    } finally {
      sequence.close();
      system.mend();
      await sequence.ended().catch(() => undefined);
      await system.world.settled();
    }
  });
  try {
    // A sequence takes long, and does not fail each time: its seed and its path are what is told.
    const details = await fc.check(property, {
      numRuns: runs,
      seed,
      endOnFailure: true,
      ...(path === undefined ? {} : { path }),
    });
    return { details, tally };
  } finally {
    await system?.close();
  }
}
