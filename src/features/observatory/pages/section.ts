import type { Fault, Reading } from '#src/features/observatory/backend.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import type { Messages } from '#src/ui/messages/messages.ts';

/** The sentence that stands where a backend had nothing to say; `backend` also names its setting. */
export function faultNotice(
  backend: 'Prometheus' | 'Tempo',
  fault: Fault,
  messages: Messages,
  missing: Html = nothing,
): Html {
  const words = messages.observatory.faults;
  const setting = `${backend.toUpperCase()}_URL`;
  return notice('info', words[fault](backend, setting), missing);
}

/** A part of the page: its heading, and what was read or why it was not. */
export function section<T>(
  heading: { id: string; title: string; backend: 'Prometheus' | 'Tempo' },
  read: Reading<T>,
  show: (value: T) => Html,
  messages: Messages,
): Html {
  const body = read.fault ? faultNotice(heading.backend, read.fault, messages) : show(read.value as T);
  return html`<section class="observed" aria-labelledby="${heading.id}"><h2 id="${heading.id}">${heading.title}</h2>!${body}</section>`;
}
