import type { StayClient } from '../client/index.ts';
import type { LogLevel } from '../config.ts';
import type { Answered } from '../gateway/gateway.ts';
import type { Tokens } from '../gateway/guard.ts';
import { type Place, type RunningGateway, serveGateway } from '../gateway/serve.ts';
import { loadTokens, tokensFrom } from '../gateway/tokens-file.ts';
import { type CertificateFiles, dayOf } from '../serving/certificate.ts';
import { type ServedCertificate, servedCertificate } from '../serving/served-certificate.ts';
import type { IsTrustedProxy } from '../serving/trusted-proxies.ts';
import { lineLog } from '../telemetry/line-log.ts';

/** What a gateway is told from outside. */
export interface GatewayConfig {
  readonly stays: StayClient;
  readonly version: string;
  readonly level: LogLevel;
  /** Of the tokens file. */
  readonly path: string | undefined;
  readonly seamWebhookSecret?: string;
  readonly certificateFiles: CertificateFiles | undefined;
  readonly isTrustedProxy: IsTrustedProxy | undefined;
}

type Log = ReturnType<typeof lineLog>;

/**
 * Starts a gateway with its log, its tokens file and its certificate.
 *
 * @throws TokensFileError; CertificateError; the system's own error, if it cannot listen there
 */
export async function openGateway(
  { level, path, certificateFiles: files, ...rest }: GatewayConfig,
  place: Place,
): Promise<RunningGateway> {
  const log = lineLog(level);
  const tokens = path === undefined ? undefined : await tokensOf(path, log);
  const certificate = files && certificateOf(files, log);
  const onAnswer = (answered: Answered): void => note(answered, log);
  return serveGateway({ ...rest, tokens, certificate, onAnswer }, place);
}

async function tokensOf(path: string, log: Log): Promise<Tokens> {
  return tokensFrom(path, await loadTokens(path), {
    read: (count) => log.info({ count }, 'The tokens file was read'),
    failed: ({ message }) =>
      log.error({ why: message }, 'The tokens file cannot be used: what it said before counts'),
  });
}

function certificateOf(files: CertificateFiles, log: Log): ServedCertificate {
  return servedCertificate(files, {
    read: ({ validUntil }) =>
      log.info({ until: dayOf(validUntil) }, 'Another certificate is served from now on'),
    failed: ({ message }) =>
      log.error({ why: message }, 'The certificate cannot be used: the one before is served'),
  });
}

/** An answer with a problem of ours tells why, which its caller may not have been told. */
function note({ error, ...answered }: Answered, log: Log): void {
  if (answered.status === 500) log.error({ ...answered, ...placeOf(error) }, 'Failed');
  else if (answered.status === 503) log.warn({ ...answered, ...reasonOf(error) }, 'Away');
  else log.info(answered, 'Answered');
}

/** The texts of the client and the Seam port are ours, and quote nothing. */
function reasonOf(error: unknown): { readonly why?: string } {
  return error instanceof Error ? { why: error.message } : {};
}

/** Of an error that nobody foresaw, only its class and its place: its text may hold anything. */
function placeOf(error: unknown): { readonly failure?: string; readonly at?: readonly string[] } {
  if (!(error instanceof Error)) return {};
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { failure: error.name, at: frames.slice(0, 6).map((line) => line.trim()) };
}
