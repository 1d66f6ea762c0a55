/** A recipe, by what is special to it. */
export interface Trait {
  readonly recipe: string;
  /** The credential itself names its doors and its window. */
  readonly namesDoors: boolean;
  /** The guest shows the system an identity, to which keys are sent. */
  readonly hasIdentity: boolean;
  /** The access user carries the window; where neither it nor the credential does, Nightlatch holds it. */
  readonly window: 'user' | 'credential' | 'nightlatch';
  /** A user holds one mobile key at most. */
  readonly oneKeyEach?: true;
}

export const TRAITS: readonly Trait[] = [
  { recipe: 'salto-ks-pin', namesDoors: false, hasIdentity: false, window: 'user' },
  { recipe: 'salto-ks-mobile', namesDoors: false, hasIdentity: true, window: 'user' },
  { recipe: 'salto-ks-mobile-enrolled', namesDoors: false, hasIdentity: true, window: 'user' },
  {
    ...{ recipe: 'salto-space-mobile', namesDoors: false, hasIdentity: true },
    ...{ window: 'nightlatch', oneKeyEach: true },
  },
  { recipe: 'latch-mobile', namesDoors: true, hasIdentity: false, window: 'credential' },
];

/** The trait of that recipe. */
export function traitOf(recipe: string): Trait {
  const trait = TRAITS.find((one) => one.recipe === recipe);
  if (trait === undefined)
    throw new Error(`no trait ${recipe}: ${TRAITS.map((t) => t.recipe).join()}`);
  return trait;
}
