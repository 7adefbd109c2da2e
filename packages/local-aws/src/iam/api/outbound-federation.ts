import type { AwsCall } from '../../endpoint/aws-service.ts';
import type { OutboundFederation } from '../../sts/outbound-federation.ts';
import { iamError } from '../errors.ts';

type Reply = Readonly<Record<string, unknown>>;

export function enableOutboundWebIdentityFederation(call: AwsCall, federation: OutboundFederation): Reply {
  call.authorize({ action: 'iam:EnableOutboundWebIdentityFederation', resource: '*' });
  if (federation.enabled) {
    throw iamError('FeatureEnabled', 'Outbound identity federation is already enabled for your account.');
  }
  federation.enabled = true;
  call.event.responseElements = { issuerIdentifier: federation.issuer.url };
  return { IssuerIdentifier: federation.issuer.url };
}

/** Tokens that were issued before can still be verified: that their keys stay published is our reading (?). */
export function disableOutboundWebIdentityFederation(call: AwsCall, federation: OutboundFederation): Reply {
  call.authorize({ action: 'iam:DisableOutboundWebIdentityFederation', resource: '*' });
  if (!federation.enabled) throw featureDisabled();
  federation.enabled = false;
  return {};
}

export function getOutboundWebIdentityFederationInfo(call: AwsCall, federation: OutboundFederation): Reply {
  call.authorize({ action: 'iam:GetOutboundWebIdentityFederationInfo', resource: '*' });
  if (!federation.enabled) throw featureDisabled();
  return { IssuerIdentifier: federation.issuer.url, JwtVendingEnabled: true };
}

function featureDisabled() {
  return iamError('FeatureDisabled', 'Outbound identity federation is not enabled for your account.');
}
