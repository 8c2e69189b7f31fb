import fc from 'fast-check';
import { Html, html } from '../../../src/report/html/html';

test('html escapes text and inserts Html unchanged', () => {
  const part = html`<b>${'<i>'}</b>`;
  expect(html`<p title="${'"\'&'}">${part}${3}</p>`.text).toBe(
    '<p title="&quot;&#39;&amp;"><b>&lt;i&gt;</b>3</p>',
  );
  expect(html`${[new Html('<br>'), new Html('<hr>')]}`.text).toBe('<br><hr>');
});

test('html escapes any text so that it cannot open a tag, attribute or entity', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { text: escaped } = html`${text}`;
      expect(escaped).not.toMatch(/[<>"']/);
      const decoded = escaped
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
      expect(decoded).toBe(text);
    }),
  );
});
