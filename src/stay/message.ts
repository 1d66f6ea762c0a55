import type { FieldValues } from './requests.ts';
import type { Command } from './state.ts';

/** One message, as it was read. */
export type Request = Putting | Changing | Cancelling | Checking | Asking;

interface Received {
  readonly command?: Command | undefined;
  /** The name of the signal that it came as: nobody waits for its verdict. */
  readonly signal?: string;
}

/** A put says every field. */
export interface Putting extends Received {
  readonly kind: 'put';
  readonly says: Omit<FieldValues, 'cancelled'>;
  readonly revision?: number | undefined;
  /** The stay is held from the start, if this put begins it. */
  readonly holds?: boolean | undefined;
}

export interface Changing extends Received {
  readonly kind: 'change';
  readonly says: Partial<Pick<FieldValues, 'checkIn' | 'checkOut' | 'listingId'>>;
  readonly revision?: number | undefined;
}

export interface Cancelling extends Received {
  readonly kind: 'cancel';
  readonly revision?: number | undefined;
  /** It came from the Temporal UI. */
  readonly byOperator?: true;
}

interface Checking extends Received {
  readonly kind: 'check';
  /** Systems in which somebody saw something of the stay. */
  readonly systemIds: readonly string[];
}

export interface Asking extends Received {
  readonly kind: 'retry' | 'reissue' | 'hold' | 'release';
}
