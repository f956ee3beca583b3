/** Loads the fonts (self-hosted), Mantine's styles in a layer of their own, and the tokens over them. */
import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@mantine/core/styles.layer.css';
import './tokens.css';
import './base.css';
