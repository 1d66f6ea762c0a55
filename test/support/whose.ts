/**
 * The reservation id in the name of a stay's access user: behind its mark or, at a Salto KS mobile
 * recipe, the whole name. For stories in which nobody else has such a name.
 */
export function reservationIn(fullName: string): string {
  return (fullName.split(' ')[0] ?? '').replace(/^nl:/, '').replace(/:\d+$/, '');
}
