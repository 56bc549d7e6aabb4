import { type QuestionPolicy, questionKinds, resultsAudiences } from '#src/database/models/question.ts';
import { timeZones } from '#src/features/questions/local-time.ts';
import { errorSentence, selectField, textArea, textField } from '#src/ui/components/field.ts';
import { radioCards } from '#src/ui/components/radio-cards.ts';
import { type Html, html } from '#src/ui/html.ts';
import type { Messages } from '#src/ui/messages/messages.ts';
import { choiceRows } from './choice-rows.ts';
import type { QuestionFormPage } from './question-form-values.ts';

type Cards = Record<string, { text: string; hint: string }>;
/** Every policy, the one that is proposed first. */
const POLICIES: readonly QuestionPolicy[] = ['browser', 'account', 'credential', 'open'];

/** The fields that a question's form still offers, in groups. Which of them matter for the kind and policy, its style sheet shows. */
export function questionFields(page: QuestionFormPage, messages: Messages, signUp = false): Html {
  const words = messages.questionForm;
  const account = signUp ? words.accountForAnybody : words.policies.account;
  const { values, errors, locked } = page;

  const cards = (
    name: 'kind' | 'policy' | 'secret' | 'results',
    keys: readonly string[],
    texts: Cards,
    hint?: string,
  ) =>
    radioCards({
      id: name,
      name,
      legend: words[name],
      hint,
      options: keys.map((value) => ({ value, text: '', ...texts[value] })),
      selected: values[name],
      error: errors[name],
      messages,
    });

  const limit = (id: 'minChoices' | 'maxChoices') =>
    textField({
      id,
      name: id,
      label: words[id],
      value: values[id],
      error: errors[id],
      inputmode: 'numeric',
      messages,
    });

  const time = (id: 'opensAt' | 'closesAt') => {
    const opening = page.correctable ? words.opensAtNow : words.opensAtHint;
    const hint = id === 'opensAt' ? opening : words.closesAtHint;
    const field = { id, name: id, label: words[id], hint, value: values[id], error: errors[id], messages };
    return locked.includes(id) ? html`` : textField({ ...field, type: 'datetime-local' });
  };

  const zone = () => {
    const known = timeZones();
    const { timeZone } = values;
    return selectField({
      id: 'timeZone',
      name: 'timeZone',
      label: words.timeZone,
      hint: words.timeZoneHint,
      value: timeZone,
      options: known.includes(timeZone) ? known : [timeZone, ...known],
      error: errors.timeZone,
      data: page.proposeZone ? html` data-own-zone` : html``,
      messages,
    });
  };

  const text = { id: 'text', name: 'text', label: words.text, hint: words.textHint, value: values.text };
  const description = {
    id: 'description',
    name: 'description',
    label: words.description,
    hint: words.descriptionHint,
    value: values.description,
  };
  const whatIsAsked = html`!${textField({ ...text, error: errors.text, required: true, messages })}
!${textArea({ ...description, error: errors.description, messages })}
<div class="kind-cards">!${cards('kind', questionKinds, words.kinds)}</div>
<div class="choices-part">!${choiceRows({ choices: values.choices, errors, emptyRows: page.emptyRows, messages })}</div>
<fieldset class="field limits-part" aria-describedby="limits-hint"><legend class="field-label">${words.limits}</legend>
<p class="field-hint" id="limits-hint">${words.limitsHint}</p>
<div class="two-columns">!${limit('minChoices')}!${limit('maxChoices')}</div></fieldset>
<div class="two-cards">!${cards('policy', POLICIES, { ...words.policies, account })}</div>
<div class="secret-part two-cards">!${cards('secret', ['yes', 'no'], words.secrets)}</div>`;
  const hint = page.audiences.length < resultsAudiences.length ? words.resultsAfterVotes : undefined;
  const whenAndWho = html`<div class="two-cards">!${cards('results', page.audiences, words.audiences, hint)}</div>
!${locked.includes('closesAt') ? '' : html`<div class="stack">!${zone()}<div class="two-columns">!${time('opensAt')}!${time('closesAt')}</div></div>`}`;
  const onlyDescription = textArea({ ...description, error: errors.description, messages });
  const first = locked.includes('text') ? onlyDescription : whatIsAsked;
  return html`!${errorSentence('form-error', errors.form, messages)}!${first}!${whenAndWho}`;
}
