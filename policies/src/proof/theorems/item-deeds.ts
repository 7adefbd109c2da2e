import { tableManagement } from '../../actions/left-open.ts';
import { reservedActions } from '../../actions/reserved-actions.ts';
import type { ServiceAction } from '../../actions/service-actions.ts';
import type { Deployment } from '../../deployment.ts';
import { tableArn } from '../../names.ts';
import { type Deed, deed } from '../model/attempt.ts';
import { concat, constant } from '../smt/text.ts';

/**
 * Everything that touches or copies items: all that AWS lists for a table or an index but for management. Leading keys and
 * everything else about the request are the solver's choice.
 */
export function itemDeeds(deployment: Deployment, actions: readonly ServiceAction[]): readonly Deed[] {
  const table = tableArn(deployment);
  return [
    deed('the table', table, reservedActions(actions, 'dynamodb', 'table', tableManagement)),
    {
      what: 'an index of the table',
      actions: reservedActions(actions, 'dynamodb', 'index', tableManagement),
      of: (unknowns) => ({ resource: concat(constant(`${table}/index/`), unknowns.text('index')), keys: {} }),
    },
  ];
}
