import { formatRunPath, parseRoute } from '../../src/watch/route';

const page = (run?: string, since?: string) => ({ kind: 'page', run, since });
const events = (run?: string, since?: string) => ({ kind: 'events', run, since });

test('a path names a page or its events', () => {
  expect(parseRoute('/', undefined)).toEqual(page());
  expect(parseRoute('/?x=1', undefined)).toEqual(page());
  expect(parseRoute('/events?since=a.3', undefined)).toEqual(events(undefined, 'a.3'));
  expect(parseRoute('/run/quick-1', undefined)).toEqual(page('quick-1'));
  expect(parseRoute('/run/quick-1/', undefined)).toEqual(page('quick-1'));
  expect(parseRoute('/run/quick-1/events', undefined)).toEqual(events('quick-1'));
});

test.each(['deep/run', 'a b', 'ü?#&%', 'events', 'run', '..', '<script>'])(
  'the path of the run %j leads to its page and events',
  (run) => {
    expect(parseRoute(formatRunPath('/', run), undefined)).toEqual(page(run));
    expect(parseRoute(`${formatRunPath('/', run)}/events`, undefined)).toEqual(events(run));
  },
);

test.each(['/x', '/run', '/run/', '/run/%ZZ', '/run/a/b', '/run/../etc/passwd', '/run/a/events/b', '//'])(
  'the path %s is unknown',
  (path) => {
    expect(parseRoute(path, undefined)).toBe('unknown');
  },
);

test('with a token, each path begins with it', () => {
  expect(parseRoute('/secret/', 'secret')).toEqual(page());
  expect(parseRoute('/secret', 'secret')).toEqual(page());
  expect(parseRoute('/secret/run/a/events', 'secret')).toEqual(events('a'));
  for (const path of ['/', '/events', '/Secret/', '/secret2/run/a', '/run/a?secret', '/?token=secret']) {
    expect(parseRoute(path, 'secret')).toBe('forbidden');
  }
});
