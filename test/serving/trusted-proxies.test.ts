import { describe, expect, it } from 'vitest';

import { NO_PROXY, parseTrustedProxies } from '../../src/serving/trusted-proxies.ts';

describe('the trusted proxies', () => {
  it('are those addresses and networks, also where an IPv4 address is written as IPv6, and no other', () => {
    const isTrusted = parseTrustedProxies('10.0.0.2, 10.1.0.0/16,fd00::/8, 2001:db8::1');
    for (const address of ['10.0.0.2', '10.1.255.255', '::ffff:10.0.0.2', 'fd12::1', '2001:db8::1'])
      expect(isTrusted?.(address), address).toBe(true);
    for (const address of ['10.0.0.3', '10.2.0.0', '2001:db8::2', '::ffff:10.0.0.3', 'proxy', ''])
      expect(isTrusted?.(address), address).toBe(false);
  });

  it('are none where somebody says so', () => {
    const isTrusted = parseTrustedProxies('none');
    expect(isTrusted).toBe(NO_PROXY);
    expect(isTrusted?.('127.0.0.1')).toBe(false);
  });

  it.each([
    'none,10.0.0.2',
    'proxy.example',
    '10.0.0',
    '10.0.0.2,',
    '10.0.0.0/33',
    '::/129',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.2/',
  ])('are not "%s"', (text) => {
    expect(parseTrustedProxies(text)).toBeUndefined();
  });
});
