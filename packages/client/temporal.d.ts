/**
 * What the client's types say of Temporal, for a backend without Temporal's packages: the part of
 * their types that a backend needs. The build puts this file in their place.
 */

/** Where Temporal is, and how to be let in. */
export interface ConnectionOptions {
  /** `host:port`. */
  address?: string;
  /** Encrypts; `true` without any setting. Implied by an API key. */
  tls?: boolean | TlsOptions;
  apiKey?: string | (() => string);
  /** Headers of every call. */
  metadata?: Record<string, string>;
}

/** Settings of an encrypted connection; certificates and keys in PEM form. */
export interface TlsOptions {
  /** The name in the server's certificate, where it is not the host of the address. */
  serverNameOverride?: string;
  serverRootCACertificate?: Uint8Array;
  clientCertPair?: { crt: Uint8Array; key: Uint8Array };
}

/** A value as Temporal stores it. */
export interface Payload {
  metadata?: Record<string, Uint8Array> | null;
  data?: Uint8Array | null;
}

/** Turns payloads into others, such as encrypted ones, and back. */
export interface PayloadCodec {
  encode(payloads: Payload[]): Promise<Payload[]>;
  decode(payloads: Payload[]): Promise<Payload[]>;
}

/** How values become payloads. */
export interface DataConverter {
  /** Applied in this order; in the opposite one when payloads are read. */
  payloadCodecs?: PayloadCodec[];
}

/** Temporal's own client is inside this package: `StayClient.connect` makes it. */
export type Client = never;
