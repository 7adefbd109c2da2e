/** Name of the EventBridge rule that hands Parameter Store's changes to the function. */
export const parameterRule = 'leasehold-parameter-changes';

/**
 * The event pattern of that rule: every change of a parameter below the deployment's root, whatever the operation. What such an event
 * holds is in the Systems Manager user guide, "Monitoring Systems Manager events with Amazon EventBridge".
 */
export function parameterPattern({ parameterRoot }: { readonly parameterRoot: string }) {
  return {
    source: ['aws.ssm'],
    'detail-type': ['Parameter Store Change'],
    detail: { name: [{ prefix: `/${parameterRoot}/` }] },
  } as const;
}
