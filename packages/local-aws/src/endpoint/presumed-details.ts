import type { EventDetails } from './aws-service.ts';

const reading = /^(Get|BatchGet|List|Describe|Lookup|Query|Scan|TransactGet)/;
const dataOfDynamoDb =
  /^(Get|Put|Update|Delete|BatchGet|BatchWrite)Item$|^(Query|Scan)$|^Transact(Get|Write)Items$|Statement$|^Get(Records|ShardIterator)$/;

const dataOfSqs = /^(Send|Receive|Delete)Message$/;

/** What an event says of a call until its service says more; all there is of a call that never reached one. */
export function presumedDetails(service: string, operation: string): EventDetails {
  return {
    requestParameters: null,
    responseElements: null,
    resources: [],
    // CloudTrail marks opening a session as a read (readOnly: true in AWS's sample events).
    readOnly: reading.test(operation) || (service === 'sts' && operation.startsWith('AssumeRole')),
    category: isData(service, operation) ? 'Data' : 'Management',
  };
}

/** CloudTrail user guide, "Logging data events": items and stream records, messages, and functions that are run. */
function isData(service: string, operation: string): boolean {
  if (service === 'dynamodb') return dataOfDynamoDb.test(operation);
  if (service === 'sqs') return dataOfSqs.test(operation);
  return service === 'lambda' && operation === 'Invoke';
}
