/**
 * How much of what viewers take has to come from Telegram: what one instance fetches for several of its viewers comes once, and each instance fetches for
 * itself. Whoever shares is taken to be spread over the instances by chance, as a load balancer does.
 * @param shared part of the bytes that one instance alone would not fetch: 0.75 where four watch each film together
 */
export function upstreamShare(shared: number, instances: number): number {
  const together = 1 / (1 - shared)
  const fetching = instances * (1 - (1 - 1 / instances) ** together)
  return fetching / together
}
