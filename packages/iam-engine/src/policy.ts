/** Which grammar applies: `identity`, `boundary` and `session` have no Principal; `trust` and `resource` require one. */
export type PolicyKind = 'identity' | 'boundary' | 'session' | 'trust' | 'resource';
