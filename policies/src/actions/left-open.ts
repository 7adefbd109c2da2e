/*
 * What the fences beyond the role leave to everybody who has a policy for it, each with the reason. Everything else that AWS
 * lists for the same kind of resource is reserved, and the proof asks for it: an action that a document forgets is in neither
 * list and is found (Service Authorization Reference, 2026-11-25).
 */

/** Asked of a table or an index; shows no item and makes no copy that its caller could read. */
export const tableManagement: readonly string[] = [
  'CreateBackup', // restoring is what shows the items: the SCP's DenyRestoringBackups
  'CreateGlobalTable',
  'CreateGlobalTableWitness',
  'CreateTable',
  'DeleteGlobalTableWitness',
  'DeleteResourcePolicy', // the SCP's DenyChangingTablePolicy
  'DeleteTable',
  'DeleteTableReplica',
  'DescribeContinuousBackups',
  'DescribeContributorInsights', // the most used keys, without their items
  'DescribeKinesisStreamingDestination',
  'DescribeTable',
  'DescribeTableReplicaAutoScaling',
  'DescribeTimeToLive',
  'DisableKinesisStreamingDestination',
  'GetResourcePolicy',
  'ImportTable',
  'ListExports',
  'ListImports',
  'ListTagsOfResource',
  'PutResourcePolicy', // the SCP's DenyChangingTablePolicy
  'ReplicateSettings',
  'RestoreTableFromAwsBackup', // asked of the table that is made, whose name is any
  'RestoreTableFromBackup', // asked of the backup: the SCP's DenyRestoringBackups
  'StartAwsBackupJob',
  'TagResource',
  'UntagResource',
  'UpdateContinuousBackups',
  'UpdateContributorInsights',
  'UpdateGlobalTable',
  'UpdateGlobalTableSettings',
  'UpdateGlobalTableVersion',
  'UpdateKinesisStreamingDestination',
  'UpdateTable', // the SCP's DenyChangingTable
  'UpdateTableReplicaAutoScaling',
  'UpdateTimeToLive',
].map((name) => `dynamodb:${name}`);

/** Asked of a stream; shows no record. */
export const streamManagement: readonly string[] = [
  'DeleteResourcePolicy', // the SCP's DenyChangingTablePolicy
  'DescribeStream', // shards and settings
  'GetResourcePolicy',
  'ListTagsOfResource',
  'PutResourcePolicy', // the SCP's DenyChangingTablePolicy
  'TagResource',
  'UntagResource',
].map((name) => `dynamodb:${name}`);

/** Asked of a key; neither uses it nor lets anyone else use it. */
export const keyManagement: readonly string[] = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'GetKeyLastUsage',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListGrants',
  'ListKeyPolicies',
  'ListKeyRotations',
  'ListResourceTags',
  'PutKeyPolicy', // the SCP's DenyChangingKeyPolicy
  'RetireGrant', // takes a grant away
  'RevokeGrant',
  'RotateKeyOnDemand',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
  'UpdatePrimaryRegion', // of replicas that are there already
].map((name) => `kms:${name}`);

/** Asked of a key, but of no symmetric one that KMS made itself, which is what a parameter is encrypted with. */
export const otherKindsOfKey: readonly string[] = [
  'DeleteImportedKeyMaterial', // of imported keys: material goes in and never comes out
  'DeriveSharedSecret', // of asymmetric keys
  'GenerateMac', // of HMAC keys
  'GetParametersForImport',
  'GetPublicKey',
  'ImportKeyMaterial',
  'Sign',
  'SynchronizeMultiRegionKey', // KMS itself, between replicas
  'Verify',
  'VerifyMac',
].map((name) => `kms:${name}`);

/** Changes a role and neither its rights nor who may have them. */
export const harmlessRoleChanges: readonly string[] = [
  'iam:CreateServiceLinkedRole', // below aws-service-role/ only
  'iam:DeleteServiceLinkedRole',
  'iam:UpdateRoleDescription',
];

/** Changes a managed policy and none of its statements. */
export const harmlessPolicyChanges: readonly string[] = ['iam:TagPolicy', 'iam:UntagPolicy'];

/** Changes a registered issuer and lets in nobody new. */
export const harmlessIssuerChanges: readonly string[] = [
  'iam:RemoveClientIDFromOpenIDConnectProvider',
  'iam:TagOpenIDConnectProvider',
  'iam:UntagOpenIDConnectProvider',
];

/** Changes a role, and still nobody else can act as it. What it may do is another question than who is it. */
export const lendsNoRole: readonly string[] = [
  ...harmlessRoleChanges,
  'iam:AttachRolePolicy',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'iam:UntagRole',
  'iam:UpdateRole', // the length of its sessions
];

/** Changes a user, and still nobody else can act as it before DynamoDB, KMS and Parameter Store. */
export const lendsNoUser: readonly string[] = [
  'iam:AttachUserPolicy',
  'iam:ChangePassword', // wants the old one
  'iam:CreateServiceSpecificCredential', // for other services than these
  'iam:DeleteAccessKey',
  'iam:DeleteLoginProfile',
  'iam:DeleteSSHPublicKey',
  'iam:DeleteServiceSpecificCredential',
  'iam:DeleteSigningCertificate',
  'iam:DeleteUser',
  'iam:DeleteUserPermissionsBoundary',
  'iam:DeleteUserPolicy',
  'iam:DetachUserPolicy',
  'iam:EnableMFADevice', // a second factor opens nothing without the first
  'iam:PutUserPermissionsBoundary',
  'iam:PutUserPolicy',
  'iam:ResetServiceSpecificCredential',
  'iam:ResyncMFADevice',
  'iam:TagUser',
  'iam:UntagUser',
  'iam:UpdateSSHPublicKey', // for CodeCommit
  'iam:UpdateServiceSpecificCredential',
  'iam:UpdateSigningCertificate', // for SOAP requests to EC2
  'iam:UploadSSHPublicKey',
  'iam:UploadSigningCertificate',
];

/** Asked of a backup; makes no table of it. */
export const backupManagement: readonly string[] = ['dynamodb:DeleteBackup', 'dynamodb:DescribeBackup'];

/** Asked of a parameter; neither shows nor changes its value. */
export const parameterManagement: readonly string[] = [
  'ssm:AddTagsToResource',
  'ssm:DeleteResourcePolicy', // takes a share away
  'ssm:GetResourcePolicies',
  'ssm:ListTagsForResource',
  'ssm:RemoveTagsFromResource',
];

/** Asked of a role beside an action that opens a session, and opens none. */
export const carriesAlong: readonly string[] = ['sts:SetContext', 'sts:SetSourceIdentity', 'sts:TagSession'];
