import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isServerAddress, type LinkPolicy, nameOfLink, readLink } from './link.ts';
import { platformOf } from './platform-link.ts';
import { isPublicAddress } from './public-address.ts';

const anywhere: LinkPolicy = { hosts: ['*'], ports: [80, 443], mayConnect: isPublicAddress };

describe('a public address', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '100::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each(['1.1.1.1', '93.184.216.34', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    'is %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it('is never one of 127/8, 10/8 or 169.254/16, nor one that wraps such a one, in any spelling', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const inner = fc.oneof(
      fc.tuple(fc.constantFrom(127, 10), octet, octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    );
    fc.assert(
      fc.property(inner, (octets) => {
        const number = octets.reduce((value, part) => value * 256 + part, 0);
        const [a, b, c, d] = octets;
        const hex = [octets[0]! * 256 + octets[1]!, octets[2]! * 256 + octets[3]!].map((part) =>
          part.toString(16),
        );
        const spellings = [
          octets.join('.'),
          String(number),
          `0x${number.toString(16)}`,
          `0${number.toString(8)}`,
          octets.map((part) => `0${part.toString(8)}`).join('.'),
          `0x${a!.toString(16)}.${b! * 65_536 + c! * 256 + d!}`,
          `${octets.join('.')}.`,
          `[::ffff:${octets.join('.')}]`,
          `[::${hex.join(':')}]`,
          `[64:ff9b::${hex.join(':')}]`,
          `[2002:${hex.join(':')}::]`,
        ];
        for (const host of spellings)
          expect(readLink(`http://${host}/a.mp4`, anywhere), host).toBe('PRIVATE_ADDRESS');
      }),
    );
  });
});

describe('a link', () => {
  it.each([
    ['https://example.org/a.mp4', null],
    ['http://example.org:80/a.mp4', null],
    ['HTTPS://EXAMPLE.ORG./a.mp4', null],
    ['https://93.184.216.34/a.mp4', null],
    ['ftp://example.org/a.mp4', 'SCHEME'],
    ['file:///etc/passwd', 'SCHEME'],
    ['gopher://example.org/', 'SCHEME'],
    ['data:video/mp4;base64,AAAA', 'SCHEME'],
    ['javascript:alert(1)', 'SCHEME'],
    ['example.org/a.mp4', 'MALFORMED'],
    ['', 'MALFORMED'],
    [`https://example.org/${'a'.repeat(2_048)}`, 'MALFORMED'],
    ['http://256.1.1.1/', 'MALFORMED'],
    ['https://anna:secret@example.org/', 'CREDENTIALS'],
    ['https://example.org@10.0.0.1/', 'CREDENTIALS'],
    ['http://example.org:22/', 'PORT'],
    ['http://example.org:6379/', 'PORT'],
    ['http://localhost/', 'PRIVATE_ADDRESS'],
    ['http://redis/', 'PRIVATE_ADDRESS'],
    ['http://a.localhost/', 'PRIVATE_ADDRESS'],
    ['http://metadata.google.internal/computeMetadata/v1/', 'PRIVATE_ADDRESS'],
    ['http://[fd00:ec2::254]/latest/meta-data', 'PRIVATE_ADDRESS'],
    ['http://①②⑦.⓪.⓪.①/', 'PRIVATE_ADDRESS'],
  ] as const)('%s: %s', (link, refusal) => {
    const read = readLink(link, anywhere);
    if (refusal) expect(read).toBe(refusal);
    else expect(read).toBeInstanceOf(URL);
  });

  it('is followed only to the sites that are allowed, and not at all when there are none', () => {
    const policy = { ...anywhere, hosts: ['example.org', '*.cdn.example'] };
    expect(readLink('https://example.org/', policy)).toBeInstanceOf(URL);
    expect(readLink('https://a.b.cdn.example/', policy)).toBeInstanceOf(URL);
    for (const other of [
      'www.example.org',
      'cdn.example',
      'evilexample.org',
      'evilcdn.example',
      'example.org.evil.example',
    ]) {
      expect(readLink(`https://${other}/`, policy), other).toBe('HOST_NOT_ALLOWED');
    }
    expect(readLink('https://example.org/', { ...anywhere, hosts: [] })).toBe('LINKS_OFF');
  });

  it('of a platform is known by its site and by what lies below it only', () => {
    expect(platformOf('www.tiktok.com')).toBe('TikTok');
    expect(platformOf('youtu.be')).toBe('YouTube');
    expect(platformOf('instagram.com')).toBe('Instagram');
    expect(platformOf('nottiktok.com')).toBeNull();
    expect(platformOf('tiktok.com.example.org')).toBeNull();
  });

  it('names its clip by the end of its path', () => {
    expect(nameOfLink(new URL('https://example.org/films/My%20clip.mp4?x=1'))).toBe('My clip.mp4');
    expect(nameOfLink(new URL('https://example.org/'))).toBe('example.org');
    expect(nameOfLink(new URL('https://example.org/%E0%A4'))).toBe('%E0%A4');
  });
});

describe('a server of one’s own network', () => {
  const own: LinkPolicy = { ...anywhere, ownServers: ['10.0.0.7:8080', '[fd00::7]:443'] };

  it('may be named by a pasted link, at exactly its address and port', () => {
    expect(readLink('http://10.0.0.7:8080/a.mp4', own)).toBeInstanceOf(URL);
    expect(readLink('https://[fd00::7]/a.mp4', own)).toBeInstanceOf(URL);
    // The same address, spelt otherwise.
    expect(readLink('http://0x0a000007:8080/a.mp4', own)).toBeInstanceOf(URL);
    expect(readLink('http://10.0.0.7:8081/a.mp4', own)).toBe('PORT');
    expect(readLink('http://10.0.0.7/a.mp4', own)).toBe('PRIVATE_ADDRESS');
    expect(readLink('http://10.0.0.8:8080/a.mp4', own)).toBe('PORT');
    expect(readLink('http://10.0.0.7.example.org:8080/a.mp4', own)).toBe('PORT');
    expect(readLink('http://a:b@10.0.0.7:8080/a.mp4', own)).toBe('CREDENTIALS');
    expect(readLink('ftp://10.0.0.7:8080/a.mp4', own)).toBe('SCHEME');
  });

  it('is refused where nothing is said of it, where links are off, and where a link leads on to it', () => {
    expect(readLink('http://10.0.0.7:80/a.mp4', anywhere)).toBe('PRIVATE_ADDRESS');
    expect(readLink('http://10.0.0.7:8080/a.mp4', { ...own, hosts: [] })).toBe('LINKS_OFF');
    const from = new URL('https://clips.example/');
    expect(readLink('http://10.0.0.7:8080/a.mp4', own, from)).toBe('PORT');
    expect(readLink('https://[fd00::7]/a.mp4', own, from)).toBe('PRIVATE_ADDRESS');
  });

  it.each(['10.0.0.7:8080', '127.0.0.1:80', '[fd00::7]:8080'])('is written as %s', (text) =>
    expect(isServerAddress(text)).toBe(true),
  );

  it.each([
    '10.0.0.7',
    'nas.lan:8080',
    '10.0.0.0/8',
    '*:80',
    '10.0.0.7:8080/a',
    '2130706433:80',
    'a@10.0.0.7:80',
  ])('is not written as %s', (text) => expect(isServerAddress(text)).toBe(false));
});
