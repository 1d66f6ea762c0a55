/** The API key, and by it the sandbox workspace, of one stay. */
export function apiKeyOf(reservationId: string): string {
  return `seam_${reservationId}`;
}
