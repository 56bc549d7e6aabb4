/** One server-sent event. */
export interface StreamEvent {
  event: string;
  data: string;
}

/** The events of an answer as they come in, until it ends; comments are left out. */
export async function* eventsOf({ body }: Response): AsyncGenerator<StreamEvent, void, void> {
  let rest = '';
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (event !== undefined && data !== undefined) yield { event, data };
    }
  }
}
