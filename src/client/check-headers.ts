import type { ClientConnectConfig } from '@temporalio/envconfig';

import { ConfigurationError } from './configuration-error.ts';

const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * Makes sure that whatever goes along with each request, as a header of gRPC, can be one. Temporal's
 * client would say so at the first request only, quoting the key: a key that was read from a file with
 * its line break is the usual case.
 *
 * @throws ConfigurationError, which quotes no value
 */
export function checkHeaders(
  { apiKey, metadata = {} }: ClientConnectConfig['connectionOptions'],
  namespace: string | undefined,
): void {
  if (typeof apiKey === 'string' && !/^[\x21-\x7e]+$/.test(apiKey)) {
    const wrong = 'must have neither spaces nor line breaks, and plain characters only';
    throw new ConfigurationError('TEMPORAL_API_KEY', wrong, 'your_key');
  }
  if (namespace !== undefined && !PRINTABLE.test(namespace)) {
    const wrong = 'must have plain characters only, and no line breaks';
    throw new ConfigurationError('TEMPORAL_NAMESPACE', wrong, 'default');
  }
  for (const [name, value] of Object.entries(metadata)) {
    if (isHeaderName(name) && typeof value === 'string' && PRINTABLE.test(value)) continue;
    const variable = `TEMPORAL_GRPC_META_${name.replaceAll('-', '_').toUpperCase()}`;
    const wrong = 'cannot be sent: a header has a plain name and value, and is no binary one';
    throw new ConfigurationError(variable, wrong, 'value');
  }
}

/** Names that end so have values of another kind, which no variable can hold. */
function isHeaderName(name: string): boolean {
  return /^[a-z\d_.-]+$/.test(name) && !name.endsWith('-bin');
}
