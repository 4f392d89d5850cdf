### The menu

command-admin = Menu
home-title = <b>cardseal</b>
home-text = Register a card, find one, or see how often cards are checked.
home-unfinished = You have begun to add a card and can go on where you were.
button-home = 🏠 Menu
