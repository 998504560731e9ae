/** The HTML of a page as it is now, with the same elements and styles, and nothing that answers. */
export const withoutScripts = (page) =>
  page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true);
    for (const script of copy.querySelectorAll("script, link[rel=modulepreload], link[as=fetch]")) script.remove();
    return `<!doctype html>${copy.outerHTML}`;
  });
