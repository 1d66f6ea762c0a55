import { isStayError, type StayErrorType } from '../client/errors.ts';
import { KeyRingError } from '../codec/key-ring.ts';
import { CodecAccessError } from '../codec/server/access.ts';
import { ConfigurationError } from '../config.ts';
import { TokensFileError } from '../gateway/tokens-file.ts';
import { ListingsFileError } from '../listings/load-listings.ts';
import { isSeamError, type SeamError } from '../seam/errors.ts';
import { CertificateError } from '../serving/certificate.ts';
import { SearchAttributeError } from '../setup.ts';
import { WebhooksFileError } from '../webhooks/webhooks-file.ts';
import { PortError } from '../worker/health-server.ts';
import { UnsupportedPlatform } from '../worker/platform.ts';

import { EXIT, type ExitCode } from './exit-code.ts';
import { ChildFailed } from './services/child-process.ts';
import { TemporalUnavailable } from './services/temporal-executable.ts';
import { Interrupted } from './until-stopped.ts';
import { UsageError } from './usage-error.ts';

/** Why a command failed, for people and for machines. */
export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly next: string;
  readonly exitCode: ExitCode;
}

type Told = Pick<Failure, 'message' | 'next'>;

const STAY_EXITS: Readonly<Record<StayErrorType, ExitCode>> = {
  NoSuchStay: EXIT.noSuchStay,
  MalformedInput: EXIT.usage,
  StayRefused: EXIT.refused,
  StayTerminated: EXIT.refused,
  StayIsOpen: EXIT.refused,
  StayNotProven: EXIT.refused,
  NoCredential: EXIT.refused,
  SeamNotConfigured: EXIT.usage,
  CannotReachTemporal: EXIT.unreachable,
  TemporalMisconfigured: EXIT.usage,
  PayloadUnreadable: EXIT.usage,
  TemporalFailed: EXIT.refused,
};

/** Puts whatever a command threw into one sentence, a next step and an exit code. */
export function failureOf(error: unknown): Failure {
  if (isStayError(error))
    return { ...sentences(error), type: error.type, exitCode: STAY_EXITS[error.type] };
  if (isSeamError(error)) return seamFailure(error);
  if (
    error instanceof UsageError ||
    error instanceof ConfigurationError ||
    error instanceof KeyRingError ||
    error instanceof CodecAccessError ||
    error instanceof CertificateError ||
    error instanceof ListingsFileError ||
    error instanceof TokensFileError ||
    error instanceof WebhooksFileError ||
    error instanceof SearchAttributeError ||
    error instanceof PortError ||
    error instanceof UnsupportedPlatform
  ) {
    return { ...sentences(error), type: error.name, exitCode: EXIT.usage };
  }
  if (error instanceof TemporalUnavailable) {
    return { ...sentences(error), type: error.name, exitCode: EXIT.unreachable };
  }
  if (error instanceof Interrupted) {
    const next = 'Nothing of it runs on.';
    return {
      ...sentences({ message: error.message, next }),
      type: error.name,
      exitCode: EXIT.refused,
    };
  }
  if (error instanceof ChildFailed) {
    return {
      ...sentences({ message: error.message, next: 'Try again.' }),
      type: error.name,
      exitCode: EXIT.refused,
    };
  }
  // An error that nobody foresaw may go on for pages; its first line is what a person can use.
  const message = String(error).split('\n')[0] ?? '';
  const next = 'Try again; if it stays so, report it with the command that you gave.';
  return { ...sentences({ message, next }), type: 'UnexpectedError', exitCode: EXIT.refused };
}

function seamFailure(error: SeamError): Failure {
  const told = sentences({ message: error.message, next: SEAM_NEXT[error.kind] });
  const type = error.kind === 'key-refused' ? 'SeamKeyRefused' : 'SeamUnavailable';
  switch (error.kind) {
    case 'key-refused':
      return { ...told, type, exitCode: EXIT.usage };
    case 'rejected':
      return { ...told, type: 'SeamRejected', exitCode: EXIT.refused };
    case 'rate-limited':
    case 'unavailable':
    case 'not-sent':
      return { ...told, type, exitCode: EXIT.unreachable };
  }
}

const SEAM_NEXT: Readonly<Record<SeamError['kind'], string>> = {
  rejected: 'Compare the listing with the access system.',
  'key-refused': 'Put a valid key into SEAM_API_KEY.',
  'rate-limited': 'Try again in a minute.',
  unavailable: 'Try again; check SEAM_ENDPOINT if it is set.',
  'not-sent': 'Try again.',
};

function sentences(told: { readonly message: string; readonly next: string }): Told {
  const message = told.message.trim();
  return { message: /[.!?:]$/.test(message) ? message : `${message}.`, next: told.next };
}
