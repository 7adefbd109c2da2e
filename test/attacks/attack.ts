import type { AttackedService } from './attacked-service.ts';

/** One way to call without a right to. */
export interface Attack {
  readonly name: string;
  /** The word the service's log gives as the reason: an attack refused for something else was not tried at all. */
  readonly reason: string;
  /** The lines of `authorization` that are sent. */
  readonly authorization: (world: AttackedService) => readonly string[];
}

/** An attack with one line, `Bearer <token>`. */
export function withToken(name: string, reason: string, token: (world: AttackedService) => string): Attack {
  return { name, reason, authorization: (world) => [`Bearer ${token(world)}`] };
}
