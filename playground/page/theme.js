// A classic script in the head: it sets the chosen look before anything is painted.
(() => {
  const chosen = localStorage.getItem('look');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.look = chosen;
})();
