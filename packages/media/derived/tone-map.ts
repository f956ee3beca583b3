/** Reference white of SDR in HDR material, nits (ITU-R BT.2408 says 203; 100–203 are in use). */
const SDR_WHITE_NITS = 203;

// The filter tabulates 65 536 values even for 8-bit pictures; beyond 255 the curves have no value.
const CODE = '(min(val,255)/255)';

/** SMPTE ST 2084 §5.2 as an ffmpeg expression: the light of a code value, 1.0 = SDR white. */
function pqLight(code: string): string {
  const root = `pow(${code},1/78.84375)`;
  return `(${10_000 / SDR_WHITE_NITS}*pow(max(${root}-0.8359375,0)/(18.8515625-18.6875*${root}),1/0.1593017578125))`;
}

/** ARIB STD-B67 inverse OETF, scaled so that 75 % signal is SDR white. */
function hlgLight(code: string): string {
  return `(3.77*if(lte(${code},0.5),${code}*${code}/3,(exp((${code}-0.55991073)/0.17883277)+0.28466892)/12))`;
}

/** Highlights roll off (extended Reinhard with white at 4); then the sRGB-like gamma of 2.2. */
function rollOff(light: string): string {
  return `255*pow(min(1,(${light})*(1+(${light})/16)/(1+(${light}))),1/2.2)`;
}

/**
 * Filters that bring an HDR picture (BT.2020 with PQ or HLG) to BT.709 SDR. With zscale in linear
 * light and with the right primaries; without it by a table per channel and an approximate matrix,
 * which keeps brightness right and saturation close.
 * @param colorTransfer ffmpeg's name; anything but `smpte2084` and `arib-std-b67` needs nothing
 */
export function toneMapFilters(colorTransfer: string, filters: ReadonlySet<string>): string[] {
  if (colorTransfer !== 'smpte2084' && colorTransfer !== 'arib-std-b67') return [];
  if (filters.has('zscale') && filters.has('tonemap')) {
    return [
      `zscale=tin=${colorTransfer}:pin=bt2020:min=bt2020nc:t=linear:npl=${SDR_WHITE_NITS}`,
      'format=gbrpf32le',
      'zscale=p=bt709',
      'tonemap=tonemap=mobius:desat=0',
      'zscale=t=bt709:m=bt709:r=tv',
      'format=yuv420p',
    ];
  }
  const curve = rollOff(colorTransfer === 'smpte2084' ? pqLight(CODE) : hlgLight(CODE));
  return [
    'scale=in_color_matrix=bt2020',
    'format=gbrp',
    `lutrgb=r='${curve}':g='${curve}':b='${curve}'`,
    'format=gbrp',
    'colorchannelmixer=1.36:-0.3:-0.06:0:-0.07:1.08:-0.01:0:-0.01:-0.06:1.07:0',
  ];
}
