"""What people are asked and invited to: polls, workshops, demand, volume together."""

from __future__ import annotations

from osta.handlers import demand, polls, workshops
from osta.handlers.route import Route, command, state
from osta.handlers.tables.lines import pressed_alone, private
from osta.handlers.volume import buttons as volume
from osta.handlers.volume import needs

ROUTES: tuple[Route, ...] = (
    command("tyopajat", "workshops", "verkstader", to=private(workshops.coming)),
    command("kysynta", "demand", "efterfragan", to=private(demand.show)),
    command("yhdessa", "together", "tillsammans", to=private(needs.show)),
    *pressed_alone(polls.BUTTONS, workshops.BUTTONS, demand.BUTTONS, volume.BUTTONS),
    state("poll.text", polls.told, prompt=polls.prompt),
    state("workshop.name", workshops.named, prompt=workshops.prompt_name),
    state("workshop.wish", workshops.wished, prompt=workshops.prompt_wish),
    state("demand.quantity", demand.told_quantity, prompt=demand.prompt_quantity),
    state("demand.available", demand.told_available, prompt=demand.prompt_available),
    state("volume.*", volume.answered, prompt=volume.prompt),
)
