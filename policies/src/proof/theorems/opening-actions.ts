import type { ServiceAction } from '../../actions/service-actions.ts';

/** What opens a session at STS. The two others carry what the first one was allowed; they open nothing by themselves. */
export function openingActions(actions: readonly ServiceAction[]): readonly ServiceAction[] {
  return actions.filter(
    ({ name, service }) => service === 'sts' && name !== 'sts:TagSession' && name !== 'sts:SetSourceIdentity',
  );
}
