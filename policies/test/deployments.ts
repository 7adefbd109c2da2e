import { type Deployment, localDeployment } from '../src/index.ts';

/** One Cognito pool with two app clients, no assume-role mode: the usual deployment. */
export const usualDeployment: Deployment = {
  ...localDeployment,
  issuers: [
    {
      provider: 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
      audiences: ['1h57kf5cpq17m0eml12example', '2h57kf5cpq17m0eml12example'],
    },
  ],
};

/** The same, with issuers in both modes. */
export const bothModes: Deployment = { ...usualDeployment, assumeRoleTrust: true };

/** Every name as long as its grammar allows. */
export const longestNames: Deployment = {
  ...bothModes,
  partition: 'aws-us-gov',
  region: 'abcd-abcdefghijkl-12',
  table: 't'.repeat(255),
  parameterRoot: 'r'.repeat(63),
  readerRole: 'a'.repeat(64),
  writerRole: 'b'.repeat(64),
  taskRole: 'c'.repeat(64),
  notifierRole: 'l'.repeat(64),
  boundaryPolicy: 'd'.repeat(128),
  revocationsPolicy: 'i'.repeat(128),
  deployer: `role/${'e'.repeat(58)}/${'f'.repeat(64)}`,
  breakGlass: `role/${'g'.repeat(58)}/${'h'.repeat(64)}`,
  revoker: `role/${'j'.repeat(58)}/${'k'.repeat(64)}`,
  parameterKeyId: `mrk-${'0'.repeat(32)}`,
  notifierFunction: 'm'.repeat(64),
  failureQueue: 'n'.repeat(80),
  refreshAudience: 'o'.repeat(255),
  namespace: `${`${'p'.repeat(63)}.`.repeat(3)}${'q'.repeat(61)}`,
  discoveryService: `${'s'.repeat(63)}.${'u'.repeat(63)}`,
};

/** The same, with sessions named after users. */
export const byUser: Deployment = { ...bothModes, attribution: 'user' };
