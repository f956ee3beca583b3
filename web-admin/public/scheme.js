// Sets the scheme before the first paint; a file of its own, because the page's policy allows no inline script.
(() => {
  const root = document.documentElement;
  let kept = null;
  try {
    kept = localStorage.getItem('mantine-color-scheme-value');
  } catch {}
  const wanted = kept === 'dark' || kept === 'light' ? kept : root.dataset.defaultScheme;
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.dataset.mantineColorScheme = wanted === 'auto' ? system : wanted;
})();
