/** Sites whose pages show a clip but are not one: a resolver has to find the file behind the page. */
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  TikTok: ['tiktok.com'],
  Instagram: ['instagram.com', 'instagr.am'],
  YouTube: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'],
  Facebook: ['facebook.com', 'fb.watch', 'fb.com'],
  X: ['x.com', 'twitter.com', 't.co'],
  Vimeo: ['vimeo.com'],
  Snapchat: ['snapchat.com'],
  Pinterest: ['pinterest.com', 'pin.it'],
  Reddit: ['reddit.com', 'redd.it'],
  Twitch: ['twitch.tv'],
};

/** The platform that a host belongs to, by the name that people know, or null. @param hostname lower case */
export function platformOf(hostname: string): string | null {
  const found = Object.entries(PLATFORMS).find(([, domains]) =>
    domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`)),
  );
  return found?.[0] ?? null;
}
