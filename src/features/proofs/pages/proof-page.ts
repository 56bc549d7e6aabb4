import { earlierHeads, headFacts } from '#src/features/proofs/pages/head-facts.ts';
import type { Proof, ReadHead } from '#src/features/proofs/read-proof.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { hiddenNotice } from '#src/features/results/pages/hidden-results-page.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { copyable } from '#src/ui/components/copyable.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** What the page shows; `proof` is absent where the results are hidden from the reader. */
export interface ProofPage {
  question: PublishedQuestion;
  proof: Proof | undefined;
  /** Whether the reader may ask for a head. */
  maySign: boolean;
}

function standing({ state, sealed, heads }: Proof, { secret }: PublishedQuestion, locale: Locale): Html {
  const { proofs } = t(locale);
  const [newest] = heads;
  const said = (hint: string) => html`<p>${hint}</p>`;
  if (state === 'final' && newest)
    return notice(
      'success',
      proofs.final,
      said(proofs.finalHint(newest.size, formatCount(newest.size, locale))),
    );
  if (state === 'differs') return notice('error', proofs.differs, said(proofs.differsHint));
  if (state === 'signing') return notice('info', proofs.signing, said(proofs.signingHint));
  const count = formatCount(sealed, locale);
  if (newest) return notice('info', proofs.open, said(proofs.openHint(sealed, count)));
  return emptyState(proofs.none, secret ? proofs.noneHint(sealed, count) : proofs.changeableHint);
}

function checkIt({ number, keyId }: ReadHead, slug: string, locale: Locale): Html {
  const messages = t(locale);
  const { proofs } = messages;
  const { receipt, csv, compare } = proofs.steps;
  const command = `npm run -s tallyscope verify -- --bundle proof_${slug}.ndjson --key ${keyId}`;
  return html`<section><h2 class="section-title">${proofs.check}</h2>
<div class="actions">!${linkButton(paths.proofBundle(slug, number), proofs.bundle, 'secondary')}</div>
<p>${proofs.bundleHint}</p>
<p class="command">!${copyable(command, messages, proofs.commandName)}</p>
<ul class="bullets">!${[receipt, csv, compare].map((step) => html`<li>${step}</li>`)}</ul></section>`;
}

function signForm({ isAsked }: Proof, slug: string, context: PageContext): Html {
  const { proofs } = t(context.locale);
  if (isAsked) return notice('info', proofs.sign, html`<p>${proofs.asked}</p>`);
  const submit = html`<div class="actions">!${button({ label: proofs.sign, kind: 'secondary' })}</div>`;
  return postForm(
    paths.signHead(slug),
    context.csrf,
    html`<p class="field-hint">${proofs.signHint}</p>!${submit}`,
  );
}

/** After the close the worker signs without being asked. */
const SIGNED_BY_ITSELF: ReadonlySet<Proof['state']> = new Set(['signing', 'final']);

function proofBody({ question, maySign }: ProofPage, proof: Proof, context: PageContext): Html {
  const { locale } = context;
  const { proofs } = t(locale);
  const [newest, ...earlier] = proof.heads;
  const limits = proofs.limitList.map((limit) => html`<li>${limit}</li>`);
  return html`!${standing(proof, question, locale)}
!${maySign && !SIGNED_BY_ITSELF.has(proof.state) ? signForm(proof, question.slug, context) : nothing}
!${newest ? headFacts(newest, question, locale) : nothing}
!${earlierHeads(earlier, locale)}
!${newest ? checkIt(newest, question.slug, locale) : nothing}
<section><h2 class="section-title">${proofs.limits}</h2><ul class="bullets">!${limits}</ul></section>`;
}

/** What proves the tally of a question: the newest head, how to check it, and what that does not prove. */
export function proofPage(context: PageContext, page: ProofPage): Html {
  const { locale } = context;
  const messages = t(locale);
  const { proofs } = messages;
  const { question, proof } = page;
  const { results, closesAt, timeZone } = question;
  const way = [
    { href: paths.index, text: messages.index.title },
    { href: paths.question(question.slug), text: question.text },
    { href: paths.results(question.slug), text: messages.results.breadcrumb },
  ];
  const hidden = results === 'always' ? nothing : hiddenNotice({ results, closesAt, timeZone }, locale);
  const body = html`!${breadcrumb(way, proofs.breadcrumb, messages)}
<article class="proof">
<header><h1>${proofs.heading}</h1><p class="proof-question">!${userText(question.text)}</p></header>
<p class="lead">${proofs.lead}</p>
!${proof ? proofBody(page, proof, context) : hidden}
</article>`;
  return layout(context, { title: proofs.title(question.text), body, styles: ['proofs'] });
}
