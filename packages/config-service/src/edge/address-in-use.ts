/** The port is taken by another process. */
export class AddressInUseError extends Error {
  readonly address: string;
  /** The setting that chose the port. */
  readonly setting: 'LEASEHOLD_GRPC_PORT' | 'LEASEHOLD_METRICS_PORT' | 'LEASEHOLD_REFRESH_PORT';

  constructor(address: string, setting: AddressInUseError['setting']) {
    super(`${address} is in use by another process`);
    this.name = 'AddressInUseError';
    this.address = address;
    this.setting = setting;
  }
}
