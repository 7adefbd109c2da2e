import { type Server, type ServiceDefinition, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import {
  ConfigService,
  file_google_rpc_error_details,
  file_leasehold_config_v1_config,
  fileDescriptors,
} from '@leasehold/contract';
import { HealthImplementation, protoPath } from 'grpc-health-check';
import { OpenStreams } from './open-streams.ts';

/** Health watches and reflection streams open at the same time. */
const maxOpenStreams = 256;

/**
 * The services anyone may call without a token: health, because load balancers have none, and reflection, because it
 * tells what `contract/` tells. Neither knows of tenants. This module is loaded while the port is being bound.
 */
export class PublicServices {
  readonly #health = new HealthImplementation({ '': 'NOT_SERVING', [ConfigService.typeName]: 'NOT_SERVING' });
  readonly #streams = new OpenStreams(maxOpenStreams);

  addTo(server: Server): void {
    const bounded = { addService: this.#addService.bind(this, server) } as unknown as Server;
    this.#health.addToServer(bounded);
    new ReflectionService({ ...ownDefinition(), ...loadSync(protoPath) }).addToServer(bounded);
  }

  setServing(serving: boolean): void {
    const state = serving ? 'SERVING' : 'NOT_SERVING';
    this.#health.setStatus('', state);
    this.#health.setStatus(ConfigService.typeName, state);
  }

  /** Ends what would never end by itself; watchers have been told NOT_SERVING by then. */
  endStreams(): void {
    this.#streams.endAll();
  }

  #addService(server: Server, definition: ServiceDefinition, implementation: UntypedServiceImplementation): void {
    const wrapped: UntypedServiceImplementation = {};
    for (const [name, handler] of Object.entries(implementation)) {
      const streaming = Object.entries(definition).some(
        ([method, { originalName, responseStream }]) => (method === name || originalName === name) && responseStream,
      );
      wrapped[name] = streaming ? this.#tracked(handler) : handler;
    }
    server.addService(definition, wrapped);
  }

  #tracked(handler: UntypedServiceImplementation[string]): UntypedServiceImplementation[string] {
    return (stream: Parameters<OpenStreams['track']>[0]) => {
      if (this.#streams.track(stream)) Reflect.apply(handler, undefined, [stream]);
      else
        stream.emit('error', {
          code: status.RESOURCE_EXHAUSTED,
          details: 'too many open health or reflection streams',
        });
    };
  }
}

/**
 * The contract's files as they are. Reflection reads a definition's `fileDescriptorProtos` and nothing else of it, so this
 * is the kind of definition that has little else. proto-loader's own loader would merge files by package and lose what
 * they import, and a client could not resolve the types of their fields.
 */
function ownDefinition(): PackageDefinition {
  // With the messages of rich errors, so that a client can show them too.
  const files = fileDescriptors(file_leasehold_config_v1_config, file_google_rpc_error_details);
  const fileDescriptorProtos = [...files];
  const format = 'Protocol Buffer 3 EnumDescriptorProto';
  const definition: PackageDefinition[string] = { format, type: {}, fileDescriptorProtos };
  return { [ConfigService.typeName]: definition };
}
