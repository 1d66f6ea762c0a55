import type { Stage } from '../seam-make.ts';

/** Where a doubt is put: a stage that may have to be left. */
export interface Place extends Stage {
  /** Aborted when nothing more is to be asked. */
  readonly signal: AbortSignal;
}

/** Writes down what was asked and what came of it, in words that name no object and nobody. */
export type Note = (asked: string, answer: string) => void;

/** What Seam does not document, as something that can be tried in a workspace. */
export interface Doubt {
  readonly title: string;
  /** The `external_type` of the access system that it is about. */
  readonly at: string;
  /** Whether it is about an access group of that system. */
  readonly needsGroup?: true;
  /** Notes the answers. Where it throws, it ends. */
  ask(place: Place, note: Note): Promise<void>;
}

export const SALTO_KS = 'salto_ks_site';
export const SALTO_SPACE = 'salto_space_system';
export const LATCH = 'latch_building';
