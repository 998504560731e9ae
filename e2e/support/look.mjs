/** Says whether the tab is looked at. Headless Chromium shows every tab, so the page is told as a browser tells it. */
export const look = (page, visible) =>
  page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, visible ? "visible" : "hidden");
