/** Changes a piece of the page into another without replacing what stays, so that bars move and focus stays. */

function sameKind(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName;
}

function change(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes)
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  changeChildren(from, to);
}

function changeChildren(from, to) {
  const wanted = [...to.childNodes];
  for (const [index, node] of wanted.entries()) {
    const present = from.childNodes[index];
    if (!present) from.append(node);
    else if (sameKind(present, node)) change(present, node);
    else present.replaceWith(node);
  }
  while (from.childNodes.length > wanted.length) from.lastChild.remove();
}

/** Gives the element this content; `markup` comes from our own server, escaped there. */
export function morph(element, markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  changeChildren(element, template.content);
}
