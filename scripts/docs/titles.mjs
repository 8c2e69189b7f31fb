/** TypeDoc plugin: names each document by its first heading instead of its file, and the entry point by its purpose. */
export function load(app) {
  app.converter.on('createDocument', (_, document) => {
    const title = /^# (.+)$/m.exec(document.content[0]?.text ?? '')?.[1];
    if (title !== undefined) document.name = title;
  });
  app.converter.on('resolveBegin', ({ project }) => {
    const entry = project.children?.find(({ name }) => name === 'index');
    if (entry) entry.name = 'API reference';
  });
}
