// Loads MudBlazor's style, our theme for it and its script, once per document, when the first overlay is asked for.
const loading = new Map();

function once(url, make) {
  if (!loading.has(url)) {
    loading.set(url, new Promise((resolve, reject) => {
      const element = make();
      element.addEventListener('load', () => resolve());
      element.addEventListener('error', () => { loading.delete(url); reject(new Error(`Could not load ${url}`)); });
      // Our own style comes after, so that a rule of the same weight is ours.
      if (element.rel === 'stylesheet') document.head.insertBefore(element, document.head.querySelector('link[rel="stylesheet"]'));
      else document.head.append(element);
    }));
  }
  return loading.get(url);
}

const style = href => once(href, () => Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));

export async function load(css, theme, script) {
  await Promise.all([
    style(theme), style(css),
    once(script, () => Object.assign(document.createElement('script'), { src: script })),
  ]);
}
