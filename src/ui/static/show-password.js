/** Lets people see the password they type. */

for (const scope of document.querySelectorAll('[data-show-password]')) {
  const { showPassword, hidePassword } = scope.dataset;
  for (const input of scope.querySelectorAll('input[type="password"]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button-quiet button-small show-password';
    button.textContent = showPassword;
    button.setAttribute('aria-controls', input.id);
    button.addEventListener('click', () => {
      const hidden = input.type === 'password';
      input.type = hidden ? 'text' : 'password';
      button.textContent = hidden ? hidePassword : showPassword;
    });
    // Sent as a password again, so that the browser does not keep it among what was typed into text fields.
    input.form?.addEventListener('submit', () => {
      input.type = 'password';
    });
    input.after(button);
  }
}
