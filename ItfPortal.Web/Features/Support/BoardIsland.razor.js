// Ticks "il y a 12 s" once a second, and tells the board when its top edge is out of sight. The server writes the hour and
// never the age, so a second costs no message; text is changed in place, because Blazor keeps hold of its text nodes.
const units = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']];
let timer, edge, rows, offset = 0, words;

function tick() {
  const now = Date.now() - offset;
  for (const time of document.querySelectorAll('time[data-ago]')) {
    const text = time.firstChild;
    if (!text || text.nodeType !== Node.TEXT_NODE) continue;
    if (text.nodeValue !== time.shown) time.title = text.nodeValue;
    const seconds = Math.max(0, Math.round((now - Date.parse(time.dateTime)) / 1000));
    const [size, unit] = units.find(([size]) => seconds >= size) ?? units[3];
    const shown = words.format(-Math.floor(seconds / size), unit);
    if (text.nodeValue !== shown) text.nodeValue = shown;
    time.shown = shown;
  }
}

export function start(board, serverNow) {
  stop();
  offset = Date.now() - serverNow;
  words = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: 'short', numeric: 'always' });
  timer = setInterval(tick, 1000);
  // A new row or a new moment must not show the hour until the next second.
  rows = new MutationObserver(changes => {
    if (changes.some(change => change.type === 'attributes' || change.addedNodes.length > 0)) tick();
  });
  rows.observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true, attributeFilter: ['datetime'] });
  const mark = document.querySelector('[data-edge]');
  if (mark) {
    let away = false;
    edge = new IntersectionObserver(([entry]) => {
      const now = !entry.isIntersecting && entry.boundingClientRect.top < 0;
      if (now !== away) board.invokeMethodAsync('OnScrolled', away = now).catch(() => { });
    });
    edge.observe(mark);
  }
  tick();
}

export function toTop() {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.querySelector('main')?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth' });
}

export function stop() {
  clearInterval(timer);
  rows?.disconnect();
  edge?.disconnect();
}
