// A native dialog, opened as a modal one: the browser keeps the focus inside, gives it back at the end, and Escape closes it.
export const show = dialog => { if (!dialog.open) dialog.showModal(); };
export const close = dialog => dialog.close();
