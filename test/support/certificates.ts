import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, both in PEM form, and what signs others with it. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  readonly signer: Signer;
}

interface Signer {
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** What a certificate is to say. */
interface Wanted {
  /** Whom it is for. An authority has a name and no address. */
  readonly name: string;
  readonly by?: Signer;
  readonly from?: Date;
  readonly until?: Date;
}

const HOUR_MS = 3_600_000;

/**
 * Makes a certificate for `localhost` and 127.0.0.1, or without a signer an authority, as X.509 wants them
 * (RFC 5280): no program of TLS has to be there for the tests.
 */
export function issue({ name, by, from, until }: Wanted): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.from([1, ...randomBytes(8)])),
    ECDSA_WITH_SHA256,
    distinguished(by?.name ?? name),
    sequence(
      time(from ?? new Date(now - HOUR_MS)),
      time(until ?? new Date(now + 24 * 30 * HOUR_MS)),
    ),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(by === undefined ? IS_AUTHORITY : IS_LOCALHOST)),
  );
  const signature = sign('sha256', body, by?.privateKey ?? privateKey);
  const whole = sequence(body, ECDSA_WITH_SHA256, bits(signature));
  return {
    cert: pem('CERTIFICATE', whole),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    signer: { name, privateKey },
  };
}

/** An authority, and a certificate by it. */
export function issueWithAuthority(name = 'stays.example'): Issued & { readonly ca: string } {
  const authority = issue({ name: 'Test Authority' });
  return { ...issue({ name, by: authority.signer }), ca: authority.cert };
}

function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tlv(0x30, ...parts);
}

function integer(bytes: Uint8Array): Buffer {
  return tlv(0x02, bytes);
}

function explicit(tag: number, content: Uint8Array): Buffer {
  return tlv(0xa0 + tag, content);
}

function bits(bytes: Uint8Array): Buffer {
  return tlv(0x03, Buffer.from([0]), bytes);
}

/** An object identifier, by its bytes. */
function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function distinguished(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(name)))));
}

function time(instant: Date): Buffer {
  const text = instant.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return tlv(0x18, Buffer.from(text));
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Buffer {
  const critical = isCritical ? [tlv(0x01, Buffer.from([255]))] : [];
  return sequence(oid(id), ...critical, tlv(0x04, value));
}

function pem(kind: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${kind}-----\n${lines.join('\n')}\n-----END ${kind}-----\n`;
}

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
/** Basic constraints: an authority. */
const IS_AUTHORITY = extension('551d13', true, sequence(tlv(0x01, Buffer.from([255]))));
/** Alternative names: a name and an address. */
const IS_LOCALHOST = extension(
  '551d11',
  false,
  sequence(tlv(0x82, Buffer.from('localhost')), tlv(0x87, Buffer.from([127, 0, 0, 1]))),
);
