import type { FailedCase } from '../cases/failed-cases.ts';
import type { MutationResult } from '../mutation/run-mutation.ts';
import { documentNames, type PolicySet } from '../policy-set.ts';
import type { TheoremResult } from '../proof/prove-theorem.ts';
import { theorems } from '../proof/theorems/all.ts';
import { checkedOutRevision, firstRendered, gitRevision, NoRenderedDocumentsError } from './git-revision.ts';
import { type MachineryChanges, machineryChanges } from './machinery/machinery.ts';
import { documentChanges } from './rendered/document-changes.ts';
import { modeSet, type RenderedMode, renderedModes } from './rendered/rendered-files.ts';
import { type RenderedSet, renderedSet } from './rendered/rendered-set.ts';
import { unexplainedDocuments } from './rendered/unexplained-documents.ts';
import { buildReview } from './report/build-review.ts';
import { mutationTable } from './report/mutation-table.ts';
import type { RequestChange, SemanticChanges } from './report/review.ts';
import { type PartVerdict, verdictOf } from './report/verdict.ts';
import { writeReview } from './report/write-review.ts';
import { sentence } from './sentence/sentence.ts';

/** What a review is asked for. */
export interface ReviewRequest {
  /** A folder inside the repository. */
  readonly repository: string;
  /** Where the three files go. */
  readonly out: string;
  /** The revision to compare with; `null` for none. */
  readonly base: string | null;
  readonly made: Date;
}

/** The parts that take long. One that is left out is said to be left out. */
export interface ReviewParts {
  readonly prove?: (set: PolicySet, mode: RenderedMode) => Promise<readonly TheoremResult[]>;
  readonly cases?: () => readonly FailedCase[];
  /** Left out when a case is not decided as written. */
  readonly mutate?: () => Promise<MutationResult>;
  readonly compare?: (base: PolicySet, now: PolicySet, mode: RenderedMode) => Promise<RequestChanges>;
}

type RequestChanges = Pick<SemanticChanges, 'newlyAllowed' | 'newlyDenied' | 'undecided'>;

/**
 * `policies review`: makes the review, writes it, and prints a line a part. Answers with the exit status: 1 when a part is
 * bad. A request that became possible is for a person to judge, and no failure.
 * @throws UnknownRevisionError, NoRenderedDocumentsError, UnreadableDocumentError
 */
export async function reviewCommand(
  { repository, out, base, made }: ReviewRequest,
  { prove, cases, mutate, compare }: ReviewParts,
  print: (line: string) => void,
): Promise<0 | 1> {
  const sets = Object.fromEntries(renderedModes.map((mode) => [mode, modeSet(mode)])) as Record<
    RenderedMode,
    PolicySet
  >;
  // Asked first: a misspelt base should not be found out after minutes of proof.
  const from = base === null ? null : renderedAt(base, repository);
  const proof =
    prove && (await inTurn(renderedModes, async (mode) => ({ mode, results: await prove(sets[mode], mode) })));
  const changes = from && compare && (await changesSince(from.bases, sets, compare));
  const failed = cases?.() ?? [];
  const mutation = failed.length === 0 && mutate ? mutationTable(await mutate()) : undefined;
  const review = buildReview({
    ...{ sets, made, base, revision: checkedOutRevision(repository) },
    ...(proof === undefined ? {} : { proof }),
    failedCases: failed,
    ...(from === null ? {} : { machinery: from.machinery }),
    ...(mutation === undefined ? {} : { mutation }),
    ...(changes === null || changes === undefined ? {} : { changes }),
  });
  const verdicts = verdictOf(review);
  for (const verdict of verdicts) print(`${marks[verdict.state]} ${verdict.part}: ${verdict.figure} ${verdict.label}`);
  const added = changes?.addedDocuments ?? [];
  if (added.length > 0)
    print(
      `       not in ${base}: ${added.join(', ')} (a fence that is not there stops nothing, a policy grants nothing)`,
    );
  for (const change of changes?.newlyAllowed ?? []) print(`       became possible${told(change)}`);
  for (const change of changes?.newlyDenied ?? []) print(`       became impossible${told(change)}`);
  const unexplained = changes?.unexplainedDocuments ?? [];
  if (unexplained.length > 0)
    print(`       read the diff of ${unexplained.join(', ')}: the text changed, and none of the above comes from it`);
  const rests = verdicts.find(({ part, state }) => part === 'machinery' && state === 'read');
  if (rests !== undefined) print(`       what the results rest on changed: ${rests.sentence}`);
  for (const kind of changes?.undecided ?? []) print(`       could not be decided: ${kind}`);
  for (const path of writeReview(review, out)) print(`wrote ${path}`);
  return verdicts.some(({ state }) => state === 'bad') ? 1 : 0;
}

function told({ mode, explanation }: RequestChange): string {
  return `${mode === undefined ? ' in both modes' : ` in the ${mode} mode`}: ${explanation}`;
}

const marks: Readonly<Record<PartVerdict['state'], string>> = {
  good: 'ok  ',
  bad: 'FAIL',
  act: 'NOTE',
  read: 'READ',
  none: '-   ',
};

/**
 * A base without some of the documents is compared as AWS decides without them. One without any is refused: it had policies, in
 * some other form, and everything that they allowed would be told as newly possible. That is no comparison.
 */
function renderedAt(base: string, repository: string): Base {
  const revision = gitRevision(base, repository);
  const { readRendered } = revision;
  const bases = renderedModes.map((mode) => ({ mode, read: renderedSet(mode, readRendered) }));
  if (bases.every(({ read }) => read.missing.length === documentNames.length)) {
    throw new NoRenderedDocumentsError(base, firstRendered(repository));
  }
  return { bases, machinery: machineryChanges(revision, theorems) };
}

interface Base {
  readonly bases: readonly RenderedBase[];
  readonly machinery: MachineryChanges;
}

interface RenderedBase {
  readonly mode: RenderedMode;
  readonly read: RenderedSet;
}

async function changesSince(
  bases: readonly RenderedBase[],
  sets: Readonly<Record<RenderedMode, PolicySet>>,
  compare: NonNullable<ReviewParts['compare']>,
): Promise<SemanticChanges> {
  const found = await inTurn(bases, async ({ mode, read }) => {
    const compared = await compare(read.set, sets[mode], mode);
    const told = [...compared.newlyAllowed, ...compared.newlyDenied].flatMap(({ document = [], alongside = [] }) =>
      [document, alongside].flat(),
    );
    const unexplained = unexplainedDocuments(read, sets[mode], told);
    const explained = (change: RequestChange): RequestChange => withStatement(change, read.set, sets[mode]);
    return {
      mode,
      ...documentChanges(read, sets[mode]),
      unexplainedDocuments: unexplained,
      ...compared,
      newlyAllowed: compared.newlyAllowed.map(explained),
      newlyDenied: compared.newlyDenied.map(explained),
    };
  });
  const names = (which: 'changedDocuments' | 'addedDocuments' | 'unexplainedDocuments') => [
    ...new Set(found.flatMap((one) => one[which])),
  ];
  const undecided = [...new Set(found.flatMap((one) => one.undecided ?? []))];
  const told = (which: 'newlyAllowed' | 'newlyDenied') =>
    toldOnce(found.flatMap((one) => one[which].map((change) => ({ mode: one.mode, ...change }))));
  return {
    newlyAllowed: told('newlyAllowed'),
    newlyDenied: told('newlyDenied'),
    ...(undecided.length === 0 ? {} : { undecided }),
    changedDocuments: names('changedDocuments'),
    addedDocuments: names('addedDocuments'),
    unexplainedDocuments: names('unexplainedDocuments'),
  };
}

/** With what the statement that brought it about said before, and says now. */
function withStatement(change: RequestChange, base: PolicySet, now: PolicySet): RequestChange {
  const { document, sid } = change;
  if (document === undefined || sid === undefined) return change;
  const [was = null, is = null] = [base, now].map(({ deployment, documents }) => {
    const found = documents[document].Statement.find(({ Sid }) => Sid === sid);
    return found === undefined ? null : sentence(found, { document, deployment });
  });
  return { ...change, statement: { was, is } };
}

/** What is so in both modes is told once, and of no mode. */
function toldOnce(changes: readonly (RequestChange & { readonly mode: RenderedMode })[]): readonly RequestChange[] {
  return [...Map.groupBy(changes, ({ explanation }) => explanation).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const { mode, ...anyMode } = first;
    return [alike.some((other) => other.mode !== mode) ? anyMode : first];
  });
}

/** One after the other: each of these keeps a processor busy. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
