import { html } from './markup.ts';
import { codeMarkup } from './phrase.ts';
import type { Section } from './section.ts';

/** What nobody should read into this report. */
export function limitsSection(): Section {
  return {
    id: 'limits',
    title: 'What this does not say',
    body: html`<ul class="limits">
<li>All of it rests on this project's reading of IAM. The assumptions, each with its AWS source, are in ${codeMarkup('policies/README.md')}; everything that AWS has not confirmed is in ${codeMarkup('policies/limits.md')}, marked (?).</li>
<li>It is about the documents, not about an account: whether these are the documents that are deployed, and that nothing else is attached, is for the deployment to show.</li>
<li>The two organisation policies are offered. What keeps tenants and services apart does not count on them; what is said of them holds where they are attached.</li>
<li>A session is as good as its token: who the issuer says a user is, and of which tenant, is believed.</li>
</ul>`,
  };
}
