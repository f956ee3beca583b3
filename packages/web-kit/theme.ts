import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const iris: MantineColorsTuple = [
  '#eeeeff',
  '#dcdcfd',
  '#b9b9f8',
  '#a3a5ff',
  '#8586f2',
  '#6f6fe9',
  '#5b5be0',
  '#4f4ed0',
  '#4a49c4',
  '#3a3aa6',
];

/** Mantine's dark greys, in the order in which it uses them: text, dimmed, borders, hover, controls, page. */
const dark: MantineColorsTuple = [
  '#e9ecf3',
  '#c3cadb',
  '#a3adc0',
  '#8590a6',
  '#2c3342',
  '#2a3140',
  '#1a1f29',
  '#0b0d12',
  '#12151c',
  '#07090d',
];

/** How far apart things stand: admin is an instrument, user is a screening room. */
export type Density = 'admin' | 'user';

/** Mantine in the studio's tokens; sizes follow the density. */
export function studioTheme(density: Density) {
  const isAdmin = density === 'admin';
  return createTheme({
    colors: { iris, dark },
    primaryColor: 'iris',
    primaryShade: 6,
    defaultRadius: 6,
    fontFamily: 'var(--es-font)',
    fontFamilyMonospace: 'var(--es-mono)',
    fontSizes: isAdmin
      ? { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '20px' }
      : { xs: '12.5px', sm: '14px', md: '15px', lg: '17px', xl: '22px' },
    lineHeights: { xs: '1.4', sm: '1.45', md: isAdmin ? '1.45' : '1.5', lg: '1.4', xl: '1.2' },
    headings: { fontFamily: 'var(--es-font)', fontWeight: '640' },
    respectReducedMotion: true,
    cursorType: 'pointer',
    components: {
      Button: { defaultProps: { size: isAdmin ? 'sm' : 'md' }, styles: { root: { fontWeight: 600 } } },
      ActionIcon: { defaultProps: { variant: 'subtle', size: isAdmin ? 30 : 40 } },
      // As high as the buttons beside them.
      Input: {
        defaultProps: { size: isAdmin ? 'sm' : 'md' },
        styles: {
          input: { backgroundColor: 'var(--es-surface)', borderColor: 'var(--es-control-line)' },
        },
      },
      InputWrapper: {
        styles: { label: { marginBottom: 4 }, description: { color: 'var(--es-muted)', marginBottom: 6 } },
      },
      SegmentedControl: {
        styles: { root: { backgroundColor: 'var(--es-raised)', maxWidth: '100%', overflowX: 'auto' } },
      },
      Popover: { styles: { dropdown: { background: 'var(--es-surface)', borderColor: 'var(--es-line)' } } },
      Menu: { styles: { dropdown: { background: 'var(--es-surface)', borderColor: 'var(--es-line)' } } },
      Drawer: {
        styles: {
          content: { background: 'var(--es-surface)' },
          header: { background: 'var(--es-surface)' },
          title: { fontSize: 17, fontWeight: 640 },
        },
      },
      Tooltip: { defaultProps: { openDelay: 250, withArrow: true } },
    },
  });
}

/** Points Mantine's own variables at the tokens, so that both change with the scheme. */
export const studioVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--es-canvas)',
    '--mantine-color-text': 'var(--es-text)',
    '--mantine-color-dimmed': 'var(--es-muted)',
    '--mantine-color-placeholder': 'var(--es-faint)',
    '--mantine-color-default': 'var(--es-raised)',
    '--mantine-color-default-hover': 'var(--es-hover)',
    '--mantine-color-default-color': 'var(--es-text)',
    '--mantine-color-default-border': 'var(--es-line)',
    '--mantine-color-error': 'var(--es-bad)',
    '--mantine-color-anchor': 'var(--es-accent)',
    '--mantine-color-disabled': 'var(--es-raised)',
    '--mantine-color-disabled-color': 'var(--es-faint)',
    '--mantine-color-disabled-border': 'var(--es-line)',
    '--mantine-primary-color-filled': 'var(--es-fill)',
    '--mantine-primary-color-light-color': 'var(--es-accent)',
  };
  const light = {
    ...shared,
    '--mantine-color-default': 'var(--es-surface)',
    '--mantine-color-default-hover': 'var(--es-raised)',
    '--mantine-color-default-border': 'var(--es-track)',
  };
  return { variables: {}, light, dark: shared };
};
