/**
 * What a verified caller may do in its own tenant: `reader` reads; `writer` also writes the configuration of the
 * services in its scope; `admin` also writes the tenant's shared configuration.
 */
export const roles = ['reader', 'writer', 'admin'] as const;
export type Role = (typeof roles)[number];

export function isRole(text: unknown): text is Role {
  return roles.some((role) => role === text);
}
