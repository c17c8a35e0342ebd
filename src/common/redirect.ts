/** The host to which an answer to `url` sends requests on, or the origin where it is not https; absent: to none. Nobody follows it. */
export function redirectedTo(
  url: string,
  status: number,
  headers: { get(name: string): string | undefined } | undefined,
): string | undefined {
  const location = headers?.get('location') ?? '';
  if (status < 300 || status >= 400 || !URL.canParse(location, url)) return undefined;
  return hostOf(new URL(location, url));
}

/** How a failure names where something leads: by its host, which is https unless the origin says otherwise. */
export function hostOf({ protocol, host, origin }: URL): string {
  return protocol === 'https:' ? host : origin;
}
