/** Hands over the files that are dropped anywhere on the page; dropped text goes where text goes. */
export function takeDrops(taken: (files: FileList) => void): void {
  const page = document.documentElement;
  document.addEventListener('dragover', (event) => {
    if (isTextInto(event)) return;
    event.preventDefault();
    page.classList.toggle('dropping', carriesFiles(event));
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) page.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    page.classList.remove('dropping');
    if (isTextInto(event)) return;
    // A browser would leave the page for what is dropped beside the box.
    event.preventDefault();
    if (event.dataTransfer && carriesFiles(event)) taken(event.dataTransfer.files);
  });
}

export function imageIn(files: FileList | undefined): File | null {
  return [...(files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
}

function carriesFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

function isTextInto(event: DragEvent): boolean {
  const { target } = event;
  return !carriesFiles(event) && target instanceof Element && target.matches('input, textarea');
}
