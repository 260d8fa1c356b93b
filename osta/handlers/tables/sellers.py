"""What entrepreneurs do: register, look after their listings, take over an imported one."""

from __future__ import annotations

from osta.handlers import claim, mine
from osta.handlers.register import buttons as register
from osta.handlers.register import fields, finishing, form
from osta.handlers.route import Route, command, state, text
from osta.handlers.tables.lines import pressed_alone, private

ROUTES: tuple[Route, ...] = (
    command("myyn", "myy", "rekisteroidy", "ilmoita", "sell", "register", "salj", "registrera", to=private(form.start)),
    command("omat", "mine", "mina", to=private(mine.show)),
    command("lunasta", "claim", "losin", to=private(claim.typed)),
    *pressed_alone(register.BUTTONS, mine.BUTTONS, claim.BUTTONS),
    text(fields.named),
    state("register.preview", finishing.told, prompt=form.prompt),
    state("register.*", form.answered, prompt=form.prompt),
)
