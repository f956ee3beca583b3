// Runs in the browser, after GraphiQL's own script. What it asks, it asks as whoever is signed in to this app.
const { app } = document.currentScript.dataset;
const csrf = new RegExp(`(?:^|; )studio_${app}_csrf=([^;]+)`).exec(document.cookie)?.[1];

globalThis.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => `/graphiql/${label}.worker.js`,
};

globalThis.YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  endpoint: '/graphql',
  title: `Effect Studio: ${app}`,
  subscriptionsProtocol: 'WS',
  additionalHeaders: { 'x-studio-client': 'graphiql', ...(csrf ? { 'x-studio-csrf': csrf } : {}) },
  defaultQuery:
    '# The contract of whoever is signed in here; visitors have the public one.\n{\n  __typename\n}\n',
});
