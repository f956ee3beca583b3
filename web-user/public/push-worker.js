// Shows news that are pushed to this browser, also while the app is closed. It touches no request of the app.
self.addEventListener('push', (event) => {
  const { id, title, body, url } = event.data.json();
  event.waitUntil(
    self.registration.showNotification(title, { body, tag: id, data: { url }, icon: '/favicon.svg' }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  // A page of the app only, whatever the message says.
  const url = new URL(event.notification.data.url, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const open = async () => {
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const page = pages.find((one) => new URL(one.url).origin === url.origin);
    if (!page) return self.clients.openWindow(url.href);
    await page.focus();
    // The place is in the hash: the page hears of it without being loaded again.
    page.postMessage({ kind: 'go-to', hash: url.hash });
  };
  event.waitUntil(open());
});
