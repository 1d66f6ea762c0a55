/**
 * A number of 53 bits that is the same for the same numbers in the same order, after cyrb53
 * (https://github.com/bryc/code). Of five million worlds two have the same with a probability of 1 in 700.
 */
export class Hash {
  private a = 0xde_ad_be_ef;
  private b = 0x41_c6_ce_57;

  /** Takes a whole number of at most 53 bits. */
  add(value: number): void {
    const low = value >>> 0;
    const high = (value / 4_294_967_296) >>> 0;
    const a = Math.imul(this.a ^ low, 0x9e_37_79_b1);
    const b = Math.imul(this.b ^ low, 0x5f_35_64_95);
    this.a = Math.imul(a ^ (a >>> 15) ^ high, 0x85_eb_ca_6b);
    this.b = Math.imul(b ^ (b >>> 13) ^ high, 0xc2_b2_ae_35);
  }

  /** The number, after which it begins anew. */
  take(): number {
    let { a, b } = this;
    a = Math.imul(a ^ (a >>> 16), 0x85_eb_ca_6b) ^ Math.imul(b ^ (b >>> 13), 0xc2_b2_ae_35);
    b = Math.imul(b ^ (b >>> 16), 0x85_eb_ca_6b) ^ Math.imul(a ^ (a >>> 13), 0xc2_b2_ae_35);
    this.a = 0xde_ad_be_ef;
    this.b = 0x41_c6_ce_57;
    return 4_294_967_296 * (2_097_151 & b) + (a >>> 0);
  }
}

const HASH = new Hash();
const KNOWN = new Map<string, number>();
const MOST_KNOWN = 100_000;

/** The same of a text. */
export function hashOf(text: string): number {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  for (let at = 0; at < text.length; at += 1) HASH.add(text.charCodeAt(at));
  const hash = HASH.take();
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(text, hash);
  return hash;
}
