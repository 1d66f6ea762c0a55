import * as config from '../../config.ts';
import { loadTokens } from '../../gateway/tokens-file.ts';
import { dayOf, readCertificate } from '../../serving/certificate.ts';
import { NO_PROXY } from '../../serving/trusted-proxies.ts';

import { type Finding, look } from './check.ts';

const DAY_MS = 86_400_000;

/** Looks at what a gateway or a codec server of these settings would serve with. */
export async function checkServers(): Promise<readonly Finding[]> {
  return [
    await checkTokens(),
    await checkCertificate(),
    await checkProxies(),
    await checkSeamWebhook(),
  ];
}

async function checkTokens(): Promise<Finding> {
  const path = config.tokensPath();
  const { finding } = await look(
    'gateway tokens',
    () => (path === undefined ? [] : loadTokens(path)),
    ({ length }) =>
      path === undefined
        ? 'NIGHTLATCH_TOKENS is not set: a gateway serves its own machine alone.'
        : `${path} holds ${length} ${length === 1 ? 'token' : 'tokens'}.`,
  );
  return finding;
}

async function checkCertificate(): Promise<Finding> {
  const { finding } = await look(
    'certificate',
    () => {
      const files = config.certificateFiles();
      return files && readCertificate(files);
    },
    (certificate) => {
      if (certificate === undefined)
        return 'NIGHTLATCH_TLS_CERT_FILE is not set: gateway and codec server speak HTTP, to this machine or a named proxy.';
      const { validUntil, names } = certificate;
      const days = Math.floor((validUntil.getTime() - Date.now()) / DAY_MS);
      return `It is for ${names || 'no name'}, until ${dayOf(validUntil)} (${days} ${days === 1 ? 'day' : 'days'}).`;
    },
  );
  return finding;
}

async function checkProxies(): Promise<Finding> {
  const { finding } = await look('trusted proxies', config.trustedProxies, (isTrusted) => {
    if (isTrusted === undefined)
      return 'NIGHTLATCH_TRUSTED_PROXIES is not set: nobody is believed about other addresses.';
    return isTrusted === NO_PROXY
      ? 'NIGHTLATCH_TRUSTED_PROXIES is none: nobody is believed about other addresses, and plain HTTP is meant.'
      : 'The addresses of NIGHTLATCH_TRUSTED_PROXIES are believed about their callers.';
  });
  return finding;
}

async function checkSeamWebhook(): Promise<Finding> {
  const { finding } = await look('Seam webhook', config.seamWebhookSecret, (secret) =>
    secret === undefined
      ? 'SEAM_WEBHOOK_SECRET_FILE is not set: the gateway takes no events of Seam’s.'
      : 'The gateway takes events of Seam’s that are signed with its secret.',
  );
  return finding;
}
