/**
 * The header by which the gateway knows a page of the app: the value of a cookie that only the app's own pages can
 * read. Empty before a sign-in.
 * @param client name of the web app
 */
export function csrfHeader(client: string, cookies: string = document.cookie): Record<string, string> {
  const name = `studio_${client.replace(/^web-/, '')}_csrf=`;
  const pair = cookies.split('; ').find((candidate) => candidate.startsWith(name));
  return pair ? { 'x-studio-csrf': pair.slice(name.length) } : {};
}
