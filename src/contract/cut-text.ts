/** The first `most` characters of a text; none of them is cut in two. */
export function cutText(text: string, most: number): string {
  // A character is at most two units long: what is far longer need not be taken apart as a whole.
  return Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join('');
}
