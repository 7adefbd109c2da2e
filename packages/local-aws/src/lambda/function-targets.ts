import { AwsError } from '../endpoint/aws-error.ts';
import { HandOffError, type TargetServices } from '../events/target-services.ts';
import type { Functions } from './functions.ts';

/** Targets that are functions of this account. A function takes an event only from a rule that `allow` named. */
export function functionTargets(functions: Functions): Pick<TargetServices, 'invokeAsync'> {
  return {
    invokeAsync(functionArn, event, ruleArn) {
      try {
        functions.acceptFrom('events.amazonaws.com', ruleArn, functionArn, event);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw new HandOffError(error.status === 404 ? 'NO_RESOURCE' : 'NO_PERMISSIONS', error.message);
      }
    },
  };
}
