// What runs in the page: its language, and the search in the differences. It writes text alone.

export const script = `'use strict';
(() => {
  const all = (query) => Array.from(document.querySelectorAll(query));
  const byId = (id) => document.getElementById(id);
  const tables = JSON.parse(byId('words').textContent);
  let table = tables.en;

  const said = (name, gaps) =>
    (table[name] ?? name).replace(/\\{(\\d)\\}/g, (whole, gap) => {
      const value = gaps[Number(gap)] ?? '';
      return typeof value === 'string' ? value : (table[value.t] ?? '');
    });
  const tell = (element) => {
    const gaps = element.dataset.a === undefined ? [] : JSON.parse(element.dataset.a);
    element.textContent = said(element.dataset.t, gaps);
  };
  const speak = (language) => {
    table = tables[language];
    document.documentElement.lang = language;
    all('[data-t]').forEach(tell);
    for (const button of all('[data-l]'))
      button.setAttribute('aria-pressed', String(button.dataset.l === language));
  };

  document.documentElement.classList.add('with-script');
  for (const button of all('[data-l]'))
    button.addEventListener('click', () => speak(button.dataset.l));
  const known = (navigator.languages ?? [navigator.language])
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((language) => Object.hasOwn(tables, language));
  speak(known ?? 'en');

  const form = byId('filter');
  if (form !== null) {
    const rows = all('#difference-table > tbody > tr');
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const valueOf = (id) => byId(id)?.value ?? '';
    const show = () => {
      const wanted = valueOf('find').toLowerCase().split(' ').filter((part) => part !== '');
      const [verdict, check] = [valueOf('find-verdict'), valueOf('find-check')];
      let shown = 0;
      rows.forEach((row, i) => {
        const fits =
          (verdict === '' || row.dataset.v === verdict) &&
          (check === '' || row.dataset.c === check) &&
          wanted.every((part) => texts[i].includes(part));
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      const count = byId('found').firstElementChild;
      count.dataset.a = JSON.stringify([String(shown), String(rows.length)]);
      tell(count);
    };
    form.addEventListener('input', show);
    form.addEventListener('submit', (event) => event.preventDefault());
  }
})();
`;
