import type { Deployment } from '@leasehold/policies';
import { constraint, optionalStructures, requiredTexts } from '../../endpoint/json-input.ts';
import { translated } from './errors.ts';
import { allowedRule, checkOnlyPage, type Operation } from './parameters.ts';
import { targetOf, targetReply } from './target-input.ts';

/** PutTargets: all of them or none. */
export function putTargets(where: Pick<Deployment, 'partition' | 'region' | 'account'>): Operation {
  return (call, bus) => {
    const inputs = optionalStructures(call.input, 'Targets', { min: 1, max: 100 });
    if (inputs === undefined) throw constraint('Targets', 'Member must not be null');
    const targets = inputs.map((input) => targetOf(input, where));
    const rule = allowedRule(call, bus, 'Rule', { 'events:TargetArn': targets.map(({ arn }) => arn) });
    call.event.requestParameters = { rule: rule.name, targets: targets.map(({ id, arn }) => ({ id, arn })) };
    translated(() => bus.putTargets(rule, targets));
    return { FailedEntryCount: 0, FailedEntries: [] };
  };
}

export const listTargetsByRule: Operation = (call, bus) => {
  checkOnlyPage(call.input);
  const rule = allowedRule(call, bus, 'Rule');
  return { Targets: [...rule.targets.values()].map(({ target }) => targetReply(target)) };
};

export const removeTargets: Operation = (call, bus) => {
  const ids = requiredTexts(call.input, 'Ids', { min: 1, max: 100 }, { min: 1, max: 64 });
  const rule = allowedRule(call, bus, 'Rule');
  call.event.requestParameters = { rule: rule.name, ids };
  const failed = ids.filter((id) => !rule.targets.has(id));
  for (const id of ids) bus.removeTarget(bus.rule(rule.name) ?? rule, id);
  return {
    FailedEntryCount: failed.length,
    FailedEntries: failed.map((TargetId) => ({
      TargetId,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${rule.name} does not have target(s) with id ${TargetId}.`,
    })),
  };
};
